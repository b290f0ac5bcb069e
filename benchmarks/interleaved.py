"""Measuring in turn: contestants do their work one after the other in one process, many times.

What else the machine does then meets them alike, so ratios are taken within each round.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from math import sqrt
from statistics import mean, median, stdev
from time import process_time
from typing import NamedTuple

WIDTH = 28
"""How wide the names stand before the numbers."""


class Contestant(NamedTuple):
    """Something whose speed is measured."""

    name: str
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


def interleaved(contestants: Sequence[Contestant], rounds: int) -> list[list[Timed]]:
    """For each contestant its rounds; a round before the first warms up and is not counted.

    What it takes to free the memory of the work belongs to the time, and so does one collection
    of garbage after all the replications that are timed together.
    """
    for contestant in contestants:
        _timed(contestant, 0)
    times: list[list[Timed]] = [[] for _ in contestants]
    gc.collect()
    gc.freeze()  # what is there already, such as a compiler, is not searched at each collection
    for number in range(1, rounds + 1):
        for contestant, own in zip(contestants, times, strict=True):
            own.append(_timed(contestant, number))
    gc.unfreeze()
    return times


def _timed(contestant: Contestant, number: int) -> Timed:
    replications = range(number * contestant.replications, (number + 1) * contestant.replications)
    gc.collect()
    began = process_time()
    handlings = sum(contestant.work(replication) for replication in replications)
    gc.collect()
    return Timed(handlings, process_time() - began, len(replications))


def print_rates(contestants: Sequence[Contestant], times: Sequence[list[Timed]]) -> None:
    """Prints how many reports each handles in a second."""
    print(f"Handlings a second, median of {len(times[0])} interleaved rounds (least to most)")
    for contestant, own in zip(contestants, times, strict=True):
        rates = [timed.rate for timed in own]
        many = contestant.replications
        together = f", {many} runs a time" if many > 1 else ""
        print(
            f"  {contestant.name:{WIDTH}}{median(rates):12,.0f} "
            f"({min(rates):,.0f} to {max(rates):,.0f})   "
            f"{1e6 / median(rates):.3f} us each{together}"
        )


def print_ratio(name: str, above: Sequence[Timed], below: Sequence[Timed], aim: str) -> None:
    """Prints how many times the rate of one is that of another, round by round, beside the aim."""
    ratios = [one.rate / other.rate for one, other in zip(above, below, strict=True)]
    print(
        f"  {name:{WIDTH}}{median(ratios):12.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        f"   aim: {aim}"
    )


def print_agreement(name: str, one: Sequence[Timed], other: Sequence[Timed]) -> None:
    """Prints whether two triage equally many reports, as far as chance lets one tell."""
    print(f"  {name}: {_agreement([x.each for x in one], [x.each for x in other])}")


def _agreement(one: list[float], other: list[float]) -> str:
    if len(one) < 3:
        return f"{mean(one):,.0f} and {mean(other):,.0f} handlings a run"
    error = sqrt((stdev(one) ** 2 + stdev(other) ** 2) / len(one))
    apart = (mean(one) - mean(other)) / error
    verdict = "agree" if abs(apart) < 4 else "DO NOT AGREE"
    return (
        f"{mean(one):,.0f} and {mean(other):,.0f} handlings a run, "
        f"{apart:+.1f} standard errors apart: they {verdict}"
    )
