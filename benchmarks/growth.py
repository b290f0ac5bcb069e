"""Whether the compiled engine keeps its speed as networks grow."""

from __future__ import annotations

from math import ceil

from benchmarks.interleaved import interleaved, print_rates, print_ratio
from benchmarks.network import (
    ANALYSTS,
    BENCHMARK,
    COPIED,
    Size,
    network,
)
from benchmarks.speed_of_compiled_engine import compiled_engine
from sim.plan.planner import Planner

NUMBERS = (12, 50, 200)
PARTNERS = 12
DAYS = 8
"""The same for all, and short: at 200 agencies each day takes tens of megabytes."""
AIM = 2.0
"""How many times as fast as the largest network the smallest may be."""
REPLICATIONS = {12: 10, 50: 3, 200: 1}
"""Timed together, so that the times are of one size."""


def measure(rounds: int) -> None:
    """Prints the handlings a second at each size, and how much they fall from first to last."""
    contestants = [
        compiled_engine(
            Planner(network(size_of(number))).plan(), f"{number} agencies", REPLICATIONS[number]
        )
        for number in NUMBERS
    ]
    print(
        f"Networks of {PARTNERS} partners each (of {NUMBERS[0]} agencies all {NUMBERS[0] - 1} "
        f"others), {DAYS} days, the same load on each analyst"
    )
    times = interleaved(contestants, rounds)
    print_rates(contestants, times)
    print_ratio("smallest against largest", times[0], times[-1], f"at most {AIM:.1f}")


def size_of(agencies: int) -> Size:
    """A network whose agencies tell the nearest on either side of them."""
    told = min(PARTNERS, agencies - 1)
    steps = tuple(step for near in range(1, ceil(told / 2) + 1) for step in (near, -near))[:told]
    return Size(agencies, steps, _analysts(told), DAYS)


def _analysts(partners: int) -> int:
    """As many as leave each as busy as in the benchmark, where fewer copies come in."""
    load, load_of_benchmark = (1 + COPIED * number for number in (partners, len(BENCHMARK.steps)))
    return round(ANALYSTS * load / load_of_benchmark)
