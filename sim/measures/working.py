"""What becomes of analysts' time: how much of it there is, and how much of it work takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.columns import whole
from sim.engine.record import NEVER
from sim.engine.remembered import remembered
from sim.plan.rules.calendars import Edges, open_until
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.plan import Plan


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
    """What agencies' analysts did, given who worked when."""
    order = np.argsort(agency, kind="stable")
    first = np.searchsorted(agency[order], np.arange(len(plan.layout.agencies) + 1))
    found = np.zeros((3, replications, len(plan.layout.agencies)))
    for number in range(len(plan.layout.agencies)):
        mine = order[first[number] : first[number + 1]]
        own = Work(*(column[mine] for column in work))
        found[:, :, number] = _at(plan, replications, number, own)
    return AnalystTime(*found)


def _at(plan: Plan, replications: int, number: int, work: Work) -> tuple[Floats, Floats, Floats]:
    """By replication, of one desk, on a clock that stands still while the desk is closed."""
    of, since, until = work
    horizon, desk = plan.layout.horizon_us, plan.layout.desks[number]
    edges = plan.edges[desk.calendar] if desk.calendar >= 0 else None
    ended = np.where(until == NEVER, horizon, until)
    first, last = _open(edges, np.array([0, horizon]))
    began, done = _open(edges, since), _open(edges, ended)
    busy = _sums(of, (done - np.maximum(began, first)).clip(0), replications)
    after = np.zeros(replications)
    if desk.finishes:
        after = _sums(of, (ended - np.maximum(since, 0)).clip(0), replications) - busy
    moments, respite = _written(plan, desk.respite)
    free = done
    if respite.any():
        lasted = ended - since if desk.finishes else done - began
        each = respite[np.searchsorted(moments, since, side="right") - 1]
        free = done + np.where(until == NEVER, 0, whole(lasted * each))
    began, free = began.clip(first, last), free.clip(first, last)
    moments, servers = _written(plan, desk.servers)
    changes = _open(edges, moments[1:]).clip(first, last)
    spells = np.diff(np.concatenate([[first], changes, [last]]))
    there = np.full(replications, float((servers * spells).sum()))
    if len(servers) > 1:
        there += _too_many(Work(of, began, free), changes, servers, replications)
    return busy + after, _sums(of, free - began, replications) + after, there + after


def _sums(of: Ints, times: Ints | Floats, replications: int) -> Floats:
    sums: Floats = np.bincount(of, times.astype(np.float64), replications).astype(np.float64)
    return sums


def _open(edges: Edges | None, moments: Ints) -> Ints:
    return moments if edges is None else open_until(edges, moments)


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
    return _sums(of[:-1], np.maximum(beyond, 0.0) * lasts, replications)


@remembered
def _writes_by_cell(plan: Plan) -> dict[int, list[tuple[int, float]]]:
    """By cell that is written: when, and what."""
    found: dict[int, list[tuple[int, float]]] = {}
    for write in plan.writes:
        found.setdefault(write.cell, []).append((write.at, write.value))
    return found
