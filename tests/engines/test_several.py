"""Do plans that are run in one compiled call lead to what their records say?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.compiled.batch import run_on
from sim.engine.compiled.building import compiled
from sim.measures.results import Results, results_of_compiled, results_of_records
from sim.replication import Engine, drawn, run
from tests.shipped_runs import LARGE_ARE_SLOW, SEED, design

pytest.importorskip("numba")
COLUMNS = ("detected", "warned", "alarms", "false_alarms", "needless", "evidence")


def same(one: Results, other: Results) -> None:
    """Both tell the same, to the last bit."""
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    assert one.outcomes == other.outcomes


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_every_condition_leads_to_what_its_record_says(name: str) -> None:
    shown = design(name)
    for replication in range(3):
        plans = [shown.plan(condition) for condition in shown.conditions(SEED, replication)]
        timetable = drawn(shown.planner.layout, SEED, replication, Engine.COMPILED)
        records = (run(p, SEED, replication, timetable, Engine.COMPILED) for p in plans)
        same(results_of_compiled(plans, timetable), results_of_records(records))


def test_one_run_and_several_are_the_work_of_one_program() -> None:
    """Arrays of other kinds would be compiled once more: twice the wait at a first start."""
    shown = design("border-triangle")
    plans = [shown.plan(shown.as_written), shown.plan(shown.ideal)]
    timetable = drawn(shown.planner.layout, SEED, 0, Engine.COMPILED)
    results_of_compiled(plans, timetable)
    run(plans[0], SEED, 0, timetable, Engine.COMPILED)
    programs: list[Any] = list(compiled(run_on)._fetched.values())
    assert {len(program.signatures) for program in programs} == {1}
