"""The day of a session and other days, run under several plans on common random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.assumptions.same_plan import same
from sim.engine.timetable import Timetable
from sim.errors import CannotCompileError
from sim.measures.outcome import Outcome
from sim.plan.values.arrays import Ints
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn_together, replications_at_once, results_in_each


@dataclass(frozen=True, eq=False)
class Counts:
    """What a plan led to: one number a day, first the session's own, then the other days'."""

    spent: Ints
    """The sum of min(T, W) over scored threats, in microseconds."""
    scored: Ints
    """Threats whose window ends before the story does."""
    false_alarms: Ints
    """Beliefs at threshold in red herrings."""
    needless: Ints
    """Copies about red herrings that reached another country or body."""


@dataclass(frozen=True)
class Days:
    """The day of a session, and others with the same seed."""

    seed: int
    today: int
    """The replication whose luck the session has."""
    others: tuple[int, ...]
    """The replications it is compared with."""
    engine: Engine

    @classmethod
    def around(cls, seed: int, today: int, others: int) -> Days:
        """A day and the first of the others, on the engine that is quickest to have."""
        rest = (day for day in range(others + 1) if day != today)
        return cls(seed, today, tuple(rest)[:others], ready_engine())

    def counts(self, plans: Sequence[Plan]) -> list[Counts]:
        """By plan: what it leads to on each of the days; all of a layout share what is drawn."""
        try:
            return self._counts(plans, self.engine)
        except CannotCompileError:
            return self._counts(plans, Engine.SIMPY)

    def _counts(self, plans: Sequence[Plan], engine: Engine) -> list[Counts]:
        days = (self.today, *self.others)
        outcomes: list[list[Outcome]] = [[] for _ in plans]
        for numbers, alike in _by_layout(plans):
            for timetables in _drawn(alike[0].layout, self.seed, days, engine):
                for found in results_in_each(alike, timetables, engine):
                    for number, result in zip(numbers, found, strict=True):
                        outcomes[number].append(result.outcome)
        return [_columns(each) for each in outcomes]


def ready_engine() -> Engine:
    """The compiled engine where it can start at once, else SimPy; both count the same."""
    compiled = Engine.COMPILED
    return compiled if compiled.installed and compiled.ready else Engine.SIMPY


def _by_layout(plans: Sequence[Plan]) -> list[tuple[list[int], list[Plan]]]:
    """Plans with their numbers, those that draw the same chances together, with one layout."""
    groups: list[tuple[list[int], list[Plan]]] = []
    for number, plan in enumerate(plans):
        for numbers, alike in groups:
            if same(alike[0].layout, plan.layout):
                numbers.append(number)
                alike.append(replace(plan, layout=alike[0].layout))
                break
        else:
            groups.append(([number], [plan]))
    return groups


def _drawn(
    layout: Layout, seed: int, days: Sequence[int], engine: Engine
) -> Iterator[list[Timetable]]:
    """What chance decides, for as many days at once as the engine is best given."""
    size = replications_at_once(layout, engine)
    for first in range(0, len(days), size):
        yield [*drawn_together(layout, seed, days[first : first + size], engine)]


def _columns(outcomes: Sequence[Outcome]) -> Counts:
    names = ("spent", "scored", "false_alarms", "needless")
    return Counts(
        *(np.array([getattr(one, name) for one in outcomes], dtype=np.int64) for name in names)
    )
