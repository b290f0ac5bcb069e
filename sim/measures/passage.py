"""Passage: the stages on the way of a copy, one after the other, and when it passed each."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.record import NEVER, Record
from sim.frozen import frozen
from sim.plan.values.stages import Stage


@frozen
class StagePassed:
    """A stage on the way of one copy; instants in microseconds of engine time."""

    stage: Stage
    since: int
    """When the copy came to it."""
    begun: int
    """Its first instant, where a stage has several: work begins. NEVER where that has not come."""
    until: int
    """When the copy was through; NEVER where it is there still, or ended there."""


def passage_of(record: Record, row: int, since: int | None = None) -> Iterator[StagePassed]:
    """The stages of the way that a copy took, up to the first that it has not passed.

    Args:
        record: of the run.
        row: the copy, answer, request or warning.
        since: when it was set off; left out, when that was read of which it is a copy.
    """
    layout, timetable = record.plan.layout, record.timetable
    tie = layout.ties[timetable.tie[row]]
    route = tie.route_unrecognised if record.unrecognised[row] else tie.route
    slot, end = int(timetable.slot_first[row]), int(timetable.slot_first[row + 1])
    if route < 0 or slot == end:
        return  # it could not even begin
    at = int(record.done[timetable.parent[row]]) if since is None else since
    for stage in layout.routes[route].stages:
        begun, until = int(record.slots[slot]), int(record.slots[slot + stage.slots - 1])
        yield StagePassed(stage, at, begun, until)
        if until == NEVER:
            return
        at, slot = until, slot + stage.slots
