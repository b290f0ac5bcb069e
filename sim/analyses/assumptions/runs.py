"""What is counted of each plan when assumptions vary, and the headline that it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.experiments.counting import Ran
from sim.measures.results import PlanResults
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.arrays import Ints
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.ratios import Ratio

_SCORED, _SPENT, _MISSED = range(3)


def counted(results: Sequence[PlanResults]) -> Ints:
    """By (replication, plan): scored threats, what they spent in microseconds, how many missed."""
    columns = ("scored", "spent", "missed")
    return np.stack([one.columns(columns) for one in results], axis=1)


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
