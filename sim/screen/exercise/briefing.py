"""Briefings: what everybody, or one team, may know before play begins, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.exercise.levers import Lever
from sim.exercise.moves import moves_of
from sim.exercise.teams import Team, teams_of
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.document import Block, Bullets, Grid, Heading, Paragraph
from sim.screen.scenario.levers import lever_words
from sim.screen.scenario.moments import moment
from sim.screen.scenario.parties import clock, opening
from sim.screen.toolkit.words import listed, plural


def for_participants(scenario: Scenario) -> list[Block]:
    """What everybody may know: the story, who plays, when, and what is agreed on."""
    teams = teams_of(scenario)
    rows = [(team.name, listed(team.homes), listed(team.agencies)) for team in teams]
    return [
        Heading(scenario.title, 1),
        *_story(scenario),
        Heading("Who plays"),
        Grid(("team", "speaks for", "agencies"), rows),
        *_moves(scenario),
        *_agreements(scenario, tuple(scenario.countries)),
    ]


def for_team(scenario: Scenario, team: Team, levers: Mapping[str, Lever]) -> list[Block]:
    """What one team may know: who it is, what it sees, whom it may tell, what it can do."""
    return [
        Heading(f"{team.name}: {scenario.title}", 1),
        *_story(scenario),
        Heading("Who we are"),
        *(Paragraph(text) for text in (team.role, team.told) if text),
        _agencies(scenario, team),
        Heading("What we see"),
        *_observed(scenario, team),
        Heading("Whom we can tell, by which channel"),
        *_channels(scenario, team),
        *_agreements(scenario, team.homes),
        *_moves(scenario),
        Heading("What we can do"),
        *_levers(levers, team),
    ]


def _story(scenario: Scenario) -> Iterator[Block]:
    for part in scenario.story.split("\n\n"):
        if part.strip():
            yield Paragraph(part)


def _moves(scenario: Scenario) -> Iterator[Block]:
    yield Heading("Moves")
    rows = [
        (
            move.name,
            moment(scenario, move.begins),
            moment(scenario, move.ends),
            f"{move.minutes:g} min",
        )
        for move in moves_of(scenario)
    ]
    yield Grid(("move", "from", "to", "in the room"), rows)
    yield Paragraph("All times of day are UTC, but for office hours.")


def _agencies(scenario: Scenario, team: Team) -> Block:
    rows = []
    for name in team.agencies:
        agency = scenario.agencies[name]
        hours = f"{opening(scenario.opening_of(name))}, {clock(scenario.home(name).utc)}"
        analysts = plural(agency.analysts, "analyst")
        rows.append((name, agency.home, agency.role, analysts, hours))
    return Grid(("agency", "of", "kind", "analysts", "office hours there"), rows)


def _observed(scenario: Scenario, team: Team) -> Iterator[Block]:
    items = []
    for name in team.agencies:
        agency = scenario.agencies[name]
        for each in agency.observes:
            where = listed(each.where or (agency.home,))
            items.append(f"{name}: {listed(each.kinds)}, in {where}")
    yield Bullets(items) if items else Paragraph("Nothing ourselves: what others tell us.")


def _channels(scenario: Scenario, team: Team) -> Iterator[Block]:
    rows = []
    for name, channel in scenario.channels.items():
        ends = channel.between or channel.members or ()
        own = [each for each in ends if each in team.agencies]
        others = [each for each in ends if each not in team.agencies]
        if own and (others or len(own) > 1):
            rows.append(
                (
                    name,
                    channel.kind,
                    listed(own),
                    listed(others or ["each other"]),
                    opening(channel.opening),
                )
            )
    if not rows:
        yield Paragraph("Nobody: no channel leads from our agencies.")
        return
    yield Grid(("channel", "kind", "from our", "to", "open"), rows)


def _agreements(scenario: Scenario, homes: tuple[str, ...]) -> Iterator[Block]:
    rows = []
    for name, agreement in scenario.agreements.items():
        bound = agreement.parties
        if set(bound) & set(homes):
            covers = listed(agreement.covers) if agreement.covers else "everything"
            force = "in force" if agreement.in_force else "not in force"
            rows.append((name, listed(bound), covers, force))
    if rows:
        yield Heading("Agreements")
        yield Grid(("agreement", "between", "covers", ""), rows)


def _levers(levers: Mapping[str, Lever], team: Team) -> Iterator[Block]:
    rows = []
    for number, lever in enumerate(levers.values(), start=1):
        if team.name in lever.teams:
            name, _, does = lever_words(lever, team.name).plain.partition("\n")
            rows.append((str(number), name, does))
    if not rows:
        yield Paragraph("We can talk, and ask the facilitator.")
        return
    yield Grid(("", "lever", "what it does, when, at what price"), rows)
    if any(lever.assumed and team.name in lever.teams for lever in levers.values()):
        yield Paragraph("* no source says what it does and costs: an assumption")
