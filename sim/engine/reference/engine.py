"""The reference engine: runs a plan on SimPy, one event for each thing that must wait its turn."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from simpy.events import EventPriority

from sim.engine.record import Record
from sim.engine.reference.filling import world_of
from sim.engine.reference.loop import begin
from sim.engine.reference.memory import Scheduled
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan

_FIRST = EventPriority(-1)
"""The place in an instant before all that happens there."""


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Journeys, desks and handlers form cycles; collecting them during a run halves its speed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def run_on_simpy(plan: Plan, timetable: Timetable, until_us: int | None = None) -> Record:
    """Runs a plan to its horizon, or to an earlier instant, and gives the record of it."""
    with _collector_paused():
        engine = SimpyEngine(plan, timetable)
        engine.run_until(plan.layout.horizon_us if until_us is None else until_us)
        record = engine.record()
        engine.dissolve()
    return record


class SimpyEngine:
    """One run in progress: it can be advanced to any instant, and read at each."""

    def __init__(self, plan: Plan, timetable: Timetable) -> None:
        self._plan, self._timetable = plan, timetable
        self._world = world_of(plan, timetable)
        begin(self._world)

    def run_until(self, until_us: int) -> None:
        """Lets everything happen that happens before an instant."""
        env = self._world.env
        if until_us > env.now:
            stop = Scheduled()
            stop.callbacks = []
            env.schedule(stop, _FIRST, until_us - env.now)
            env.run(until=stop)

    def record(self) -> Record:
        """What has happened so far."""
        world = self._world
        return Record(
            plan=self._plan,
            timetable=self._timetable,
            arrived=_whole(world.arrived),
            started=_whole(world.started),
            done=_whole(world.done),
            end=_whole(world.end),
            ended=_whole(world.ended),
            unrecognised=_whole(world.unrecognised),
            stripped=_whole(world.stripped),
            slots=_whole(world.slots),
            detected=_whole(world.detected),
            overlooked=_whole(world.overlooked),
            added=np.array(world.added),
            gained=np.array(world.learner.gained if world.learner else []),
            lost=np.array(world.learner.lost if world.learner else []),
            asked=_whole(world.asked),
            queries=_whole(world.queries),
            hits=_whole(world.hits),
        )

    def beliefs(self) -> Ints:
        """By picture: the log-odds that its holder has reached so far, in whole nano-nats."""
        return np.array(self._world.belief).astype(np.int64)

    def dissolve(self) -> None:
        """Breaks the cycles, so that the memory is free at once."""
        for desk in self._world.desks:
            desk.queue.clear()
        for name in self._world.__slots__:
            delattr(self._world, name)


def _whole(column: array[float] | array[int]) -> Ints:
    """A copy of a column of the record, as whole numbers."""
    return np.array(column).astype(np.int64)
