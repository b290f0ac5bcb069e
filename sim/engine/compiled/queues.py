"""Who waits before a desk: a pairing heap over rows, by rank, then arrival, then key.

A row waits before one desk at a time, so its links stand in its own track and no queue ever needs
more room. Pairing heaps: Fredman, Sedgewick, Sleator and Tarjan, *Algorithmica* 1 (1986), 111-129.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.compiled.memory import Track
from sim.engine.machine_code.parts import called_part, part


@part
def goes_before(one: Track, other: Track) -> bool:
    """Whether one of two that wait is served before the other."""
    if one.urgency != other.urgency:
        return one.urgency > other.urgency
    if one.since != other.since:
        return one.since < other.since
    return one.order < other.order


@called_part
def melded(track: Sequence[Track], one: int, other: int) -> int:
    """The first of two queues made one, each given by its first; -1 is empty."""
    if one < 0:
        return other
    if other < 0:
        return one
    if goes_before(track[other], track[one]):
        one, other = other, one
    track[other].sibling = track[one].child
    track[one].child = other
    return one


@part
def without_first(track: Sequence[Track], first: int) -> int:
    """The first of a queue after its first has left: those behind are paired, then joined."""
    rest = track[first].child
    pairs = -1
    while rest >= 0:
        one = rest
        other = track[one].sibling
        rest = track[other].sibling if other >= 0 else -1
        pair = melded(track, one, other)
        track[pair].sibling = pairs
        pairs = pair
    joined = -1
    while pairs >= 0:
        following = track[pairs].sibling
        joined = melded(track, joined, pairs)
        pairs = following
    return joined
