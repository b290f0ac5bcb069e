"""Which engine runs a comparison: all give the same, so what counts is which is done first."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sim.engine.draws.bulk import timetable_of
from sim.errors import CannotCompileError
from sim.installed import how_to_add
from sim.plan.planner import Planner
from sim.replication import Engine, NotInstalledError, run

COMPILED_PAYS_SECONDS = 0.5
"""To fetch the compiled engine takes about this long, so for less work it is left alone."""
COMPILING_PAYS_SECONDS = 8.0
"""To compile it takes about this long, which pays later where what is compiled can be kept."""
SECONDS_A_RUN, SECONDS_A_ROW = 80e-6, 4e-6
"""What the SimPy engine needs, roughly: what is compared must not depend on what else is running,
so the work is counted and not timed."""


class Wanted(StrEnum):
    """Which engine a user asks for."""

    AUTO = "auto"
    SIMPY = "simpy"
    COMPILED = "compiled"


class Why(StrEnum):
    """Why an engine was taken."""

    ASKED = "as asked"
    QUICK = "for so little work the quickest to start"
    PAYS = "much faster, same events to the last bit"
    COMPILES = "much faster, and compiled anew each time"
    NOT_INSTALLED = "the compiled engine would be many times as fast"
    NOT_KEPT = "the compiled engine would be compiled anew each time"
    NOT_USABLE = "the compiled engine cannot be used here"


@dataclass(frozen=True)
class ChosenEngine:
    """An engine and why."""

    engine: Engine
    why: Why
    detail: str = ""
    """What stands in the way of another, or how to have it."""

    @property
    def told(self) -> str:
        """Why, in words."""
        return f"{self.why.value}: {self.detail}" if self.detail else self.why.value


class Compared(Protocol):
    """What is run in each replication of a comparison."""

    @property
    def planner(self) -> Planner:
        """Draws up the plans."""
        ...

    def conditions(self, seed: int, replication: int) -> Sized:
        """Everything that is run in one replication."""
        ...


class Choice:
    """The choice for one comparison, made anew each time that more is to be run."""

    def __init__(self, wanted: Wanted, design: Compared, seed: int) -> None:
        if wanted is Wanted.COMPILED:
            _must_be_usable()
        self._wanted, self._design, self._seed = wanted, design, seed
        self.last = ChosenEngine(Engine.SIMPY, Why.QUICK)
        """What was chosen last."""
        self._is_there = False

    def next_for(self, replications: int) -> Engine:
        """The engine for so many replications; a compiled one that has started goes on."""
        if self._wanted is not Wanted.AUTO:
            self.last = ChosenEngine(Engine(self._wanted.value), Why.ASKED)
        elif self.last.engine is Engine.SIMPY and self.last.why is not Why.NOT_USABLE:
            self.last = self._quickest(replications)
        return self.last.engine

    def ready_for(self, replications: int) -> Engine:
        """The engine for so many replications, ready to run; see `next_for` and `fetch`."""
        self.next_for(replications)
        return self.fetch()

    def fetch(self) -> Engine:
        """Has what was chosen ready to run; takes the other where it cannot be had.

        Raises:
            CannotCompileError: it was asked for by name.
        """
        if self.last.engine is Engine.COMPILED and not self._is_there:
            try:
                run(self._design.planner.plan(), self._seed, 0, engine=Engine.COMPILED)
                self._is_there = True
            except CannotCompileError as error:
                if self._wanted is Wanted.COMPILED:
                    raise
                self.last = ChosenEngine(Engine.SIMPY, Why.NOT_USABLE, error.why)
        return self.last.engine

    def _quickest(self, replications: int) -> ChosenEngine:
        seconds = self._seconds_on_simpy(replications)
        if seconds <= COMPILED_PAYS_SECONDS:
            return ChosenEngine(Engine.SIMPY, Why.QUICK)
        if not Engine.COMPILED.installed:
            return ChosenEngine(Engine.SIMPY, Why.NOT_INSTALLED, how_to_add("fast"))
        trouble = Engine.COMPILED.trouble
        if trouble is not None:
            return ChosenEngine(Engine.SIMPY, Why.NOT_USABLE, trouble)
        if Engine.COMPILED.kept:
            return ChosenEngine(Engine.COMPILED, Why.PAYS)
        if seconds <= COMPILING_PAYS_SECONDS:
            return ChosenEngine(Engine.SIMPY, Why.NOT_KEPT, _how_to_keep())
        return ChosenEngine(Engine.COMPILED, Why.COMPILES, _how_to_keep())

    def _seconds_on_simpy(self, replications: int) -> float:
        """What the SimPy engine would need, by the size of the first replication."""
        rows = timetable_of(self._design.planner.layout, self._seed, 0).rows
        runs = replications * len(self._design.conditions(self._seed, 0))
        return runs * (SECONDS_A_RUN + SECONDS_A_ROW * rows)


def _must_be_usable() -> None:
    if not Engine.COMPILED.installed:
        raise NotInstalledError
    trouble = Engine.COMPILED.trouble
    if trouble is not None:
        raise CannotCompileError(trouble)


def _how_to_keep() -> str:
    from sim.engine.compiled.keeping import PLACE, home

    return f"{home()} cannot be written; name a folder that can in {PLACE}"
