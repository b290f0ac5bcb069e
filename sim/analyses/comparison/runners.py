"""Who runs the replications of a comparison: this process, several, or what is done first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from sim.analyses.comparison.conditions import Design
from sim.analyses.comparison.findings import Failure
from sim.analyses.comparison.replicate import Replicate, replicate
from sim.experiments.workers import Pool, pool
from sim.replication import Engine
from sim.scenario.schema.scenario import Scenario

POOL_PAYS_SECONDS = {Engine.SIMPY: 1.5, Engine.COMPILED: 2.5}
"""Starting processes takes half a second, and more to fetch compiled code: less work stays here."""

Results = Iterator[Replicate | Failure]
Numbered = tuple[int, Engine]
"""A replication and what runs it."""


@dataclass(frozen=True)
class Ladder:
    """One replication under every condition of a scenario."""

    scenario: Scenario
    seed: int

    def made_ready(self) -> Callable[[Numbered], Replicate | Failure]:
        """What runs a replication; plans are drawn up where it does."""
        design = Design(self.scenario)
        return lambda one: replicate(design, self.seed, *one)

    def failed(self, item: Numbered, why: str) -> Failure:
        """The replication is left out of every condition."""
        return Failure(item[0], "any", why)


class Runner(Protocol):
    """Runs replications in any order, and says how many processes do."""

    def results(self, replications: Sequence[int], engine: Engine) -> Results:
        """What each replication gave, as they finish."""
        ...


class Here:
    """Runs replications in this process, one after the other."""

    def __init__(self, design: Design, seed: int) -> None:
        self._design, self._seed = design, seed

    def results(self, replications: Sequence[int], engine: Engine) -> Results:
        """What each replication gave."""
        for number in replications:
            yield replicate(self._design, self._seed, number, engine)


class Elsewhere:
    """Runs replications on several other processes."""

    def __init__(self, processes: Pool[Numbered, Replicate | Failure]) -> None:
        self._processes = processes

    def results(self, replications: Sequence[int], engine: Engine) -> Results:
        """What each replication gave."""
        return self._processes.results((number, engine) for number in replications)


class Auto:
    """Begins here, and calls in other processes once that pays."""

    def __init__(self, here: Here, elsewhere: Elsewhere, workers: int) -> None:
        self._here, self._elsewhere, self._workers = here, elsewhere, workers
        self._seconds_each: dict[Engine, float] = {}

    def results(self, replications: Sequence[int], engine: Engine) -> Results:
        """What each replication gave."""
        rest = list(replications)
        if self._workers > 1 and engine not in self._seconds_each:
            first, rest = rest[:1], rest[1:]
            yield from self._here.results(first, engine)
            # The first time fetched the engine and drew up plans, so the same is timed again.
            before = time.perf_counter()
            list(self._here.results(first, engine))
            self._seconds_each[engine] = time.perf_counter() - before
        left = self._seconds_each.get(engine, 0.0) * len(rest)
        if self._workers > 1 and left > POOL_PAYS_SECONDS[engine]:
            yield from self._elsewhere.results(rest, engine)
        else:
            yield from self._here.results(rest, engine)


@contextmanager
def runner(design: Design, seed: int, workers: int | None) -> Iterator[Runner]:
    """A runner on so many processes; None for as many as pay."""
    here = Here(design, seed)
    if workers == 1:
        yield here
        return
    number = (os.cpu_count() or 1) if workers is None else workers
    with pool(Ladder(design.scenario, seed), number) as processes:
        elsewhere = Elsewhere(processes)
        yield Auto(here, elsewhere, number) if workers is None else elsewhere
