"""The trace of a run: every event in order, as frozen values made when they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

import numpy as np

from sim.engine.order import Happens
from sim.engine.record import LINKED, NEVER, NOT_LINKED, SET_ASIDE, Record
from sim.engine.timetable import Timetable
from sim.frozen import frozen
from sim.measures.beliefs import acted_unsure
from sim.measures.passage import passage_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import End
from sim.plan.values.stages import SendStage, WorkStage

_OVERLOOKED = {LINKED: "", NOT_LINKED: "not linked to its threat", SET_ASIDE: "set aside in error"}
_HOW = {WorkStage: ", by a desk", SendStage: ", sent"}

Rank = tuple[int, int]
"""What comes first at one instant: by what the engine handles there, then within it."""
_BELIEVED, _AT_ONCE = (-1, 0), (-1, 1)
"""What follows from another event at the same instant comes right behind it."""
_DONE, _TAKEN_UP = (int(Happens.DONE), 0), (int(Happens.DONE), 1)
_RESUME, _ARRIVAL, _REPORT = (
    (int(kind), 0) for kind in (Happens.RESUME, Happens.ARRIVAL, Happens.REPORT)
)


@frozen
class TraceEvent:
    """One thing that happened; ``at`` is microseconds since the exercise began."""

    at: int
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
    """Every event of a run by time; at one instant causes first, else as the engine handles them.

    The order of an instant is that of ``Happens``, then of keys; but what follows from another
    event never comes before it.
    """
    timetable = record.timetable
    trace = _Trace(record, range(timetable.rows), range(len(timetable.picture_instance)))
    for event, rank in _written(record):
        trace.add(event, (-1, event.what), rank)
    return [trace.events[number] for number in trace.numbers()]


Place = tuple[int, str]
"""What an event is of: a row or picture, and what happened to it."""


def places_of(record: Record, instance: int) -> dict[Place, int]:
    """Where in the trace of one threat each event of a row, and each belief, stands."""
    timetable = record.timetable
    rows = np.flatnonzero(timetable.instance == instance).tolist()
    pictures = np.flatnonzero(timetable.picture_instance == instance).tolist()
    trace = _Trace(record, rows, pictures)
    return {trace.of[number]: place for place, number in enumerate(trace.numbers())}


class _Trace:
    """The events of a run, and which of them follow from which."""

    def __init__(self, record: Record, rows: Iterable[int], pictures: Iterable[int]) -> None:
        self._record = record
        self.events: list[TraceEvent] = []
        self.of: list[Place] = []
        """By event."""
        self._rank: list[Rank] = []
        self._waits: list[int] = []
        """By event: from how many that have not been told it follows."""
        self._effects: dict[int, list[int]] = defaultdict(list)
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self._triaged: dict[int, int] = {}
        """By row: its events."""
        self._asking, self._question = _asked(record.timetable)
        for row in rows:
            self._add_journey(row)
        for row in self._first:
            self._follow(self._first[row], self._causes(row))
        self._add_beliefs(pictures)

    def numbers(self) -> list[int]:
        """The events in order, each once all that it follows from have been told."""
        told: list[int] = []
        ready = [self._place(i) for i, waits in enumerate(self._waits) if not waits]
        heapify(ready)
        while ready:
            *_, number = heappop(ready)
            told.append(number)
            for effect in self._effects[number]:
                self._waits[effect] -= 1
                if not self._waits[effect]:
                    heappush(ready, self._place(effect))
        assert len(told) == len(self.events), "nothing follows from itself"
        return told

    def _place(self, number: int) -> tuple[int, Rank, int, int]:
        event = self.events[number]
        return event.at, self._rank[number], event.key, number

    def add(self, event: TraceEvent, of: Place, rank: Rank, causes: Iterable[int] = ()) -> int:
        """Adds an event of something, which follows from others; gives its number."""
        number = len(self.events)
        self.events.append(event)
        self.of.append(of)
        self._rank.append(rank)
        self._waits.append(0)
        self._follow(number, causes)
        return number

    def _follow(self, effect: int, causes: Iterable[int]) -> None:
        for cause in causes:
            self._effects[cause].append(effect)
            self._waits[effect] += 1
            at_once = self.events[cause].at == self.events[effect].at
            if at_once and self._rank[effect] == _RESUME:
                self._rank[effect] = _AT_ONCE

    def _add_journey(self, row: int) -> None:
        before: list[int] = []
        for event, rank in _journey(self._record, row):
            number = self.add(event, (row, event.what), rank, before)
            before = [number]
            self._first.setdefault(row, number)
            self._last[row] = number
            if event.what == "triaged":
                self._triaged[row] = number

    def _causes(self, row: int) -> list[int]:
        """What the first event of a row follows from: what was read, asked or searched before."""
        parent, asking = int(self._record.timetable.parent[row]), self._asking.get(row, -1)
        causes = [self._triaged[parent]] if parent in self._triaged else []
        if row in self._question:
            causes.append(self._last[self._question[row]])
        elif asking >= 0:
            searched = parent >= 0 or bool(self._record.plan.layout.orders)
            at = self.events[self._first[row]].at if searched else self._record.asked[asking]
            causes += self._read(asking, int(at), asked=False)
        return causes

    def _read(self, picture: int, at: int, *, asked: bool = True) -> list[int]:
        """What the holder of a picture finished reading at an instant, perhaps asked for."""
        timetable = self._record.timetable
        rows = np.flatnonzero((timetable.picture == picture) & (self._record.done == at))
        return [
            self._triaged[row]
            for row in rows.tolist()
            if row in self._triaged and (asked or row < timetable.first_answer)
        ]

    def _add_beliefs(self, pictures: Iterable[int]) -> None:
        """What tipped a belief comes before it; the warning and what is asked for, after."""
        timetable = self._record.timetable
        for picture in pictures:
            at = int(self._record.detected[picture])
            if at == NEVER:
                continue
            event, tipped = _belief(self._record, picture), self._read(picture, at)
            number = self.add(event, (picture, event.what), _BELIEVED, tipped)
            warning = int(timetable.picture_warning[picture])
            if warning in self._first:
                self._follow(self._first[warning], [number])


def _written(record: Record) -> Iterator[tuple[TraceEvent, Rank]]:
    """Injects, and programmes that begin to work."""
    happen = [(at, "inject", name, message) for at, name, message in record.plan.injects]
    happen += [(at, "programme", name, "begins to work") for at, name in record.plan.programmes]
    for order in record.plan.layout.orders:
        called = order.name or order.kind.words
        happen += [(order.at, "order", called, "is given")]
        happen += [(order.until, "order", called, "is lifted")] if order.until is not None else []
    for at, what, name, why in happen:
        if at < record.plan.layout.horizon_us:
            yield TraceEvent(at, 0, what, name, "", why=why), (int(Happens.WRITE), 0)


def _asked(timetable: Timetable) -> tuple[dict[int, int], dict[int, int]]:
    """By question and by what a search finds, whose picture asks; by answer, the question."""
    asking: dict[int, int] = {}
    question: dict[int, int] = {}
    asked = timetable.asked
    for picture in range(0 if asked is None else len(timetable.picture_agency)):
        assert asked is not None
        for first, number in ((asked.question, asked.questions), (asked.found, asked.finds)):
            rows = range(first[picture], first[picture] + number[picture])
            asking |= dict.fromkeys(rows, picture)
    for row in range(timetable.first_question, timetable.first_warning):
        first_copy = int(timetable.first_copy[row])
        question |= dict.fromkeys(range(first_copy, first_copy + int(timetable.copies[row])), row)
    return asking, question


def _belief(record: Record, picture: int) -> TraceEvent:
    timetable, layout = record.timetable, record.plan.layout
    instance = int(timetable.picture_instance[picture])
    subject = layout.subjects[layout.threats[timetable.instances.draw[instance]].subject].name
    agency = layout.agencies[timetable.picture_agency[picture]]
    key = int(timetable.instances.key[instance])
    unsure = acted_unsure(record, picture)
    why = "" if unsure is None else f"warned on order, at {100 * unsure:.2g} %"
    return TraceEvent(int(record.detected[picture]), key, "belief", subject, agency, why=why)


def _journey(record: Record, row: int) -> Iterator[tuple[TraceEvent, Rank]]:
    """The events of one row, each following from the one before it."""
    timetable, layout = record.timetable, record.plan.layout
    key, tie = int(timetable.key[row]), int(timetable.tie[row])
    subject = layout.subjects[timetable.subject[row]].name
    agency = layout.agencies[timetable.agency[row]]
    partner = layout.agencies[layout.ties[tie].sender] if tie >= 0 else ""

    def event(at: int, what: str, why: str = "") -> TraceEvent:
        return TraceEvent(int(at), key, what, subject, agency, partner, why)

    if tie >= 0 and record.end[row] >= 0:
        for passed in passage_of(record, row, NEVER):
            if passed.until != NEVER:
                how = passed.stage.cause.words + _HOW.get(type(passed.stage), "")
                rank = _DONE if isinstance(passed.stage, WorkStage) else _RESUME
                yield event(passed.until, "stage", how), rank
        if record.ended[row] != NEVER:
            how = End(int(record.end[row])).words
            yield event(record.ended[row], _kind(timetable, row), how), _RESUME
    if tie < 0 and record.arrived[row] != NEVER:
        yield event(record.arrived[row], "report"), _REPORT
    if record.started[row] != NEVER:
        at_once = record.started[row] == record.arrived[row]
        turn = (_REPORT if tie < 0 else _ARRIVAL) if at_once else _TAKEN_UP
        yield event(record.started[row], "taken up"), turn
    if record.done[row] != NEVER:
        made = _OVERLOOKED[int(record.overlooked[row])]
        yield event(record.done[row], "triaged", made), _DONE


def _kind(timetable: Timetable, row: int) -> str:
    """What is sent: a copy, a request for information or a warning."""
    if timetable.parent[row] >= 0:
        return "copy"
    return "request" if row < timetable.first_warning else "warning"
