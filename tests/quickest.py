"""Runs by the quicker engine: both do the same to the last bit, as tests/engines hold."""

from __future__ import annotations

from sim.engine.record import Record
from sim.engine.timetable import Timetable
from sim.plan.values.plan import Plan
from sim.replication import Engine
from sim.replication import run as run_by

QUICKEST = (
    Engine.COMPILED
    if Engine.COMPILED.installed and Engine.COMPILED.trouble is None
    else Engine.SIMPY
)


def run(plan: Plan, seed: int, replication: int, timetable: Timetable | None = None) -> Record:
    """One replication to the end of its horizon."""
    return run_by(plan, seed, replication, timetable, QUICKEST)
