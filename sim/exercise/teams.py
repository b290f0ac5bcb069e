"""Teams: the parties to an exercise that people play, by default each country with its agencies."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.schema.scenario import Scenario


@dataclass(frozen=True)
class Team:
    """A party that people play."""

    name: str
    homes: tuple[str, ...]
    """The countries and bodies that it speaks for."""
    agencies: tuple[str, ...]
    """Their agencies, whose desks it sees."""


def teams_of(scenario: Scenario) -> tuple[Team, ...]:
    """The teams of a scenario, in its order: a country that has no agency has no team."""
    found = []
    for country in scenario.countries:
        own = tuple(name for name, each in scenario.agencies.items() if each.country == country)
        if own:
            found.append(Team(country, (country,), own))
    return tuple(found)
