"""What analysts overlooked: reports about threats that were not linked to them, or set aside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.record import NEVER, NOT_LINKED, SET_ASIDE, Record
from sim.engine.records import Records
from sim.engine.timetables import tallied


class Overlooking(NamedTuple):
    """Reports and copies about threats and red herrings, over one run."""

    read: int
    """Triaged by somebody; a database reads nothing."""
    not_linked: int
    """Those of them whose reader did not see which threat they are about."""
    set_aside: int
    """Those of them that triage set aside in error."""


def overlooking_of(record: Record) -> Overlooking | None:
    """Counts what was overlooked; None where nobody overlooks anything."""
    (found,) = overlookings_of(Records.of(record))
    return found


def overlookings_of(records: Records) -> list[Overlooking | None]:
    """By replication: counts what was overlooked."""
    layout, timetables = records.plan.layout, records.timetables
    if layout.fill.kept < 0:
        return [None] * len(records)
    read = (timetables.picture >= 0) & (records.done != NEVER)
    read &= ~layout.is_database[timetables.agency]
    how = records.overlooked[read].astype(np.int64)
    found = tallied(timetables.of_row[read], how, (len(records), SET_ASIDE + 1))
    return [Overlooking(sum(one), one[NOT_LINKED], one[SET_ASIDE]) for one in found.tolist()]
