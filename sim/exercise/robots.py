"""Robots at the seats: teams that pull levers at random, so that a session can be rehearsed.

They know nothing and want nothing: what happens whatever they do will happen with people too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.chance.keys import Purpose, child, identity, replication_key, uniform
from sim.exercise.journal.entries import Pulled
from sim.exercise.levers import Lever
from sim.plan.rules.calendars import microseconds

QUARTERS = 4
"""Parts of the story in each of which every robot takes one decision: an assumption."""
AGREES = 0.7
"""How likely a robot agrees to what another proposes: an assumption."""


def robot_decisions(
    teams: tuple[str, ...], levers: Mapping[str, Lever], horizon: float, seed: int, day: int
) -> tuple[Pulled, ...]:
    """What robots decide on a day, in the order of time; the same for the same seed and day."""
    moments = sorted(_moments(teams, horizon, seed, day))
    pulled: list[Pulled] = []
    for hour, team, key in moments:
        allowed = [
            lever
            for lever in levers.values()
            if team in lever.teams
            and hour >= lever.since
            and sum(entry.lever == lever.name for entry in pulled) < lever.often
        ]
        if not allowed:
            continue
        lever = allowed[int(_chance(key, "which") * len(allowed))]
        others = lever.keys_beside(team)
        if all(_chance(key, "agrees", other) < AGREES for other in others):
            entry = Pulled(
                number=len(pulled) + 1,
                after=len(pulled),
                story_us=microseconds(hour),
                room="",
                team=team,
                lever=lever.name,
                agreed=others,
            )
            pulled.append(entry)
    return tuple(pulled)


def _moments(
    teams: tuple[str, ...], horizon: float, seed: int, day: int
) -> Iterator[tuple[float, str, int]]:
    """(hour, team, key): when each robot decides, once in each quarter of the story."""
    root = replication_key(seed, day)
    for team in teams:
        for quarter in range(QUARTERS):
            key = child(root, identity("robot", team, str(quarter)))
            hour = (quarter + _chance(key, "when")) * horizon / QUARTERS
            yield round(hour * 60) / 60, team, key


def _chance(key: int, *what: str) -> float:
    return uniform(child(key, identity(*what)), Purpose.ORDER)
