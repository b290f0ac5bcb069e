"""What analysts do for partners that ask: the searches of a run, and how long they waited."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

import numpy as np

from sim.engine.record import NEVER, NO_END, Record
from sim.plan.values.arrays import Ints
from sim.plan.values.stages import Route, WorkStage


class Searches(NamedTuple):
    """By request that came to a partner's desk; times in microseconds, NEVER where it never was."""

    agency: Ints
    """Who searches."""
    arrived: Ints
    """When the request came to the desk."""
    began: Ints
    """When an analyst took it up."""
    ended: Ints
    """When the search was done."""


def searches_of(record: Record) -> Searches:
    """Every request that came to a desk within a run, whether or not it was taken up."""
    timetable, layout = record.timetable, record.plan.layout
    if timetable.asked is None:
        return _NONE
    rows = np.arange(timetable.first_question, timetable.first_warning)
    pictures = np.repeat(np.arange(len(timetable.asked.questions)), timetable.asked.questions)
    made = record.end[rows] != NO_END
    rows, pictures = rows[made], pictures[made]
    ties = timetable.tie[rows].tolist()
    before = {tie: _slots_before_work(layout.routes[layout.ties[tie].route]) for tie in set(ties)}
    carried = np.array([before[tie] for tie in ties], dtype=np.int64)
    slot = timetable.slot_first[rows] + carried
    began, ended = record.slots[slot], record.slots[slot + 1]
    # Who sits in the same room is asked without a channel, and at once.
    arrived = np.where(carried > 0, record.slots[slot - 1], record.asked[pictures])
    came = arrived != NEVER
    return Searches(timetable.agency[rows][came], arrived[came], began[came], ended[came])


_NONE = Searches(*(np.zeros(0, dtype=np.int64) for _ in Searches._fields))


def _slots_before_work(route: Route) -> int:
    """How many instants a route has before work at a desk begins."""
    before = takewhile(lambda stage: not isinstance(stage, WorkStage), route.stages)
    return sum(stage.slots for stage in before)
