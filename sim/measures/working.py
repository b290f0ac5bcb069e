"""What becomes of analysts' time: how much of it there is, and how much of it work takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.columns import whole
from sim.engine.record import NEVER
from sim.measures.charging import by_calendar
from sim.measures.threats import Bools
from sim.plan.rules.calendars import open_until
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan
from sim.remembered import remembered


class AnalystTime(NamedTuple):
    """By (replication, agency), within the exercise, in microseconds, of which there are many."""

    busy: Floats
    """Analysts' time spent on work."""
    taken: Floats
    """The same and the rest after work by which a dial keeps the hours of a week (``staffing``)."""
    there: Floats
    """Analysts' time at work, of which work takes its share: their desk's opening hours, and what
    they work beyond: after closing, or as long as somebody who was taken away finishes.
    """


class Work(NamedTuple):
    """Pieces of work that were begun: by piece, in which replication, and from when to when."""

    of: Ints
    since: Ints
    until: Ints
    """NEVER where it has not ended."""


def work_of(plan: Plan, replications: int, agency: Ints, work: Work) -> AnalystTime:
    """What agencies' analysts did, given who worked when; on clocks that stand still while closed.

    Args:
        plan: under which they worked.
        replications: how many.
        agency: by piece of work, whose analysts did it.
        work: all pieces.
    """
    of, since, until = work
    horizon, desks = plan.layout.horizon_us, _desks(plan.layout)
    cell, cells = of * len(desks.calendar) + agency, (replications, len(desks.calendar))
    ended = np.where(until == NEVER, horizon, until)
    calendar, finishes = desks.calendar[agency], desks.finishes[agency]
    began, done = (_open_before(plan, calendar, each) for each in (since, ended))
    first, last = (
        _open_before(plan, desks.calendar, np.full(cells[1], each)) for each in (0, horizon)
    )
    busy = _sums(cell, (done - np.maximum(began, first[agency])).clip(0), cells)
    at_all = _sums(cell, (ended - np.maximum(since, 0)).clip(0), cells)
    after = np.where(desks.finishes, at_all - busy, 0.0)
    lasted = np.where(finishes, ended - since, done - began)
    rest = whole(lasted * _respite(plan, agency, since))
    free = done + np.where(until == NEVER, 0, rest)
    began, free = (each.clip(first[agency], last[agency]) for each in (began, free))
    there = np.broadcast_to(plan.table[desks.servers] * (last - first), cells).copy()
    for number in _changing(plan, desks.servers):
        mine = agency == number
        own = Work(of[mine], began[mine], free[mine])
        there[:, number] = _there(plan, number, own, first[number], last[number], replications)
    return AnalystTime(busy + after, _sums(cell, free - began, cells) + after, there + after)


class _Desks(NamedTuple):
    """By agency."""

    calendar: Ints
    finishes: Bools
    servers: Ints
    """The cell of the table that says how many analysts there are."""
    respite: Ints
    """The cell that says how long they rest after work, as a part of it."""


@remembered
def _desks(layout: Layout) -> _Desks:
    desks = layout.desks[: len(layout.agencies)]  # then come those of governments
    columns = [(desk.calendar, desk.finishes, desk.servers, desk.respite) for desk in desks]
    calendar, finishes, servers, respite = np.array(columns, dtype=np.int64).reshape(-1, 4).T
    return _Desks(calendar, finishes != 0, servers, respite)


def _there(plan: Plan, number: int, work: Work, first: int, last: int, replications: int) -> Floats:
    """By replication: analysts' time at a desk of which injects change how many there are."""
    desk = plan.layout.desks[number]
    moments, servers = _written(plan, desk.servers)
    calendar = np.full(len(moments) - 1, desk.calendar)
    changes = _open_before(plan, calendar, moments[1:]).clip(first, last)
    spells = np.diff(np.concatenate([[first], changes, [last]]))
    there: Floats = (servers * spells).sum() + _too_many(work, changes, servers, replications)
    return there


def _respite(plan: Plan, agency: Ints, at: Ints) -> Floats:
    """By piece of work: how long rest takes after it, as a part of it, when it begins."""
    cells = _desks(plan.layout).respite
    respite: Floats = plan.table[cells][agency]
    for number in _changing(plan, cells):
        mine = np.flatnonzero(agency == number)
        moments, values = _written(plan, int(cells[number]))
        respite[mine] = values[np.searchsorted(moments, at[mine], side="right") - 1]
    return respite


def _changing(plan: Plan, cells: Ints) -> list[int]:
    """The agencies whose cell injects write to."""
    written = _writes_by_cell(plan)
    return [number for number, cell in enumerate(cells.tolist()) if cell in written]


def _sums(cell: Ints, times: Ints | Floats, cells: tuple[int, int]) -> Floats:
    """By (replication, agency)."""
    sums = np.bincount(cell, times.astype(np.float64), cells[0] * cells[1]).astype(np.float64)
    return sums.reshape(cells)


def _open_before(plan: Plan, calendar: Ints, moments: Ints) -> Ints:
    """How long a calendar was open before each moment; the moment itself if it always is."""
    opened = moments.copy()
    for edges, mine in by_calendar(plan, calendar):
        opened[mine] = open_until(edges, moments[mine])
    return opened


def _written(plan: Plan, cell: int) -> tuple[Ints, Floats]:
    """The moments from which on a cell holds each of its values, and the values."""
    writes = _writes_by_cell(plan).get(cell, ())
    at, values = zip((plan.layout.start_us - 1, plan.table[cell]), *writes, strict=True)
    return np.array(at, dtype=np.int64), np.array(values)


def _too_many(work: Work, changes: Ints, servers: Floats, replications: int) -> Floats:
    """By replication: for how long more are busy than there are any more, times how many more."""
    each, start = np.arange(replications), work.since.min(initial=0)
    of = np.concatenate([work.of, work.of, np.repeat(each, len(changes)), each])
    moves = np.tile(changes, replications), np.full(replications, start)
    at = np.concatenate([work.since, work.until, *moves])
    steps = np.concatenate(
        [
            np.ones(len(work.since)),
            -np.ones(len(work.until)),
            np.tile(-np.diff(servers), replications),
            np.full(replications, -servers[0]),
        ]
    )
    order = np.lexsort((at, of))
    of, at = of[order], at[order]
    # What is there at the end of one replication is not there at the beginning of the next.
    beyond = np.cumsum(steps[order])[:-1] + servers[-1] * of[:-1]
    lasts = np.where(of[1:] == of[:-1], np.diff(at), 0)
    sums = np.bincount(of[:-1], np.maximum(beyond, 0.0) * lasts, replications)
    return sums.astype(np.float64)


@remembered
def _writes_by_cell(plan: Plan) -> dict[int, list[tuple[int, float]]]:
    """By cell that is written: when, and what."""
    found: dict[int, list[tuple[int, float]]] = {}
    for write in plan.writes:
        found.setdefault(write.cell, []).append((write.at, write.value))
    return found
