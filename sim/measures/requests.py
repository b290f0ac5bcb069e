"""What became of requests for information: hit, no hit or unanswered, and after how long."""

from __future__ import annotations

from itertools import pairwise, starmap
from typing import NamedTuple

import numpy as np

from sim.engine.columns import spread
from sim.engine.record import NEVER, NO_END, Record
from sim.engine.records import Records
from sim.engine.timetables import by_replication
from sim.frozen import frozen
from sim.measures.outcome import FAR
from sim.measures.threats import Bools
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End


@frozen
class RequestCounts:
    """Of one run; times in microseconds."""

    end: Ints
    """By request to a partner: how it ended, as ``End``; a hit that law stopped is unanswered."""
    asked: Ints
    """By request: when it was asked."""
    answered: Ints
    """By request: how long after that its answer came; NEVER where none did.

    Of a hit it is the first report that arrives, or the word that all has been told.
    """
    queries: int
    """Searches of databases."""
    hits: int
    """Those that brought something."""


def requests_of(record: Record) -> RequestCounts | None:
    """The requests of a run; None where the scenario has none."""
    (found,) = all_requests_of(Records.of(record))
    return found


def all_requests_of(records: Records) -> list[RequestCounts | None]:
    """By replication: its requests."""
    timetables = records.timetables
    if timetables.questions is None:
        return [None] * len(records)
    # By picture, its requests stand one after the other.
    pictures = np.repeat(np.arange(len(timetables.questions)), timetables.questions)
    rows = np.flatnonzero(timetables.is_question)
    made = records.end[rows] != NO_END
    rows = rows[made]
    asked, sent = records.asked[pictures[made]], _sent(records, rows)
    if records.plan.layout.orders:  # whoever is ordered to ask may do so before it would
        asked = records.slots[timetables.slot_first[rows]]
    end, arrived = records.end[rows], sent.arrived
    end = np.where((end == End.HIT) & ~sent.going & ~sent.before, End.UNANSWERED, end)
    word = (end == End.NO_HIT) | ((end == End.HIT) & ~sent.going)
    answered = np.where(word, records.ended[rows], arrived)
    after = np.where(answered == NEVER, NEVER, answered - asked)
    first = np.searchsorted(rows, timetables.first_row)
    queries = by_replication(records.queries, timetables.first_picture).tolist()
    hits = by_replication(records.hits, timetables.first_picture).tolist()
    return [
        RequestCounts(end[mine], asked[mine], after[mine], queries[number], hits[number])
        for number, mine in enumerate(starmap(slice, pairwise(first.tolist())))
    ]


class _Sent(NamedTuple):
    """By request."""

    going: Bools
    """Whether a report came in answer, or was on its way at the end."""
    arrived: Ints
    """When the first came; NEVER where none did."""
    before: Bools
    """Whether one had gone before it was asked for."""


def _sent(records: Records, rows: Ints) -> _Sent:
    """What partners sent when they were asked, law permitting, and what they had sent before."""
    timetables, end = records.timetables, records.end
    of, ordinal = spread(timetables.copies[rows])
    answers = timetables.first_copy[rows][of] + ordinal
    delivered = end[answers] == End.DELIVERED
    going = delivered | (end[answers] == End.IN_FLIGHT)
    earlier = timetables.first_copy[answers]
    before = np.isin(end[earlier], (End.DELIVERED, End.IN_FLIGHT))
    before &= (end[answers] == NO_END) & (
        records.done[timetables.parent[answers]] <= records.ended[rows][of]
    )
    arrived = np.full(len(rows), FAR)
    np.minimum.at(arrived, of[delivered], records.arrived[answers[delivered]])
    return _Sent(
        going=_any(of[going], len(rows)),
        arrived=np.where(arrived == FAR, NEVER, arrived),
        before=_any(of[before], len(rows)),
    )


def _any(of: Ints, requests: int) -> Bools:
    found: Bools = np.bincount(of, minlength=requests) > 0
    return found
