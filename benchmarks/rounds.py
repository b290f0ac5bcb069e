"""Measuring in turn: contestants do their work one after the other in one process, many times.

What else the machine does then meets them alike, so ratios are taken within each round.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import mean, stdev
from time import process_time
from typing import NamedTuple

from benchmarks.effort import Progress


class Contestant(NamedTuple):
    """Something whose speed is measured."""

    work: Callable[[int], int]
    """Runs one replication, given the number of it, and gives how many reports were handled."""
    replications: int = 1
    """How many are timed together: enough that the timing itself does not count."""


class Timed(NamedTuple):
    """One round of one contestant."""

    handlings: int
    seconds: float
    """Of the processor: other programs on the machine do not count."""
    replications: int

    @property
    def rate(self) -> float:
        """Handlings a second: one is one report triaged at one agency."""
        return self.handlings / self.seconds

    @property
    def each(self) -> float:
        """Handlings of one replication."""
        return self.handlings / self.replications


def in_turn(
    contestants: Sequence[Contestant], rounds: int, progress: Progress
) -> list[list[Timed]]:
    """By round, each contestant; a round before the first warms up and is not counted.

    What it takes to free the memory of the work belongs to the time, and so does one collection
    of garbage after all the replications that are timed together.
    """
    for contestant in contestants:
        _timed(contestant, 0)
    gc.collect()
    gc.freeze()  # what is there already, such as a compiler, is not searched at each collection
    try:
        return [
            [_timed(contestant, number) for contestant in contestants]
            for number in progress.through(range(1, rounds + 1))
        ]
    finally:
        gc.unfreeze()


def _timed(contestant: Contestant, number: int) -> Timed:
    replications = range(number * contestant.replications, (number + 1) * contestant.replications)
    gc.collect()
    began = process_time()
    handlings = sum(contestant.work(replication) for replication in replications)
    gc.collect()
    return Timed(handlings, process_time() - began, len(replications))


def agreeing(one: Sequence[Timed], other: Sequence[Timed]) -> float:
    """How many standard errors lie between what two handle in a replication."""
    ours, theirs = [timed.each for timed in one], [timed.each for timed in other]
    error = sqrt((stdev(ours) ** 2 + stdev(theirs) ** 2) / len(ours))
    return abs(mean(ours) - mean(theirs)) / error
