"""What analysts overlooked: reports about threats that were not linked to them, or set aside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.record import NEVER, NOT_LINKED, SET_ASIDE, Record


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
    layout, timetable = record.plan.layout, record.timetable
    if layout.fill.kept < 0:
        return None
    read = (timetable.picture >= 0) & (record.done != NEVER)
    read &= ~layout.is_database[timetable.agency]
    found = np.bincount(record.overlooked[read], minlength=SET_ASIDE + 1)
    return Overlooking(int(found.sum()), int(found[NOT_LINKED]), int(found[SET_ASIDE]))
