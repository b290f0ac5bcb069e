"""What a run inside a comparison takes as a whole, against the compiled loop alone."""

from __future__ import annotations

from time import process_time

from benchmarks import loop
from benchmarks.aims import Figure, Measured, at_most
from benchmarks.effort import Effort, Progress
from sim.analyses.comparison.comparison import compare
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from sim.statistics.precision import FixedNumber

SECTION = "A run in a comparison as a whole, against the compiled loop alone"
AIM = 2.5
LARGE = "wide-table"
SCENARIOS = (
    "two-neighbours",
    "slow-money",
    "border-triangle",
    "uneven-coalition",
    "tried-and-tested",
    "right-question",
    "crowded-desks",
    LARGE,
)
FEW, MORE, MORE_QUICK = 4, 100, 40
"""Replications without which, and with which, a comparison is timed."""


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 20.0 if effort.quick else 200.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """Round by round and scenario by scenario: the same replications with everything and without.

    What a comparison takes apart from its replications does not count here. The loop is timed in
    the batches in which it is run.
    """
    scenarios = {name: load(name) for name in SCENARIOS}
    for scenario in scenarios.values():
        _compared(scenario, 1)
    for name in progress.through(SCENARIOS * effort.long_rounds):
        more = (MORE_QUICK if effort.quick else MORE) // (10 if name == LARGE else 1)
        scenario = scenarios[name]
        whole = _compared(scenario, FEW + more) - _compared(scenario, FEW)
        bare = _loop_in(scenario, FEW + more) - _loop_in(scenario, FEW)
        measured.add(Figure(SECTION, name, "", at_most(AIM), of="all eight"), whole / bare)


def _loop_in(scenario: Scenario, replications: int) -> float:
    with loop.loop_timed() as spent:
        _compared(scenario, replications)
    return spent.seconds


def _compared(scenario: Scenario, replications: int) -> float:
    began = process_time()
    compare(scenario, rule=FixedNumber(replications), seed=loop.SEED, workers=1, engine="compiled")
    return process_time() - began
