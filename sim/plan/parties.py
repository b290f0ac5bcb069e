"""The parties of a scenario by number: agencies, homes, categories, and pairs with a channel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import permutations

import numpy as np

from sim.frozen import frozen
from sim.plan.interventions import E, Intervention, interventions, of_kind
from sim.plan.rules.interoperability import in_common
from sim.plan.rules.law import LawPair
from sim.plan.rules.replaced import AS_MODELLED, Rules
from sim.plan.values.arrays import Floats
from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.liaisons import Liaison
from sim.scenario.schema.scenario import Scenario


@frozen
class Parties:
    """The parties of a scenario by number, and the pairs that have a channel."""

    scenario: Scenario
    rules: Rules = AS_MODELLED
    """By which its numbers are read; a user may have replaced some."""

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """Names of agencies, in the order written."""
        return tuple(self.scenario.agencies)

    @cached_property
    def agency(self) -> dict[str, int]:
        """Agency by name."""
        return {name: i for i, name in enumerate(self.agencies)}

    @cached_property
    def interventions(self) -> tuple[Intervention, ...]:
        """Everything that is to change the world on the way, in order."""
        return tuple(interventions(self.scenario))

    def changes(self, kind: type[E]) -> Iterator[tuple[float, str, E]]:
        """(hours, name, effect) of every effect of a kind, in the same order."""
        return of_kind(self.interventions, kind)

    @cached_property
    def homes(self) -> tuple[str, ...]:
        """Names of countries, then of bodies."""
        return (*self.scenario.countries, *self.scenario.bodies)

    @cached_property
    def home(self) -> dict[str, int]:
        """Home by name."""
        return {name: i for i, name in enumerate(self.homes)}

    @cached_property
    def home_of(self) -> tuple[int, ...]:
        """By agency."""
        return tuple(self.home[agency.home] for agency in self.scenario.agencies.values())

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Categories of everything that reports can be about."""
        return self.scenario.categories()

    @cached_property
    def category(self) -> dict[str, int]:
        """Category by name."""
        return {name: i for i, name in enumerate(self.categories)}

    def is_database(self, agency: int) -> bool:
        """Whether a party is a database, which has no analysts."""
        return self.agencies[agency] in self.scenario.databases

    def needs_translation(self, sender: int, receiver: int) -> bool:
        """Whether what one tells another has to be translated: they share no language."""
        if (sender, receiver) in self.co_located or self.is_database(receiver):
            return False
        one, other = (self.scenario.languages_of(self.agencies[x]) for x in (sender, receiver))
        return not in_common(one, other)

    def needs_conversion(self, sender: int, receiver: int) -> bool:
        """Whether what one tells another has to be converted: they share no system."""
        if (sender, receiver) in self.co_located:
            return False
        if self.is_database(sender) or self.is_database(receiver):
            return False
        one, other = (self.scenario.agencies[self.agencies[x]] for x in (sender, receiver))
        return not in_common(one.systems, other.systems)

    @cached_property
    def channels_of_pair(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """For every ordered pair that can tell, its channels in the order declared."""
        found: dict[tuple[int, int], list[int]] = {}
        for number, channel in enumerate(self.scenario.channels.values()):
            for one, other in permutations([self.agency[end] for end in channel.ends], 2):
                found.setdefault((one, other), []).append(number)
        opened = [channel.open for channel in self.scenario.channels.values()]
        for pair, numbers in found.items():
            # What opens on the way serves those who have nothing else.
            found[pair] = [number for number in numbers if opened[number]] or numbers
        for pair in self.co_located:
            found.setdefault(pair, [])
        return {pair: tuple(found[pair]) for pair in sorted(found)}

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Ordered pairs with a channel or in one room, by sender, then receiver."""
        return tuple(self.channels_of_pair)

    @cached_property
    def pair(self) -> dict[tuple[int, int], int]:
        """Pair by sender and receiver."""
        return {pair: i for i, pair in enumerate(self.pairs)}

    def channel_for(self, pair: tuple[int, int], marking: Marking) -> int:
        """The first channel of a pair that may carry the marking; -1 when none may."""
        if pair in self.co_located:
            return self.same_room
        channels = list(self.scenario.channels.values())
        for number in self.channels_of_pair[pair]:
            if marking.rank <= channels[number].ceiling.rank:
                return number
        return -1

    @cached_property
    def law_pairs(self) -> tuple[LawPair, ...]:
        """Wherever law stands between a pair: their homes and roles, and each category."""
        found = {
            (self.home_of[one], self.home_of[other], self.roles((one, other)))
            for one, other in self.pairs
            if self.home_of[one] != self.home_of[other]
        }
        return tuple(
            LawPair(self.homes[one], self.homes[other], category, roles)
            for one, other, roles in sorted(found, key=lambda pair: (*pair[:2], pair[2] or ()))
            for category in self.categories
        )

    def roles(self, pair: tuple[int, int]) -> tuple[str, str] | None:
        """The roles of two agencies, where some agreement is restricted to either's."""
        one, other = (self.scenario.agencies[self.agencies[number]].role for number in pair)
        return (one, other) if {one, other} <= self._restricted else None

    @cached_property
    def _restricted(self) -> frozenset[str]:
        """Roles to which some agreement is restricted."""
        agreements = self.scenario.agreements.values()
        return frozenset(role for one in agreements for role in one.between_roles or ())

    @cached_property
    def co_located(self) -> frozenset[tuple[int, int]]:
        """Ordered pairs of a task force and an agency whose analysts sit in it."""
        together = [
            (self.agency[name], self.agency[origin])
            for name, agency in self.scenario.agencies.items()
            for origin in agency.co_located
        ]
        return frozenset([*together, *((other, one) for one, other in together)])

    @property
    def same_room(self) -> int:
        """Stands for a channel between those who sit together: nothing has to be carried."""
        return len(self.scenario.channels)

    @cached_property
    def liaisons(self) -> dict[tuple[int, int], Liaison]:
        """By ordered pair, the officer through whose hands goes what one tells the other."""
        return {
            pair: liaison
            for liaison in self.scenario.liaisons.values()
            for pair in permutations([self.agency[end] for end in liaison.between], 2)
        }

    @cached_property
    def least_trust(self) -> Floats:
        """By pair: the trust that an officer stands for, below which it never falls."""
        officers = (self.liaisons.get(pair) for pair in self.pairs)
        return np.array([officer.trust if officer else 0.0 for officer in officers], dtype=float)


def stricter(*markings: Marking | None) -> Marking:
    """The closest of several markings; None says nothing."""
    return max((m for m in markings if m is not None), key=lambda m: m.rank)
