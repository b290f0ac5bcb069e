"""A database as the party that it is: told by its members over a channel, with no desk work."""

from __future__ import annotations

from sim.scenario.schema.agencies import Agency
from sim.scenario.schema.channels import Channel
from sim.scenario.schema.requests import Database
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import ROUND_THE_CLOCK
from sim.scenario.values.distributions import fixed
from sim.scenario.values.value import with_fields

ENOUGH = 100_000
"""So many uploads can arrive at one instant; none of them takes any time."""


def with_databases(scenario: Scenario) -> Scenario:
    """The scenario in which each database stands among the agencies, with a channel to each member.

    Idempotent: what stands there already is left.
    """
    missing = {n: one for n, one in scenario.databases.items() if n not in scenario.agencies}
    if not missing:
        return scenario
    agencies = {name: _party(scenario, database) for name, database in missing.items()}
    channels = {
        f"{name}: {member}": _line(name, member, database)
        for name, database in missing.items()
        for member in database.members
    }
    return with_fields(
        scenario,
        agencies={**scenario.agencies, **agencies},
        channels={**scenario.channels, **channels},
    )


def _party(scenario: Scenario, database: Database) -> Agency:
    national = database.seat in scenario.countries
    return Agency(
        country=database.seat if national else None,
        body=None if national else database.seat,
        analysts=ENOUGH,
        triage=fixed(0.0),
        opening=ROUND_THE_CLOCK,
    )


def _line(name: str, member: str, database: Database) -> Channel:
    return Channel(
        between=(member, name),
        kind="database",
        latency=database.latency,
        ceiling=database.ceiling,
    )
