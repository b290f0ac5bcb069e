"""The day of a session and other days, run under several plans on common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from sim.experiments.counting import CountingWork, Plans, count
from sim.experiments.engines import Choice, Wanted
from sim.experiments.progress import Stage
from sim.experiments.runner import attempted
from sim.frozen import entity, frozen
from sim.measures.outcome import Outcome
from sim.measures.results import PlanResults
from sim.plan.alike import sharing_layouts
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan

OTHER_DAYS = 200
"""With so many a session is compared where nobody asks for another number."""


@entity
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


@frozen
class Days:
    """The day of a session, and others with the same seed."""

    seed: int
    today: int
    """The replication whose luck the session has."""
    others: tuple[int, ...]
    """The replications it is compared with."""
    engine: Wanted = Wanted.AUTO

    @classmethod
    def around(cls, seed: int, today: int, others: int) -> Days:
        """A day and the first of the others."""
        rest = (day for day in range(others + 1) if day != today)
        return cls(seed, today, tuple(rest)[:others])

    def counts(self, plans: Sequence[Plan]) -> list[Counts]:
        """By plan: what it leads to on each of the days; all of a layout share what is drawn.

        Raises:
            RuntimeError: a day cannot be run to its end, a fault of the program.
            KeyboardInterrupt: its user ended it.
        """
        if not plans:
            return []
        days = (self.today, *self.others)
        variants = Plans(tuple(sharing_layouts(plans)))
        attempt = attempted(CountingWork(variants, counted, self.seed))
        choice = Choice(self.engine, variants, self.seed, attempt)
        ran = count(variants, counted, self.seed, days, choice, 1, None, Stage.RUNNING)
        if ran.stopped:
            raise KeyboardInterrupt
        if ran.failures:
            first = ran.failures[0]
            raise RuntimeError(f"day {first.replication}: {first.error}")
        found = np.array([ran.rows[day] for day in days])
        return [Counts(*found[:, number].T) for number in range(len(plans))]


def counted(results: Sequence[PlanResults]) -> Ints:
    """By (day, plan): what an outcome says of each field of counts."""
    return np.stack([one.columns(_COUNTED) for one in results], axis=1)


_COUNTED = tuple(field.name for field in fields(Counts))


def columns(outcomes: Sequence[Outcome]) -> Counts:
    """Outcomes as columns."""
    return Counts(
        *(np.array([getattr(one, name) for one in outcomes], np.int64) for name in _COUNTED)
    )
