"""What the hours until detection went to, over many runs at once: the sums of all stretches.

The stretches themselves, with their places, are for stories and told by `journey`, by the same
rules; here many threats go one step further together, and nothing is kept but sums by cause.
"""

from __future__ import annotations

from dataclasses import field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.engine.columns import first_of_each
from sim.engine.record import NEVER
from sim.engine.records import Records
from sim.frozen import frozen
from sim.measures.outcome import FAR, Detections
from sim.measures.threats import Bools
from sim.plan.rules.belief import full_weight
from sim.plan.rules.calendars import Edges, open_until
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import Cause
from sim.plan.values.layout import Layout
from sim.plan.values.orders import OrderKind
from sim.plan.values.plan import Plan
from sim.plan.values.stages import SendStage, StageKind, WorkStage
from sim.remembered import remembered

ALWAYS_OPEN = -1


def charges_of(records: Records, threats: Detections, first_believers: Bools) -> Ints:
    """By (replication, cause): what the times min(T, W) of scored threats went to.

    Args:
        records: of the runs.
        threats: what was detected in them.
        first_believers: by picture: whether its holder was the first, or of the first, to detect a
            scored threat within its window.
    """
    occurring, timetables = threats.occurring, records.timetables
    scored = np.flatnonzero(occurring.scored)
    onset, time = occurring.onset[scored], threats.time[scored]
    detected = time < occurring.window[scored]
    charges = _Charges(records.plan, timetables.of_instance[scored], onset)
    late, found = np.flatnonzero(~detected), np.flatnonzero(detected)
    _undetected(records, charges, late, scored[late], onset[late] + time[late])
    _detected(records, charges, found, scored[found], first_believers, onset[found] + time[found])
    return charges.summed(len(records))


@frozen
class _Charges:
    """Stretches of time, each charged to a cause while a calendar is open, else to closed hours."""

    plan: Plan
    of: Ints
    """By threat: which replication it belongs to."""
    onset: Ints
    """By threat: nothing before it counts."""
    columns: list[tuple[Ints, ...]] = field(default_factory=list)
    """By call: threats, since, until, causes and calendars."""

    def charge(
        self,
        threat: Ints,
        since: Ints,
        until: Ints,
        cause: Ints | Cause,
        calendar: Ints | int = ALWAYS_OPEN,
    ) -> None:
        """Charges stretches; what ends before it begins is none."""
        row = (
            threat,
            since,
            until,
            np.broadcast_to(np.asarray(cause, dtype=np.int64), threat.shape),
            np.broadcast_to(np.asarray(calendar, dtype=np.int64), threat.shape),
        )
        self.columns.append(row)

    def summed(self, replications: int) -> Ints:
        """By (replication, cause)."""
        threat, since, until, cause, calendar = map(np.concatenate, zip(*self.columns, strict=True))
        lasted = until - np.maximum(since, self.onset[threat])
        worth = (until > since) & (lasted > 0)
        threat, until, lasted, cause, calendar = (
            column[worth] for column in (threat, until, lasted, cause, calendar)
        )
        opened = open_between(self.plan, calendar, until - lasted, until)
        sums = np.zeros((replications, len(Cause)), dtype=np.int64)
        np.add.at(sums, (self.of[threat], cause), opened)
        np.add.at(sums, (self.of[threat], Cause.CLOSED_HOURS), lasted - opened)
        return sums


def _undetected(
    records: Records, charges: _Charges, late: Ints, instances: Ints, end: Ints
) -> None:
    reports = records.timetables.reports
    seen = np.full(len(records.timetables.instances.draw), FAR)
    about = reports.instance >= 0
    np.minimum.at(seen, reports.instance[about], reports.at[about])
    onset, visible = charges.onset[late], np.minimum(end, seen[instances])
    charges.charge(late, onset, visible, Cause.NOT_YET_VISIBLE)
    charges.charge(late, np.maximum(onset, visible), end, Cause.NOT_DETECTED)


def _detected(
    records: Records,
    charges: _Charges,
    found: Ints,
    instances: Ints,
    first_believers: Bools,
    end: Ints,
) -> None:
    timetables = records.timetables
    pictures = np.flatnonzero(first_believers)
    first = np.full(len(timetables.instances.draw), FAR)
    np.minimum.at(first, timetables.picture_instance[pictures], pictures)
    pivot, enough = pivots(records, first[instances])
    onset, visible = charges.onset[found], timetables.reports.at[timetables.report[pivot]]
    charges.charge(found, onset, visible, Cause.NOT_YET_VISIBLE)
    threat, row = found, pivot
    while len(row):
        _at_desk(records, charges, threat, row)
        copied = timetables.parent[row] >= 0
        threat, row = threat[copied], row[copied]
        _on_the_way(records, charges, threat, row)
        row = timetables.parent[row]
    fused = np.maximum(records.done[pivot], onset)
    charges.charge(found, fused, end, np.where(enough, Cause.DISBELIEF, Cause.DECISION))


