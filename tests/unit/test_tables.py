"""Tables: what one condition has filled must not be taken for what another asks."""

from __future__ import annotations

import numpy as np
import pytest

from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge, Dials
from tests.shipped_runs import LARGE_ARE_SLOW

FACTORS = (0.0, 0.5, 2.0)


def turned(scenario: Scenario, challenge: Challenge, factor: float) -> Dials:
    """The scenario's dials with one of them set."""
    return scenario.dials.model_copy(update={challenge.value: factor})


def same(one: Plan, other: Plan) -> bool:
    """Whether two plans have the same table and the same writes."""
    return np.array_equal(one.table, other.table) and one.writes == other.writes


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_a_plan_is_the_same_whatever_was_drawn_up_before(name: str) -> None:
    scenario = load(name)
    planner = Planner(scenario)
    planner.plan()
    for challenge in Challenge:
        dials = turned(scenario, challenge, 0.0)
        assert same(planner.plan(dials), Planner(scenario).plan(dials)), challenge
    assert same(planner.plan(), Planner(scenario).plan())


@pytest.mark.parametrize(
    ("name", "challenge"),
    [
        ("recalled-envoy" if challenge is Challenge.POLITICS else "ripening-treaty", challenge)
        for challenge in Challenge
    ],
)
def test_a_table_follows_each_dial(name: str, challenge: Challenge) -> None:
    scenario = load(name)
    planner = Planner(scenario)
    drawn = [planner.plan(), *(planner.plan(turned(scenario, challenge, f)) for f in FACTORS)]
    for number, plan in enumerate(drawn):
        assert not any(same(plan, other) for other in drawn[:number])
