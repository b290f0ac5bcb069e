"""The reference engine: runs a plan on SimPy, one event for each thing that must wait its turn.

A copy whose next stages are plain delays passes them in one go, up to the next moment at which an
inject could change a number; so an event is needed only where somebody may be busy. What takes no
time happens inside its event, in the order of the route.
"""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from math import inf
from typing import Any

import numpy as np
from simpy import Environment, Event
from simpy.events import EventPriority

from sim.engine.order import Happens, desk_place, first_of
from sim.engine.record import NEVER, NO_END, NOT_LINKED, SET_ASIDE, Record
from sim.engine.reference.learning import LearnedTrust
from sim.engine.timetable import AskedLists, Timetable
from sim.plan.rules.belief import evidence
from sim.plan.values.causes import End
from sim.plan.values.plan import Column, Desk, Ints, Plan, Stage, StageKind, Tie

_WHOLE = 6755399441055744.0
"""1.5 * 2**52: adding and taking it away rounds a float to a whole number."""
_NEVER = float(NEVER)
_FIRST = EventPriority(-1)
"""The place in an instant before all that happens there."""

# A look-up in an enumeration costs as much as a stage; so each member used on the way is a name.
_WORK, _OPEN, _SEND, _ASK = StageKind.WORK, StageKind.OPEN, StageKind.SEND, StageKind.ASK
_REFUSED, _LOST, _DELIVERED, _IN_FLIGHT, _NO_CONSENT = (
    int(end) for end in (End.REFUSED, End.LOST, End.DELIVERED, End.IN_FLIGHT, End.NO_CONSENT)
)
_HIT, _NO_HIT, _UNANSWERED = int(End.HIT), int(End.NO_HIT), int(End.UNANSWERED)
_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW, _OVER_CEILING, _NOT_RECOGNISED = (
    int(end)
    for end in (
        End.WITHHELD_TRUST,
        End.WITHHELD_NEED_TO_KNOW,
        End.OVER_CEILING,
        End.NOT_RECOGNISED,
    )
)
_ON_THE_WAY = (_DELIVERED, _IN_FLIGHT)
_CAN_BE_TRIED_AGAIN = (_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW, _LOST)
_DONE, _BACK, _RESUME, _ARRIVAL, _REPORT = (
    first_of(kind)
    for kind in (Happens.DONE, Happens.BACK, Happens.RESUME, Happens.ARRIVAL, Happens.REPORT)
)

Callbacks = list[Callable[[Any], None]]
"""What SimPy calls with the event that happens; each handler knows which kind it gets."""
Stages = tuple[Stage, ...]


class _Happening(Event):
    """Something that will happen; it can be scheduled again once it has."""

    __slots__ = ("at", "callbacks")
    _ok = True
    _value = None

    at: float
    """When it happens: quicker to read than the environment's clock."""

    def __init__(self) -> None:
        """Without the lists and references that other events of SimPy need."""


class _Journey(_Happening):
    """A row under way, scheduled anew for each thing it waits for."""

    __slots__ = ("desk", "number", "refused", "respite", "row", "slot", "stages")
    desk: _Desk
    respite: float
    """How long who works on it will rest afterwards."""

    def __init__(self, row: int, stages: Stages = (), number: int = 0, slot: int = 0) -> None:
        self.row = row
        self.stages = stages
        self.number = number
        """Which of the stages comes next, or is at a desk."""
        self.slot = slot
        """Where the instants of that stage are recorded."""
        self.refused = False


class _AtDesk(_Happening):
    """A desk opens with work waiting, or somebody is back at it."""

    __slots__ = ("desk",)

    def __init__(self, desk: _Desk) -> None:
        self.desk = desk