def pivots(records: Records, pictures: Ints) -> tuple[Ints, Bools]:
    """By picture: the row with which belief would have sufficed, had all been believed in full.

    Who acts by order may have read too little for that: then the last row that it had read. Gives
    also which of them would have sufficed.
    """
    timetables, layout = records.timetables, records.plan.layout
    number = np.full(len(timetables.picture_agency), -1)
    number[pictures] = np.arange(len(pictures))
    fused = (timetables.picture >= 0) & (records.done != NEVER) & (records.overlooked == 0)
    rows = np.flatnonzero(fused)
    rows = rows[number[timetables.picture[rows]] >= 0]
    rows = rows[records.done[rows] <= records.detected[timetables.picture[rows]]]
    of = number[timetables.picture[rows]]
    order = np.lexsort((timetables.key[rows], records.done[rows], of))
    rows, of = rows[order], of[order]
    stripped = (records.stripped[rows] != 0) & layout.naive
    place = np.where(stripped, timetables.own_place(rows), timetables.place[rows])
    once = np.sort(first_of_each(place))
    rows, of = rows[once], of[once]
    added = np.cumsum(full_weight(timetables.log_ratio[rows]).astype(np.int64))  # type: ignore[attr-defined, arg-type]
    first = np.searchsorted(of, np.arange(len(pictures)))
    before = np.concatenate([[0], added])[first]
    agency = timetables.picture_agency[pictures]
    needed = layout.threshold[agency] - layout.prior[agency]
    enough = np.flatnonzero(added - before[of] >= needed[of])
    at = first_of_each(of[enough])
    pivot = np.searchsorted(of, np.arange(len(pictures)), side="right") - 1
    pivot[of[enough[at]]] = enough[at]
    sufficed = np.zeros(len(pictures), dtype=np.bool_)
    sufficed[of[enough[at]]] = True
    ordered = any(order.kind is OrderKind.WARN for order in layout.orders)
    assert ordered or sufficed.all(), "a belief at threshold rests on what was held"
    return rows[pivot], sufficed


def _at_desk(records: Records, charges: _Charges, threat: Ints, row: Ints) -> None:
    """Rows at the desks that triage them; what is held has been triaged."""
    desks = _desks(records.plan.layout)
    agency = records.timetables.agency[row]
    arrived, started, done = records.arrived[row], records.started[row], records.done[row]
    charges.charge(threat, arrived, started, Cause.BACKLOG, desks.calendar[agency])
    charges.charge(threat, started, done, Cause.TRIAGE, desks.while_working[agency])


def _on_the_way(records: Records, charges: _Charges, threat: Ints, copy: Ints) -> None:
    """Copies between the desk of their author and the desk that triages them."""
    timetables, routes = records.timetables, _routes(records.plan.layout)
    tie, unrecognised = timetables.tie[copy], records.unrecognised[copy] != 0
    stage = np.where(unrecognised, routes.formal_first[tie], routes.first[tie])
    last = np.where(unrecognised, routes.formal_last[tie], routes.last[tie])
    slot, at = timetables.slot_first[copy], records.done[timetables.parent[copy]]
    going = np.flatnonzero(stage < last)
    while len(going):
        threat, stage, last, slot, at = (
            column[going] for column in (threat, stage, last, slot, at)
        )
        first, ended = records.slots[slot], records.slots[slot + routes.slots[stage] - 1]
        came = np.flatnonzero(ended != NEVER)
        _pass(
            records,
            charges,
            *(column[came] for column in (threat, stage, at, first, ended)),
        )
        at, slot, stage = ended, slot + routes.slots[stage], stage + 1
        going = np.flatnonzero((ended != NEVER) & (stage < last))


def _pass(
    records: Records,
    charges: _Charges,
    threat: Ints,
    stage: Ints,
    since: Ints,
    first: Ints,
    until: Ints,
) -> None:
    """Copies pass a stage, each its own."""
    routes, plan = _routes(records.plan.layout), records.plan
    kind, cause, calendar = routes.kind[stage], routes.cause[stage], routes.calendar[stage]
    working = kind == StageKind.WORK
    delayed = (kind == StageKind.DELAY) & (calendar >= 0) & (until > since)
    sent = ((kind == StageKind.OPEN) | (kind == StageKind.SEND)) & (calendar >= 0)
    rest = ~(working | delayed | sent)
    charges.charge(threat[rest], since[rest], until[rest], cause[rest])
    if working.any():
        mine = threat[working], cause[working], stage[working]
        charges.charge(mine[0], since[working], first[working], mine[1], calendar[working])
        inside = routes.while_working[mine[2]]
        charges.charge(mine[0], first[working], until[working], mine[1], inside)
    if delayed.any():
        opened = next_open(plan, calendar[delayed], since[delayed])
        charges.charge(threat[delayed], since[delayed], opened, Cause.CLOSED_HOURS)
        charges.charge(threat[delayed], opened, until[delayed], cause[delayed])
    if sent.any():
        _until_sent(plan, charges, *(column[sent] for column in (threat, stage, since, until)))


