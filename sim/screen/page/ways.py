"""Ways: the lines of a map between countries that may tell each other, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sim.frozen import frozen
from sim.plan.state import State
from sim.scenario.schema.scenario import Scenario
from sim.screen.page.geography import Geography, HomePlace
from sim.screen.scenario.pairs import FORMAL_ROUTE, NOTHING_LEAVES, between_homes


@frozen
class Way:
    """Two countries or bodies that may tell each other."""

    one: HomePlace
    other: HomePlace
    channel: str
    law: str

    @property
    def formal(self) -> bool:
        """Whether no agreement covers it: the formal route is left, or nothing."""
        return self.law in (FORMAL_ROUTE, NOTHING_LEAVES)


def ways_of(scenario: Scenario, geography: Geography, state: State | None = None) -> Iterator[Way]:
    """Those of a map that has names; many more lines than names could be told apart by nobody.

    In a state of the exercise; left out, at its beginning.
    """
    if not geography.named:
        return
    links = between_homes(scenario, state)
    for one, other in combinations(geography.homes, 2):
        link = links.get((other.name, one.name)) or links.get((one.name, other.name))
        if link is not None:
            yield Way(one, other, link.channel, link.law)
