"""Who runs the replications of an experiment: this process, several, or what is done first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from sim.experiments.workers import (
    CHUNK,
    InGroups,
    Pool,
    Work,
    can_fork,
    one_after_the_other,
    pool,
)
from sim.replication import Engine

FORK_PAYS_SECONDS = 0.3
"""Forked processes start in hundredths of a second: less work stays here."""
POOL_PAYS_SECONDS = {Engine.SIMPY: 1.5, Engine.COMPILED: 5.0}
"""The same of processes that start from nothing, which takes half a second, and more to fetch
compiled code; the plans of all conditions are drawn up in each.
"""
RUNS_AT_ONCE = 100
"""Handed to a process at once, as far as whole replications allow; Ctrl-C waits for no more.

Where several replications are done in one go, which is quick, a process is handed as many.
"""
SHARES = 2
"""Each process is handed at once no more than this part of its share of what is left, so that all
end at the same time; but no less than a quarter of what is quickest, since each call has its cost.
"""

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)
Numbered = tuple[int, Engine]
"""A replication and what runs it."""


class Runner(Protocol[Result_co]):
    """Runs replications in any order, and says how many processes do."""

    def results(self, replications: Sequence[int], engine: Engine) -> Iterator[Result_co]:
        """What each replication gave, as they finish."""
        ...


class Here(Generic[Result]):
    """Runs replications in this process, one after the other."""

    def __init__(
        self, work: Work[Numbered, Result], do: Callable[[Numbered], Result] | None = None
    ) -> None:
        self._work, self._ready = work, do

    @cached_property
    def do(self) -> Callable[[Numbered], Result]:
        """Does one replication."""
        return self._ready or self._work.made_ready()

    def at_once(self, engine: Engine) -> int:
        """How many replications are done in one go here."""
        return self.do.at_once((0, engine)) if isinstance(self.do, InGroups) else 1

    def results(self, replications: Sequence[int], engine: Engine) -> Iterator[Result]:
        """What each replication gave."""
        return one_after_the_other(self._work, [(n, engine) for n in replications], self.do)


class Elsewhere(Generic[Result]):
    """Runs replications on several other processes."""

    def __init__(
        self,
        processes: Pool[Numbered, Result],
        handed: Callable[[int, Engine], int] = lambda _left, _engine: CHUNK,
    ) -> None:
        """A runner on a pool.

        Args:
            processes: the pool.
            handed: how many replications are handed to a process, where so many are left.
        """
        self._processes, self._handed = processes, handed

    def results(self, replications: Sequence[int], engine: Engine) -> Iterator[Result]:
        """What each replication gave."""
        sizes = self._sizes(len(replications), engine)
        return self._processes.results(((number, engine) for number in replications), sizes)

    def _sizes(self, left: int, engine: Engine) -> Iterator[int]:
        while left > 0:
            size = self._handed(left, engine)
            yield size
            left -= size


class Auto(Generic[Result]):
    """Begins here, and calls in other processes once that pays."""

    def __init__(self, here: Here[Result], elsewhere: Elsewhere[Result], workers: int) -> None:
        self._here, self._elsewhere, self._workers = here, elsewhere, workers
        self._seconds_each: dict[Engine, float] = {}

    def results(self, replications: Sequence[int], engine: Engine) -> Iterator[Result]:
        """What each replication gave."""
        rest = list(replications)
        if self._workers > 1 and engine not in self._seconds_each:
            size = self._here.at_once(engine)
            first, rest = rest[:size], rest[size:]
            yield from self._here.results(first, engine)
            # The first time fetched the engine and drew up plans, so as many again are timed.
            second, rest = rest[:size], rest[size:]
            before = time.perf_counter()
            done = list(self._here.results(second, engine))
            if done:
                self._seconds_each[engine] = (time.perf_counter() - before) / len(done)
            yield from done
        left = self._seconds_each.get(engine, 0.0) * len(rest)
        if self._workers > 1 and left > pays_seconds(engine):
            yield from self._elsewhere.results(rest, engine)
        else:
            yield from self._here.results(rest, engine)


def pays_seconds(engine: Engine) -> float:
    """So much work is left where other processes pay."""
    return FORK_PAYS_SECONDS if can_fork() else POOL_PAYS_SECONDS[engine]


def attempted(
    work: Work[Numbered, Result], do: Callable[[Numbered], Result] | None = None
) -> Callable[[], object]:
    """Runs a replication on the compiled engine by all that will be called, if it can be had."""
    return lambda: list(Here(work, do).results([0], Engine.COMPILED))


@contextmanager
def runner(
    work: Work[Numbered, Result],
    workers: int | None,
    runs_each: int,
    do: Callable[[Numbered], Result] | None = None,
) -> Iterator[Runner[Result]]:
    """A runner on so many processes; None for as many as pay.

    Args:
        work: what is done in each replication, on whatever process.
        workers: how many processes.
        runs_each: how many runs a replication takes.
        do: does the work in this process, if that was made ready before.
    """
    here = Here(work, do)
    if workers == 1:
        yield here
        return
    number = (os.cpu_count() or 1) if workers is None else workers

    def handed(left: int, engine: Engine) -> int:
        quickest = here.at_once(engine)
        few = max(1, min(CHUNK, RUNS_AT_ONCE // max(1, runs_each)), quickest // 4)
        return max(few, min(quickest, left // (number * SHARES)))

    with pool(work, number, ready=lambda: here.do) as processes:
        elsewhere = Elsewhere(processes, handed)
        yield Auto(here, elsewhere, number) if workers is None else elsewhere
