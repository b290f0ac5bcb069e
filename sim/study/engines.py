"""Which engine runs a comparison: all give the same, so what counts is which is done first."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sim.engine.drawn_timetable import timetable_of
from sim.plan.plan_of import Planner
from sim.run import Engine, NotInstalledError

COMPILED_PAYS_SECONDS = 0.5
"""To fetch the compiled engine takes about this long, so for less work it is left alone."""
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
    NOT_INSTALLED = "the compiled engine would be many times as fast: pip install 'entente[fast]'"


@dataclass(frozen=True)
class Chosen:
    """An engine and why."""

    engine: Engine
    why: Why


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
        if wanted is Wanted.COMPILED and not Engine.COMPILED.installed:
            raise NotInstalledError
        self._wanted, self._design, self._seed = wanted, design, seed
        self.last = Chosen(Engine.SIMPY, Why.QUICK)
        """What was chosen last."""

    def next_for(self, replications: int) -> Engine:
        """The engine for so many replications; a compiled one that has started goes on."""
        if self._wanted is not Wanted.AUTO:
            self.last = Chosen(Engine(self._wanted.value), Why.ASKED)
        elif self.last.why is not Why.PAYS:
            self.last = self._quickest(replications)
        return self.last.engine

    def _quickest(self, replications: int) -> Chosen:
        if self._seconds_on_simpy(replications) <= COMPILED_PAYS_SECONDS:
            return Chosen(Engine.SIMPY, Why.QUICK)
        if not Engine.COMPILED.installed:
            return Chosen(Engine.SIMPY, Why.NOT_INSTALLED)
        return Chosen(Engine.COMPILED, Why.PAYS)

    def _seconds_on_simpy(self, replications: int) -> float:
        """What the SimPy engine would need, by the size of the first replication."""
        rows = timetable_of(self._design.planner.layout, self._seed, 0).rows
        runs = replications * len(self._design.conditions(self._seed, 0))
        return runs * (SECONDS_A_RUN + SECONDS_A_ROW * rows)
