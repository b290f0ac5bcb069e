"""The same network as somebody would write it by hand for the compiler: only a count is kept.

Nothing here knows a plan, a scenario or a record: numbers are written into the code, chance is
the compiler's own generator, and an event is a time and a code of what happens where. It is what
the compiled engine would be if it could do nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt

from benchmarks.network import (
    AGENCIES,
    ANALYSTS,
    COPIED,
    DAYS,
    REPORTS_A_DAY,
    REVIEW_MEDIAN_HOURS,
    REVIEW_SIGMA,
    REVIEWED,
    TRANSIT_HOURS,
    TRIAGE_HOURS,
    partners,
)

# In compiled code numpy's old names for chance mean the compiler's own generator, seeded inside.
# ruff: noqa: NPY002

Function = TypeVar("Function", bound=Callable[..., Any])
Times = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

HORIZON = 24.0 * DAYS
BETWEEN_REPORTS = 24.0 / REPORTS_A_DAY
REVIEW_LOG_MEDIAN = log(REVIEW_MEDIAN_HOURS)
PARTNERS = np.array([partners(agency) for agency in range(AGENCIES)])

# What an event is; who has read something was in the same way given a report or a copy.
REPORT, COPY, REPORT_READ, COPY_READ = range(4)
KINDS = 4
CHILDREN = 4
"""Of each place in the heap of events."""
ROOM = 1 << 14
"""How many events, and how many that wait before a desk, there is room for."""


def native(function: Function) -> Function:
    """Compiled when it is first called, without references counted: nothing here allocates."""
    build: Any = numba.njit
    return build(function, error_model="numpy", _nrt=False)  # type: ignore[no-any-return]


class BareNetwork:
    """Twelve agencies in the arrays that the loop needs."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._at = np.empty(ROOM)
        self._what = np.empty(ROOM, dtype=np.int64)
        self._waiting = np.empty((AGENCIES, ROOM), dtype=np.int8)
        self._desks = np.zeros((AGENCIES, 3), dtype=np.int64)

    def run(self) -> int:
        """Runs to the end; gives how many times a report was triaged at an agency.

        Raises:
            MemoryError: more is pending, or waits before a desk, than there is room for.
        """
        handled = advance(self._seed, self._at, self._what, self._waiting, self._desks)
        if handled < 0:
            raise MemoryError(f"more than {ROOM:,} are pending or wait before one desk")
        return handled


@native
def add(at: Times, what: Numbers, size: int, when: float, code: int) -> int:
    """Adds an event to the heap; gives how many there are."""
    hole = size
    while hole > 0:
        above = (hole - 1) // CHILDREN
        if at[above] <= when:
            break
        at[hole] = at[above]
        what[hole] = what[above]
        hole = above
    at[hole] = when
    what[hole] = code
    return size + 1


@native
def drop_first(at: Times, what: Numbers, size: int) -> int:
    """Takes the first event away; the last sinks from its place to where it belongs."""
    size -= 1
    when, code = at[size], what[size]
    hole = 0
    while True:
        child = CHILDREN * hole + 1
        if child >= size:
            break
        best, soonest = child, at[child]
        for other in range(child + 1, min(child + CHILDREN, size)):
            if at[other] < soonest:
                best, soonest = other, at[other]
        if when <= soonest:
            break
        at[hole] = soonest
        what[hole] = what[best]
        hole = best
    at[hole] = when
    what[hole] = code
    return size


@native
def tell(at: Times, what: Numbers, size: int, now: float, agency: int) -> int:
    """Sends copies to partners; review and transit need no desk, so they are one wait."""
    for partner in PARTNERS[agency]:
        if np.random.random() < COPIED:
            due = now + np.random.exponential(TRANSIT_HOURS)
            if np.random.random() < REVIEWED:
                due += np.random.lognormal(REVIEW_LOG_MEDIAN, REVIEW_SIGMA)
            size = add(at, what, size, due, code_of(COPY, partner))
    return size


@native
def code_of(kind: int, agency: int) -> int:
    """What an event is, as one number."""
    return agency * KINDS + kind


@native
def advance(
    seed: int, at: Times, what: Numbers, waiting: npt.NDArray[np.int8], desks: Numbers
) -> int:
    """Lets everything happen until the horizon; gives how much was triaged, -1 without room.

    ``desks`` has for each agency how many analysts work, how many reports have come to wait, and
    how many of these were taken up.
    """
    np.random.seed(seed)
    size = handled = 0
    for agency in range(AGENCIES):
        size = add(at, what, size, np.random.exponential(BETWEEN_REPORTS), code_of(REPORT, agency))
    while at[0] < HORIZON:
        now, kind, agency = at[0], what[0] % KINDS, what[0] // KINDS
        working, came, taken_up = desks[agency, 0], desks[agency, 1], desks[agency, 2]
        size = drop_first(at, what, size)
        if size + PARTNERS.shape[1] + 2 > ROOM or came - taken_up == ROOM:
            return -1
        taken = -1
        if kind <= COPY:
            if kind == REPORT:
                coming = now + np.random.exponential(BETWEEN_REPORTS)
                size = add(at, what, size, coming, code_of(REPORT, agency))
            if working < ANALYSTS:
                desks[agency, 0] = working + 1
                taken = kind
            else:
                waiting[agency, came % ROOM] = kind
                desks[agency, 1] = came + 1
        else:
            handled += 1
            if kind == REPORT_READ:
                size = tell(at, what, size, now, agency)
            if came > taken_up:
                taken = waiting[agency, taken_up % ROOM]
                desks[agency, 2] = taken_up + 1
            else:
                desks[agency, 0] = working - 1
        if taken >= 0:
            done = now + np.random.exponential(TRIAGE_HOURS)
            size = add(at, what, size, done, code_of(taken + REPORT_READ, agency))
    return handled
