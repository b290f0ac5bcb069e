"""Records of one plan in several replications end to end, as their timetables are."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from sim.engine.record import Record
from sim.engine.timetables import Timetables
from sim.frozen import entity
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.plan import Plan


@entity
class Records:
    """What happened to every row under one plan; columns are those of `Record`, end to end."""

    plan: Plan
    timetables: Timetables
    arrived: Ints
    started: Ints
    done: Ints
    end: Ints
    ended: Ints
    unrecognised: Ints
    stripped: Ints
    slots: Ints
    detected: Ints
    overlooked: Ints
    added: Floats
    gained: Floats
    """By (replication, pair)."""
    lost: Floats
    asked: Ints
    queries: Ints
    hits: Ints

    @classmethod
    def of(cls, record: Record) -> Records:
        """One record."""
        return cls(
            plan=record.plan,
            timetables=Timetables((record.timetable,)),
            gained=record.gained[np.newaxis],
            lost=record.lost[np.newaxis],
            **{name: getattr(record, name) for name in _ONE_AFTER_THE_OTHER},
        )

    def __len__(self) -> int:
        return len(self.timetables)


_ONE_AFTER_THE_OTHER = [
    field.name
    for field in fields(Record)
    if field.name not in ("plan", "timetable", "gained", "lost")
]
