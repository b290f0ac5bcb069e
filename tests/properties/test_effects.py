"""Does each effect say what it does and how it is told, and are several at once so many injects?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plan.effects import apply
from sim.plan.interventions import Absence
from sim.plan.planner import Planner
from sim.scenario.schema.effects import Effect, ProgrammeKeys
from sim.screen.scenario.effects import describe
from tests.quickest import run
from tests.scenarios_for_tests import load_data
from tests.strategies import Names, effects, scenarios

Data = dict[str, Any]


def kinds(kind: type[Effect] = Effect) -> Iterator[type[Effect]]:
    """Every kind of effect."""
    for one in kind.__subclasses__():
        yield one
        yield from kinds(one)


@pytest.mark.parametrize("kind", [*kinds()])
def test_every_kind_of_effect_is_applied_and_described(kind: type[Effect]) -> None:
    assert apply.dispatch(kind) is not apply.dispatch(object)
    assert describe.dispatch(kind) is not describe.dispatch(object)


def test_nothing_is_described_or_applied_that_no_file_can_say() -> None:
    assert set(apply.registry) == {*kinds(), Absence, object}
    assert set(describe.registry) == {*kinds(), object}
    assert len(ProgrammeKeys.model_fields) == len(set(kinds()))


@st.composite
def moments_with_effects(draw: st.DrawFn) -> tuple[Data, list[Data], str]:
    """A scenario without injects, effects for one moment, and the moment."""
    data = draw(scenarios())
    data["injects"] = {}
    several = draw(st.lists(effects(Names.of(data)).filter(bool), min_size=2, max_size=3))
    return data, several, draw(st.sampled_from(["0 h", "9 h", "33 h"]))


@given(moments_with_effects())
def test_several_effects_of_an_inject_are_so_many_injects_at_once(
    drawn: tuple[Data, list[Data], str],
) -> None:
    """To the last bit; but more routine reports are others, since luck goes by names."""
    data, several, at = drawn
    listed = {"Turn 0": {"at": at, "message": "", "effects": several}}
    apart = {f"Turn {i}": {"at": at, "message": "", **one} for i, one in enumerate(several)}
    one, other = (load_data({**data, "injects": injects}) for injects in (listed, apart))
    plan, same = Planner(one).plan(), Planner(other).plan()
    np.testing.assert_array_equal(plan.table, same.table)
    assert plan.writes == same.writes
    if not any(effect.get("background", {}).get("times", 0) > 1 for effect in several):
        assert run(plan, 1, 1).digest() == run(same, 1, 1).digest()
