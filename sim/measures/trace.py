"""The trace of a run: every event in order, as frozen values made when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.engine.record import LINKED, NEVER, NOT_LINKED, SET_ASIDE, Record
from sim.engine.timetable import Timetable
from sim.plan.causes import End
from sim.plan.layout import StageKind
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR

_OVERLOOKED = {LINKED: "", NOT_LINKED: "not linked to its threat", SET_ASIDE: "set aside in error"}

_HOW = {StageKind.WORK: ", by a desk", StageKind.SEND: ", sent"}


@dataclass(frozen=True, order=True)
class TraceEvent:
    """One thing that happened; ``at`` is microseconds since the exercise began."""

    at: int
    rank: int
    """What comes first at one instant."""
    key: int
    """The journey: a report, copy or warning."""
    what: str
    subject: str
    agency: str
    partner: str = ""
    why: str = ""

    @property
    def hours(self) -> float:
        """Hours since the exercise began."""
        return self.at / HOUR


def trace_of(record: Record) -> list[TraceEvent]:
    """Every event of a run, in order of time, then kind, then key."""
    events = [*_injects(record), *_programmes(record), *_beliefs(record)]
    for row in range(record.timetable.rows):
        events += _journey(record, row)
    return sorted(events)


def _injects(record: Record) -> Iterator[TraceEvent]:
    for at, name, message in record.plan.layout.injects:
        if at < record.plan.layout.horizon_us:
            yield TraceEvent(at, 0, 0, "inject", name, "", why=message)


def _programmes(record: Record) -> Iterator[TraceEvent]:
    for at, name in record.plan.programmes:
        if at < record.plan.layout.horizon_us:
            yield TraceEvent(at, 0, 0, "programme", name, "", why="begins to work")


def _beliefs(record: Record) -> Iterator[TraceEvent]:
    timetable, layout = record.timetable, record.plan.layout
    for picture in np.flatnonzero(record.detected != NEVER):
        instance = int(timetable.picture_instance[picture])
        subject = layout.subjects[layout.threats[timetable.instances.draw[instance]].subject].name
        agency = layout.agencies[timetable.picture_agency[picture]]
        key = int(timetable.instances.key[instance])
        yield TraceEvent(int(record.detected[picture]), 8, key, "belief", subject, agency)


def _journey(record: Record, row: int) -> Iterator[TraceEvent]:
    timetable, layout = record.timetable, record.plan.layout
    key, tie = int(timetable.key[row]), int(timetable.tie[row])
    subject = layout.subjects[timetable.subject[row]].name
    agency = layout.agencies[timetable.agency[row]]
    partner = layout.agencies[layout.ties[tie].sender] if tie >= 0 else ""

    def event(at: int, rank: int, what: str, why: str = "") -> TraceEvent:
        return TraceEvent(at, rank, key, what, subject, agency, partner, why)

    if tie >= 0 and record.end[row] >= 0:
        yield from (event(at, 2, "stage", why) for at, why in _stages(record, row))
        if record.ended[row] != NEVER:
            yield event(
                int(record.ended[row]), 3, _kind(timetable, row), End(int(record.end[row])).words
            )
    if tie < 0 and record.arrived[row] != NEVER:
        yield event(int(record.arrived[row]), 1, "report")
    if record.started[row] != NEVER:
        yield event(int(record.started[row]), 4, "taken up")
    if record.done[row] != NEVER:
        made = _OVERLOOKED[int(record.overlooked[row])]
        yield event(int(record.done[row]), 5, "triaged", made)


def _kind(timetable: Timetable, row: int) -> str:
    """What is sent: a copy, a request for information or a warning."""
    if timetable.parent[row] >= 0:
        return "copy"
    return "request" if row < timetable.first_warning else "warning"


def _stages(record: Record, row: int) -> Iterator[tuple[int, str]]:
    """(instant, cause) of each stage that a copy has passed."""
    layout = record.plan.layout
    tie = layout.ties[record.timetable.tie[row]]
    route = tie.route_unrecognised if record.unrecognised[row] else tie.route
    if route < 0:
        return
    slot = int(record.timetable.slot_first[row])
    for stage in layout.routes[route].stages:
        at = int(record.slots[slot + stage.slots - 1])
        if at == NEVER:
            return
        yield at, stage.cause.words + _HOW.get(stage.kind, "")
        slot += stage.slots
