"""How long a user waits for an answer, as a multiple of the time that bare imports take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from benchmarks.aims import Figure, Measured, at_most
from benchmarks.children import Took, entente, imports, python
from benchmarks.effort import Effort, Progress
from sim.scenario.reading.shipped import shipped

REPLICATIONS = 200
SECTION = (
    "Waiting, in times of importing numpy, yaml, click, pydantic and rich\n"
    f"({REPLICATIONS} replications a run; seconds of processors, at the very first on the clock)"
)
LARGE = "wide-table"
SOME = ("two-neighbours", "border-triangle", "tried-and-tested")
"""What a first impression is taken of."""
FIRST = "border-triangle"
"""What is run at the very first start."""

IMPORTS = Figure(SECTION, "those imports", "s")
HELP = Figure(SECTION, "entente --help", "", at_most(0.5))
START = Figure(SECTION, "start to first replication, compiled", "", at_most(2.0))
VERY_FIRST = Figure(SECTION, f"very first run, {FIRST}", "", at_most(12.0))

_FIRST_REPLICATION = """
import os
from sim.cli.starting import start_quickly
start_quickly()
from sim.cli.commands import run
from sim.analyses.comparison.comparison import compare
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber

def leave(done, *_):
    if done:
        os._exit(0)

compare(load("border-triangle"), rule=FixedNumber(1), engine="compiled", progress=leave)
os._exit(1)
"""


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 25.0 if effort.quick else 300.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """Each command beside the imports, one after the other; compiled code is there already.

    Only at the very first start it is not: then time is that on the clock, for whoever waits does
    not mind what else goes on.
    """
    names = SOME if effort.quick else tuple(scenario.name for scenario in shipped())
    names = tuple(sorted(names, key=lambda name: name == LARGE))
    with _compiled_code(effort) as cache:
        commands: dict[Figure, Callable[[], Took]] = {
            HELP: lambda: entente("--help", cache=cache),
            START: lambda: python("-c", _FIRST_REPLICATION, cache=cache),
        }
        for name in names:
            commands[_of(name)] = lambda name=name: _run(name, cache)  # type: ignore[misc]
        for name in SOME:  # leaves compiled code, with what serves learning and without
            _run(name, cache, "--engine", "compiled")
        steps = list(commands) * (2 if effort.quick else 3)
        for figure in progress.through(steps):
            bare = imports().worked
            measured.add(IMPORTS, bare)
            measured.add(figure, commands[figure]().worked / bare)
    for _ in range(effort.long_rounds):
        bare = imports().waited
        with TemporaryDirectory() as empty:
            measured.add(VERY_FIRST, _run(FIRST, empty).waited / bare)


@contextmanager
def _compiled_code(effort: Effort) -> Iterator[str | None]:
    """The folder of it: the user's own for a first impression, where most often it is already."""
    if effort.quick:
        yield None
        return
    with TemporaryDirectory() as folder:
        yield folder


def _of(name: str) -> Figure:
    if name == LARGE:
        return Figure(SECTION, f"entente run {name}", "", at_most(12.0))
    return Figure(SECTION, f"entente run {name}", "", at_most(4.0), of="entente run, seminar size")


def _run(name: str, cache: str | None, *more: str) -> Took:
    return entente("run", name, "-n", str(REPLICATIONS), *more, cache=cache)
