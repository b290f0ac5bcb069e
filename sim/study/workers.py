"""Replications on this process or on several; which one ran what changes no result."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Protocol

from sim.errors import EntenteError
from sim.run import Engine
from sim.scenario.schema import Scenario
from sim.study.conditions import Design
from sim.study.findings import Failure
from sim.study.replicate import Replicate, replicate, replicate_all

CHUNK = 10
"""Replications handed to a process at once."""
POOL_PAYS_SECONDS = {Engine.SIMPY: 1.5, Engine.COMPILED: 2.5}
"""Starting processes takes half a second, and more to fetch compiled code: less work stays here."""

Results = Iterator[Replicate | Failure]
Chunk = Future[list[Replicate | Failure]]


class CannotStartError(EntenteError):
    """Other processes cannot start: usually a script that runs its work on import."""

    def __init__(self) -> None:
        super().__init__(
            "Other processes cannot start from here. In a script, put what runs under "
            '`if __name__ == "__main__":`, or use workers=1.'
        )


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


class Pool:
    """Runs replications on several processes."""

    def __init__(self, scenario: Scenario, seed: int, workers: int) -> None:
        self._scenario, self._seed, self._workers = scenario, seed, workers
        self._executor: ProcessPoolExecutor | None = None
        self._engine = Engine.SIMPY

    def results(self, replications: Sequence[int], engine: Engine) -> Results:
        """What each replication gave, chunk by chunk as they finish.

        Chunks announce themselves in a queue: waiting for all of them at once would hold the lock
        of each, and Ctrl-C in that moment would leave them locked.
        """
        self._engine = engine
        finished: SimpleQueue[Chunk] = SimpleQueue()
        chunks = [replications[i : i + CHUNK] for i in range(0, len(replications), CHUNK)]
        pending = self._submitted(chunks, finished)
        while pending:
            future = finished.get()
            chunk = pending.pop(future, None)
            if chunk is None:
                continue
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from self._one_by_one(chunk)
                pending = self._submitted(list(pending.values()), finished)

    def close(self) -> None:
        """Ends the processes; what they were doing is dropped."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _started(self) -> ProcessPoolExecutor:
        """The processes, known to be able to start.

        Raises:
            CannotStartError: they die before they have done anything.
        """
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self._scenario, self._seed),
            )
            with _interrupts_held():
                try:
                    self._executor.submit(_ready).result()
                except BrokenProcessPool:
                    raise CannotStartError from None
        return self._executor

    def _submitted(
        self, chunks: Iterable[Sequence[int]], finished: SimpleQueue[Chunk]
    ) -> dict[Chunk, Sequence[int]]:
        try:
            return self._submitted_to(self._started(), chunks, finished)
        except BrokenProcessPool:  # a process died while none had anything to do
            self.close()
            return self._submitted_to(self._started(), chunks, finished)

    def _submitted_to(
        self,
        executor: ProcessPoolExecutor,
        chunks: Iterable[Sequence[int]],
        finished: SimpleQueue[Chunk],
    ) -> dict[Chunk, Sequence[int]]:
        with _interrupts_held():
            pending = {executor.submit(_run_chunk, chunk, self._engine): chunk for chunk in chunks}
            for future in pending:
                future.add_done_callback(finished.put)
        return pending

    def _one_by_one(self, replications: Sequence[int]) -> Results:
        """A process died: each replication alone, so that the one to blame is known."""
        self.close()
        for number in replications:
            try:
                yield from self._started().submit(_run_chunk, [number], self._engine).result()
            except BrokenProcessPool:
                self.close()
                yield Failure(number, "any", "the process that ran it died")


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Holds Ctrl-C back; processes that are started meanwhile never hear it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_design: Design
_seed: int


def _begin(scenario: Scenario, seed: int) -> None:
    """Prepares a process: Ctrl-C is the parent's to handle."""
    global _design, _seed
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _design, _seed = Design(scenario), seed


def _ready() -> None:
    """Does nothing: a process that gets here has started."""


def _run_chunk(replications: Sequence[int], engine: Engine) -> list[Replicate | Failure]:
    return replicate_all(_design, _seed, replications, engine)


class Auto:
    """Begins here, and calls in other processes once that pays."""

    def __init__(self, design: Design, seed: int, workers: int) -> None:
        self._here = Here(design, seed)
        self._pool = Pool(design.scenario, seed, workers)
        self._workers = workers
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
            yield from self._pool.results(rest, engine)
        else:
            yield from self._here.results(rest, engine)

    def close(self) -> None:
        """Ends the processes that were called in."""
        self._pool.close()


@contextmanager
def runner(design: Design, seed: int, workers: int | None) -> Iterator[Runner]:
    """A runner on so many processes; None for as many as pay."""
    if workers is None:
        auto = Auto(design, seed, os.cpu_count() or 1)
        try:
            yield auto
        finally:
            auto.close()
    elif workers == 1:
        yield Here(design, seed)
    else:
        pool = Pool(design.scenario, seed, workers)
        try:
            yield pool
        finally:
            pool.close()
