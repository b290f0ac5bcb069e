"""What changes on a map on the way: lines cut or covered, agreements, and what happens when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sim.analyses.picture.day import PlayedDay
from sim.frozen import frozen
from sim.plan.awaiting import once
from sim.plan.databases import with_databases
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.state import State
from sim.plan.timeline import openings, outages, timeline
from sim.plan.values.plan import Awaited
from sim.scenario.schema.scenario import Scenario
from sim.screen.page.geography import Geography, geography_of
from sim.screen.page.ways import Way, ways_of
from sim.screen.toolkit.words import listed

AGREED, FORMAL, CUT = 0, 1, 2
"""How a line is drawn: under an agreement, by the formal route at best, with no channel open."""
_HAPPEN = ("inject", "programme", "order")


@frozen
class MapState:
    """How a map looks from a moment on."""

    at_us: int
    lines: tuple[tuple[int, str], ...]
    """By line: how it is drawn, and what is said of it."""
    in_force: str
    """Which agreements are in force; nothing where the scenario has none."""


@frozen
class Happened:
    """What happens to the world at a moment: a message, a programme, an order."""

    at_us: int
    says: str


def happenings(day: PlayedDay) -> list[Happened]:
    """What happens to the world on a day, by time."""
    return [
        Happened(event.at, f"{event.subject}: {event.why}" if event.why else event.subject)
        for event in day.events
        if event.what in _HAPPEN
    ]


def map_states(day: PlayedDay) -> list[MapState]:
    """How its map looks over a day, each once it differs from before."""
    scenario = with_databases(_as_it_came(day))
    geography = geography_of(scenario)
    closed = _closed(scenario)
    moments = timeline(scenario)
    edges = {edge for spells in closed.values() for spell in spells for edge in spell}
    instants = sorted({0, *edges, *(max(0, moment.at) for moment in moments)})
    found: list[MapState] = []
    channels, known = _channels_between(scenario), dict[str, list[Way]]()
    for at in (at for at in instants if at < day.horizon_us):
        state = [moment.state for moment in moments if moment.at <= at][-1]
        law = repr((state.in_force, state.ratified))
        if law not in known:
            known[law] = list(ways_of(scenario, geography, state))
        new = MapState(
            at,
            tuple(_line(way, channels, closed, at) for way in known[law]),
            _in_force(scenario, state),
        )
        if not found or (new.lines, new.in_force) != (found[-1].lines, found[-1].in_force):
            found.append(new)
    return found


def lines_of(scenario: Scenario) -> tuple[Geography, list[Way]]:
    """A map and its lines, in the order in which its states tell of them."""
    complete = with_databases(scenario)
    geography = geography_of(complete)
    return geography, list(ways_of(complete, geography))


def _as_it_came(day: PlayedDay) -> Scenario:
    """The scenario with what came on a condition at its time on this day."""
    waits = {name for name, inject in day.scenario.injects.items() if inject.condition is not None}
    came: dict[Awaited, int] = {
        ("inject", event.subject): event.at
        for event in day.events
        if event.what == "inject" and event.subject in waits
    }
    return once(day.scenario, came)


Spells = dict[str, list[tuple[int, int]]]
"""By channel: from when to when, in microseconds."""


def _closed(scenario: Scenario) -> Spells:
    """When channels are closed on the way or not yet open; their dial shortens an outage."""
    spells: Spells = {name: [(0, opens)] for name, opens in openings(scenario).items()}
    for name, written in outages(scenario).items():
        spells.setdefault(name, []).extend(
            (since, since + round((until - since) * scenario.dials.communication))
            for since, until in written
        )
    return spells


def _channels_between(scenario: Scenario) -> dict[frozenset[str], set[str]]:
    """By two countries or bodies: the channels between agencies of theirs."""
    found: dict[frozenset[str], set[str]] = {}
    for name, channel in scenario.channels.items():
        ends = channel.between or channel.members or ()
        homes = {scenario.agencies[end].home for end in ends}
        for pair in combinations(sorted(homes), 2):
            found.setdefault(frozenset(pair), set()).add(name)
    return found


def _line(
    way: Way, channels: dict[frozenset[str], set[str]], closed: Spells, at: int
) -> tuple[int, str]:
    between = channels.get(frozenset((way.one.name, way.other.name)), set())
    shut = [
        name
        for name in sorted(between)
        if any(since <= at < until for since, until in closed.get(name, ()))
    ]
    says = f"{way.one.name} and {way.other.name}: {way.channel}; {way.law}"
    says += f"; closed: {listed(shut)}" if shut else ""
    if between and len(shut) == len(between):
        return CUT, says
    return (FORMAL if way.formal else AGREED), says


def _in_force(scenario: Scenario, state: State) -> str:
    if not scenario.agreements:
        return ""
    return listed(_agreements(scenario, state)) or "none"


def _agreements(scenario: Scenario, state: State) -> Iterator[str]:
    for name, agreement in scenario.agreements.items():
        if not state.in_force[name]:
            continue
        ratified = [party for party in agreement.parties if party in state.ratified[name]]
        partly = len(ratified) < len(agreement.parties)
        if ratified:
            yield f"{name} ({', '.join(ratified)} so far)" if partly else name


def minutes(at_us: int) -> int:
    """A moment in whole minutes, as pages play it."""
    return at_us * 60 // HOUR
