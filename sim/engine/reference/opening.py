"""Calendars as sorted edges: an odd number of them passed means open."""

from __future__ import annotations

from bisect import bisect_right
from math import inf

from sim.engine import stages
from sim.engine.reference.memory import Edges


def is_open(edges: Edges | None, at: float) -> bool:
    """Whether a calendar is open at an instant."""
    return edges is None or bisect_right(edges, at) & 1 == 1


def when_open(edges: Edges | None, at: float) -> float:
    """The first instant from one on at which a calendar is open; infinite when it stays closed."""
    if edges is None:
        return at
    passed = bisect_right(edges, at)
    if passed & 1:
        return at
    return edges[passed] if passed < len(edges) else inf


def after_open_time(edges: Edges | None, at: float, needed: float) -> float:
    """When a calendar has been open for so long from an instant on; infinite when it never is."""
    if edges is None:
        return at + needed
    return stages.after_open_time(edges, bisect_right(edges, at), at, needed, inf)
