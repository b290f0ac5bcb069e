"""Runs by the quicker engine: both do the same to the last bit, as tests/engines hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.replicate import LadderWork, Replicate, replicating
from sim.engine.record import Record
from sim.engine.timetable import Timetable
from sim.experiments.failures import Failure
from sim.experiments.workers import one_after_the_other
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn_together
from sim.replication import run as run_by

QUICKEST = (
    Engine.COMPILED
    if Engine.COMPILED.installed and Engine.COMPILED.trouble is None
    else Engine.SIMPY
)


def run(plan: Plan, seed: int, replication: int, timetable: Timetable | None = None) -> Record:
    """One replication to the end of its horizon."""
    return run_by(plan, seed, replication, timetable, QUICKEST)


def runs(plan: Plan, seed: int, replications: Sequence[int]) -> Iterator[Record]:
    """Several replications, whose luck is drawn at once."""
    lucks = drawn_together(plan.layout, seed, replications, QUICKEST)
    for number, luck in zip(replications, lucks, strict=True):
        yield run(plan, seed, number, luck)


def replicates(
    design: ComparisonDesign, seed: int, replications: Sequence[int], engine: Engine = QUICKEST
) -> list[Replicate | Failure]:
    """Several replications under every condition of a design."""
    work, do = LadderWork(design.scenario, seed), replicating(design, seed)
    return list(one_after_the_other(work, [(number, engine) for number in replications], do))
