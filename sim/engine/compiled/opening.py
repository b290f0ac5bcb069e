"""Calendars as sorted edges: an odd number of them passed means open."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine import stages
from sim.engine.compiled.memory import FAR
from sim.engine.machine_code.parts import called_part, part

ALWAYS_OPEN = -1


@part
def edges_passed(edges: Sequence[int], calendar: int, at: int) -> int:
    """How many edges of a calendar lie at or before an instant."""
    first = edges[2 * calendar]
    low, high = first, first + edges[2 * calendar + 1]
    while low < high:
        middle = (low + high) // 2
        if at < edges[middle]:
            high = middle
        else:
            low = middle + 1
    return low - first


@part
def when_open(edges: Sequence[int], calendar: int, at: int) -> int:
    """The first instant from one on at which a calendar is open; FAR when it stays closed."""
    if calendar < 0:
        return at
    number = edges[2 * calendar + 1]
    if number < 0:
        return at
    passed = edges_passed(edges, calendar, at)
    if passed % 2 == 1:
        return at
    if passed < number:
        return edges[edges[2 * calendar] + passed]
    return FAR


@part
def edges_if_any(edges: Sequence[int], calendar: int, at: int) -> int:
    """The same; ALWAYS_OPEN where there are none, which is odd as when open."""
    if calendar < 0 or edges[2 * calendar + 1] < 0:
        return ALWAYS_OPEN
    return edges_passed(edges, calendar, at)


@called_part
def after_open_time(edges: Sequence[int], calendar: int, passed: int, at: int, needed: int) -> int:
    """When a calendar has been open for so long from an instant on; FAR when it never is."""
    if passed == ALWAYS_OPEN:
        return at + needed
    first = edges[2 * calendar]
    own = edges[first : first + edges[2 * calendar + 1]]
    return int(stages.after_open_time(own, passed, at, needed, FAR))
