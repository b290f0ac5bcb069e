"""Movements: where every report, copy, request and warning about a case was at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import numpy as np

from sim.engine.record import NEVER, Record
from sim.frozen import frozen
from sim.measures.journey import Stretch, at_desk, on_the_way, stage_place
from sim.plan.values.causes import End
from sim.plan.values.stages import Stage


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
    since = int(record.done[record.timetable.parent[row]]) if begun is None else begun
    if record.timetable.slot_first[row] == record.timetable.slot_first[row + 1]:
        return  # it could not even begin
    passed = list(on_the_way(record, row, since))
    yield from passed
    at = passed[-1].until if passed else since
    ended = int(record.ended[row])
    until = record.plan.layout.horizon_us if ended == NEVER else ended
    stage = _unfinished(record, row)
    if stage is not None and until > at:
        tie = record.plan.layout.ties[record.timetable.tie[row]]
        place = stage_place(record, stage, tie.sender, tie.receiver)
        yield Stretch(at, until, stage.cause, place)


def _unfinished(record: Record, row: int) -> Stage | None:
    """The stage that it has not passed; None where it passed all."""
    layout = record.plan.layout
    tie = layout.ties[record.timetable.tie[row]]
    route = tie.route_unrecognised if record.unrecognised[row] else tie.route
    if route < 0:
        return None
    slot = int(record.timetable.slot_first[row])
    stages: Iterable[Stage] = layout.routes[route].stages
    for stage in stages:
        slot += stage.slots
        if record.slots[slot - 1] == NEVER:
            return stage
    return None
