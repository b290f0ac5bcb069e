"""What is counted of each plan when assumptions vary, and the headline that it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import dataclass

import numpy as np

from sim.experiments.counting import Ran
from sim.measures.results import Result
from sim.plan.planner import Planner
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.plan import Plan
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.ratios import Ratio

_SCORED, _SPENT, _MISSED = range(3)


@dataclass(frozen=True)
class AssumptionPlans:
    """Plans that are compared on common random numbers, the scenario as written first."""

    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class AssumptionWork:
    """The work of so many plans, for the choice of an engine."""

    planner: Planner
    """Of the scenario as written."""
    plans: tuple[Plan, ...]

    def conditions(self, _seed: int, _replication: int) -> Sized:
        """Everything that is run in one replication."""
        return self.plans


def counted(results: Iterable[Result]) -> list[tuple[int, int, int]]:
    """By run: scored threats, what they spent in microseconds, and how many were missed."""
    outcomes = (result.outcome for result in results)
    return [(one.scored, one.spent, one.missed) for one in outcomes]


def scored_of(ran: Ran) -> int:
    """Threats as written, over all replications."""
    return int(ran.table[:, 0, _SCORED].sum()) if ran.rows else 0


def hours_of(ran: Ran, *plans: int) -> tuple[Ratio, ...]:
    """By plan: the mean of min(T, W) over all threats in hours.

    Over replications in which each of these plans scored a threat; empty where none did.
    """
    chosen = ran.table.astype(np.float64)[:, list(plans)]
    both = chosen[(chosen[:, :, _SCORED] > 0).all(axis=1)]
    if not len(both):
        return ()
    return tuple(
        Ratio(one[:, _SPENT], one[:, _SCORED] * MICROSECONDS_IN_HOUR)
        for one in np.moveaxis(both, 1, 0)
    )


def missed_of(ran: Ran, plan: int) -> Estimate | None:
    """The share of scored threats that a plan does not detect; None where it scored none."""
    one = ran.table[:, plan]
    if not one[:, _SCORED].any():
        return None
    return ratio_of_counts(one[:, _MISSED], one[:, _SCORED])
