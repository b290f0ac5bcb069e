"""Calendars: when somebody is at work, as sorted edges in whole microseconds.

An even number of edges behind a moment means closed, an odd number open. Each closed spell of a
week lasts as many times as long as the dial of communication says: it keeps its beginning and ends
earlier or later, and at least one open hour of every open spell stays. The dial opens and
closes doors; the working hours of a week stay what they are (``staffing``).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sim.scenario.units.quantities import MINUTES_IN_WEEK, Opening, joined

MICROSECONDS_IN_HOUR = 3_600_000_000
_MINUTE = MICROSECONDS_IN_HOUR // 60
_WEEK = MINUTES_IN_WEEK * _MINUTE
_LEAST_OPEN = 60 * _MINUTE

Edges = npt.NDArray[np.int64]


def microseconds(hours: float) -> int:
    """Hours as whole microseconds."""
    return round(hours * MICROSECONDS_IN_HOUR)


def dialled_week(opening: Opening, dial: float) -> list[tuple[int, int]]:
    """The open spells of a week in microseconds since Monday 00:00 local, under the dial.

    A spell may begin before the week does. An empty list means always open.
    """
    spells = _joined_round(opening.spells)
    if not spells:
        return []
    week = []
    for i, (since, to) in enumerate(spells):
        closed_since = spells[i - 1][1] - (MINUTES_IN_WEEK if i == 0 else 0)
        closed = (since - closed_since) * _MINUTE
        start = closed_since * _MINUTE + round(closed * dial)
        latest = max(since * _MINUTE, to * _MINUTE - _LEAST_OPEN)
        week.append((min(start, latest), to * _MINUTE))
    return week if dial > 0 else []


def open_in_week(opening: Opening, dial: float) -> int:
    """The microseconds of a week in which somebody is at work, under the dial."""
    return sum(to - since for since, to in dialled_week(opening, dial)) or _WEEK


def staffing(number: int, opening: Opening, dial: float) -> tuple[int, float]:
    """How many work at a desk under the dial, and how long each rests, as a multiple of its work.

    With H open hours in a week as written and H' under the dial, c people become
    ``c' = max(c, ceil(c H / H'))``, and who has worked for w is away for w (c' H' / (c H) - 1)
    open hours, so that together they can do c H hours of work in a week, as written. Where doors
    are open longer somebody takes a report up at any hour and rests afterwards; where they are open
    more briefly more people are there at once. The work itself lasts as long as ever.
    """
    written, now = open_in_week(opening, 1.0), open_in_week(opening, dial)
    if number == 0 or written == now:
        return number, 0.0
    hours = number * written
    there = max(number, -(-hours // now))
    return there, (there * now - hours) / hours


def _joined_round(spells: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Spells of a week with one that runs over Sunday midnight made whole."""
    if len(spells) > 1 and spells[0][0] == 0 and spells[-1][1] == MINUTES_IN_WEEK:
        return [*spells[1:-1], (spells[-1][0], MINUTES_IN_WEEK + spells[0][1])]
    return list(spells)


def opening_edges(
    opening: Opening, ahead_minutes: int, begins_minute: int, dial: float, since: int, until: int
) -> Edges | None:
    """The edges of opening hours between two moments of engine time; None when always open.

    ``ahead_minutes`` is the home's offset from UTC, ``begins_minute`` the minute of the week (UTC)
    at engine time 0; ``since`` and ``until`` are microseconds of engine time.
    """
    week = dialled_week(opening, dial)
    if not week:
        return None
    monday = -(begins_minute + ahead_minutes) * _MINUTE
    first = (since - monday) // _WEEK - 1
    last = (until - monday) // _WEEK + 2
    spells = [
        (monday + n * _WEEK + a, monday + n * _WEEK + b)
        for n in range(first, last)
        for a, b in week
    ]
    return edges_of_open(spells)


def edges_of_open(spells: Iterable[tuple[int, int]]) -> Edges:
    """Sorted edges of open spells, with those that touch made one."""
    return np.array([edge for spell in joined(list(spells)) for edge in spell], dtype=np.int64)


def outage_edges(
    outages: list[tuple[int, int]], dial: float, since: int, until: int
) -> Edges | None:
    """The edges of what outages leave open; None when there is no outage.

    ``outages`` are (from, to) in microseconds of engine time; the dial of communication stretches
    each from its beginning.
    """
    closed = joined(
        [(a, a + round((b - a) * dial)) for a, b in outages if round((b - a) * dial) > 0]
    )
    if not closed:
        return None
    far = max(until, closed[-1][1]) + 1
    edges = [min(since, closed[0][0]) - 1, *(edge for spell in closed for edge in spell), far]
    return np.array(edges, dtype=np.int64)


def open_in_both(one: Edges | None, other: Edges | None) -> Edges | None:
    """The edges of what two calendars both leave open; None when both are always open."""
    if one is None or other is None:
        return other if one is None else one
    edges = np.unique(np.concatenate([one, other]))
    passed = np.searchsorted(one, edges, side="right"), np.searchsorted(other, edges, side="right")
    changes = np.diff((passed[0] & passed[1] & 1) == 1, prepend=False)
    return np.asarray(edges[changes], dtype=np.int64)


def open_until(edges: Edges, moments: Edges) -> Edges:
    """By moment: the microseconds before it in which somebody is at work, from the first edge."""
    opens, closes = edges[0::2], edges[1::2]
    before = np.concatenate([[0], np.cumsum(closes - opens)])
    passed = np.searchsorted(opens, moments, side="right")
    latest = np.maximum(passed - 1, 0)
    in_last = np.minimum(moments, closes[latest]) - opens[latest]
    return np.where(passed > 0, before[latest] + in_last, 0)
