"""The reference engine: runs a plan on SimPy, one event for each thing that must wait its turn.

A copy whose next stages are plain delays passes them in one go, up to the next moment at which an
inject could change a number; so an event is needed only where somebody may be busy. What takes no
time happens inside its event, in the order of the route.
"""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from math import inf

import numpy as np
from simpy import Environment, Event

from sim.engine.order import Happens, desk_place
from sim.engine.record import NEVER, NO_END, Record, slot_runs
from sim.engine.timetable import Timetable
from sim.plan.causes import End
from sim.plan.layout import Column, Plan, Route, StageKind
from sim.plan.rules.belief import evidence

_WHOLE = 6755399441055744.0
"""1.5 * 2**52: adding and taking it away rounds a float to a whole number."""

_WORK, _DELAY, _OPEN, _SEND = (int(kind) for kind in StageKind)
_REFUSED, _LOST, _DELIVERED, _IN_FLIGHT = (
    int(end) for end in (End.REFUSED, End.LOST, End.DELIVERED, End.IN_FLIGHT)
)

Callbacks = list[Callable[[Event], None]]
StageRow = tuple[int, int, int, int, int, int, int, int, int, int, int]


class _Journey(Event):
    """A row under way; it is its own event, scheduled anew for each thing it waits for."""

    _ok = True
    _value = None

    def __init__(self, env: Environment, row: int) -> None:
        self.env = env
        self.row = row
        self.stages: list[StageRow] = []
        self.stage = -1
        self.refused = False
        self.desk: _Desk


class _Signal(Event):
    """Something that happens to no row: a report is due, a desk opens, an inject writes."""

    _ok = True
    _value = None

    def __init__(self, env: Environment, callbacks: Callbacks) -> None:
        self.env = env
        self.handlers = callbacks
        self.desk: _Desk


