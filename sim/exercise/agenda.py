"""The agenda: what comes next in a world, and at what the story stops by itself."""

from __future__ import annotations

import numpy as np

from sim.exercise.waiting import comes_to_wait
from sim.exercise.world import World, expected_at, fires_at, is_by_hand, pulled_at
from sim.plan.rules.calendars import microseconds
from sim.plan.values.arrays import Ints

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
            _calls(world),
        ]
    )
    return _minute_after(world, instants, now_us)


def next_call(world: World, now_us: int) -> int:
    """The first whole minute at which the room has been asked for an answer.

    An inject has fired, a lever has been pulled by itself, something was expected of people, an
    agency is sure enough to act, or waits for its team's answer. What the facilitator does by hand
    asks for none.
    """
    return _minute_after(world, _calls(world), now_us)


def _calls(world: World) -> Ints:
    scenario = world.scenario
    injects = (one for name, one in scenario.injects.items() if not is_by_hand(name))
    fires = [min(fires_at(inject), expected_at(inject)) for inject in injects]
    fires += [pulled_at(scenario, lever) for lever in scenario.exercise.levers]
    waits = comes_to_wait(world.record)
    return np.concatenate([world.record.detected, np.array(fires, np.int64), waits])


def _minute_after(world: World, instants: Ints, now_us: int) -> int:
    """The first whole minute after what comes first from now on; at the latest the end."""
    later = instants[instants >= now_us]
    end = microseconds(world.scenario.horizon)
    first = int(later.min(initial=end - 1))
    return min((first // MINUTE + 1) * MINUTE, end)
