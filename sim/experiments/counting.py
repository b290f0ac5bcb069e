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
from sim.experiments.workers import InGroups, Work
from sim.frozen import frozen
from sim.measures.results import PlanResults
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn_together, replications_at_once, results

Fold = Callable[[Sequence[PlanResults]], Ints]
"""From what each plan led to, in their order, to whole numbers by (replication, plan, column).

A function at the top of a module, so that other processes find it by its name.
"""
MOST_RUNS_AT_ONCE = 4000
"""Runs that the compiled engine is given at once, as far as whole replications allow: no more are
lost when somebody presses Ctrl-C, and by then what Python does once for them weighs little.
"""


class Variants(Protocol):
    """What is compared: plans, the first being what the others are compared with."""

    @property
    def plans(self) -> tuple[Plan, ...]:
        """In the order in which they are run; those that share a layout share what is drawn."""
        ...


@frozen
class Plans:
    """Plans that are all run in each replication, and known from the start."""

    plans: tuple[Plan, ...]

    @property
    def written(self) -> Plan:
        """What the others are compared with."""
        return self.plans[0]

    def conditions(self, _seed: int, _replication: int) -> tuple[Plan, ...]:
        """Everything that is run in one replication."""
        return self.plans


@frozen
class Counted:
    """What was counted in one replication."""

    replication: int
    rows: Ints
    """Shape: (plans, columns)."""


@frozen
class CountingWork:
    """One replication of every plan: work for any process."""

    variants: Variants
    fold: Fold
    seed: int

    def made_ready(self) -> InGroups[Numbered, Counted | Failure]:
        """What runs replications; plans are drawn up where it does."""
        plans = self.variants.plans

        def several(some: Sequence[Numbered]) -> list[Counted | Failure]:
            numbers = [number for number, _ in some]
            rows = self.fold(results_by_plan(plans, self.seed, numbers, some[0][1]))
            return [Counted(number, each) for number, each in zip(numbers, rows, strict=True)]

        return InGroups(
            one=lambda numbered: several([numbered])[0],
            several=several,
            at_once=lambda numbered: at_once(plans, numbered[1]),
        )

    def failed(self, item: Numbered, why: str) -> Failure:
        """The replication is left out of everything."""
        return Failure(item[0], "any condition", why)


def results_by_plan(
    plans: Sequence[Plan], seed: int, replications: Sequence[int], engine: Engine
) -> list[PlanResults]:
    """What each plan leads to on common random numbers; those of a layout are run together."""
    found: dict[int, PlanResults] = {}
    for numbers in _by_layout(plans):
        timetables = [*drawn_together(plans[numbers[0]].layout, seed, replications, engine)]
        shared = results([plans[number] for number in numbers], timetables, engine)
        found.update(zip(numbers, shared.by_plan, strict=True))
    return [found[number] for number in range(len(plans))]


def at_once(plans: Sequence[Plan], engine: Engine) -> int:
    """How many replications of plans an engine had best be given at once."""
    fit = min(replications_at_once(layout, engine) for layout in {plan.layout for plan in plans})
    return max(1, min(fit, MOST_RUNS_AT_ONCE // len(plans)))


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
    replications: Sequence[int],
    choice: Choice,
    workers: int | None,
    progress: Progress | None,
    stage: Stage,
) -> Ran:
    """Every plan in each of these replications; Ctrl-C ends it with those that are complete.

    The same on any number of workers; None takes as many as pay.
    """
    ran = Ran()
    work: Work[Numbered, Counted | Failure] = CountingWork(variants, fold, seed)
    try:
        with runner(work, workers, len(variants.plans)) as running:
            for one in choice.in_turn(running, replications):
                if isinstance(one, Failure):
                    ran.failures.append(one)
                else:
                    ran.rows[one.replication] = one.rows
                if progress:
                    progress(len(ran.rows) + len(ran.failures), len(replications), stage)
    except KeyboardInterrupt:
        ran.stopped = True
    ran.failures.sort(key=lambda failure: failure.replication)
    return ran
