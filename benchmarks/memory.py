"""The most memory that comparisons hold, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.aims import Figure, Measured, at_most
from benchmarks.effort import Effort, Progress
from sim.replication import Engine

SECTION = "Memory"
FEW, MANY = 100, 800
LARGE, OF_LARGE = "wide-table", 40

_COMPARED = """
import sys
from benchmarks.peak import peak_mb
from sim.scenario.reading.reading import load
from sim.analyses.comparison.comparison import compare
from sim.statistics.precision import FixedNumber
name, replications, engine = sys.argv[1:]
compare(load(name), rule=FixedNumber(int(replications)), workers=1, engine=engine)
print(peak_mb())
"""


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 20.0 if effort.quick else 40.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """How memory grows with replications, and that of the largest scenario."""
    engines = [Engine.COMPILED] if effort.quick else [one for one in Engine if one.installed]
    for engine in progress.through(engines):
        few, many = (_peak_mb("two-neighbours", number, engine) for number in (FEW, MANY))
        name = f"{MANY} to {FEW} replications, {engine.value}"
        measured.add(Figure(SECTION, name, "", at_most(1.2)), many / few)
        measured.add(Figure(SECTION, f"the {MANY}, {engine.value}", "MB"), many)
    large = Figure(SECTION, f"comparison of {LARGE}", "MB", at_most(400.0))
    measured.add(large, _peak_mb(LARGE, OF_LARGE // 4 if effort.quick else OF_LARGE, engines[-1]))


def _peak_mb(scenario: str, replications: int, engine: Engine) -> float:
    finished = subprocess.run(
        [sys.executable, "-c", _COMPARED, scenario, str(replications), engine.value],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return float(finished.stdout)
