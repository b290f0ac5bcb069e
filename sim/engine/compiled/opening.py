"""Calendars as sorted edges: an odd number of them passed means open."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.compiled.memory import FAR
from sim.engine.compiled.parts import part


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
def is_closed(edges: Sequence[int], calendar: int, at: int) -> bool:
    """Whether a calendar is closed at an instant; none is never."""
    if calendar < 0 or edges[2 * calendar + 1] < 0:
        return False
    return edges_passed(edges, calendar, at) % 2 == 0
