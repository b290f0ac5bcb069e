"""The compiled engine: runs a plan as the reference engine does, some ten times as fast."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.compiled.filling import Memory, extra_of, world_of
from sim.engine.compiled.memory import PAIR, Extra, World
from sim.engine.compiled.several import Memory as RunMemory
from sim.engine.compiled.several import go_on
from sim.engine.record import LINKED, NEVER, Record
from sim.engine.records import Records
from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.frozen import frozen
from sim.plan.values.plan import Plan


@frozen
class CompiledRun:
    """A run in progress: what it runs, and its memory."""

    plan: Plan
    timetable: Timetable
    world: World
    extra: Extra | None

    @classmethod
    def of(cls, plan: Plan, timetable: Timetable) -> CompiledRun:
        """One that has not begun."""
        return cls(plan, timetable, world_of(plan, timetable), extra_of(plan, timetable))

    def copied(self) -> CompiledRun:
        """The same with memory of its own."""
        extra = None if self.extra is None else _copied(self.extra)
        return CompiledRun(self.plan, self.timetable, _copied(self.world), extra)


def run_compiled(plan: Plan, timetable: Timetable, until_us: int | None = None) -> Record:
    """Runs a plan to its horizon, or to an earlier instant, and gives the record of it."""
    run = CompiledRun.of(plan, timetable)
    until = plan.layout.horizon_us if until_us is None else until_us
    go_on(run.world, until, run.extra)
    return record_of(run)


class CompiledEngine:
    """One run in progress: it can be advanced to any instant, and read at each."""

    def __init__(self, plan: Plan, timetable: Timetable) -> None:
        self._run = CompiledRun.of(plan, timetable)
        self.run_until(plan.layout.start_us - 1)

    def run_until(self, until_us: int) -> None:
        """Lets everything happen that happens before an instant."""
        go_on(self._run.world, until_us, self._run.extra)

    def record(self) -> Record:
        """What has happened so far."""
        return record_of(self._run.copied())


def _copied(memory: Memory) -> Memory:
    columns: Iterable[Any] = memory
    return type(memory)._make(column.copy() for column in columns)


def record_of(run: CompiledRun) -> Record:
    """The record that a run has left in its memory."""
    pairs = _pairs(run.extra)
    return Record(
        run.plan,
        run.timetable,
        gained=pairs["gained"],
        lost=pairs["lost"],
        **_columns(run.plan, run.world),
    )


def records_of(plan: Plan, timetables: Timetables, memory: RunMemory) -> Records:
    """The records of a plan, the last to be run in each replication, in the memory of all."""
    pairs = _pairs(memory.extra).reshape(len(timetables), -1)
    return Records(
        plan,
        timetables,
        gained=pairs["gained"].copy(),
        lost=pairs["lost"].copy(),
        **_columns(plan, memory.world),
    )


def _pairs(extra: Extra | None) -> npt.NDArray[Any]:
    return np.empty(0, dtype=PAIR) if extra is None else np.asarray(extra.pairs)


def _columns(plan: Plan, world: World) -> dict[str, npt.NDArray[Any]]:
    track, pictures = np.asarray(world.track), np.asarray(world.pictures)
    return {
        **{name: track[name] for name in _BY_ROW},
        **{name: pictures[name] for name in _BY_PICTURE},
        "slots": np.asarray(world.slots),
        "overlooked": _overlooked(plan, track),
        "added": _added(plan, world),
    }


_BY_ROW = ("arrived", "started", "done", "end", "ended", "unrecognised", "stripped")
_BY_PICTURE = ("detected", "asked", "queries", "hits")


def _overlooked(plan: Plan, track: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """What analysts overlooked, which stands where a refusal on the way stood before."""
    if plan.layout.fill.kept < 0:
        return np.zeros(len(track), dtype=np.int8)
    return np.where(track["done"] == NEVER, 0, track["refused"])


def _added(plan: Plan, world: World) -> npt.NDArray[Any]:
    """By how much rows raised a belief, which stands where their rank in a queue stood before."""
    track = np.asarray(world.track)
    believed = (track["done"] != NEVER) & (np.asarray(world.rows)["picture"] >= 0)
    believed &= _overlooked(plan, track) == LINKED
    return np.where(believed, track["urgency"], 0.0)
