"""What agencies believed at each moment of a run, from its record."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.record import LINKED, NEVER, Record
from sim.frozen import entity
from sim.plan.values.arrays import Floats, Ints


@entity
class BeliefOverTime:
    """How the holder of one picture came to believe in its case."""

    picture: int
    at: Ints
    """When it had read something about it, each instant once."""
    log_odds: Floats
    """What it believed from then on, in nano-nats."""


def beliefs_over_time(record: Record) -> Iterator[BeliefOverTime]:
    """By picture of which its holder has read anything, what it believed when."""
    timetable = record.timetable
    read = (record.done != NEVER) & (record.overlooked == LINKED) & (timetable.picture >= 0)
    read[timetable.first_question :] = False
    rows = np.flatnonzero(read)
    rows = rows[np.lexsort((record.done[rows], timetable.picture[rows]))]
    pictures = timetable.picture[rows]
    for mine in np.split(rows, np.flatnonzero(np.diff(pictures)) + 1) if len(rows) else ():
        picture = int(timetable.picture[mine[0]])
        prior = float(record.plan.layout.prior[timetable.picture_agency[picture]])
        done, belief = record.done[mine], prior + np.cumsum(record.added[mine])
        last = np.append(np.diff(done) > 0, True)
        yield BeliefOverTime(picture, done[last], belief[last])
