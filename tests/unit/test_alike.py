"""Are plans that are called the same, and layouts that are called alike?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.assumptions.assumed_numbers import Factor, NotVaried, assumptions_of, varied
from sim.measures.results import outcome_of
from sim.plan.alike import same, same_plan
from sim.plan.planner import Planner
from sim.scenario.reading.reading import read
from tests.quickest import runs


@pytest.mark.parametrize(
    "name",
    [
        "two-neighbours",
        "border-triangle",
        "borrowed-word",
        "common-index",
        "joint-room",
        "lean-years",
        "right-question",
        "tried-and-tested",
    ],
)
def test_plans_that_are_called_the_same_give_the_same(name: str) -> None:
    reading = read(name)
    written = Planner(reading.scenario).plan()
    outcomes = [outcome_of(one) for one in runs(written, 1, range(2))]
    called_same = 0
    for one in assumptions_of(reading).numbers:
        for factor in Factor:
            side = varied(reading, one, factor)
            if isinstance(side, NotVaried):
                continue
            plan = Planner(side.scenario).plan()
            if same_plan(written, plan):
                called_same += 1
                assert [outcome_of(one) for one in runs(plan, 1, range(2))] == outcomes, one
    assert called_same > 0


def test_a_plan_drawn_up_twice_is_the_same() -> None:
    scenario = read("border-triangle").scenario
    assert same_plan(Planner(scenario).plan(), Planner(scenario).plan())


def test_a_cell_that_matters_tells_plans_apart_and_one_that_does_not_no() -> None:
    plan = Planner(read("two-neighbours").scenario).plan()

    def with_cell(cell: int) -> bool:
        table = plan.table.copy()
        table[cell] += 1.0
        return same_plan(plan, replace(plan, table=table))

    surer = replace(plan.layout, prior=plan.layout.prior + 1)
    assert not same_plan(plan, replace(plan, layout=surer))
    assert not with_cell(plan.layout.ties[0].release)
    assert with_cell(plan.layout.fill.conversion)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0]), True),
        (np.array([1.0, 2.0]), np.array([1.0, 2.5]), False),
        (np.array([1]), np.array([1.0]), False),
        ((1, (2, 3)), (1, (2, 3)), True),
        ((1, (2, 3)), (1, (2, 4)), False),
        ({"a": (1,)}, {"a": (1,)}, True),
        ({"a": (1,)}, {"b": (1,)}, False),
        ((1, 2), (1, 2, 3), False),
        (1, 1.0, False),
        (None, None, True),
    ],
    ids=str,
)
def test_sameness_goes_all_the_way_down(one: object, other: object, equal: bool) -> None:
    assert same(one, other) is equal
