"""What is pending: a heap of events, the earliest first and within an instant by place."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.compiled.memory import Clock, Event
from sim.engine.machine_code.parts import called_part, part

# Four children instead of two: half the levels, and siblings lie in one line of the cache.
CHILDREN = 4


@called_part
def schedule(pending: Sequence[Event], clock: Clock, at: int, place: int, row: int) -> None:
    """Adds an event."""
    hole = clock.pending
    clock.pending = hole + 1
    while hole > 0:
        above = (hole - 1) // CHILDREN
        other = pending[above]
        if other.at < at or (other.at == at and other.place <= place):
            break
        put(pending, hole, other.at, other.place, other.row)
        hole = above
    put(pending, hole, at, place, row)


@part
def drop_first(pending: Sequence[Event], clock: Clock) -> None:
    """Takes the first event away; the last fills its place and sinks to where it belongs."""
    size = clock.pending - 1
    clock.pending = size
    last = pending[size]
    at, place, row = last.at, last.place, last.row
    hole, child = 0, 1
    while child + CHILDREN <= size:
        child = first_of_four(pending, child)
        other = pending[child]
        if at < other.at or (at == other.at and place <= other.place):
            put(pending, hole, at, place, row)
            return
        put(pending, hole, other.at, other.place, other.row)
        hole, child = child, CHILDREN * child + 1
    if child < size:
        child = first_of_few(pending, child, size)
        other = pending[child]
        if at > other.at or (at == other.at and place > other.place):
            put(pending, hole, other.at, other.place, other.row)
            hole = child
    put(pending, hole, at, place, row)


@part
def first_of_four(pending: Sequence[Event], first: int) -> int:
    """The earliest of four siblings.

    Which it is no processor can foresee, so it is found without a branch unless two are at once.
    """
    one, two = pending[first].at, pending[first + 1].at
    three, four = pending[first + 2].at, pending[first + 3].at
    sooner, later = min(one, two), min(three, four)
    if one == two or three == four or sooner == later:
        return first_of_few(pending, first, first + CHILDREN)
    of_these, of_those = two < one, 2 + (four < three)
    return first + of_these + (later < sooner) * (of_those - of_these)


@part
def first_of_few(pending: Sequence[Event], first: int, until: int) -> int:
    """The earliest of siblings, one after the other."""
    best = first
    at, place = pending[first].at, pending[first].place
    for child in range(first + 1, until):
        other = pending[child]
        if other.at < at or (other.at == at and other.place < place):
            best, at, place = child, other.at, other.place
    return best


@part
def put(pending: Sequence[Event], hole: int, at: int, place: int, row: int) -> None:
    """Writes an event to a place of the heap."""
    event = pending[hole]
    event.at = at
    event.place = place
    event.row = row
