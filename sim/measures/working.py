"""What becomes of analysts' time: how much of it there is, and how much of it work takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.columns import whole
from sim.engine.record import NEVER, Record
from sim.plan.rules.calendars import Edges, open_until
from sim.plan.values.arrays import Floats, Ints


class AnalystTime(NamedTuple):
    """By agency, within the exercise, in microseconds, of which many analysts have very many."""

    busy: Floats
    """Analysts' time spent on work."""
    taken: Floats
    """The same and the rest after work by which a dial keeps the hours of a week (``staffing``)."""
    there: Floats
    """Analysts' time at work, of which work takes its share: their desk's opening hours, and what
    they work beyond: after closing, or as long as somebody who was taken away finishes.
    """


def work_of(record: Record, agency: Ints, since: Ints, until: Ints) -> AnalystTime:
    """What agencies' analysts did, given who worked when; NEVER where it has not ended."""
    found = [
        _at(record, number, since[agency == number], until[agency == number])
        for number in range(len(record.plan.layout.agencies))
    ]
    busy, taken, there = np.array(found, dtype=np.float64).reshape(-1, 3).T
    return AnalystTime(busy, taken, there)


def _at(record: Record, number: int, since: Ints, until: Ints) -> tuple[float, float, float]:
    """Of one desk, on a clock that stands still while the desk is closed."""
    plan, horizon = record.plan, record.plan.layout.horizon_us
    desk = plan.layout.desks[number]
    edges = plan.edges[desk.calendar] if desk.calendar >= 0 else None
    ended = np.where(until == NEVER, horizon, until)
    first, last = _open(edges, np.array([0, horizon]))
    began, done = _open(edges, since), _open(edges, ended)
    busy = _sum((done - np.maximum(began, first)).clip(0))
    after = 0.0
    if desk.finishes:
        after = _sum((ended - np.maximum(since, 0)).clip(0)) - busy
    moments, respite = _written(record, desk.respite)
    free = done
    if respite.any():
        lasted = ended - since if desk.finishes else done - began
        each = respite[np.searchsorted(moments, since, side="right") - 1]
        free = done + np.where(until == NEVER, 0, whole(lasted * each))
    began, free = began.clip(first, last), free.clip(first, last)
    moments, servers = _written(record, desk.servers)
    changes = _open(edges, moments[1:]).clip(first, last)
    spells = np.diff(np.concatenate([[first], changes, [last]]))
    there = _sum(servers * spells)
    if len(servers) > 1:
        there += _too_many(began, free, changes, servers)
    return busy + after, _sum(free - began) + after, there + after


def _sum(times: Ints | Floats) -> float:
    return float(times.sum(dtype=np.float64))


def _open(edges: Edges | None, moments: Ints) -> Ints:
    return moments if edges is None else open_until(edges, moments)


def _written(record: Record, cell: int) -> tuple[Ints, Floats]:
    """The moments from which on a cell holds each of its values, and the values."""
    writes = [(write.at, write.value) for write in record.plan.writes if write.cell == cell]
    at, values = zip(
        (record.plan.layout.start_us - 1, record.plan.table[cell]), *writes, strict=True
    )
    return np.array(at, dtype=np.int64), np.array(values)


def _too_many(since: Ints, until: Ints, changes: Ints, servers: Floats) -> float:
    """For how long more are busy than there are any more, times how many more."""
    at = np.concatenate([since, until, changes, [since.min(initial=0)]])
    steps = np.concatenate(
        [np.ones(len(since)), -np.ones(len(until)), -np.diff(servers), [-servers[0]]]
    )
    order = np.argsort(at, kind="stable")
    beyond = np.cumsum(steps[order])[:-1]
    return _sum(np.maximum(beyond, 0.0) * np.diff(at[order]))
