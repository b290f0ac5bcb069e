"""Wall: what the projector shows: a map of countries and agencies with what everybody may know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.exercise.journal.entries import Improvised
from sim.exercise.session import Session
from sim.exercise.world import fires_at, is_by_hand
from sim.plan.interventions import changes
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.rooms.faces.public import public
from sim.scenario.schema.effects import AgreementEffect
from sim.scenario.schema.scenario import Scenario
from sim.screen.page.geography import geography_of

MOST_MESSAGES = 6


def wall(session: Session) -> dict[str, Any]:
    """What everybody may know."""
    scenario = session.scenario
    return {
        **public(session),
        "story": [part for part in scenario.story.split("\n\n") if part.strip()],
        "map": geography_of(scenario),
        "ways": list(_ways(session)),
        "team_of": {home: team.name for team in session.teams.values() for home in team.homes},
        "agreements": list(_agreements(session)),
        "messages": sorted(_messages(session), key=lambda one: -one["at"])[:MOST_MESSAGES],
    }


def _ways(session: Session) -> Iterator[tuple[Any, Any]]:
    """Which countries have a channel to one another; what goes through it is not said."""
    geography = geography_of(session.scenario)
    if not geography.named:
        return
    places = {home.name: home for home in geography.homes}
    home_of = {name: each.home for name, each in session.scenario.agencies.items()}
    joined = set()
    for channel in session.scenario.channels.values():
        ends = channel.between or channel.members or ()
        homes = [home_of[end] for end in ends if end in home_of]
        joined |= {(min(a, b), max(a, b)) for a in homes for b in homes if a != b}
    for one, other in sorted(joined):
        yield places[one], places[other]


def _agreements(session: Session) -> Iterator[dict[str, Any]]:
    """Those in force by now, with who is bound."""
    scenario: Scenario = session.world.scenario
    in_force = {name: each.in_force for name, each in scenario.agreements.items()}
    for at, _, effect in changes(scenario, AgreementEffect):
        if microseconds(at) < session.course.now_us:  # what comes at this moment can be cancelled
            in_force[effect.name] = effect.in_force
    for name, stands in in_force.items():
        if stands:
            yield {"name": name, "parties": scenario.agreements[name].parties}


def _messages(session: Session) -> Iterator[dict[str, Any]]:
    """What all teams have been told."""
    course = session.course
    for entry in course.entries:
        if isinstance(entry, Improvised) and entry.message and not entry.to:
            yield {"at": entry.story_us / HOUR, "text": entry.message, "sender": "", "by": ""}
    for name, inject in session.world.scenario.injects.items():
        at = fires_at(inject)
        if at < course.now_us and not inject.to and inject.message and not is_by_hand(name):
            said = {"text": inject.message, "sender": inject.sender, "by": inject.by}
            yield {"at": at / HOUR} | said
