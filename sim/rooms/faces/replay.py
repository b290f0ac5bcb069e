"""Replay: the day again on the wall, the truth laid over it, or as one team saw a moment of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.analyses.picture.day import day_of
from sim.exercise.debrief import Facts
from sim.exercise.moves import moves_of
from sim.exercise.session import Session
from sim.exercise.view import View
from sim.exercise.world import fires_at, is_by_hand
from sim.frozen import frozen
from sim.plan.databases import with_databases
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.faces.pictures import came, place, weeks
from sim.screen.exercise.replay import letter_of
from sim.screen.page.geography import geography_of
from sim.screen.page.playback import day_as_data, what_is_called
from sim.screen.page.ways import ways_of
from sim.sentences import joined

MOST_SEEN = 3
"""Of each list of what a team knew the latest, so that all lists are on the wall at once."""
TOO_NEAR = 60
"""So near to each other on the strip, letters would not be read."""
Mark = tuple[float, str, str]
"""Where on the strip, a sign, and what it stands for."""


@frozen
class Moment:
    """Which moment of the day the wall shows, as whom, and whether it goes on from there."""

    hour: float = 0.0
    """Of the story."""
    team: str = ""
    """As this team saw it; empty for the truth."""
    hours_a_minute: float = 0.0
    """How fast it plays; 0 while it stands."""


def replay(session: Session, facts: Facts, moment: Moment) -> dict[str, Any]:
    """A map, the day as a strip, and what a team knew at the moment that is shown."""
    scenario = with_databases(session.scenario)
    geography = geography_of(scenario)
    seen = session.view(moment.team, min(moment.hour, session.now)) if moment.team else None
    return {
        "map": geography,
        "ways": list(ways_of(scenario, geography)),
        "places": {name: number for number, name in enumerate(scenario.agencies)},
        "own": _own(session, moment.team, list(scenario.agencies)),
        "moment": moment,
        "strip": list(_strip(session, facts)),
        "days": list(weeks(session.scenario)),
        "seen": None if seen is None else _seen(seen),
        "stops": stops(session, facts),
    }


def day(session: Session, facts: Facts) -> dict[str, Any]:
    """What the script of the map plays: the session's own day."""
    played = day_of("", session.world.scenario, session.record)
    data = day_as_data(played, session.scenario.title)
    cases = [[truth.case, *told] for truth, told in zip(facts.cases, data["cases"], strict=True)]
    return what_is_called() | data | {"cases": cases}


def stops(session: Session, facts: Facts) -> list[float]:
    """The hours of the story at which there is something to look at."""
    hours = [one.at for one in facts.decisions]
    hours += [one.begins for one in facts.cases]
    hours += [one.detected for one in facts.cases if one.detected is not None]
    hours += [at for at, _ in _injects(session)]
    return sorted({hour for hour in hours if 0 <= hour <= session.now})


def _own(session: Session, team: str, agencies: Sequence[str]) -> list[int]:
    """The numbers of the agencies of a team."""
    own = session.teams[team].agencies if team else ()
    return [number for number, name in enumerate(agencies) if name in own]


def _strip(session: Session, facts: Facts) -> Iterator[dict[str, Any]]:
    """Rows of the strip: cases while they are there, decisions, injects, moves."""
    scenario = session.scenario
    for case in facts.cases:
        yield {"kind": "case", "case": case, "bar": came(scenario, case)}
    marks = [
        (place(scenario, one.at), letter_of(number), one.words)
        for number, one in enumerate(facts.decisions)
    ]
    yield {"kind": "decisions", "marks": list(gathered(marks))}
    told = [(place(scenario, at), "!", words) for at, words in _injects(session)]
    yield {"kind": "injects", "marks": told}
    moves = [(place(scenario, one.begins), "|", one.name) for one in moves_of(scenario)]
    yield {"kind": "moves", "marks": moves}


def gathered(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Those that would lie over one another as one, from the first letter to the last."""
    groups: list[list[Mark]] = []
    for mark in marks:
        if groups and mark[0] - groups[-1][0][0] < TOO_NEAR:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    for group in groups:
        (first, sign, _), (last, last_sign, _) = group[0], group[-1]
        signs = sign if len(group) == 1 else f"{sign}-{last_sign}"
        yield (first + last) / 2, signs, joined(words for *_, words in group)


def _injects(session: Session) -> list[tuple[float, str]]:
    """When each inject came, and what it is called."""
    came = [
        (fires_at(inject), name)
        for name, inject in session.world.scenario.injects.items()
        if not is_by_hand(name)
    ]
    return sorted((at / HOUR, name) for at, name in came if at < session.course.now_us)


def _seen(view: View) -> dict[str, Any]:
    """What a team knew, the surest and the latest first."""
    return {
        "beliefs": sorted(view.beliefs, key=lambda one: (-one.probability, one.agency)),
        "messages": view.messages[:MOST_SEEN],
        "seen": view.seen[:MOST_SEEN],
        "sent": view.sent[:MOST_SEEN],
        "desks": view.desks,
    }
