"""Programmes run together in every combination that is asked for, on common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from sim.engine.timetables import by_replication
from sim.frozen import frozen
from sim.measures.results import PlanResults
from sim.measures.threats import Bools
from sim.plan.alike import sharing_layouts
from sim.plan.planner import Planner
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields

Chosen = frozenset[str]
"""The names of the programmes that are carried out together."""

(
    SCORED,
    SPENT,
    MISSED,
    FALSE_ALARMS,
    NEEDLESS,
    PREVENTED,
    DISRUPTED,
    SPENT_BEFORE,
    MISSED_BEFORE,
    DISRUPTED_BEFORE,
) = range(COLUMNS := 10)
"""The columns of what one run gives.

The last three tell of the first combination, and count the threats that this one leaves.
"""
_OUTCOME = (
    "scored",
    "spent",
    "missed",
    "false_alarms",
    "needless",
    "prevented",
    "disrupted",
)
"""What the others are called in an outcome."""


@frozen
class Offers:
    """A scenario, and which combinations of its programmes are run in each replication."""

    scenario: Scenario
    combinations: tuple[Chosen, ...]

    @property
    def written(self) -> Plan:
        """The plan of the first combination."""
        return self.plans[0]

    def conditions(self, _seed: int, _replication: int) -> tuple[Chosen, ...]:
        """Everything that is run in one replication."""
        return self.combinations

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """By combination; those with the same layout share it, and so a timetable."""
        scenarios = (carrying_out(self.scenario, chosen) for chosen in self.combinations)
        return tuple(sharing_layouts(Planner(each).plan() for each in scenarios))


def carrying_out(scenario: Scenario, chosen: Chosen) -> Scenario:
    """The scenario with exactly these programmes in force."""
    programmes = {
        name: with_fields(programme, in_force=name in chosen)
        for name, programme in scenario.programmes.items()
    }
    return with_fields(scenario, programmes=programmes)


def counted(results: Sequence[PlanResults]) -> Ints:
    """By (replication, combination, column); the first is what others are compared with."""
    return np.stack([_rows(one, results[0]) for one in results], axis=1)


def _rows(one: PlanResults, first: PlanResults) -> Ints:
    """What is counted under a combination, and of the first one on the threats that this leaves."""
    occurring, of = one.occurring, one.all.timetables.first_instance
    left, late = occurring.scored, first.times >= first.occurring.window
    before = (first.times * left, late & left, _disrupted(first) & left)
    return np.column_stack([one.columns(_OUTCOME), *(by_replication(each, of) for each in before)])


def _disrupted(one: PlanResults) -> Bools:
    """By threat or red herring: whether it is disrupted in time."""
    scored, response = one.occurring.scored, one.response
    found = np.zeros(len(scored), dtype=np.bool_)
    if response is not None:
        found[scored] = response.disrupted
    return found
