"""Runs the benchmarks: ``python -m benchmarks [--quick] [--json FILE] [SECTION ...]``.

The status is 0 where all aims are reached, 1 where one is missed, 2 where nothing was measured.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter, process_time
from types import ModuleType

from benchmarks import comparisons, memory, networks, rooms, stores, studies, waiting
from benchmarks.aims import Measured
from benchmarks.effort import Effort, Progress
from benchmarks.plain import PlainNetwork
from benchmarks.table import table
from sim.replication import Engine

SECTIONS: dict[str, ModuleType] = {
    "waiting": waiting,
    "comparisons": comparisons,
    "studies": studies,
    "stores": stores,
    "memory": memory,
    "networks": networks,
    "rooms": rooms,
}
"""In the order in which they are measured and told."""


def main() -> int:
    """Measures and prints; gives the exit status."""
    parser = ArgumentParser(prog="benchmarks", description="Measure the speed of the program.")
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="a first impression, in 3 minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all values there")
    options = parser.parse_args()
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    if not Engine.COMPILED.installed:
        print("The compiled engine is not installed, and nearly all is measured on it.")
        return 2
    names = options.sections or list(SECTIONS)
    effort, measured = Effort(options.quick), Measured()
    began, rate = perf_counter(), _plain_script()
    stopped = _measure(names, effort, measured)
    minutes = (perf_counter() - began) / 60
    print(f"Measured in {minutes:.1f} min on {os.cpu_count()} processors, on which a plain SimPy")
    print(f"script of the benchmark network handles {rate:,.0f} reports a second; medians.")
    for line in table(measured):
        print(line)
    if stopped:
        print("Stopped before all was measured.")
        return 130
    if options.json is not None:
        _write(options.json, rate, measured)
    return 1 if measured.missed() else 0


def _measure(names: list[str], effort: Effort, measured: Measured) -> bool:
    """Measures some sections; gives whether Ctrl-C came before the end."""
    progress = Progress([SECTIONS[name].seconds(effort) for name in names])
    try:
        for name in names:
            progress.enter(name)
            SECTIONS[name].measure(effort, measured, progress)
    except KeyboardInterrupt:
        return True
    finally:
        progress.leave()
    return False


def _plain_script() -> float:
    """How fast this machine is, in a figure that no change of the program moves."""
    began = process_time()
    handled = sum(PlainNetwork(number).run() for number in range(2))
    return handled / (process_time() - began)


def _write(path: Path, rate: float, measured: Measured) -> None:
    """Writes what the table of the README is made of."""
    machine = {"processors": os.cpu_count(), "plain_script_per_second": round(rate)}
    figures = ",\n".join(json.dumps(each) for each in measured.as_data())
    text = f'{{"machine": {json.dumps(machine)}, "figures": [\n{figures}\n]}}\n'
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