class _Desk:
    """Servers, and the queue before them by rank, then arrival, then key."""

    __slots__ = ("busy", "edges", "number", "queue", "respite", "servers", "waking", "written")

    def __init__(self, number: int, written: Desk, edges: list[float] | None) -> None:
        self.number = number
        self.written = written
        self.edges = edges
        self.servers = self.respite = 0.0
        self.busy = 0
        """How many work or rest after work."""
        self.queue: list[tuple[float, float, int, _Journey]] = []
        self.waking = False

    def read(self, table: list[float]) -> None:
        """Looks how many work here, and how long they rest."""
        self.servers, self.respite = table[self.written.servers], table[self.written.respite]

    def is_open(self, now: float) -> bool:
        return self.edges is None or bisect_right(self.edges, now) & 1 == 1

    def done_at(self, now: float, work: float) -> float:
        """When work that begins now is done."""
        return _after_open_time(None if self.written.finishes else self.edges, now, work)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Journeys, desks and handlers form cycles; collecting them during a run halves its speed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def run_on_simpy(plan: Plan, timetable: Timetable, until_us: int | None = None) -> Record:
    """Runs a plan to its horizon, or to an earlier instant, and gives the record of it."""
    with _collector_paused():
        engine = SimpyEngine(plan, timetable)
        engine.run_until(plan.layout.horizon_us if until_us is None else until_us)
        record = engine.record()
        engine.dissolve()
    return record


