"""What the compiled loop takes by itself: on memory that is filled, a call for each run."""

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
    """Of one run, from the call of the compiled program to its return."""
    run = CompiledRun.of(plan, timetable)
    began = process_time()
    go_on(run.world, plan.layout.horizon_us, run.extra)
    return process_time() - began
