"""Runs by the quicker engine: both do the same to the last bit, as tests/engines hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.engine.record import Record
from sim.engine.timetable import Timetable
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
