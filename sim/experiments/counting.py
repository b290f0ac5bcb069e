"""Plans run in each replication on common random numbers, and the row that is counted of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.experiments.engines import Choice
from sim.experiments.failures import Failure
from sim.experiments.progress import Progress, Stage
from sim.experiments.runner import Numbered, runner
from sim.experiments.workers import Work
from sim.measures.results import Result
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn, results

Fold = Callable[[Iterable[Result]], Sequence[tuple[int, ...]]]
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
class CountingWork:
    """One replication of every plan: work for any process."""

    variants: Variants
    fold: Fold
    seed: int

    def made_ready(self) -> Callable[[Numbered], Counted]:
        """What runs a replication; plans are drawn up where it does."""
        plans = self.variants.plans

        def counted(numbered: Numbered) -> Counted:
            number, engine = numbered
            rows = self.fold(results_of_all(plans, self.seed, number, engine))
            return Counted(number, np.array(rows, dtype=np.int64))

        return counted

    def failed(self, item: Numbered, why: str) -> Failure:
        """The replication is left out of everything."""
        return Failure(item[0], "any condition", why)


def results_of_all(
    plans: Sequence[Plan], seed: int, replication: int, engine: Engine
) -> list[Result]:
    """One replication under each plan, on common random numbers; those of a layout share a run."""
    found: dict[int, Result] = {}
    for numbers in _by_layout(plans):
        timetable = drawn(plans[numbers[0]].layout, seed, replication, engine)
        shared = results([plans[number] for number in numbers], timetable, engine)
        found.update(zip(numbers, shared, strict=True))
    return [found[number] for number in range(len(plans))]


def _by_layout(plans: Sequence[Plan]) -> Iterable[list[int]]:
    """The numbers of the plans that share a layout, and so what is drawn."""
    numbers: dict[int, list[int]] = {}
    for number, plan in enumerate(plans):
        numbers.setdefault(id(plan.layout), []).append(number)
    return numbers.values()


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
    choice: Choice,
    workers: int | None,
    progress: Progress | None,
    stage: Stage,
) -> Ran:
    """Every plan in so many replications; Ctrl-C ends it with those that are complete.

    The same on any number of workers; None takes as many as pay.
    """
    ran = Ran()
    work: Work[Numbered, Counted | Failure] = CountingWork(variants, fold, seed)
    try:
        with runner(work, workers, len(variants.plans)) as running:
            for one in choice.in_turn(running, range(replications)):
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
