"""The agenda: what comes next in a world that anybody must see."""

from __future__ import annotations

import numpy as np

from sim.exercise.world import World, fires_at
from sim.plan.rules.calendars import microseconds

MINUTE = 60_000_000
"""Microseconds: the story stands at whole minutes, so that they can be said."""


def next_event(world: World, now_us: int) -> int:
    """The first whole minute at which something has happened that somebody must see.

    An inject fires, or something about a case is read or received. Routine work goes on by itself.
    """
    record, timetable = world.record, world.record.timetable
    about = np.flatnonzero(timetable.instance >= 0)
    instants = np.concatenate(
        [
            record.done[about],
            record.ended[about],
            record.detected,
            np.array([fires_at(inject) for inject in world.scenario.injects.values()], np.int64),
        ]
    )
    later = instants[instants >= now_us]
    first = int(later.min(initial=microseconds(world.scenario.horizon) - 1))
    return (first // MINUTE + 1) * MINUTE