class SimpyEngine:
    """One run in progress: it can be advanced to any instant, and read at each."""

    # An object of so many attributes finds them much faster in slots than in a dictionary.
    __slots__ = (
        "_agency",
        "_arrived",
        "_asked",
        "_asking",
        "_at",
        "_attention",
        "_belief",
        "_best",
        "_chance",
        "_contributed",
        "_copies",
        "_credit",
        "_desks",
        "_detected",
        "_done_at",
        "_edges",
        "_end",
        "_ended",
        "_env",
        "_first_copy",
        "_first_question",
        "_first_warning",
        "_hits",
        "_horizon",
        "_interest",
        "_judged",
        "_kept",
        "_learned",
        "_linked",
        "_log_ratio",
        "_naive",
        "_next_write",
        "_on_arrival",
        "_on_back",
        "_on_opening",
        "_on_report",
        "_on_resume",
        "_on_triaged",
        "_on_worked",
        "_on_write",
        "_order",
        "_overlooked",
        "_own_place",
        "_parent",
        "_passed",
        "_picture",
        "_picture_agency",
        "_place",
        "_plan",
        "_prior",
        "_queries",
        "_rank",
        "_real",
        "_recognition",
        "_release",
        "_report_of",
        "_reports",
        "_routes",
        "_sanitised",
        "_schedule",
        "_sharing",
        "_slot_first",
        "_slots",
        "_started",
        "_strip",
        "_stripped",
        "_table",
        "_threshold",
        "_tie",
        "_ties",
        "_timetable",
        "_triage",
        "_unrecognised",
        "_warning",
        "_weight",
        "_work",
        "_writes",
        "_written",
    )

    def __init__(self, plan: Plan, timetable: Timetable) -> None:
        self._plan, self._timetable = plan, timetable
        layout = plan.layout
        self._env = Environment(initial_time=float(layout.start_us) - 1.0)
        self._schedule = self._env.schedule
        self._horizon = float(layout.horizon_us)
        self._table: list[float] = plan.table.tolist()
        self._read_timetable(timetable)
        self._read_layout(plan)
        self._start_record()
        self._on_report: Callbacks = [self._report]
        self._on_arrival: Callbacks = [self._arrive]
        self._on_triaged: Callbacks = [self._triaged]
        self._on_worked: Callbacks = [self._worked]
        self._on_resume: Callbacks = [self._resume]
        self._on_opening: Callbacks = [self._open]
        self._on_back: Callbacks = [self._back]
        self._on_write: Callbacks = [self._write]
        self._writes = plan.writes
        self._written = 0
        self._learned = LearnedTrust(plan.learning) if plan.learning else None
        self._next_write = self._time_of_next_write()
        self._await_write(self._env.now)
        self._await_report(0, self._env.now)

    def run_until(self, until_us: int) -> None:
        """Lets everything happen that happens before an instant."""
        now = self._env.now
        if until_us > now:
            stop = _Happening()
            stop.callbacks = []
            self._schedule(stop, _FIRST, until_us - now)
            self._env.run(until=stop)

    def record(self) -> Record:
        """What has happened so far."""
        return Record(
            plan=self._plan,
            timetable=self._timetable,
            arrived=_whole(self._arrived),
            started=_whole(self._started),
            done=_whole(self._done_at),
            end=_whole(self._end),
            ended=_whole(self._ended),
            unrecognised=_whole(self._unrecognised),
            stripped=_whole(self._stripped),
            slots=_whole(self._slots),
            detected=_whole(self._detected),
            overlooked=_whole(self._overlooked),
            gained=np.array(self._learned.gained if self._learned else []),
            lost=np.array(self._learned.lost if self._learned else []),
            asked=_whole(self._asked),
            queries=_whole(self._queries),
            hits=_whole(self._hits),
        )

    def dissolve(self) -> None:
        """Breaks the cycles, so that the memory is free at once."""
        for desk in self._desks:
            desk.queue.clear()
        for name in self.__slots__:
            delattr(self, name)

    def _read_timetable(self, timetable: Timetable) -> None:
        rows = timetable.lists
        self._reports = timetable.number_of_reports
        self._first_question = timetable.first_question
        self._first_warning = timetable.first_warning
        self._at, self._order, self._agency = rows.at, rows.order, rows.agency
        self._tie, self._work, self._rank = rows.tie, rows.work_cell, rows.rank_cell
        self._first_copy, self._copies = rows.first_copy, rows.copies
        self._parent, self._report_of = rows.parent, rows.report
        self._chance = rows.chance
        self._triage, self._release = rows.chance[Column.TRIAGE], rows.chance[Column.RELEASE]
        self._recognition = rows.chance[Column.RECOGNITION]
        self._picture, self._place, self._own_place = rows.picture, rows.place, rows.own_place
        self._log_ratio, self._sanitised = rows.log_ratio, rows.sanitised
        self._warning = rows.picture_warning
        self._picture_agency = rows.picture_agency
        self._asking = rows.asked if self._plan.sharing else None
        self._attention = rows.attention
        self._real = timetable.real.tolist()

    def _read_layout(self, plan: Plan) -> None:
        layout = plan.layout
        self._edges = [None if e is None else e.astype(float).tolist() for e in plan.edges]
        self._ties, self._routes = layout.ties, layout.routes
        self._desks = [
            _Desk(number, desk, self._edges[desk.calendar] if desk.calendar >= 0 else None)
            for number, desk in enumerate(layout.desks)
        ]
        for desk in self._desks:
            desk.read(self._table)
        self._threshold: list[int] = layout.threshold.tolist()
        self._prior: list[int] = layout.prior.tolist()
        self._interest: list[int] = layout.asking.interest.tolist() if layout.asking else []
        self._kept, self._linked = layout.fill.kept, layout.fill.linked
        self._naive, self._strip = layout.naive, layout.fill.strip
        self._sharing = plan.sharing

    def _start_record(self) -> None:
        timetable = self._timetable
        rows = timetable.rows
        self._slot_first = timetable.lists.slot_first
        self._arrived = array("d", [_NEVER]) * rows
        self._started = array("d", [_NEVER]) * rows
        self._done_at = array("d", [_NEVER]) * rows
        self._end = array("b", [NO_END]) * rows
        self._ended = array("d", [_NEVER]) * rows
        self._unrecognised = array("b", [0]) * rows
        self._slots = array("d", [_NEVER]) * self._slot_first[-1]
        pictures = len(timetable.picture_instance)
        self._detected = array("d", [_NEVER]) * pictures
        self._asked = array("d", [_NEVER]) * pictures
        self._queries, self._hits = array("q", [0]) * pictures, array("q", [0]) * pictures
        self._belief: list[float] = [self._prior[agency] for agency in self._picture_agency]
        self._judged = [False] * pictures
        self._best: list[float] = [0.0] * timetable.places
        self._weight: dict[int, float] = {}
        self._credit: dict[int, float] = {}
        self._passed: set[tuple[int, int]] = set()
        self._stripped = array("b", [0]) * rows
        self._overlooked = array("b", [0]) * rows
        self._contributed: list[list[int]] = [[] for _ in range(pictures)]

    # What arrives

    def _await_report(self, row: int, now: float) -> None:
        if row < self._reports:
            place = _REPORT + self._order[row]
            self._await(_Journey(row), self._on_report, place, self._at[row], now)

    def _report(self, journey: _Journey) -> None:
        row, now = journey.row, journey.at
        self._arrived[row] = now
        self._join(self._desks[self._agency[row]], journey, self._rank[row], now)
        self._await_report(row + 1, now)

    def _arrive(self, journey: _Journey) -> None:
        """A copy comes to a desk on its way, or to the one that triages it."""
        row = journey.row
        agency, rank = self._agency[row], self._rank[row]
        if journey.stages:
            place = journey.stages[journey.number].place
            # The cells of one subject's ranks follow each other, desk by desk.
            self._join(self._desks[place], journey, rank + place - agency, journey.at)
        else:
            self._join(self._desks[agency], journey, rank, journey.at)

    # Desks

    def _join(self, desk: _Desk, journey: _Journey, rank: int, now: float) -> None:
        """A journey comes to a desk: it is taken up at once, or waits."""
        free = desk.busy < desk.servers and not desk.queue
        if free and (desk.edges is None or desk.is_open(now)):
            self._start(desk, journey, now)
            return
        order = self._order[journey.row]
        heappush(desk.queue, (-self._table[rank], now, order, journey))
        if desk.edges is not None:
            self._wake_when_open(desk, desk.edges, now)

    def _start(self, desk: _Desk, journey: _Journey, now: float) -> None:
        desk.busy += 1
        journey.desk = desk
        row = journey.row
        if journey.stages:
            stage = journey.stages[journey.number]
            self._slots[journey.slot] = now
            done, work = self._on_worked, self._duration(stage, row)
        else:
            self._started[row] = now
            done, work = self._on_triaged, self._table[self._work[row]] * self._triage[row]
        work = (work + _WHOLE) - _WHOLE
        journey.respite = (work * desk.respite + _WHOLE) - _WHOLE if desk.respite else 0.0
        if desk.edges is not None:
            work = desk.done_at(now, work) - now
        # What `_await` does, without the call: this is where every row passes.
        journey.at, journey.callbacks = now + work, done
        self._schedule(journey, _DONE + self._order[row], work)  # type: ignore[arg-type]

    def _leave(self, journey: _Journey, now: float) -> None:
        """A journey leaves a desk: the next is taken up, at once or after a rest."""
        desk = journey.desk
        if journey.respite:
            back = _AtDesk(desk)
            at = _after_open_time(desk.edges, now, journey.respite)
            self._await(back, self._on_back, _BACK + self._order[journey.row], at, now)
            return
        desk.busy -= 1
        if desk.queue:
            self._serve(desk, now)

    def _back(self, event: _AtDesk) -> None:
        desk = event.desk
        desk.busy -= 1
        if desk.queue:
            self._serve(desk, event.at)

    def _serve(self, desk: _Desk, now: float) -> None:
        """Takes up what waits, as far as servers are free and the desk is open."""
        if desk.edges is not None and not desk.is_open(now):
            self._wake_when_open(desk, desk.edges, now)
            return
        queue = desk.queue
        while queue and desk.busy < desk.servers:
            self._start(desk, heappop(queue)[3], now)

    def _wake_when_open(self, desk: _Desk, edges: list[float], now: float) -> None:
        passed = bisect_right(edges, now)
        if desk.waking or passed & 1 or passed == len(edges):
            return
        desk.waking = True
        opening = _AtDesk(desk)
        self._await(opening, self._on_opening, desk_place(desk.number), edges[passed], now)

    def _open(self, opening: _AtDesk) -> None:
        opening.desk.waking = False
        self._serve(opening.desk, opening.at)

    def _triaged(self, journey: _Journey) -> None:
        """Somebody finishes: the next is taken up, and what was read is believed and told."""
        row, now = journey.row, journey.at
        self._leave(journey, now)
        self._done_at[row] = now
        if self._picture[row] >= 0:
            if self._attention:
                self._heed(row)
            if self._overlooked[row] == SET_ASIDE:
                return
            if not self._overlooked[row]:
                self._fuse(row, now)
        if self._sharing and self._copies[row] and self._tells(row):
            self._fork(row, now)

    def _heed(self, row: int) -> None:
        """What an analyst makes of a row about a threat: it may be set aside, or not linked."""
        u, agency = self._attention[row], self._agency[row]
        if u >= self._table[self._kept + agency]:
            self._overlooked[row] = SET_ASIDE
        elif u >= self._table[self._linked + agency]:
            self._overlooked[row] = NOT_LINKED

    def _tells(self, row: int) -> bool:
        """Whether a row is told on: what partners told goes on once, with the credit it has now."""
        if row < self._reports:
            return True
        telling = self._report_of[row], self._agency[row]
        if telling in self._passed:
            return False
        self._passed.add(telling)
        self._credit[row] = self._trusted(row)
        return True

    def _trusted(self, row: int) -> float:
        """How far a copy is believed: the trust along its chain, multiplied."""
        return self._table[self._ties[self._tie[row]].believed] * self._credit.get(
            self._parent[row], 1.0
        )

    def _worked(self, journey: _Journey) -> None:
        """Somebody finishes at a desk on the way: the next is taken up, and the copy goes on."""
        row, now = journey.row, journey.at
        self._leave(journey, now)
        self._slots[journey.slot + 1] = now
        if row >= self._first_question and self._answered(row, now):
            return
        if journey.refused:
            self._end[row], self._ended[row] = _REFUSED, now
        else:
            self._travel(row, journey.stages, journey.number + 1, journey.slot + 2, now)

    # Telling

    def _fork(self, row: int, now: float) -> None:
        """Considers every partner: each gets a copy, or there is a reason why not."""
        table, release, ties, tie_of = self._table, self._release, self._ties, self._tie
        first = self._first_copy[row]
        for copy in range(first, first + self._copies[row]):
            tie = ties[tie_of[copy]]
            u, released = release[copy], table[tie.release]
            if u >= released:
                self._end[copy], self._ended[copy] = _WITHHELD_TRUST, now
            elif u >= table[tie.need] * released:
                self._end[copy], self._ended[copy] = _WITHHELD_NEED_TO_KNOW, now
            elif tie.route < 0:
                self._end[copy], self._ended[copy] = _OVER_CEILING, now
            elif tie.recognised >= 0 and self._recognition[copy] >= table[tie.recognised]:
                self._send_unrecognised(copy, tie, now)
            else:
                self._send(copy, tie, tie.route, now)

    def _send_unrecognised(self, copy: int, tie: Tie, now: float) -> None:
        """Where a law does not know the category there is the formal way, or none."""
        if self._table[tie.fallback]:
            self._unrecognised[copy] = 1
            self._send(copy, tie, tie.route_unrecognised, now)
        else:
            self._end[copy], self._ended[copy] = _NOT_RECOGNISED, now

    def _send(self, copy: int, tie: Tie, route: int, now: float) -> None:
        self._end[copy] = _IN_FLIGHT
        if self._picture[copy] >= 0 and self._sanitised[copy]:
            parent = self._parent[copy]
            self._weight[copy] = self._weight.get(parent, 1.0) * self._table[tie.weight]
            if self._naive and (
                self._stripped[parent] or self._table[tie.trust] < self._table[self._strip]
            ):
                self._stripped[copy] = 1
        self._travel(copy, self._routes[route].stages, 0, self._slot_first[copy], now)

    # On the way

    def _travel(self, row: int, stages: Stages, number: int, slot: int, now: float) -> None:
        """Passes stages from one on, until one must wait for a desk, a write, or the end."""
        slots, next_write, at = self._slots, self._next_write, now
        for number in range(number, len(stages)):  # noqa: B020, PLR1704
            if at >= next_write and at > now:
                journey = _Journey(row, stages, number, slot)
                self._await(journey, self._on_resume, _RESUME + self._order[row], at, now)
                return
            stage = stages[number]
            kind = stage.kind
            if (stage.gate >= 0 or stage.needed >= 0) and not self._happens(stage, row):
                if kind is _WORK:
                    slots[slot] = at
                    slot += 1
            elif kind is _OPEN:
                at = self._when_open(stage.place, at)
            elif kind is _SEND:
                at = self._sent(row, stage, slot, at)
            elif kind is _ASK:
                at = self._consented(row, stage, slot, at)
            elif kind is _WORK:
                self._go_to_desk(_Journey(row, stages, number, slot), stage, at, now)
                return
            else:
                at = self._delayed(row, stage, slot, at)
            if at >= self._horizon:
                return
            slots[slot] = at
            slot += 1
        self._deliver(row, at, now)

    def _happens(self, stage: Stage, row: int) -> bool:
        """Whether somebody is needed; the gates of sending and asking say what comes of it."""
        if stage.needed >= 0 and not self._table[stage.needed]:
            return False
        if stage.gate < 0 or stage.kind in (_SEND, _ASK):
            return True
        return self._chance[stage.gate_chance][row] < self._table[stage.gate]

    def _delayed(self, row: int, stage: Stage, slot: int, at: float) -> float:
        """When a delay is over; never for a copy that it refuses."""
        at = self._when_open(stage.place, at)
        wait = self._table[stage.scale]
        if stage.chance >= 0:
            wait *= self._chance[stage.chance][row]
        at += (wait + _WHOLE) - _WHOLE
        if stage.refusal >= 0 and self._refuses(stage, row):
            self._stop(row, slot, _REFUSED, at)
            return inf
        return at

    def _sent(self, row: int, stage: Stage, slot: int, at: float) -> float:
        """When a sending goes that is not lost; never for a copy of which every one is."""
        at = self._when_open(stage.place, at)
        if stage.gate < 0:
            return at
        loss, u = self._table[stage.gate], self._chance[stage.gate_chance][row]
        lost = _failures(loss, u, stage.attempts)
        for _ in range(min(lost, stage.attempts - 1)):
            at = self._when_open(stage.place, at + self._table[stage.again])
        if lost == stage.attempts:
            self._stop(row, slot, _LOST, at)
            return inf
        return at

    def _consented(self, row: int, stage: Stage, slot: int, at: float) -> float:
        """When consent comes back; never for a copy that it does not come for, or not in time."""
        table, chain = self._table, self._chain_back(row)
        originator = self._desks[self._agency[self._report_of[row]]]
        wait = table[chain[0].consent]
        if stage.chance >= 0:
            wait *= self._chance[stage.chance][row]
        question = at
        for tie in chain:
            question = self._carried(tie, question)
        answer = _opening(originator.edges, question) + ((wait + _WHOLE) - _WHOLE)
        for tie in reversed(chain):
            answer = self._carried(tie, answer)
        limit = at + table[stage.again]
        u = self._chance[stage.gate_chance][row]
        if answer > limit or u < table[stage.refusal]:
            self._stop(row, slot, _NO_CONSENT, min(answer, limit))
            return inf
        if u < table[stage.gate]:
            self._weight[row] = self._weight.get(row, 1.0) * table[stage.weight]
        return answer

    def _chain_back(self, row: int) -> list[Tie]:
        """The ties by which came what a row passes on, the last one first."""
        chain, row = [], self._parent[row]
        while row >= self._reports:
            chain.append(self._ties[self._tie[row]])
            row = self._parent[row]
        return chain

    def _carried(self, tie: Tie, at: float) -> float:
        """When a question or an answer has come over a channel, which takes its usual time."""
        usual = self._table[tie.latency]
        return self._when_open(tie.calendar, at) + ((usual + _WHOLE) - _WHOLE)

    def _duration(self, stage: Stage, row: int) -> float:
        scale = self._table[stage.scale]
        return scale if stage.chance < 0 else scale * self._chance[stage.chance][row]

    def _refuses(self, stage: Stage, row: int) -> bool:
        return (
            stage.refusal >= 0
            and self._chance[stage.refusal_chance][row] < self._table[stage.refusal]
        )

    def _stop(self, row: int, slot: int, end: int, at: float) -> None:
        """A journey ends on its way."""
        if at < self._horizon:
            self._slots[slot] = at
            self._end[row], self._ended[row] = end, at

    def _deliver(self, row: int, at: float, now: float) -> None:
        """A copy has come through; what is no copy is held as soon as it is there."""
        self._end[row], self._ended[row], self._arrived[row] = _DELIVERED, at, at
        if row < self._first_question:
            self._await(_Journey(row), self._on_arrival, _ARRIVAL + self._order[row], at, now)
        elif row < self._first_warning:
            self._end[row] = _NO_HIT

    def _go_to_desk(self, journey: _Journey, stage: Stage, at: float, now: float) -> None:
        row = journey.row
        journey.refused = self._refuses(stage, row)
        self._await(journey, self._on_arrival, _ARRIVAL + self._order[row], at, now)

    def _resume(self, journey: _Journey) -> None:
        self._travel(journey.row, journey.stages, journey.number, journey.slot, journey.at)

    def _when_open(self, calendar: int, at: float) -> float:
        return _opening(self._edges[calendar], at) if calendar >= 0 else at

    def _await(
        self, event: _Happening, callbacks: Callbacks, place: int, at: float, now: float
    ) -> None:
        event.at = at
        event.callbacks = callbacks
        self._schedule(event, place, at - now)  # type: ignore[arg-type]

    # Believing

    def _fuse(self, row: int, now: float) -> None:
        """Adds what a row says to the picture of its agency; a belief at threshold warns."""
        if row < self._reports:
            trust = weight = 1.0
            place = self._place[row]
        else:
            trust = self._trusted(row)
            weight = self._weight.get(row, 1.0)
            place = (self._own_place if self._stripped[row] else self._place)[row]
        added = evidence(self._log_ratio[row], trust, weight)
        gain = added - self._best[place]
        if gain <= 0:
            return
        self._best[place] = added
        picture = self._picture[row]
        self._belief[picture] += gain
        if self._learned is not None and row >= self._reports:
            self._contributed[picture].append(self._ties[self._tie[row]].believed)
        if not self._judged[picture]:
            self._judge(picture, now)

    def _judge(self, picture: int, now: float) -> None:
        if self._belief[picture] < self._threshold[self._picture_agency[picture]]:
            if self._asking is not None:
                self._consider_asking(self._asking, picture, now)
            return
        self._detected[picture] = now
        self._judged[picture] = True
        if self._learned is not None:
            self._learned.came_out(self._contributed[picture], now, good=self._real[picture])
        warning = self._warning[picture]
        if warning >= 0:
            self._end[warning] = _IN_FLIGHT
            stages = self._routes[self._ties[self._tie[warning]].route].stages
            self._travel(warning, stages, 0, self._slot_first[warning], now)

    # Asking

    def _consider_asking(self, asking: AskedLists, picture: int, now: float) -> None:
        """Who half believes in a threat searches databases each time, and asks partners once."""
        if self._belief[picture] < self._interest[self._picture_agency[picture]]:
            return
        if asking.searches[picture]:
            first = asking.found[picture]
            self._queries[picture] += 1
            found = [row for row in range(first, first + asking.finds[picture]) if self._new(row)]
            self._hits[picture] += bool(found)
            for row in found:
                tie = self._ties[self._tie[row]]
                self._send(row, tie, tie.route, now)
        if self._asked[picture] == _NEVER:
            self._asked[picture] = now
            first = asking.question[picture]
            for row in range(first, first + asking.questions[picture]):
                self._end[row] = _IN_FLIGHT
                stages = self._routes[self._ties[self._tie[row]].route].stages
                self._travel(row, stages, 0, self._slot_first[row], now)

    def _new(self, row: int) -> bool:
        """Whether a database holds something that was not found before."""
        return self._end[row] == NO_END and self._done_at[self._parent[row]] != _NEVER

    def _answered(self, row: int, now: float) -> bool:
        """A partner that was asked has searched: what it held back is sent, or there is nothing.

        Gives whether the request ends with that; otherwise it goes back with the news that the
        partner holds nothing.
        """
        first = self._first_copy[row]
        held = [
            answer
            for answer in range(first, first + self._copies[row])
            if self._done_at[self._parent[answer]] != _NEVER
        ]
        if not held:
            return False
        known = [self._sent_on_request(answer, now) for answer in held]
        self._end[row], self._ended[row] = _HIT if any(known) else _UNANSWERED, now
        if self._learned is not None and not any(known):
            self._learned.came_out([self._ties[self._tie[row]].trust], now, good=False)
        return True

    def _sent_on_request(self, row: int, now: float) -> bool:
        """Whether the asker knows or will know of something: a copy went before, or goes now.

        Who asks shows that it needs to know, so only trust and law can keep it back.
        """
        earlier = self._first_copy[row]
        before = self._end[earlier]
        if before in _ON_THE_WAY or self._ended[earlier] > now:
            return True
        if before not in _CAN_BE_TRIED_AGAIN:
            return False
        tie = self._ties[self._tie[row]]
        if self._release[row] >= self._table[tie.release]:
            self._end[row], self._ended[row] = _WITHHELD_TRUST, now
            return False
        if tie.route < 0:
            self._end[row], self._ended[row] = _OVER_CEILING, now
            return False
        if tie.recognised >= 0 and self._recognition[row] >= self._table[tie.recognised]:
            self._send_unrecognised(row, tie, now)
            return self._table[tie.fallback] != 0
        self._send(row, tie, tie.route, now)
        return True

    # Injects

    def _time_of_next_write(self) -> float:
        """When numbers of the table change next: by a write, or because trust is looked at."""
        review = self._learned.next_review if self._learned else inf
        return min(self._time_of_write(self._written), review)

    def _time_of_write(self, number: int) -> float:
        return float(self._writes[number].at) if number < len(self._writes) else inf

    def _await_write(self, now: float) -> None:
        if self._next_write < inf:
            self._await(_Happening(), self._on_write, int(Happens.WRITE), self._next_write, now)

    def _write(self, event: _Happening) -> None:
        """Writes everything that is due, then looks whether a desk has gained somebody."""
        now, table = event.at, self._table
        if self._learned is not None and self._learned.next_review == now:
            self._learned.review(now, table)
        while self._time_of_write(self._written) == now:
            write = self._writes[self._written]
            table[write.cell] = write.value
            self._written += 1
        self._next_write = self._time_of_next_write()
        self._await_write(now)
        for desk in self._desks:
            desk.read(table)
            if desk.queue:
                self._serve(desk, now)


def _opening(edges: list[float] | None, at: float) -> float:
    """The first instant from one on at which a calendar is open; infinite when it stays closed."""
    if edges is None:
        return at
    passed = bisect_right(edges, at)
    if passed & 1:
        return at
    return edges[passed] if passed < len(edges) else inf


def _after_open_time(edges: list[float] | None, at: float, needed: float) -> float:
    """When a calendar has been open for so long from an instant on; infinite when it never is."""
    if edges is None:
        return at + needed
    passed = bisect_right(edges, at)
    if passed & 1:
        left = edges[passed] - at
        if needed <= left:
            return at + needed
        needed -= left
        passed += 1
    for opens in range(passed, len(edges), 2):
        spell = edges[opens + 1] - edges[opens]
        if needed <= spell:
            return edges[opens] + needed
        needed -= spell
    return inf


def _failures(loss: float, u: float, most: int) -> int:
    """How many sendings are lost before one arrives, at most so many; one chance decides."""
    lost, chance = 0, loss
    while lost < most and u < chance:
        lost += 1
        chance *= loss
    return lost


def _whole(column: array[float] | array[int]) -> Ints:
    """A copy of a column of the record, as whole numbers."""
    return np.array(column).astype(np.int64)
