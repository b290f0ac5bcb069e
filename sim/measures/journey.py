"""The hours of one detection: stretch by stretch, each charged to one cause, without a gap."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.record import NEVER, Record
from sim.frozen import frozen
from sim.measures.outcome import FAR, Detections
from sim.measures.passage import StagePassed, passage_of
from sim.plan.rules.belief import full_weight
from sim.plan.rules.calendars import Edges
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import Cause
from sim.plan.values.layout import PlannedDesk
from sim.plan.values.orders import OrderKind
from sim.plan.values.stages import DelayStage, OpenStage, SendStage, Stage, Where, WorkStage


@frozen
class Place:
    """Where a stretch of time is spent."""

    where: Where
    name: str = ""
    """An agency; of a channel also while it is waited for, the agency that sends to the other."""


NOWHERE = Place(Where.NOWHERE)


@frozen
class Stretch:
    """A stretch of time, in microseconds of engine time, what it went to, and where."""

    since: int
    until: int
    cause: Cause
    place: Place


@frozen
class Detection:
    """How one threat was detected, or was not."""

    instance: int
    agency: int
    """Who detected it; -1 for nobody within the window."""
    pivot: int
    """The row with which the picture would have reached the threshold at full credibility.

    The last that was read, where an agency acted by order before it had read enough for that.
    """
    stretches: tuple[Stretch, ...]
    """They add up to min(T, W)."""


def detection_of(record: Record, threats: Detections, instance: int) -> Detection:
    """The hours from the onset of a threat to its detection, or to the end of its window."""
    onset, time = int(threats.occurring.onset[instance]), int(threats.time[instance])
    end = onset + time
    if time >= threats.occurring.window[instance]:
        return Detection(instance, -1, -1, tuple(_undetected(record, instance, onset, end)))
    picture = int(first_believers(record, instance, int(threats.detected[instance]))[0])
    pivot, sufficed = _pivot(record, picture)
    agency = int(record.timetable.picture_agency[picture])
    since_read = Cause.DISBELIEF if sufficed else Cause.DECISION
    stretches = tuple(_detected(record, pivot, onset, end, agency, since_read))
    return Detection(instance, agency, pivot, stretches)


def first_believers(record: Record, instance: int, at: int) -> Ints:
    """The pictures of a threat that reached their threshold at the instant of its detection."""
    mine = record.timetable.picture_instance == instance
    return np.flatnonzero(mine & (record.detected == at))


def _undetected(record: Record, instance: int, onset: int, end: int) -> Iterator[Stretch]:
    reports = record.timetable.reports
    seen = reports.at[reports.instance == instance]
    visible = min(end, int(seen.min(initial=FAR)))
    if visible > onset:
        yield Stretch(onset, visible, Cause.NOT_YET_VISIBLE, NOWHERE)
    if end > max(onset, visible):
        yield Stretch(max(onset, visible), end, Cause.NOT_DETECTED, NOWHERE)


def _pivot(record: Record, picture: int) -> tuple[int, bool]:
    """The row with which belief would have sufficed, had all been believed in full.

    Else the last that was read before somebody acted by order; and which of them it is.
    """
    timetable, layout = record.timetable, record.plan.layout
    agency = timetable.picture_agency[picture]
    fused = (timetable.picture == picture) & (record.done != NEVER) & (record.overlooked == 0)
    fused &= record.done <= record.detected[picture]
    rows = np.flatnonzero(fused)
    rows = rows[np.lexsort((timetable.key[rows], record.done[rows]))]
    belief, held, last = float(layout.prior[agency]), set(), -1
    for row in rows:
        place = _place(record, int(row))
        if place in held:
            continue
        held.add(place)
        belief += full_weight(float(timetable.log_ratio[row]))
        if belief >= layout.threshold[agency]:
            return int(row), True
        last = int(row)
    assert any(order.kind is OrderKind.WARN for order in layout.orders), (
        "a belief at threshold rests on what was held"
    )
    return last, False


def _place(record: Record, row: int) -> int:
    """The origin of a row; under naive fusion every copy may count as one."""
    timetable = record.timetable
    if record.plan.layout.naive and record.stripped[row]:
        return timetable.own_place(row)
    return int(timetable.place[row])


def _detected(
    record: Record, pivot: int, onset: int, end: int, agency: int, since_read: Cause
) -> Iterator[Stretch]:
    timetable, names = record.timetable, record.plan.layout.agencies
    report = int(timetable.report[pivot])
    visible = int(timetable.reports.at[report])
    if visible > onset:
        yield Stretch(onset, visible, Cause.NOT_YET_VISIBLE, NOWHERE)
    stretches = list(at_desk(record, report))
    for copy in chain_of(record, pivot):
        stretches += [*on_the_way(record, copy), *at_desk(record, copy)]
    yield from (_from(stretch, onset) for stretch in stretches if stretch.until > onset)
    fused = max(int(record.done[pivot]), onset)
    if end > fused:
        yield Stretch(fused, end, since_read, Place(Where.DESK, names[agency]))


def chain_of(record: Record, row: int) -> list[int]:
    """The copies by which a row came from the report that it began with, the first one first."""
    chain: list[int] = []
    while record.timetable.parent[row] >= 0:
        chain.append(row)
        row = int(record.timetable.parent[row])
    return chain[::-1]


def _from(stretch: Stretch, onset: int) -> Stretch:
    """Nothing before the onset counts."""
    return Stretch(max(stretch.since, onset), stretch.until, stretch.cause, stretch.place)


def at_desk(record: Record, row: int) -> Iterator[Stretch]:
    """A row at the desk that triages it, as far as it came."""
    layout = record.plan.layout
    agency = int(record.timetable.agency[row])
    desk = layout.desks[agency]
    arrived, started, done = (
        int(column[row]) for column in (record.arrived, record.started, record.done)
    )
    if arrived == NEVER:
        return
    place, end = Place(Where.DESK, layout.agencies[agency]), layout.horizon_us
    began = end if started == NEVER else started
    yield from _waiting(record, desk.calendar, arrived, began, Cause.BACKLOG, place)
    if started != NEVER:
        until = end if done == NEVER else done
        yield from _worked_on(record, desk, started, until, Cause.TRIAGE, place)


def on_the_way(record: Record, row: int, since: int | None = None) -> Iterator[Stretch]:
    """A copy between the desk of its author and the desk that triages it, as far as it came.

    What is no copy has nothing of which it is one, so when it was set off has to be said.
    """
    tie = record.plan.layout.ties[record.timetable.tie[row]]
    for passed in passage_of(record, row, since):
        if passed.until == NEVER:
            return
        place = stage_place(record, passed.stage, tie.sender, tie.receiver)
        yield from _passing(record, passed, place)


def _passing(record: Record, passed: StagePassed, place: Place) -> Iterator[Stretch]:
    stage, since, until = passed.stage, passed.since, passed.until
    if isinstance(stage, WorkStage):
        desk = record.plan.layout.desks[stage.desk]
        yield from _waiting(record, desk.calendar, since, passed.begun, stage.cause, place)
        yield from _worked_on(record, desk, passed.begun, until, stage.cause, place)
    elif isinstance(stage, DelayStage) and stage.calendar >= 0 and until > since:
        opened = _next_open(_edges(record, stage.calendar), since)
        yield from _some(since, opened, Cause.CLOSED_HOURS, place)
        yield from _some(opened, until, stage.cause, place)
    elif isinstance(stage, OpenStage | SendStage) and stage.calendar >= 0:
        yield from _until_sent(record, stage, since, until, place)
    else:
        yield from _some(since, until, stage.cause, place)


def _until_sent(
    record: Record, stage: OpenStage | SendStage, since: int, until: int, place: Place
) -> Iterator[Stretch]:
    """Waiting for the hours, for the end of an outage, and until what is lost is sent again."""
    edges, plan = _edges(record, stage.calendar), record.plan
    hours = plan.layout.hours_alone[stage.calendar]
    cell = stage.again if isinstance(stage, SendStage) else -1
    again = int(plan.table[cell]) if cell >= 0 else until - since
    while since < until:
        opened = min(until, _next_open(edges, since))
        yield from _waiting(record, hours, since, opened, stage.cause, place)
        since = min(until, opened + again)
        yield from _some(opened, since, stage.cause, place)


def stage_place(record: Record, stage: Stage, sender: int, receiver: int) -> Place:
    """Where a copy is in a stage: at an agency, or between two."""
    agencies = record.plan.layout.agencies
    one, other = agencies[sender], agencies[receiver]
    if stage.cause is not Cause.TRANSIT:
        at_receiver = stage.where in (Where.RECEIVER, Where.DESK)
        return Place(stage.where, other if at_receiver else one)
    back = stage.where in (Where.RECEIVER, Where.BACK)
    return Place(stage.where, f"{other} to {one}" if back else f"{one} to {other}")


def _some(since: int, until: int, cause: Cause, place: Place) -> Iterator[Stretch]:
    if until > since:
        yield Stretch(since, until, cause, place)


def _worked_on(
    record: Record, desk: PlannedDesk, since: int, until: int, cause: Cause, place: Place
) -> Iterator[Stretch]:
    """Work at a desk: what has begun rests while nobody is there, or is finished after hours."""
    if desk.finishes:
        yield from _some(since, until, cause, place)
    else:
        yield from _waiting(record, desk.calendar, since, until, cause, place)


def _waiting(
    record: Record, calendar: int, since: int, until: int, cause: Cause, place: Place
) -> Iterator[Stretch]:
    """A time at a desk or channel: closed hours while it is closed, else the cause given."""
    edges = _edges(record, calendar)
    if edges is None:
        yield from _some(since, until, cause, place)
        return
    at = since
    while at < until:
        passed = int(np.searchsorted(edges, at, side="right"))
        change = min(until, int(edges[passed])) if passed < len(edges) else until
        yield Stretch(at, change, cause if passed & 1 else Cause.CLOSED_HOURS, place)
        at = change


def _next_open(edges: Edges | None, at: int) -> int:
    if edges is None:
        return at
    passed = int(np.searchsorted(edges, at, side="right"))
    return at if passed & 1 else int(edges[passed])


def _edges(record: Record, calendar: int) -> Edges | None:
    return record.plan.edges[calendar] if calendar >= 0 else None