def _until_sent(
    plan: Plan, charges: _Charges, threat: Ints, stage: Ints, since: Ints, until: Ints
) -> None:
    """Waiting for the hours, for the end of an outage, and until what is lost is sent again."""
    routes = _routes(plan.layout)
    cell, calendar = routes.again[stage], routes.calendar[stage]
    again = np.where(cell >= 0, plan.table[cell].astype(np.int64), until - since)
    hours = np.array(plan.layout.hours_alone, dtype=np.int64)[calendar]
    cause, going = routes.cause[stage], np.flatnonzero(since < until)
    while len(going):
        threat, calendar, hours, cause, again, since, until = (
            column[going] for column in (threat, calendar, hours, cause, again, since, until)
        )
        opened = np.minimum(until, next_open(plan, calendar, since))
        charges.charge(threat, since, opened, cause, hours)
        since = np.minimum(until, opened + again)
        charges.charge(threat, opened, since, cause)
        going = np.flatnonzero(since < until)


def open_between(plan: Plan, calendar: Ints, since: Ints, until: Ints) -> Ints:
    """How long calendars are open between two moments, each its own; always where there is none."""
    opened = until - since
    for edges, mine in by_calendar(plan, calendar):
        ends = open_until(edges, np.concatenate([since[mine], until[mine]]))
        opened[mine] = ends[len(mine) :] - ends[: len(mine)]
    return opened


def next_open(plan: Plan, calendar: Ints, at: Ints) -> Ints:
    """The first instant from one on at which a calendar is open, each its own."""
    opens = at.copy()
    for edges, mine in by_calendar(plan, calendar):
        passed = np.searchsorted(edges, at[mine], side="right")
        closed = passed % 2 == 0
        opens[mine[closed]] = edges[passed[closed]]
    return opens


def by_calendar(plan: Plan, calendar: Ints) -> list[tuple[Edges, Ints]]:
    """The edges of each calendar that is not always open, and what goes by it."""
    found = []
    for number in np.flatnonzero(np.bincount(calendar[calendar >= 0])).tolist():
        edges = plan.edges[number]
        if edges is not None:
            found.append((edges, np.flatnonzero(calendar == number)))
    return found


class _Desks(NamedTuple):
    """By agency."""

    calendar: Ints
    while_working: Ints
    """The calendar by which work that has begun rests: none where it is finished after hours."""


@remembered
def _desks(layout: Layout) -> _Desks:
    calendar = np.array([desk.calendar for desk in layout.desks], dtype=np.int64)
    finishes = np.array([desk.finishes for desk in layout.desks], dtype=np.bool_)
    return _Desks(calendar, np.where(finishes, ALWAYS_OPEN, calendar))


class _Routes(NamedTuple):
    """Routes by tie, and the stages of all of them one after the other."""

    first: Ints
    """By tie: the first stage of its route."""
    last: Ints
    """By tie: the stage after the last."""
    formal_first: Ints
    formal_last: Ints
    kind: Ints
    """By stage, as what follows."""
    cause: Ints
    slots: Ints
    calendar: Ints
    """Of work, that of the desk."""
    while_working: Ints
    again: Ints


@remembered
def _routes(layout: Layout) -> _Routes:
    ends = np.cumsum([0, *(len(route.stages) for route in layout.routes)])
    spans = [*pairwise(ends.tolist()), (0, 0)]  # no route is the last of them
    ways = [(spans[tie.route], spans[tie.route_unrecognised]) for tie in layout.ties]
    of_tie = np.array(ways, dtype=np.int64).reshape(-1, 4)
    stages = [stage for route in layout.routes for stage in route.stages]
    desks = _desks(layout)
    columns = [
        (
            stage.kind,
            stage.cause,
            stage.slots,
            desks.calendar[stage.desk]
            if isinstance(stage, WorkStage)
            else getattr(stage, "calendar", ALWAYS_OPEN),
            desks.while_working[stage.desk] if isinstance(stage, WorkStage) else ALWAYS_OPEN,
            stage.again if isinstance(stage, SendStage) else -1,
        )
        for stage in stages
    ]
    of_stage = np.array(columns, dtype=np.int64).reshape(-1, 6)
    return _Routes(*of_tie.T, *of_stage.T)