class _Desk:
    """Servers, and the queue before them by rank, then arrival, then key."""

    __slots__ = ("busy", "edges", "opening", "place", "queue", "servers", "waking")

    def __init__(self, servers: int, edges: list[float] | None, place: int) -> None:
        self.servers = servers
        self.edges = edges
        self.place = place
        self.busy = 0
        self.queue: list[tuple[float, float, int, _Journey]] = []
        self.waking = False
        self.opening: _Signal


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

    def __init__(self, plan: Plan, timetable: Timetable) -> None:
        self._plan, self._timetable = plan, timetable
        layout = plan.layout
        self._env = Environment(initial_time=float(layout.start_us) - 1.0)
        self._horizon = float(layout.horizon_us)
        self._table: list[float] = plan.table.tolist()
        self._read_timetable(timetable)
        self._read_layout(plan)
        self._start_record()
        self._on_done: Callbacks = [self._done]
        self._on_arrival: Callbacks = [self._arrive]
        self._on_resume: Callbacks = [self._resume]
        self._writes = list(plan.writes)
        self._written = 0
        self._next_write = self._time_of_write(0)
        self._reported = 0
        self._report_due = _Signal(self._env, [self._report])
        self._write_due = _Signal(self._env, [self._write])
        self._await_write()
        self._await_report()

    def run_until(self, until_us: int) -> None:
        """Lets everything happen that happens before an instant."""
        env = self._env
        while env.peek() < until_us:
            env.step()

    def record(self) -> Record:
        """What has happened so far."""
        return Record(
            plan=self._plan,
            timetable=self._timetable,
            arrived=_instants(self._arrived),
            started=_instants(self._started),
            done=_instants(self._done_at),
            end=_instants(self._end),
            ended=_instants(self._ended),
            unrecognised=_instants(self._unrecognised),
            stripped=_instants(self._stripped),
            slots=_instants(self._slots),
            detected=_instants(self._detected),
        )

    def dissolve(self) -> None:
        """Breaks the cycles, so that the memory is free at once."""
        for desk in self._desks:
            desk.queue.clear()
        self.__dict__.clear()

    def _read_timetable(self, timetable: Timetable) -> None:
        rows = timetable.lists
        self._reports = timetable.number_of_reports
        self._first_warning = self._reports + timetable.number_of_copies
        self._at, self._key, self._agency = rows.at, rows.key, rows.agency
        self._tie, self._work, self._rank = rows.tie, rows.work_cell, rows.rank_cell
        self._first_copy, self._copies = rows.first_copy, rows.copies
        self._chance = rows.chance
        self._triage, self._release = rows.chance[Column.TRIAGE], rows.chance[Column.RELEASE]
        self._recognition = rows.chance[Column.RECOGNITION]
        self._picture, self._place, self._own_place = rows.picture, rows.place, rows.own_place
        self._log_ratio, self._sanitised = rows.log_ratio, rows.sanitised
        self._warning = rows.picture_warning
        self._picture_agency = rows.picture_agency
        self._done_place, self._arrival_place, self._report_place, self._resume_place = (
            rows.place_in_instant[kind]
            for kind in (Happens.DONE, Happens.ARRIVAL, Happens.REPORT, Happens.RESUME)
        )

    def _read_layout(self, plan: Plan) -> None:
        layout = plan.layout
        self._edges = [None if e is None else e.astype(float).tolist() for e in plan.edges]
        self._routes = [_stage_rows(route) for route in layout.routes]
        self._ties = [
            (
                tie.release,
                tie.need,
                tie.weight,
                tie.trust,
                tie.recognised,
                tie.fallback,
                self._routes[tie.route] if tie.route >= 0 else None,
                self._routes[tie.route_unrecognised] if tie.route_unrecognised >= 0 else None,
            )
            for tie in layout.ties
        ]
        self._believed = [tie.believed for tie in layout.ties]
        self._desks = [
            _Desk(desk.servers, self._edges[desk.calendar] if desk.calendar >= 0 else None, number)
            for number, desk in enumerate(layout.desks)
        ]
        for desk in self._desks:
            desk.opening = _Signal(self._env, [self._open])
            desk.opening.desk = desk
        self._threshold: list[int] = layout.threshold.tolist()
        self._prior: list[int] = layout.prior.tolist()
        self._naive, self._strip_below = layout.naive, layout.strip_below
        self._sharing = plan.sharing

    def _start_record(self) -> None:
        timetable = self._timetable
        rows = timetable.rows
        self._slot_first: list[int] = slot_runs(self._plan, timetable).tolist()
        self._arrived: list[float] = [NEVER] * rows
        self._started: list[float] = [NEVER] * rows
        self._done_at: list[float] = [NEVER] * rows
        self._end: list[int] = [NO_END] * rows
        self._ended: list[float] = [NEVER] * rows
        self._unrecognised: list[int] = [0] * rows
        self._slots: list[float] = [NEVER] * self._slot_first[-1]
        self._detected: list[float] = [NEVER] * len(timetable.picture_instance)
        self._belief: list[float] = [self._prior[agency] for agency in self._picture_agency]
        self._judged = [False] * len(timetable.picture_instance)
        self._best: list[float] = [0.0] * timetable.places
        self._weight: dict[int, float] = {}
        self._stripped: list[int] = [0] * rows

    # What arrives

    def _await_report(self) -> None:
        row = self._reported
        if row < self._reports:
            self._report_due.callbacks = self._report_due.handlers
            env = self._env
            env.schedule(self._report_due, self._report_place[row], self._at[row] - env.now)  # type: ignore[arg-type]

    def _report(self, _: Event) -> None:
        row = self._reported
        self._reported = row + 1
        now = self._at[row]
        self._arrived[row] = now
        self._join(self._desks[self._agency[row]], _Journey(self._env, row), now)
        self._await_report()

    def _arrive(self, event: Event) -> None:
        assert isinstance(event, _Journey)
        now = self._env.now
        stage = event.stage
        desk = self._desks[self._agency[event.row] if stage < 0 else event.stages[stage][1]]
        self._join(desk, event, now)

    # Desks

    def _join(self, desk: _Desk, journey: _Journey, now: float) -> None:
        """A journey comes to a desk: it is taken up at once, or waits."""
        if desk.busy < self._table[desk.servers] and not desk.queue:
            edges = desk.edges
            if edges is None or bisect_right(edges, now) & 1:
                self._start(desk, journey, now)
                return
        row = journey.row
        heappush(desk.queue, (-self._table[self._rank_at(desk, row)], now, self._key[row], journey))
        if desk.edges is not None:
            self._wake_when_open(desk, now)

    def _rank_at(self, desk: _Desk, row: int) -> int:
        """The cell with a row's rank: cells of one subject's desks follow each other."""
        return self._rank[row] + desk.place - self._agency[row]

    def _start(self, desk: _Desk, journey: _Journey, now: float) -> None:
        desk.busy += 1
        row, number = journey.row, journey.stage
        if number < 0:
            self._started[row] = now
            work = self._table[self._work[row]] * self._triage[row]
        else:
            stage = journey.stages[number]
            self._slots[self._slot_first[row] + stage[10]] = now
            chance = stage[3]
            work = self._table[stage[2]] * (1.0 if chance < 0 else self._chance[chance][row])
        journey.desk = desk
        journey.callbacks = self._on_done
        self._env.schedule(journey, self._done_place[row], (work + _WHOLE) - _WHOLE)  # type: ignore[arg-type]

    def _serve(self, desk: _Desk, now: float) -> None:
        """Takes up what waits, as far as servers are free and the desk is open."""
        if desk.edges is not None and not bisect_right(desk.edges, now) & 1:
            self._wake_when_open(desk, now)
            return
        queue, servers = desk.queue, self._table[desk.servers]
        while queue and desk.busy < servers:
            self._start(desk, heappop(queue)[3], now)

    def _wake_when_open(self, desk: _Desk, now: float) -> None:
        edges = desk.edges
        assert edges is not None
        if desk.waking:
            return
        passed = bisect_right(edges, now)
        if passed & 1 or passed == len(edges):
            return
        desk.waking = True
        signal = desk.opening
        signal.callbacks = signal.handlers
        self._env.schedule(signal, desk_place(desk.place), edges[passed] - now)  # type: ignore[arg-type]

    def _open(self, event: Event) -> None:
        assert isinstance(event, _Signal)
        event.desk.waking = False
        self._serve(event.desk, self._env.now)

    def _done(self, event: Event) -> None:
        """Somebody finishes: the next is taken up, and the journey goes on."""
        assert isinstance(event, _Journey)
        now = self._env.now
        desk = event.desk
        desk.busy -= 1
        if desk.queue:
            self._serve(desk, now)
        row = event.row
        if event.stage >= 0:
            self._staffed_stage_done(event, now)
            return
        self._done_at[row] = now
        if self._picture[row] >= 0:
            self._fuse(row, now)
        if row < self._reports and self._sharing and self._copies[row]:
            self._fork(row, now)

    def _staffed_stage_done(self, journey: _Journey, now: float) -> None:
        row, stage = journey.row, journey.stages[journey.stage]
        self._slots[self._slot_first[row] + stage[10] + 1] = now
        if journey.refused:
            self._end[row], self._ended[row] = _REFUSED, now
            return
        self._travel(row, journey.stages, journey.stage + 1, now)

    # Telling

    def _fork(self, row: int, now: float) -> None:
        """Considers every partner: each gets a copy, or there is a reason why not."""
        table, first = self._table, self._first_copy[row]
        for copy in range(first, first + self._copies[row]):
            release, need, weight, trust, recognised, fallback, stages, formally = self._ties[
                self._tie[copy]
            ]
            u, released = self._release[copy], table[release]
            if u >= released:
                self._withhold(copy, End.WITHHELD_TRUST, now)
            elif u >= table[need] * released:
                self._withhold(copy, End.WITHHELD_NEED_TO_KNOW, now)
            elif stages is None:
                self._withhold(copy, End.OVER_CEILING, now)
            else:
                if recognised >= 0 and self._recognition[copy] >= table[recognised]:
                    if not table[fallback]:
                        self._withhold(copy, End.NOT_RECOGNISED, now)
                        continue
                    self._unrecognised[copy] = 1
                    stages = formally
                if self._picture[copy] >= 0 and self._sanitised[copy]:
                    self._weight[copy] = table[weight]
                    if self._naive and table[trust] < self._strip_below:
                        self._stripped[copy] = 1
                self._end[copy] = _IN_FLIGHT
                assert stages is not None
                self._travel(copy, stages, 0, now)

    def _withhold(self, copy: int, end: End, now: float) -> None:
        self._end[copy], self._ended[copy] = int(end), now

    # On the way

    def _travel(self, row: int, stages: list[StageRow], number: int, now: float) -> None:
        """Passes stages from one on, until one must wait for a desk, a write, or the end."""
        table, slots, first = self._table, self._slots, self._slot_first[row]
        at = now
        for number in range(number, len(stages)):  # noqa: B020, PLR1704
            if at >= self._next_write and at > now:
                self._await(row, stages, number, at, self._on_resume, self._resume_place)
                return
            (
                kind,
                place,
                scale,
                chance,
                gate,
                gate_chance,
                refusal,
                refusal_chance,
                again,
                most,
                slot,
            ) = stages[number]
            slot += first
            if kind == _OPEN:
                at = self._when_open(place, at)
            elif kind == _SEND:
                if place >= 0:
                    at = self._when_open(place, at)
                if gate >= 0:
                    lost = _failures(table[gate], self._chance[gate_chance][row], most)
                    if lost == most:
                        at += (lost - 1) * table[again]
                        if at < self._horizon:
                            slots[slot] = at
                            self._end[row], self._ended[row] = _LOST, at
                        return
                    at += lost * table[again]
                wait = table[scale] * (1.0 if chance < 0 else self._chance[chance][row])
                at += (wait + _WHOLE) - _WHOLE
            elif gate >= 0 and self._chance[gate_chance][row] >= table[gate]:
                slots[slot] = at
                if kind == _WORK:
                    slots[slot + 1] = at
                continue
            else:
                refused = refusal >= 0 and self._chance[refusal_chance][row] < table[refusal]
                if kind == _WORK:
                    self._go_to_desk(row, stages, number, at, refused=refused)
                    return
                if place >= 0:
                    at = self._when_open(place, at)
                wait = table[scale] * (1.0 if chance < 0 else self._chance[chance][row])
                at += (wait + _WHOLE) - _WHOLE
                if refused and at < self._horizon:
                    slots[slot] = at
                    self._end[row], self._ended[row] = _REFUSED, at
                    return
            if at >= self._horizon:
                return
            slots[slot] = at
        self._deliver(row, at)

    def _deliver(self, row: int, at: float) -> None:
        """A copy has come through; a warning is held as soon as it is there."""
        self._end[row], self._ended[row], self._arrived[row] = _DELIVERED, at, at
        if row < self._first_warning:
            self._await(row, [], -1, at, self._on_arrival, self._arrival_place)

    def _go_to_desk(
        self, row: int, stages: list[StageRow], number: int, at: float, *, refused: bool
    ) -> None:
        if at < self._horizon:
            journey = self._await(row, stages, number, at, self._on_arrival, self._arrival_place)
            journey.refused = refused

    def _await(
        self,
        row: int,
        stages: list[StageRow],
        number: int,
        at: float,
        callbacks: Callbacks,
        place: list[int],
    ) -> _Journey:
        journey = _Journey(self._env, row)
        journey.stages, journey.stage = stages, number
        journey.callbacks = callbacks
        self._env.schedule(journey, place[row], at - self._env.now)  # type: ignore[arg-type]
        return journey

    def _resume(self, event: Event) -> None:
        assert isinstance(event, _Journey)
        self._travel(event.row, event.stages, event.stage, self._env.now)

    def _when_open(self, calendar: int, at: float) -> float:
        edges = self._edges[calendar]
        if edges is None:
            return at
        passed = bisect_right(edges, at)
        if passed & 1:
            return at
        return edges[passed] if passed < len(edges) else inf

    # Believing

    def _fuse(self, row: int, now: float) -> None:
        """Adds what a row says to the picture of its agency; a belief at threshold warns."""
        if row < self._reports:
            trust = weight = 1.0
            place = self._place[row]
        else:
            trust = self._table[self._believed[self._tie[row]]]
            weight = self._weight.get(row, 1.0)
            place = (self._own_place if self._stripped[row] else self._place)[row]
        added = evidence(self._log_ratio[row], trust, weight)
        gain = added - self._best[place]
        if gain <= 0:
            return
        self._best[place] = added
        picture = self._picture[row]
        self._belief[picture] += gain
        if not self._judged[picture]:
            self._judge(picture, now)

    def _judge(self, picture: int, now: float) -> None:
        if self._belief[picture] < self._threshold[self._picture_agency[picture]]:
            return
        self._detected[picture] = now
        self._judged[picture] = True
        warning = self._warning[picture]
        if warning >= 0:
            self._end[warning] = _IN_FLIGHT
            stages = self._ties[self._tie[warning]][6]
            assert stages is not None
            self._travel(warning, stages, 0, now)

    # Injects

    def _time_of_write(self, number: int) -> float:
        return float(self._writes[number].at) if number < len(self._writes) else inf

    def _await_write(self) -> None:
        if self._next_write < inf:
            self._write_due.callbacks = self._write_due.handlers
            self._env.schedule(self._write_due, 0, self._next_write - self._env.now)  # type: ignore[arg-type]

    def _write(self, _: Event) -> None:
        """Writes everything that is due, then looks whether a desk has gained somebody."""
        now, table = self._env.now, self._table
        while self._time_of_write(self._written) == now:
            write = self._writes[self._written]
            table[write.cell] = write.value
            self._written += 1
        self._next_write = self._time_of_write(self._written)
        self._await_write()
        for desk in self._desks:
            if desk.queue:
                self._serve(desk, now)


def _failures(loss: float, u: float, most: int) -> int:
    """How many sendings are lost before one arrives, at most so many; one chance decides."""
    lost, chance = 0, loss
    while lost < most and u < chance:
        lost += 1
        chance *= loss
    return lost


def _stage_rows(route: Route) -> list[StageRow]:
    rows: list[StageRow] = []
    slot = 0
    for stage in route.stages:
        rows.append(
            (
                int(stage.kind),
                stage.place,
                stage.scale,
                stage.chance,
                stage.gate,
                stage.gate_chance,
                stage.refusal,
                stage.refusal_chance,
                stage.again,
                stage.attempts,
                slot,
            )
        )
        slot += stage.slots
    return rows


def _instants(values: list[float] | list[int]) -> np.typing.NDArray[np.int64]:
    return np.array(values, dtype=np.float64).astype(np.int64)
