"""What the compiled loop takes by itself: on memory that is filled."""

from __future__ import annotations

from collections.abc import Iterable
from time import process_time

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.engine.compiled.engine import CompiledRun
from sim.engine.compiled.several import go_on
from sim.engine.timetable import Timetable
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn
from sim.scenario.schema.scenario import Scenario

SEED = 1


def seconds_of_comparison(scenario: Scenario, replications: Iterable[int]) -> float:
    """Of all conditions of a comparison."""
    design = ComparisonDesign(scenario)
    spent = 0.0
    for replication in replications:
        timetable = drawn(design.planner.layout, SEED, replication, Engine.COMPILED)
        for condition in design.conditions(SEED, replication):
            spent += seconds_of(design.plan(condition), timetable)
    return spent


def seconds_of(plan: Plan, timetable: Timetable) -> float:
    """Of one run, without what it takes to call the compiled program.

    That is what the same call takes again, when nothing is left to happen.
    """
    run = CompiledRun.of(plan, timetable)
    began = process_time()
    go_on(run.world, plan.layout.horizon_us, run.extra)
    done = process_time()
    go_on(run.world, plan.layout.horizon_us, run.extra)
    return (done - began) - (process_time() - done)
