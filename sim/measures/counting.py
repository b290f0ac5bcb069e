"""How many times one observation was counted: circular reporting makes one into several."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.record import LINKED, NEVER, Record


class FusionCounts(NamedTuple):
    """Over all beliefs that reached their threshold, real or false, at that moment."""

    observations: int
    """Different indicators that the agency had linked something of to what it believed in."""
    counted: int
    """How many it took them for: a copy whose origin was stripped counts as one of its own."""


def counting_of(record: Record) -> FusionCounts:
    """Counts what the beliefs of a run rest on."""
    timetable = record.timetable
    picture = timetable.picture
    read = np.flatnonzero((picture >= 0) & (record.done != NEVER))
    read = read[record.done[read] <= record.detected[picture[read]]]
    read = read[record.overlooked[read] == LINKED]
    place = timetable.place[read]
    stripped = (record.stripped[read] != 0) & record.plan.layout.naive
    taken = np.where(stripped, timetable.own_place(read), place)
    return FusionCounts(len(np.unique(place)), len(np.unique(taken)))
