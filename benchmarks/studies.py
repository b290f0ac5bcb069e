"""What a study adds to its runs, and what a second worker gains, here and on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from benchmarks import loop
from benchmarks.aims import Figure, Measured, at_least, at_most
from benchmarks.effort import Effort, Progress
from sim.analyses.comparison.comparison import compare
from sim.notebook.designing import Study
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber

SECTION = "Studies, and a second worker"
SCENARIO = "border-triangle"
CONDITIONS = 20
REPLICATIONS = 500
TOGETHER = 2.0
"""Seconds of work from which a second worker is to pay."""

TRIES = 3
"""Of a tenth of that, of which the quickest counts: a pause of the machine takes as long."""
RUNS = CONDITIONS * REPLICATIONS
STUDY = Figure(SECTION, f"study of {RUNS:,} runs of {SCENARIO}: run to loop", "", at_most(3.0))
ROW = Figure(SECTION, "a row of it, store and all", "ms")
TWO_IN_STUDY = Figure(SECTION, "study, two workers to one: rate", "", at_least(1.85))
TWO_IN_COMPARISON = Figure(SECTION, "comparison, two workers to one: rate", "", at_least(1.85))
AUTO_OF_LITTLE = Figure(SECTION, "as many as pay to one, 0.2 s: time", "", at_most(1.05))
AUTO_OF_MUCH = Figure(SECTION, "as many as pay to one, 2 s: time", "", at_most(1.05))
CLUSTER = Figure(SECTION, "cluster of two to two workers: time", "", at_most(1.1))


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 25.0 if effort.quick else 200.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """A study against the loop by time of the processor; workers by time on the clock."""
    with TemporaryDirectory() as folder:
        stores = (Path(folder) / f"{number}.sqlite" for number in count())
        for _ in progress.through(range(effort.long_rounds)):
            _beside_the_loop(stores, measured)
            _second_worker(stores, measured)
            if find_spec("distributed") is not None and not effort.quick:
                _on_a_cluster(stores, measured)


def _beside_the_loop(stores: Iterator[Path], measured: Measured) -> None:
    """The study from its store's first byte to its last row, and of it the loop alone."""
    study = _study(REPLICATIONS)
    began = process_time()
    study.run(next(stores), workers=1).close()
    whole = process_time() - began
    with loop.loop_timed() as spent:
        study.run(next(stores), workers=1).close()
    measured.add(STUDY, whole / spent.seconds)
    measured.add(ROW, 1000 * whole / RUNS)


def _second_worker(stores: Iterator[Path], measured: Measured) -> None:
    """Work that takes this process some two seconds, by one, by two and by as many as pay.

    Starting the second worker is part of the time.
    """
    few = 40
    each = _compared(few, 1) / few
    many = max(few, round(1.25 * TOGETHER / each))
    one = _compared(many, 1)
    measured.add(TWO_IN_COMPARISON, one / _compared(many, 2))
    measured.add(AUTO_OF_MUCH, _compared(many, None) / one)
    little = max(few, many // 10)
    tries = [(_compared(little, None), _compared(little, 1)) for _ in range(TRIES)]
    measured.add(AUTO_OF_LITTLE, min(auto for auto, _ in tries) / min(alone for _, alone in tries))
    before = _swept(_study(few), next(stores), workers=1)
    wanted = max(few, round(few * 1.25 * TOGETHER / before))
    alone = _swept(_study(wanted), next(stores), workers=1)
    measured.add(TWO_IN_STUDY, alone / _swept(_study(wanted), next(stores), workers=2))


def _on_a_cluster(stores: Iterator[Path], measured: Measured) -> None:
    from distributed import LocalCluster

    started: Any = LocalCluster
    study = _study(REPLICATIONS)
    with started(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        here = _swept(study, next(stores), workers=2)
        there = _swept(study, next(stores), cluster=cluster.scheduler_address)
    measured.add(CLUSTER, there / here)


def _trust() -> list[float]:
    return [round(0.5 + 0.4 * number / CONDITIONS, 2) for number in range(CONDITIONS)]


def _study(replications: int) -> Study:
    return Study(
        SCENARIO,
        {"trust.default": _trust()},
        replications=replications,
        seed=loop.SEED,
        engine="compiled",
    )


def _swept(study: Study, store: Path, **where: Any) -> float:
    began = perf_counter()
    study.run(store, **where).close()
    return perf_counter() - began


def _compared(replications: int, workers: int | None) -> float:
    rule = FixedNumber(replications)
    began = perf_counter()
    compare(load(SCENARIO), rule=rule, seed=loop.SEED, workers=workers, engine="compiled")
    return perf_counter() - began
