"""The day of a session and other days, run under several plans on common random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.assumptions.same_plan import same
from sim.engine.compiled.building import without_waiting
from sim.errors import CannotCompileError
from sim.measures.outcome import Outcome
from sim.measures.results import Result
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn_together, replications_at_once, results_in_each

FEW = 5
"""Days run on SimPy before it is looked again whether compiled code is there."""


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
    missed: Ints
    """Scored threats that nobody detected within their window."""


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
        return cls(seed, today, tuple(rest)[:others], quickest_engine())

    def counts(self, plans: Sequence[Plan]) -> list[Counts]:
        """By plan: what it leads to on each of the days; all of a layout share what is drawn."""
        days = (self.today, *self.others)
        outcomes: list[list[Outcome]] = [[] for _ in plans]
        for numbers, alike in _by_layout(plans):
            for found in self._results(alike, days):
                for number, result in zip(numbers, found, strict=True):
                    outcomes[number].append(result.outcome)
        return [columns(each) for each in outcomes]

    def _results(self, plans: Sequence[Plan], days: Sequence[int]) -> Iterator[list[Result]]:
        """By day, by plan of one layout: on SimPy until compiled code is there."""
        done = 0
        while done < len(days):
            size = replications_at_once(plans[0].layout, self.engine)
            try:
                with without_waiting():
                    found = self._together(plans, days[done : done + size], self.engine)
            except CannotCompileError:
                found = self._together(plans, days[done : done + FEW], Engine.SIMPY)
            yield from found
            done += len(found)

    def _together(
        self, plans: Sequence[Plan], days: Sequence[int], engine: Engine
    ) -> list[list[Result]]:
        timetables = [*drawn_together(plans[0].layout, self.seed, days, engine)]
        return results_in_each(plans, timetables, engine)


def ready_engine() -> Engine:
    """The compiled engine where it can start at once, else SimPy."""
    engine = quickest_engine()
    return engine if engine.ready else Engine.SIMPY


def quickest_engine() -> Engine:
    """The compiled engine where it is there, or will be for the next; both count the same."""
    compiled = Engine.COMPILED
    there = compiled.installed and compiled.trouble is None and (compiled.ready or compiled.kept)
    return compiled if there else Engine.SIMPY


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


def columns(outcomes: Sequence[Outcome]) -> Counts:
    """Outcomes as columns."""
    names = ("spent", "scored", "false_alarms", "needless", "missed")
    return Counts(
        *(np.array([getattr(one, name) for one in outcomes], dtype=np.int64) for name in names)
    )
