"""One replication: a plan and a timetable, run by an engine."""

from __future__ import annotations

from sim.engine.drawn_timetable import timetable_of
from sim.engine.record import Record
from sim.engine.simpy_engine import run_on_simpy
from sim.engine.timetable import Timetable
from sim.plan.layout import Plan


def run(plan: Plan, seed: int, replication: int, timetable: Timetable | None = None) -> Record:
    """What happens under a plan in one replication.

    The timetable depends on the scenario, seed and replication alone; conditions of one scenario
    share it, so that they share their luck.
    """
    drawn = timetable_of(plan.layout, seed, replication) if timetable is None else timetable
    return run_on_simpy(plan, drawn)
