"""Programmes run together in every combination that is asked for, on common random numbers."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.measures.results import Result
from sim.measures.threats import Bools
from sim.plan.planner import Planner
from sim.plan.values.layout import Layout
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


@dataclass(frozen=True)
class Offers:
    """A scenario, and which combinations of its programmes are run in each replication."""

    scenario: Scenario
    combinations: tuple[Chosen, ...]

    @property
    def planner(self) -> Planner:
        """Draws up the plan of the first combination."""
        return Planner(carrying_out(self.scenario, self.combinations[0]))

    def conditions(self, _seed: int, _replication: int) -> tuple[Chosen, ...]:
        """Everything that is run in one replication."""
        return self.combinations

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """By combination; those with the same layout share it, and so a timetable."""
        layouts: dict[bytes, Layout] = {}
        plans = []
        for chosen in self.combinations:
            planner = Planner(carrying_out(self.scenario, chosen))
            layout = layouts.setdefault(pickle.dumps(planner.layout), planner.layout)
            plans.append(replace(planner.plan(), layout=layout))
        return tuple(plans)


def carrying_out(scenario: Scenario, chosen: Chosen) -> Scenario:
    """The scenario with exactly these programmes in force."""
    programmes = {
        name: with_fields(programme, in_force=name in chosen)
        for name, programme in scenario.programmes.items()
    }
    return with_fields(scenario, programmes=programmes)


def counted(results: Iterable[Result]) -> list[tuple[int, ...]]:
    """One replication: a row for each combination; the first is what others are compared with."""
    rows: list[tuple[int, ...]] = []
    first: _First | None = None
    for result in results:
        first = first or _First(result)
        rows.append(_row(result, first))
    return rows


@dataclass(frozen=True)
class _First:
    """How each threat fares under the first combination, those that others prevent included."""

    result: Result

    @cached_property
    def disrupted(self) -> Bools:
        """By threat: whether it is disrupted in time."""
        scored, response = self.result.occurring.scored, self.result.response
        found = np.zeros(len(scored), dtype=np.bool_)
        if response is not None:
            found[scored] = response.disrupted
        return found


def _row(result: Result, first: _First) -> tuple[int, ...]:
    """What is counted of a run, and of the first one on the threats that this one leaves."""
    one, left = result.outcome, result.occurring.scored
    times, windows = first.result.times[left], first.result.occurring.window[left]
    return (
        one.scored,
        one.spent,
        one.missed,
        one.false_alarms,
        one.needless,
        one.prevented,
        one.disrupted,
        int(times.sum()),
        int(np.count_nonzero(times >= windows)),
        int(np.count_nonzero(first.disrupted[left])),
    )
