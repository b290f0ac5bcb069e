"""What a study adds to its runs: store, progress and pairing; and what a second worker gains.

python -m benchmarks.sweeps [--rounds N]
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

from benchmarks.network import BENCHMARK, Size, document
from sim.measures.registry import MEASURES, MeasuredRun
from sim.plan.planner import Planner
from sim.replication import Engine, drawn, run
from sim.scenario.reading.reading import Reading, scenario_of
from sim.studies.file.planned import planned
from sim.studies.file.reading import OpenedStudy
from sim.studies.file.schema import Study
from sim.studies.running.running import sweep

KEPT = ("copies_considered", "copies_delivered", "share_delivered")
LONG, SHORT = 7, 4
"""Days of the network: some 20 ms a run on SimPy, and some 1 ms compiled."""
OVERHEAD_LONG, OVERHEAD_SHORT, OVERHEAD_CLUSTER = 1.05, 1.20, 1.10
TWICE = 1.85

Result = TypeVar("Result")


def measure(rounds: int) -> None:
    """Prints how much longer a study takes than a bare loop, and the rate on two workers."""
    with TemporaryDirectory() as folder:
        stores = (Path(folder) / f"{number}.sqlite" for number in count())
        long, short = study(LONG, 10, 20), study(SHORT, 20, 100)
        _overhead(long, Engine.SIMPY, rounds, stores, OVERHEAD_LONG)
        if Engine.COMPILED.installed:
            _overhead(short, Engine.COMPILED, rounds, stores, OVERHEAD_SHORT)
        many = study(LONG, 20, 100)
        _two_workers(many, max(1, rounds // 3), stores)
        if find_spec("distributed") is not None:
            _cluster(many, max(1, rounds // 3), stores)


def study(days: int, conditions: int, replications: int) -> OpenedStudy:
    """A study of trust in the network: so many conditions, each run so often."""
    size = Size(BENCHMARK.agencies, BENCHMARK.steps, BENCHMARK.analysts, days)
    values = [0.5 + 0.4 * number / conditions for number in range(conditions)]
    written = {
        "title": "Trust in the network",
        "scenario": "network",
        "axes": {"trust": {"path": "trust.default", "values": values}},
        "design": "full grid",
        "replications": replications,
        "measures": list(KEPT),
    }
    base = document(size)
    return OpenedStudy(
        study=Study.model_validate(written),
        name="network",
        text="",
        base=Reading(scenario_of(base), base, "network"),
        rows=(),
    )


def bare(opened: OpenedStudy, engine: Engine) -> int:
    """The same runs in a loop that keeps nothing but the last; gives how many there were."""
    runs, kept = 0, [MEASURES[name] for name in KEPT]
    for condition in planned(opened).conditions:
        plan = Planner(condition.scenario(opened.base.document)).plan()
        for number in range(opened.study.replications.least):
            luck = drawn(plan.layout, opened.study.seed, number, engine)
            seen = MeasuredRun(run(plan, opened.study.seed, number, luck, engine))
            _ = [one.of(seen) for one in kept]
            runs += 1
    return runs


def _overhead(
    opened: OpenedStudy, engine: Engine, rounds: int, stores: Iterator[Path], aim: float
) -> None:
    worked, waited, each = [], [], []
    for _ in range(rounds + 1):
        loop, runs = _timed(lambda: bare(opened, engine))
        swept, _ = _timed(lambda: sweep(opened, next(stores), workers=1, engine=engine.value))
        worked.append(swept.worked / loop.worked)
        waited.append(swept.waited / loop.waited)
        each.append(1000 * loop.worked / runs)
    print(
        f"A study of {runs} runs of {median(each[1:]):.1f} ms on {engine.value}, one worker, "
        "against a bare loop"
    )
    _print("time of the processor", worked[1:], f"at most {aim:.2f}")
    _print("time on the clock", waited[1:], f"at most {aim:.2f}, on a quiet machine")


class Timing(NamedTuple):
    """Seconds that something took."""

    worked: float
    waited: float


def _timed(work: Callable[[], Result]) -> tuple[Timing, Result]:
    worked, waited = process_time(), perf_counter()
    result = work()
    return Timing(process_time() - worked, perf_counter() - waited), result


def _print(name: str, ratios: list[float], aim: str) -> None:
    print(
        f"  {name:28}{median(ratios):12.3f} ({min(ratios):.3f} to {max(ratios):.3f})   aim: {aim}"
    )


def _two_workers(opened: OpenedStudy, rounds: int, stores: Iterator[Path]) -> None:
    gains = []
    for _ in range(rounds):
        one, two = (_rate(opened, stores, workers=workers) for workers in (1, 2))
        gains.append(two / one)
    print("Two workers against one, once they have started")
    _print("rate", gains, f"at least {TWICE:.2f}, on a quiet machine of two processors")


def _cluster(opened: OpenedStudy, rounds: int, stores: Iterator[Path]) -> None:
    from distributed import LocalCluster

    started: Any = LocalCluster
    slower = []
    with started(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        for _ in range(rounds):
            here = _rate(opened, stores, workers=2)
            slower.append(here / _rate(opened, stores, cluster=cluster.scheduler_address))
    print("Two workers of a cluster on this machine against two processes")
    _print("time", slower, f"at most {OVERHEAD_CLUSTER:.2f}")


def _rate(opened: OpenedStudy, stores: Iterator[Path], **where: Any) -> float:
    """Runs a second between a tenth of the study and its end."""
    seen: list[tuple[float, int]] = []

    def note(done: int, wanted: int) -> None:
        if done >= wanted // 10:
            seen.append((perf_counter(), done))

    store = next(stores)
    sweep(opened, store, engine="simpy", progress=note, **where)
    (first, before), (last, after) = seen[0], seen[-1]
    return (after - before) / (last - first)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    measure(parser.parse_args().rounds)
