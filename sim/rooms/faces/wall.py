"""Wall: what the projector shows: a map of countries and agencies with what everybody may know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.exercise.journal.entries import Improvised
from sim.exercise.session import Session
from sim.exercise.view import Message, latest_first
from sim.exercise.world import fires_at, is_by_hand
from sim.plan.databases import with_databases
from sim.plan.interventions import changes
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.rooms.faces.public import public
from sim.scenario.schema.effects import AgreementEffect, ChannelEffect
from sim.scenario.schema.scenario import Scenario
from sim.screen.page.geography import geography_of
from sim.screen.page.ways import ways_of

MOST_MESSAGES = 6


def wall(session: Session) -> dict[str, Any]:
    """What everybody may know."""
    present = with_databases(_as_it_stands(session))
    geography = geography_of(present)
    return {
        **public(session),
        "story": [part for part in present.story.split("\n\n") if part.strip()],
        "map": geography,
        "ways": list(ways_of(present, geography)),
        "agreements": [
            {"name": name, "parties": each.parties}
            for name, each in present.agreements.items()
            if each.in_force
        ],
        "messages": latest_first(_messages(session))[:MOST_MESSAGES],
    }


def _as_it_stands(session: Session) -> Scenario:
    """The scenario with the agreements that are in force by now, and the channels that are open.

    What goes through a channel is not said.
    """
    world, now_us = session.world.scenario, session.course.now_us  # what comes now can be cancelled
    agreements, channels = dict(session.scenario.agreements), dict(session.scenario.channels)
    for at, _, effect in changes(world, AgreementEffect):
        if microseconds(at) < now_us:
            written = agreements[effect.name]
            agreements[effect.name] = written.model_copy(update={"in_force": effect.in_force})
    for at, _, opening in changes(world, ChannelEffect):
        if microseconds(at) < now_us and opening.open:
            closed = channels[opening.name]
            channels[opening.name] = closed.model_copy(update={"open": True})
    there = {name: each for name, each in channels.items() if each.open}
    return session.scenario.model_copy(update={"agreements": agreements, "channels": there})


def _messages(session: Session) -> Iterator[Message]:
    """What all teams have been told."""
    course = session.course
    for entry in course.entries:
        if isinstance(entry, Improvised) and entry.message and not entry.to:
            yield Message(entry.story_us / HOUR, entry.message)
    for name, inject in session.world.scenario.injects.items():
        at = fires_at(inject)
        if at < course.now_us and not inject.to and inject.message and not is_by_hand(name):
            yield Message(at / HOUR, inject.message, inject.sender, inject.by)
