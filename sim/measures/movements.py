"""Movements: where every report, copy, request and warning about a case was at any time."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from sim.engine.record import NEVER, Record
from sim.frozen import frozen
from sim.measures.journey import Stretch, at_desk, on_the_way, stage_place
from sim.measures.passage import passage_of
from sim.plan.values.causes import End


class Moved(StrEnum):
    """What moves."""

    REPORT = "report"
    COPY = "copy"
    REQUEST = "request"
    WARNING = "warning"


@frozen
class Movement:
    """One report, copy, request or warning about a case, from its beginning as far as it came."""

    what: Moved
    row: int
    """In the timetable of the run."""
    instance: int
    sender: int
    """An agency; -1 for a report that the receiver wrote itself."""
    receiver: int
    stretches: tuple[Stretch, ...]
    """One after the other without a gap; microseconds of engine time."""
    end: End | None
    """How it ended, if it was sent; None for a report, and for what is on its way at the end."""
    ended: int
    """When, in microseconds; NEVER where it did not."""


def movements_of(record: Record) -> list[Movement]:
    """What moved about threats and red herrings, in the order of the timetable.

    What nobody considered to send has not moved.
    """
    rows = np.flatnonzero(record.timetable.instance >= 0)
    begun = _begun(record)
    moved = (_movement(record, row, begun.get(row)) for row in rows.tolist())
    return [each for each in moved if each is not None]


def _movement(record: Record, row: int, begun: int | None) -> Movement | None:
    timetable = record.timetable
    tie = int(timetable.tie[row])
    sent = tie >= 0
    if (int(record.end[row]) if sent else int(record.arrived[row])) < 0:
        return None
    what = _what(record, row)
    stretches = tuple(_way(record, row, begun)) if sent else ()
    # A request ends with its answer, and a warning where it is held; neither comes to be triaged.
    if what in (Moved.REPORT, Moved.COPY):
        stretches += tuple(at_desk(record, row))
    ended = int(record.ended[row]) if sent else NEVER
    end = End(int(record.end[row])) if sent and ended != NEVER else None
    return Movement(
        what=what,
        row=row,
        instance=int(timetable.instance[row]),
        sender=timetable.layout.ties[tie].sender if sent else -1,
        receiver=int(timetable.agency[row]),
        stretches=stretches,
        end=end,
        ended=ended,
    )


def _begun(record: Record) -> dict[int, int]:
    """By row that is a request or warning: when it was set off."""
    timetable = record.timetable
    begun: dict[int, int] = {}
    for picture, warning in enumerate(timetable.picture_warning.tolist()):
        if warning >= 0:
            begun[warning] = int(record.detected[picture])
    asked = timetable.asked
    if asked is not None:
        for picture, first in enumerate(asked.question.tolist()):
            rows = range(first, first + int(asked.questions[picture]))
            begun |= dict.fromkeys(rows, int(record.asked[picture]))
    return begun


def _what(record: Record, row: int) -> Moved:
    timetable = record.timetable
    if timetable.tie[row] < 0:
        return Moved.REPORT
    if timetable.parent[row] >= 0:
        return Moved.COPY
    return Moved.REQUEST if row < timetable.first_warning else Moved.WARNING


def _way(record: Record, row: int, begun: int | None) -> Iterator[Stretch]:
    """The stages that it passed, and the one in which it ended or is at the horizon."""
    yield from on_the_way(record, row, begun)
    ended = int(record.ended[row])
    until = record.plan.layout.horizon_us if ended == NEVER else ended
    tie = record.plan.layout.ties[record.timetable.tie[row]]
    for each in passage_of(record, row, begun):
        if each.until == NEVER and until > each.since:
            place = stage_place(record, each.stage, tie.sender, tie.receiver)
            yield Stretch(each.since, until, each.stage.cause, place)
