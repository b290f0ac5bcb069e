"""How many reports a second the SimPy engine handles, beside a plain SimPy script."""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import sqrt
from statistics import mean, median, stdev
from time import process_time
from typing import NamedTuple

from benchmarks.network import network
from benchmarks.plain import PlainNetwork
from sim.engine.record import NEVER
from sim.plan.layout import Plan
from sim.plan.plan_of import Planner
from sim.run import run

AIM = 3.0
"""How many times as fast as the plain script the engine should be."""


class Timed(NamedTuple):
    """One run of one of the two."""

    handlings: int
    seconds: float
    """Of the processor: other programs on the machine do not count."""

    @property
    def rate(self) -> float:
        """Handlings a second: one is one report triaged at one agency."""
        return self.handlings / self.seconds


def measure(pairs: int) -> None:
    """Prints a table of interleaved runs of the engine and the script, in one process.

    The engine's share begins with the drawing of the timetable and ends with the record, of which
    nothing is left out; to both, what it takes to free their memory is added.
    """
    plan = Planner(network()).plan()
    engine: list[Timed] = []
    script: list[Timed] = []
    gc.collect()
    gc.freeze()  # what is there already is not searched again at each collection that is timed
    for pair in range(-1, pairs):  # the first pair warms up and is not counted
        with_engine = _timed(lambda seed=pair + 1: _handled(plan, seed))  # type: ignore[misc]
        with_script = _timed(lambda seed=pair + 1: PlainNetwork(seed).run())  # type: ignore[misc]
        if pair >= 0:
            engine.append(with_engine)
            script.append(with_script)
    gc.unfreeze()
    _print_table(engine, script)


def _handled(plan: Plan, seed: int) -> int:
    return int((run(plan, seed, 0).done != NEVER).sum())


def _timed(work: Callable[[], int]) -> Timed:
    gc.collect()
    began = process_time()
    handlings = work()
    gc.collect()
    return Timed(handlings, process_time() - began)


def _print_table(engine: list[Timed], script: list[Timed]) -> None:
    print(f"Handlings a second, median of {len(engine)} interleaved pairs (least to most)")
    for name, runs in (("SimPy engine", engine), ("plain SimPy script", script)):
        rates = [one.rate for one in runs]
        print(
            f"  {name:20}{median(rates):10,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"
            f"   {1e6 / median(rates):.2f} us each"
        )
    ratios = [one.rate / other.rate for one, other in zip(engine, script, strict=True)]
    print(
        f"  {'ratio':20}{median(ratios):10.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        f"   aim: at least {AIM:.1f}"
    )
    print(f"  {_agreement([x.handlings for x in engine], [x.handlings for x in script])}")


def _agreement(one: list[int], other: list[int]) -> str:
    """Whether the two triage equally many reports, as far as chance lets one tell."""
    difference = mean(one) - mean(other)
    if len(one) < 3:
        return f"handlings: {mean(one):,.0f} and {mean(other):,.0f}"
    error = sqrt((stdev(one) ** 2 + stdev(other) ** 2) / len(one))
    verdict = "agree" if abs(difference) < 4 * error else "DO NOT AGREE"
    return (
        f"handlings: {mean(one):,.0f} and {mean(other):,.0f}, "
        f"{difference / error:+.1f} standard errors apart: they {verdict}"
    )
