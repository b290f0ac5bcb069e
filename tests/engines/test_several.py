"""Do plans that are run in one compiled call lead to what their records say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.replicate import replicate, replicate_together
from sim.analyses.comparison.variants import lived_through
from sim.engine.compiled.batch import run_on
from sim.engine.machine_code.building import compiled
from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.experiments.failures import Failure
from sim.measures.registry import MEASURES, MeasuredRun
from sim.measures.results import Results, results_of_compiled, results_of_records
from sim.plan.values.layout import Layout
from sim.replication import Engine, drawn, run
from sim.scenario.reading.reading import load
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.quickest import replicates
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import LARGE_ARE_SLOW, SEED, design
from tests.strategies import Data

pytest.importorskip("numba")
COLUMNS = ("detected", "warned", "alarms", "false_alarms", "needless")
COUNTED = ("considered", "delivered", "evidence")

WITHOUT = [measure for measure in MEASURES.values() if not measure.off_record]
"""Measures for which no record is made."""


def same(one: Results, other: Results) -> None:
    """Both tell the same, to the last bit."""
    for name in COLUMNS + COUNTED:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    assert one.outcomes == other.outcomes
    assert one.ended == other.ended


def alike(one: Any, other: Any) -> None:
    """Both hold the same numbers, to the last bit, in whatever they consist of."""
    if is_dataclass(one):
        for field in fields(one):
            alike(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, list):
        for mine, theirs in zip(one, other, strict=True):
            alike(mine, theirs)
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_every_condition_leads_to_what_its_record_says(name: str) -> None:
    shown = design(name)
    for replication in range(3):
        plans = [shown.plan(condition) for condition in shown.conditions(SEED, replication)]
        timetable = drawn(shown.planner.layout, SEED, replication, Engine.COMPILED)
        records = [run(p, SEED, replication, timetable, Engine.COMPILED) for p in plans]
        found = results_of_compiled(plans, Timetables((timetable,)))[0]
        same(found, results_of_records(records))
        for result, record in zip(found, records, strict=True):
            seen = MeasuredRun(record)
            assert [one.taken(result) for one in WITHOUT] == [one.taken(seen) for one in WITHOUT]


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_several_replications_at_once_give_what_each_gives_by_itself(name: str) -> None:
    shown, numbers = design(name), range(3, 6)
    together = replicate_together(shown, SEED, numbers, Engine.COMPILED)
    for number, one in zip(numbers, together, strict=True):
        alike(one, replicate(shown, SEED, number, Engine.COMPILED))


@pytest.mark.parametrize(
    "names", [["share_missed", "share_delivered"], ["share_missed", "timeliness"]]
)
def test_measures_are_taken_of_several_at_once_as_of_each(names: list[str]) -> None:
    """Off outcomes alone, and off records."""
    scenario, numbers = load("border-triangle"), range(3, 6)
    shown = ComparisonDesign(scenario, measures=tuple(MEASURES[name] for name in names))
    together = replicate_together(shown, SEED, numbers, Engine.COMPILED)
    for number, one in zip(numbers, together, strict=True):
        assert len(one.measured) == len(shown.ladder)
        alike(one, replicate(shown, SEED, number, Engine.COMPILED))
    each = lived_through(shown, SEED, numbers, Engine.SIMPY)
    alike(lived_through(shown, SEED, numbers, Engine.COMPILED), each)


@settings(slow_to_draw, max_examples=10)
@given(any_scenarios, st.integers(0, 5))
def test_so_they_do_whatever_the_scenario(data: Data, first: int) -> None:
    with shown_when_it_fails(data):
        shown, numbers = ComparisonDesign(load_data(data)), range(first, first + 3)
        each = [replicate(shown, SEED, number, Engine.COMPILED) for number in numbers]
        together = replicate_together(shown, SEED, numbers, Engine.COMPILED)
        for one, other in zip(together, each, strict=True):
            alike(one, other)


def test_conditions_may_differ_in_how_often_trust_is_looked_at() -> None:
    """Relations that a dial can calm move trust at moments of their own; learning looks then."""
    shown = ComparisonDesign(load("recalled-envoy", ["trust.learning={}"]))
    plans = [shown.plan(condition) for condition in shown.ladder.values()]
    assert len({len(plan.learning.reviews) for plan in plans if plan.learning}) > 1
    timetable = drawn(shown.planner.layout, SEED, 0)
    records = (run(plan, SEED, 0, timetable, Engine.SIMPY) for plan in plans)
    same(results_of_compiled(plans, Timetables((timetable,)))[0], results_of_records(records))


def test_one_that_fails_is_told_among_several_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(layout: Layout, seed: int, replication: int, engine: Engine) -> Timetable:
        if replication == 4:
            raise ArithmeticError("no such number")
        return drawn(layout, seed, replication, engine)

    def fail(layout: Layout, seed: int, replications: Sequence[int], engine: Engine) -> Any:
        return [fails(layout, seed, replication, engine) for replication in replications]

    monkeypatch.setattr("sim.analyses.comparison.replicate.drawn", fails)
    monkeypatch.setattr("sim.analyses.comparison.replicate.drawn_together", fail)
    done = replicates(design("border-triangle"), SEED, range(3, 6), Engine.COMPILED)
    assert [one.replication for one in done] == [3, 4, 5]
    assert [one.error for one in done if isinstance(one, Failure)] == [
        "ArithmeticError: no such number"
    ]


def test_one_run_and_several_are_the_work_of_one_program() -> None:
    """Arrays of other kinds would be compiled once more: twice the wait at a first start."""
    shown = design("border-triangle")
    plans = [shown.plan(shown.as_written), shown.plan(shown.ideal)]
    timetable = drawn(shown.planner.layout, SEED, 0, Engine.COMPILED)
    results_of_compiled(plans, Timetables((timetable,)))
    run(plans[0], SEED, 0, timetable, Engine.COMPILED)
    made_for = compiled(run_on).fetched_for
    assert len(made_for) == len({type(kinds[2]) for kinds in made_for}), "with more, and without"
