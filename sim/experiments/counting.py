"""Plans run in each replication on common random numbers, and the row that is counted of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.engine.record import Record
from sim.engine.timetable import Timetable
from sim.experiments.failures import Failure
from sim.experiments.progress import Progress, Stage
from sim.experiments.runner import Numbered, runner
from sim.experiments.workers import Work
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn, run

Fold = Callable[[Iterable[Record]], Sequence[tuple[int, ...]]]
"""From the runs of one replication, in the order of the plans, to a row of whole numbers for each.

A function at the top of a module, so that other processes find it by its name.
"""


class Variants(Protocol):
    """What is compared: plans, the first being what the others are compared with."""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """In the order in which they are run; those that share a layout share what is drawn."""
        ...


@dataclass(frozen=True)
class Counted:
    """What was counted in one replication."""

    replication: int
    rows: Ints
    """Shape: (plans, columns)."""


@dataclass(frozen=True)
class Counting:
    """One replication of every plan: work for any process."""

    variants: Variants
    fold: Fold
    seed: int

    def made_ready(self) -> Callable[[Numbered], Counted]:
        """What runs a replication; plans are drawn up where it does."""
        plans = self.variants.plans

        def counted(numbered: Numbered) -> Counted:
            number, engine = numbered
            rows = self.fold(records(plans, self.seed, number, engine))
            return Counted(number, np.array(rows, dtype=np.int64))

        return counted

    def failed(self, item: Numbered, why: str) -> Failure:
        """The replication is left out of everything."""
        return Failure(item[0], "any condition", why)


def records(plans: Iterable[Plan], seed: int, replication: int, engine: Engine) -> Iterator[Record]:
    """One replication under each plan, run as they are asked for, on common random numbers."""
    lucks: dict[int, Timetable] = {}
    for plan in plans:
        key = id(plan.layout)
        if key not in lucks:
            lucks[key] = drawn(plan.layout, seed, replication, engine)
        yield run(plan, seed, replication, lucks[key], engine)


@dataclass
class Ran:
    """What was counted so far."""

    rows: dict[int, Ints] = field(default_factory=dict)
    """By replication, shape: (plans, columns)."""
    failures: list[Failure] = field(default_factory=list)
    stopped: bool = False
    """Whether its user ended it."""

    @property
    def replications(self) -> int:
        """How many are complete."""
        return len(self.rows)

    @property
    def table(self) -> Ints:
        """Shape: (replications, plans, columns), in the order of replications."""
        return np.array([self.rows[number] for number in sorted(self.rows)], dtype=np.int64)


def count(
    variants: Variants,
    fold: Fold,
    seed: int,
    replications: int,
    engine: Engine,
    workers: int | None,
    progress: Progress | None,
    stage: Stage,
) -> Ran:
    """Every plan in so many replications; Ctrl-C ends it with those that are complete.

    The same on any number of workers; None takes as many as pay.
    """
    ran = Ran()
    work: Work[Numbered, Counted | Failure] = Counting(variants, fold, seed)
    try:
        with runner(work, workers, len(variants.plans)) as running:
            for one in running.results(range(replications), engine):
                if isinstance(one, Failure):
                    ran.failures.append(one)
                else:
                    ran.rows[one.replication] = one.rows
                if progress:
                    progress(len(ran.rows) + len(ran.failures), replications, stage)
    except KeyboardInterrupt:
        ran.stopped = True
    ran.failures.sort(key=lambda failure: failure.replication)
    return ran
