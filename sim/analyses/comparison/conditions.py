"""The conditions of one scenario that are compared on common random numbers, by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.analyses.comparison.attribution import (
    EXACT_AT_MOST,
    Order,
    Subset,
    orders_for,
    subsets_needed,
    subsets_of_orders,
)
from sim.chance.keys import replication_key
from sim.frozen import frozen
from sim.measures.registry import Measure
from sim.plan.planner import Planner
from sim.plan.relations import is_written
from sim.plan.rules.replaced import AS_MODELLED, Rules
from sim.plan.values.plan import Plan
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge


class ChallengeCondition(NamedTuple):
    """Which challenges are present, as written; without sharing every agency is alone.

    A tuple, for all that is told of a comparison looks outcomes up by it.
    """

    present: Subset
    sharing: bool = True


@frozen
class ComparisonDesign:
    """What is run in each replication of one scenario."""

    scenario: Scenario
    rules: Rules = AS_MODELLED
    measures: tuple[Measure, ...] = ()
    """What is measured on every rung besides what each comparison tells."""

    def of(self, scenario: Scenario) -> ComparisonDesign:
        """The same of another scenario."""
        return ComparisonDesign(scenario, self.rules, self.measures)

    @cached_property
    def planner(self) -> Planner:
        """Draws up the plans."""
        return Planner(self.scenario, self.rules)

    @cached_property
    def written(self) -> Plan:
        """The plan of the scenario as it is."""
        return self.planner.plan()

    @cached_property
    def challenges(self) -> tuple[Challenge, ...]:
        """Challenges whose dial changes something in the plan."""
        return tuple(c for c in self._possible if self._moves(c))

    @cached_property
    def unmoved(self) -> tuple[Challenge, ...]:
        """Challenges that make no difference here."""
        return tuple(c for c in self._possible if c not in self.challenges)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the challenges that matter."""
        return tuple(c.value for c in self.challenges)

    @property
    def exact(self) -> bool:
        """Whether all subsets are run."""
        return len(self.names) <= EXACT_AT_MOST

    @cached_property
    def as_written(self) -> ChallengeCondition:
        """The scenario as it is."""
        return ChallengeCondition(frozenset(self.names))

    @cached_property
    def ideal(self) -> ChallengeCondition:
        """Without any challenge."""
        return ChallengeCondition(frozenset())

    @cached_property
    def alone(self) -> ChallengeCondition:
        """As written, but nobody tells anybody anything."""
        return ChallengeCondition(frozenset(self.names), sharing=False)

    def without(self, challenge: Challenge) -> ChallengeCondition:
        """As written but for one challenge."""
        return ChallengeCondition(frozenset(self.names) - {challenge.value})

    @cached_property
    def ladder(self) -> dict[str, ChallengeCondition]:
        """The rungs by name, in the order in which they are shown."""
        return {
            "alone": self.alone,
            "as written": self.as_written,
            **{f"without {c.value}": self.without(c) for c in self.challenges},
            "ideal": self.ideal,
        }

    def orders(self, seed: int, replications: Sequence[int]) -> list[tuple[Order, Order]]:
        """By replication: the two orders in which challenges enter."""
        return orders_for(self.names, [replication_key(seed, each) for each in replications])

    def conditions(self, seed: int, replication: int) -> tuple[ChallengeCondition, ...]:
        """Everything that is run in one replication, each once, as written first."""
        (conditions,) = self.conditions_of(seed, [replication])
        return conditions

    def conditions_of(
        self, seed: int, replications: Sequence[int]
    ) -> list[tuple[ChallengeCondition, ...]]:
        """By replication: everything that is run in it, each once, as written first."""
        if self.exact:
            return [self._in_orders(None)] * len(replications)
        return [self._in_orders(each) for each in self.orders(seed, replications)]

    def _in_orders(self, orders: tuple[Order, Order] | None) -> tuple[ChallengeCondition, ...]:
        known = self._conditions.get(orders)
        if known is None:
            known = self._conditions[orders] = self._of_orders(orders)
        return known

    def _of_orders(self, orders: tuple[Order, Order] | None) -> tuple[ChallengeCondition, ...]:
        """Everything that is run where challenges enter in these orders, or in all."""
        subsets = subsets_needed(self.names) if orders is None else subsets_of_orders(orders)
        wanted = [self.as_written, *self.ladder.values(), *(ChallengeCondition(s) for s in subsets)]
        return tuple(
            self._met.setdefault(condition, condition) for condition in dict.fromkeys(wanted)
        )

    @cached_property
    def _conditions(self) -> dict[tuple[Order, Order] | None, tuple[ChallengeCondition, ...]]:
        """What was run in earlier replications, by the orders in which challenges enter."""
        return {}

    def plan(self, condition: ChallengeCondition) -> Plan:
        """The plan of a condition; drawn up once."""
        known = self._plans.get(condition)
        if known is None:
            removed = (c for c in Challenge if c.value not in condition.present)
            dials = self.scenario.dials.without(*removed)
            known = self.planner.plan(dials, sharing=condition.sharing)
            self._plans[condition] = known
        return known

    @cached_property
    def _met(self) -> dict[ChallengeCondition, ChallengeCondition]:
        """Each condition once, for all replications to refer to."""
        return {}

    @cached_property
    def _plans(self) -> dict[ChallengeCondition, Plan]:
        return {}

    @cached_property
    def _possible(self) -> tuple[Challenge, ...]:
        """All challenges; but politics only where there is a shock of which to speak."""
        shocks = is_written(self.scenario)
        return tuple(c for c in Challenge if shocks or c is not Challenge.POLITICS)

    def _moves(self, challenge: Challenge) -> bool:
        """Whether removing a challenge, from as written, changes anything that is used."""
        if challenge is Challenge.TRUST and self.planner.layout.learns:
            return True
        written = self.written
        other = self.planner.plan(self.scenario.dials.without(challenge))
        if [edges is None for edges in written.edges] != [edges is None for edges in other.edges]:
            return True
        if any(
            not np.array_equal(one, two)
            for one, two in zip(written.edges, other.edges, strict=True)
            if one is not None and two is not None
        ):
            return True
        if written.response != other.response:
            return True
        used = self.planner.layout.used_cells
        if not np.array_equal(written.table[used], other.table[used]):
            return True
        mine = set(used.tolist())
        return {w for w in written.writes if w.cell in mine} != {
            w for w in other.writes if w.cell in mine
        }
