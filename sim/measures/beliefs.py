"""What agencies believed at each moment of a run, from its record."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.chance.elementary import exp
from sim.engine.record import LINKED, NEVER, Record
from sim.frozen import entity
from sim.plan.rules.belief import NANO_NATS
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.orders import OrderKind


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


def probability_of(log_odds: float) -> float:
    """The probability of log-odds in nano-nats."""
    return 1.0 / (1.0 + exp(-log_odds / NANO_NATS))


def sure_enough_from(record: Record) -> Ints:
    """By picture: when its holder came to be sure enough to act; NEVER where it has not.

    Who warned on order below its threshold is sure only once its belief has reached that.
    """
    since: Ints = record.detected.copy()
    acted = np.flatnonzero(since != NEVER).tolist()
    unsure = {each for each in acted if acted_unsure(record, each) is not None}
    since[list(unsure)] = NEVER
    if unsure:
        threshold = record.plan.layout.threshold[record.timetable.picture_agency]
        for course in beliefs_over_time(record):
            reached = course.at[course.log_odds >= threshold[course.picture]]
            if course.picture in unsure and len(reached):
                since[course.picture] = reached[0]
    return since


def acted_unsure(record: Record, picture: int) -> float | None:
    """How sure the holder of a picture was when it acted below its threshold, as it was ordered to.

    A probability; None where it has not acted, or was sure enough.
    """
    ordered = any(order.kind is OrderKind.WARN for order in record.plan.layout.orders)
    at = int(record.detected[picture])
    if not ordered or at == NEVER:
        return None
    layout, timetable = record.plan.layout, record.timetable
    agency = timetable.picture_agency[picture]
    read = (timetable.picture == picture) & (record.done != NEVER) & (record.done <= at)
    read &= record.overlooked == LINKED
    read[timetable.first_question :] = False
    log_odds = float(layout.prior[agency]) + float(record.added[read].sum())
    return probability_of(log_odds) if log_odds < layout.threshold[agency] else None
