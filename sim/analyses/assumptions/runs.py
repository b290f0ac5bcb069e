"""Several plans run in each replication on the same luck, and the hours that each of them gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Sized
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim.analyses.comparison.findings import Failure
from sim.analyses.comparison.runners import POOL_PAYS_SECONDS
from sim.analyses.programmes.runs import Counted
from sim.engine.timetable import Timetable
from sim.experiments.engines import SECONDS_A_ROW, SECONDS_A_RUN
from sim.experiments.workers import CHUNK, Work, one_after_the_other, pool
from sim.measures.outcome import outcome_of
from sim.plan.planner import Planner
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.plan import Ints, Plan
from sim.replication import Engine, drawn, run
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.ratios import Ratio

Progress = Callable[[int, int, str], None]

_SCORED, _SPENT, _MISSED, _COLUMNS = 0, 1, 2, 3
_RUNS_AT_ONCE = 100
"""Handed to a process at once, as far as whole replications allow; Ctrl-C waits for no more."""
_COMPILED_IS_FASTER = 20
"""Roughly: it only decides whether other processes pay."""


@dataclass(frozen=True)
class Variants:
    """Plans that are compared on the same luck, the scenario as written first."""

    planner: Planner
    """Of the scenario as written."""
    plans: tuple[Plan, ...]

    def conditions(self, _seed: int, _replication: int) -> Sized:
        """Everything that is run in one replication."""
        return self.plans


@dataclass(frozen=True)
class Counting:
    """One replication of every plan: work for any process."""

    plans: tuple[Plan, ...]
    seed: int
    engine: Engine

    def made_ready(self) -> Callable[[int], Counted]:
        """What runs a replication."""
        return partial(_counted, self.plans, self.seed, self.engine)

    def failed(self, item: int, why: str) -> Failure:
        """The replication is left out of everything."""
        return Failure(item, "any assumption", why)


@dataclass
class Ran:
    """What was run so far."""

    rows: dict[int, Ints] = field(default_factory=dict)
    """By replication: by plan, scored threats, what they spent in microseconds, and how many of
    them were missed."""
    failures: list[Failure] = field(default_factory=list)
    stopped: bool = False
    """Whether its user ended it."""

    @property
    def replications(self) -> int:
        """How many are complete."""
        return len(self.rows)

    @property
    def scored(self) -> int:
        """Threats as written, over all replications."""
        return int(sum(rows[0, _SCORED] for rows in self.rows.values()))

    def hours(self, *plans: int) -> tuple[Ratio, ...]:
        """By plan: the mean of min(T, W) over all threats in hours.

        Over replications in which each of these plans scored a threat; empty where none did.
        """
        chosen = self._table().astype(np.float64)[:, list(plans)]
        both = chosen[(chosen[:, :, _SCORED] > 0).all(axis=1)]
        if not len(both):
            return ()
        return tuple(
            Ratio(one[:, _SPENT], one[:, _SCORED] * MICROSECONDS_IN_HOUR)
            for one in np.moveaxis(both, 1, 0)
        )

    def missed(self, plan: int) -> Estimate | None:
        """The share of scored threats that a plan does not detect; None where it scored none."""
        one = self._table()[:, plan]
        if not one[:, _SCORED].any():
            return None
        return ratio_of_counts(one[:, _MISSED], one[:, _SCORED])

    def _table(self) -> Ints:
        """Shape: (replications, plans, columns)."""
        rows = [self.rows[number] for number in sorted(self.rows)]
        return np.array(rows, dtype=np.int64).reshape(len(rows), -1, _COLUMNS)


def run_all(
    variants: Variants,
    seed: int,
    replications: int,
    engine: Engine,
    workers: int | None,
    progress: Progress | None,
    doing: str,
) -> Ran:
    """Every plan in so many replications; Ctrl-C ends it with those that are complete."""
    ran = Ran()
    try:
        _run(variants, seed, replications, engine, workers, ran, progress, doing)
    except KeyboardInterrupt:
        ran.stopped = True
    ran.failures.sort(key=lambda failure: failure.replication)
    return ran


def _run(
    variants: Variants,
    seed: int,
    replications: int,
    engine: Engine,
    workers: int | None,
    ran: Ran,
    progress: Progress | None,
    doing: str,
) -> None:
    work: Work[int, Counted | Failure] = Counting(variants.plans, seed, engine)
    processes = _processes(variants, replications, engine) if workers is None else workers
    if processes == 1:
        for one in one_after_the_other(work, range(replications)):
            _take(one, ran, replications, progress, doing)
        return
    at_once = max(1, min(CHUNK, _RUNS_AT_ONCE // len(variants.plans)))
    with pool(work, processes, at_once) as several:
        for one in several.results(range(replications)):
            _take(one, ran, replications, progress, doing)


def _take(
    one: Counted | Failure, ran: Ran, replications: int, progress: Progress | None, doing: str
) -> None:
    if isinstance(one, Failure):
        ran.failures.append(one)
    else:
        ran.rows[one.replication] = one.rows
    if progress:
        progress(len(ran.rows) + len(ran.failures), replications, doing)


def _counted(plans: tuple[Plan, ...], seed: int, engine: Engine, replication: int) -> Counted:
    """One replication: a row for each plan; those with the same layout share what is drawn."""
    lucks: dict[int, Timetable] = {}
    rows = np.zeros((len(plans), _COLUMNS), dtype=np.int64)
    for number, plan in enumerate(plans):
        key = id(plan.layout)
        if key not in lucks:
            lucks[key] = drawn(plan.layout, seed, replication, engine)
        outcome = outcome_of(run(plan, seed, replication, lucks[key], engine))
        rows[number] = outcome.scored, outcome.spent, outcome.missed
    return Counted(replication, rows)


def _processes(variants: Variants, replications: int, engine: Engine) -> int:
    """As many as there are, where starting them takes less than it saves."""
    runs = replications * len(variants.plans)
    seconds = runs * (SECONDS_A_RUN + SECONDS_A_ROW * variants.planner.layout.expected_rows)
    if engine is Engine.COMPILED:
        seconds /= _COMPILED_IS_FASTER
    return (os.cpu_count() or 1) if seconds > POOL_PAYS_SECONDS[engine] else 1
