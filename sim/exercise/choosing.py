"""Choosing the day of a session: one that is neither lucky nor unlucky."""

from __future__ import annotations

from sim.measures.results import outcome_of
from sim.plan.planner import Planner
from sim.replication import run
from sim.scenario.schema.scenario import Scenario

LOOKED_AT = 25
"""Days among which the one in the middle is chosen."""


def ordinary_day(scenario: Scenario, seed: int) -> int:
    """The replication with the median time to detection, as written; the first of several."""
    plan = Planner(scenario).plan()
    spent = [(outcome_of(run(plan, seed, day)).spent, day) for day in range(LOOKED_AT)]
    return sorted(spent)[LOOKED_AT // 2][1]
