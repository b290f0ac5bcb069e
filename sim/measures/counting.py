"""How many times one observation was counted: circular reporting makes one into several."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.record import LINKED, NEVER, Record
from sim.engine.records import Records
from sim.engine.timetables import different


class FusionCounts(NamedTuple):
    """Over all beliefs that reached their threshold, real or false, at that moment."""

    observations: int
    """Different indicators that the agency had linked something of to what it believed in."""
    counted: int
    """How many it took them for: a copy whose origin was stripped counts as one of its own."""


def counting_of(record: Record) -> FusionCounts:
    """Counts what the beliefs of a run rest on."""
    (counts,) = countings_of(Records.of(record))
    return counts


def countings_of(records: Records) -> list[FusionCounts]:
    """By replication: counts what beliefs rest on."""
    timetables, picture = records.timetables, records.timetables.picture
    read = np.flatnonzero((picture >= 0) & (records.done != NEVER))
    read = read[records.done[read] <= records.detected[picture[read]]]
    read = read[records.overlooked[read] == LINKED]
    place = timetables.place[read]
    stripped = (records.stripped[read] != 0) & records.plan.layout.naive
    taken = np.where(stripped, timetables.own_place(read), place)
    first = timetables.first_place
    counts = zip(different(place, first).tolist(), different(taken, first).tolist(), strict=True)
    return [FusionCounts(*each) for each in counts]
