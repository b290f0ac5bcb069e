"""Teams: the parties to an exercise that people play, by default each country with its agencies."""

from __future__ import annotations

from sim.frozen import frozen
from sim.scenario.schema.exercise import TeamCard
from sim.scenario.schema.scenario import Scenario


@frozen
class Team:
    """A party that people play."""

    name: str
    homes: tuple[str, ...]
    """The countries and bodies that it speaks for."""
    agencies: tuple[str, ...]
    """Their agencies, whose desks it sees."""
    role: str = ""
    """Its role card: who its people are, and what they want."""
    told: str = ""
    """What it alone is told at the start."""


def teams_of(scenario: Scenario) -> tuple[Team, ...]:
    """The teams that a scenario describes, in its order, or else one for each country.

    A country that has no agency has no team unless one is described.
    """
    written = scenario.exercise.teams
    if written:
        return tuple(_team(scenario, name, card) for name, card in written.items())
    teams = (_team(scenario, country, TeamCard()) for country in scenario.countries)
    return tuple(team for team in teams if team.agencies)


def _team(scenario: Scenario, name: str, card: TeamCard) -> Team:
    homes = card.speaks_for or (name,)
    own = tuple(agency for agency, its in scenario.agencies.items() if its.home in homes)
    return Team(name, homes, own, card.role, card.told)
