"""How soon the program answers, and that a study's memory does not grow with its replications."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from sim.replication import Engine

HELP_MS = 120.0
RUN_SECONDS = 3.0
MEMORY_GROWTH = 1.2
"""How many times as much memory eight times the replications may take."""
FEW, MANY = 100, 800

_PEAK_OF_COMPARISON = """
import sys
from benchmarks.peak import peak_mb
from sim.scenario.reading.reading import load
from sim.analyses.comparison.comparison import compare
from sim.statistics.precision import FixedNumber
scenario, rule = load("two-neighbours"), FixedNumber(int(sys.argv[1]))
compare(scenario, rule=rule, workers=1, engine=sys.argv[2])
print(peak_mb())
"""


def measure(repeats: int) -> None:
    """Prints how long `--help` and a first comparison take, and the peak of memory."""
    helped = median(_seconds("--help") for _ in range(repeats)) * 1000
    print(f"entente --help             {helped:8.0f} ms   aim: {HELP_MS:.0f} ms")
    ran = median(_seconds("run", "two-neighbours") for _ in range(max(1, repeats // 5)))
    print(f"entente run two-neighbours {ran:8.2f} s    aim: {RUN_SECONDS:.0f} s")
    for engine in Engine:
        if engine.installed:
            _print_memory(engine)


def _print_memory(engine: Engine) -> None:
    few, many = _peak_mb(FEW, engine), _peak_mb(MANY, engine)
    print(
        f"peak memory, {engine.value:14}{many:8.0f} MB with {MANY} replications, {few:.0f} MB with "
        f"{FEW}: {many / few:.2f} times   aim: at most {MEMORY_GROWTH}"
    )


def _seconds(*arguments: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-m", "sim", *arguments], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


def _peak_mb(replications: int, engine: Engine) -> float:
    """The most memory that a process has held which compares so many replications."""
    finished = subprocess.run(
        [sys.executable, "-c", _PEAK_OF_COMPARISON, str(replications), engine.value],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(finished.stdout)
