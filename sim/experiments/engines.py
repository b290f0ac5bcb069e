"""Which engine runs a comparison: all give the same, so what counts is which is done first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Sized
from enum import StrEnum
from functools import cached_property
from typing import Protocol, TypeVar

from sim.engine.draws.bulk import timetable_of
from sim.engine.machine_code.building import StillCompilingError, without_waiting
from sim.errors import CannotCompileError
from sim.experiments.progress import Stage
from sim.experiments.runner import Runner
from sim.frozen import frozen
from sim.installed import how_to_add
from sim.plan.values.plan import Plan
from sim.replication import Engine, NotInstalledError, run

Result = TypeVar("Result")
Told = Callable[[Stage], None] | None
"""Hears that there is a wait for the compiler."""

COMPILED_PAYS_SECONDS = 0.05
"""To fetch compiled code takes about this long, so for less work it is left alone."""
COMPILING_ASIDE_PAYS_SECONDS = 0.5
"""For less work nothing is compiled, though nobody would wait for it."""
COMPILING_PAYS_SECONDS = 8.0
"""To compile takes about this long, which has to pay at once where the code cannot be kept."""
LOOKS_SECONDS = 0.2
"""After so much work on SimPy, roughly, it is looked whether compiled code is there."""
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
    MEANWHILE = "the compiled engine is being compiled, and ready for the next start"
    SWITCHED = "much faster, same events to the last bit"
    COMPILES = "much faster, and compiled anew each time"
    NOT_INSTALLED = "the compiled engine would be many times as fast"
    NOT_KEPT = "the compiled engine would be compiled anew each time"
    NOT_USABLE = "the compiled engine cannot be used here"


@frozen
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
    def written(self) -> Plan:
        """The plan that others are compared with, by whose size the work is told."""
        ...

    def conditions(self, seed: int, replication: int) -> Sized:
        """Everything that is run in one replication."""
        ...


class Choice:
    """The choice for one comparison, made anew each time that more is to be run."""

    def __init__(
        self,
        wanted: Wanted,
        design: Compared,
        seed: int,
        attempt: Callable[[], object] | None = None,
    ) -> None:
        """A choice.

        Args:
            wanted: what its user asks for.
            design: what is run.
            seed: the luck.
            attempt: runs on the compiled engine all that will be called; left out, one plan.
        """
        if wanted is Wanted.COMPILED:
            _must_be_usable()
        self._wanted, self._design, self._seed = wanted, design, seed
        self._attempt = self._one_plan if attempt is None else attempt
        self.last = ChosenEngine(Engine.SIMPY, Why.QUICK)
        """What was chosen last."""
        self._is_there = False
        self._meanwhile = 0
        """How many replications have run while the compiler did."""

    def next_for(self, replications: int) -> Engine:
        """The engine for so many replications; a compiled one that has started goes on."""
        if self._wanted is not Wanted.AUTO:
            self.last = ChosenEngine(Engine(self._wanted.value), Why.ASKED)
        elif self.last.engine is Engine.SIMPY and self.last.why not in _SETTLED:
            self.last = self._quickest(replications)
        return self.last.engine

    def ready_for(self, replications: int) -> Engine:
        """The engine for so many replications, ready to run; see `next_for` and `fetch`."""
        self.next_for(replications)
        return self.fetch()

    @property
    def waits(self) -> bool:
        """Whether to fetch what was chosen takes as long as to compile it."""
        chosen = self.last
        return chosen.engine is Engine.COMPILED and chosen.why is not Why.PAYS and not _is_ready()

    def fetch(self) -> Engine:
        """Has what was chosen ready to run; takes the other where it cannot be had.

        Raises:
            CannotCompileError: it was asked for by name.
        """
        if self.last.engine is Engine.COMPILED and not self._is_there:
            try:
                self._attempt()
                self._is_there = True
            except StillCompilingError:
                raise
            except CannotCompileError as error:
                if self._wanted is Wanted.COMPILED:
                    raise
                self.last = ChosenEngine(Engine.SIMPY, Why.NOT_USABLE, error.why)
        return self.last.engine

    def in_turn(
        self, running: Runner[Result], replications: Sequence[int], told: Told = None
    ) -> Iterator[Result]:
        """What each replication gave, as they finish: on SimPy until compiled code is there.

        Raises:
            CannotCompileError: the compiled engine was asked for by name, and cannot be used.
        """
        rest = list(replications)
        self.next_for(len(rest))
        if told and self.waits:
            told(Stage.COMPILING)
        while rest:
            engine = self._now()
            number = len(rest)
            if self.last.why is Why.MEANWHILE:
                number = max(1, int(LOOKS_SECONDS / self._seconds_on_simpy(1)))
                self._meanwhile += min(number, len(rest))
            some, rest = rest[:number], rest[number:]
            yield from running.results(some, engine)

    def _now(self) -> Engine:
        """What runs next; nobody waits for a compiler who did not ask for it."""
        compiles = self.last.why in {Why.PAYS, Why.MEANWHILE} and not self._is_there
        if not compiles:
            return self.fetch()
        first = self.last
        try:
            with without_waiting():
                self.last = ChosenEngine(Engine.COMPILED, Why.PAYS)
                self.fetch()
        except StillCompilingError:
            self.last = ChosenEngine(Engine.SIMPY, Why.MEANWHILE)
        if first.why is Why.MEANWHILE and self.last.engine is Engine.COMPILED:
            self.last = ChosenEngine(Engine.COMPILED, Why.SWITCHED, self._said())
        return self.last.engine

    def _said(self) -> str:
        return f"SimPy ran {self._meanwhile} of the replications while it was compiled"

    def _one_plan(self) -> None:
        run(self._design.written, self._seed, 0, engine=Engine.COMPILED)

    def _quickest(self, replications: int) -> ChosenEngine:
        seconds = self._seconds_on_simpy(replications)
        pays = COMPILED_PAYS_SECONDS if _is_ready() else COMPILING_ASIDE_PAYS_SECONDS
        if seconds <= pays:
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
        return replications * self._seconds_each

    @cached_property
    def _seconds_each(self) -> float:
        rows = timetable_of(self._design.written.layout, self._seed, 0).rows
        runs = len(self._design.conditions(self._seed, 0))
        return runs * (SECONDS_A_RUN + SECONDS_A_ROW * rows)


_SETTLED = {Why.NOT_USABLE, Why.MEANWHILE}
"""What is not chosen anew."""


def engine_at_hand() -> Engine:
    """The compiled engine where it can start at once, else SimPy; both give the same."""
    is_at_hand = _is_ready() and Engine.COMPILED.trouble is None
    return Engine.COMPILED if is_at_hand else Engine.SIMPY


def _is_ready() -> bool:
    """Whether compiled code is there, as far as can be told before it is called."""
    return Engine.COMPILED.installed and Engine.COMPILED.ready


def _must_be_usable() -> None:
    if not Engine.COMPILED.installed:
        raise NotInstalledError
    trouble = Engine.COMPILED.trouble
    if trouble is not None:
        raise CannotCompileError(trouble)


def _how_to_keep() -> str:
    from sim.engine.machine_code.keeping import PLACE, home

    return f"{home()} cannot be written; name a folder that can in {PLACE}"
