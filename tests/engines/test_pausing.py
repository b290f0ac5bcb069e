"""Both engines can be paused at any instant, and are at each pause at the same point."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER, Record
from sim.engine.reference.engine import SimpyEngine, run_on_simpy
from sim.plan.planner import Planner
from tests.engines.agreement import assert_same
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import SHIPPED, design, timetable
from tests.strategies import Data

pytest.importorskip("numba")

from sim.engine.compiled.engine import CompiledEngine, run_compiled

HOUR = 3_600_000_000


def instants_of(record: Record) -> list[int]:
    """Every instant at which something happens, the one after it, and some in between."""
    columns = (record.arrived, record.started, record.done, record.ended, record.slots)
    known = np.concatenate([*columns, [record.plan.layout.start_us, 0, 7 * HOUR]])
    known = np.unique(known[known != NEVER])
    found = np.unique(np.concatenate([known, known + 1, known + 5 * HOUR]))
    within: list[int] = found[found <= record.plan.layout.horizon_us].tolist()
    return within


@slow_to_draw
@given(any_scenarios, st.data())
def test_at_every_pause_both_are_at_the_same_point(data: Data, choice: st.DataObject) -> None:
    with shown_when_it_fails(data):
        plan = Planner(load_data(data)).plan()
        luck = timetable_of(plan.layout, 1, 0)
        whole = run_on_simpy(plan, luck)
        pauses = choice.draw(st.lists(st.sampled_from(instants_of(whole)), max_size=6))
        compiled, reference = CompiledEngine(plan, luck), SimpyEngine(plan, luck)
        assert_same(compiled.record(), reference.record())
        for pause in pauses:  # also back in time, where nothing is undone
            compiled.run_until(pause)
            reference.run_until(pause)
            seen = compiled.record()
            assert_same(seen, reference.record())
        compiled.run_until(plan.layout.horizon_us)
        assert_same(compiled.record(), whole)
        if pauses:
            reference = SimpyEngine(plan, luck)
            reference.run_until(max(pauses))
            assert_same(seen, reference.record())  # going on has not changed what was read


@pytest.mark.parametrize("name", SHIPPED)
def test_a_run_to_an_instant_is_a_run_paused_there(name: str) -> None:
    shown = design(name)
    plan, luck = shown.plan(shown.as_written), timetable(name, 0)
    whole = run_on_simpy(plan, luck)
    chance = np.random.default_rng(len(name))
    engine = CompiledEngine(plan, luck)
    different = set()
    for pause in sorted(chance.choice(instants_of(whole), 20).tolist()):
        engine.run_until(pause)
        digest = engine.record().digest()
        assert digest == run_compiled(plan, luck, pause).digest()
        assert digest == run_on_simpy(plan, luck, pause).digest()
        different.add(digest)
    engine.run_until(plan.layout.horizon_us)
    assert engine.record().digest() == whole.digest()
    assert len(different) > 1
