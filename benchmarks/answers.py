"""How soon `entente run` answers for every scenario that comes with the program.

By itself: ``python -m benchmarks.answers [--quick]``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sim.engine.compiled.building import PLACE
from sim.scenario.reading.shipped import shipped

REPLICATIONS = 200
READY_SECONDS = 2.0
"""How soon the answer should be there once the compiled code is."""
FIRST_SECONDS = 6.0
"""How soon at the first start, which compiles."""
REPEATS = 3


def measure(*, quick: bool) -> None:
    """Prints the wall time of each command, with the compiled code ready and without.

    Time is that of the whole process, from its start to its end, on the cores that it takes by
    itself. Ready means that one run has left its compiled code in a folder, which is taken from
    then on; at a first start that folder is new and empty. ``quick`` measures the first start of
    the scenario that takes longest alone.
    """
    names = [scenario.name for scenario in shipped()]
    print(
        f"entente run SCENARIO -n {REPLICATIONS}: seconds, median of {REPEATS} (least to most), "
        f"on {os.cpu_count()} cores"
    )
    with TemporaryDirectory() as folder:
        ready = {**os.environ, PLACE: folder}
        for name in names:  # what is left ready here must serve each of them
            _seconds(name, ready)
        answers = {name: [_seconds(name, ready) for _ in range(REPEATS)] for name in names}
    for name, seconds in answers.items():
        _print(name, seconds, READY_SECONDS)
    slowest = max(names, key=lambda name: median(answers[name]))
    print("The same at the first start, which compiles")
    for name in [slowest] if quick else names:
        _print(name, [_first_seconds(name) for _ in range(REPEATS)], FIRST_SECONDS)


def _first_seconds(name: str) -> float:
    with TemporaryDirectory() as empty:
        return _seconds(name, {**os.environ, PLACE: empty})


def _seconds(name: str, environment: Mapping[str, str]) -> float:
    command = (sys.executable, "-m", "sim", "run", name, "-n", str(REPLICATIONS))
    began = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return perf_counter() - began


def _print(name: str, seconds: Sequence[float], aim: float) -> None:
    print(
        f"  {name:24}{median(seconds):6.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
        f"   aim: {aim:.0f}{'' if median(seconds) <= aim else '   MISSED'}"
    )


if __name__ == "__main__":
    parser = ArgumentParser(description="Measure how soon `entente run` answers.")
    parser.add_argument("--quick", action="store_true", help="one first start instead of all")
    measure(quick=parser.parse_args().quick)
