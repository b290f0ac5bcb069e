"""What analysts do for partners that ask: the searches of a run, and how long they waited."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

import numpy as np

from sim.engine.record import NEVER, NO_END
from sim.engine.records import Records
from sim.plan.values.arrays import Ints
from sim.plan.values.layout import Layout
from sim.plan.values.stages import WorkStage


class Searches(NamedTuple):
    """By request that came to a partner's desk; times in microseconds, NEVER where it never was."""

    of: Ints
    """Which replication it belongs to, from 0."""
    agency: Ints
    """Who searches."""
    arrived: Ints
    """When the request came to the desk."""
    began: Ints
    """When an analyst took it up."""
    ended: Ints
    """When the search was done."""


def searches_of(records: Records) -> Searches:
    """Every request that came to a desk within a run, whether or not it was taken up."""
    timetables, layout = records.timetables, records.plan.layout
    if timetables.questions is None:
        return _NONE
    rows = np.flatnonzero(timetables.is_question)
    pictures = np.repeat(np.arange(len(timetables.questions)), timetables.questions)
    made = records.end[rows] != NO_END
    rows, pictures = rows[made], pictures[made]
    ties = timetables.tie[rows]
    before = {tie: _slots_before_work(layout, tie) for tie in np.unique(ties).tolist()}
    carried = np.array([before[tie] for tie in ties.tolist()], dtype=np.int64)
    slot = timetables.slot_first[rows] + carried
    began, ended = records.slots[slot], records.slots[slot + 1]
    # Who sits in the same room is asked without a channel, and at once.
    arrived = np.where(carried > 0, records.slots[slot - 1], records.asked[pictures])
    came = arrived != NEVER
    rows = rows[came]
    return Searches(
        timetables.of_row[rows], timetables.agency[rows], arrived[came], began[came], ended[came]
    )


_NONE = Searches(*(np.zeros(0, dtype=np.int64) for _ in Searches._fields))


def _slots_before_work(layout: Layout, tie: int) -> int:
    """How many instants a tie's route has before work at a desk begins."""
    route = layout.routes[layout.ties[tie].route]
    before = takewhile(lambda stage: not isinstance(stage, WorkStage), route.stages)
    return sum(stage.slots for stage in before)
