"""The exercise of a scenario: who plays, in which moves, with which levers, towards what."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from sim.exercise.levers import Lever, levers_of
from sim.exercise.moves import moves_of
from sim.exercise.teams import Team, teams_of
from sim.scenario.schema.exercise import Exercise
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.levers import lever_words
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, plural

STAR = "* no source says what the lever does, when and at what price: an assumption"


def exercise(scenario: Scenario, paper: Paper) -> RenderableType | None:
    """What people need to play it; of one that describes nothing, what stands for that."""
    teams = teams_of(scenario)
    levers = levers_of(scenario, teams)
    if scenario.exercise == Exercise():
        return _undescribed(teams, levers)
    return apart(
        _teams(teams, paper),
        _moves(scenario, paper),
        _levers(levers, paper),
        _objectives(scenario, paper),
    )


def _undescribed(teams: tuple[Team, ...], levers: Mapping[str, Lever]) -> Text | None:
    if not teams:
        return None
    words = f"The file describes none, so it is played with {plural(len(teams), 'team')}, one for "
    more = f"each country, four moves of equal length and {plural(len(levers), 'lever')} that its "
    return Text(f"{words}{more}world allows: `entente exercise open`.", style=CAPTION)


def _teams(teams: tuple[Team, ...], paper: Paper) -> RenderableType:
    listing = table(paper, [("team", "left"), ("speaks for", "left"), ("who they are", "left")])
    for team in teams:
        listing.add_row(safe(team.name), listed(map(safe, team.homes)), safe(team.role))
    return listing


def _moves(scenario: Scenario, paper: Paper) -> RenderableType:
    columns = [("move", "left"), ("from", "left"), ("to", "left"), ("in the room", "right")]
    listing = table(paper, columns)
    for move in moves_of(scenario):
        begins, ends = (moment(scenario, at) for at in (move.begins, move.ends))
        listing.add_row(safe(move.name), begins, ends, f"{move.minutes:g} min")
    return listing


def _levers(levers: Mapping[str, Lever], paper: Paper) -> RenderableType:
    columns = [("", "right"), ("lever", "left"), ("who may", "left"), ("what it does", "left")]
    listing = table(paper, columns)
    for number, lever in enumerate(levers.values(), start=1):  # as they are typed at the desk
        name, _, does = lever_words(lever, "").plain.partition("\n")
        listing.add_row(str(number), name, listed(map(safe, lever.teams)), does)
    starred = any(lever.assumed for lever in levers.values())
    return Group(listing, *([Text(STAR, style=CAPTION)] if starred else []))


def _objectives(scenario: Scenario, paper: Paper) -> RenderableType | None:
    objectives = scenario.exercise.objectives
    if not objectives:
        return None
    columns = [("objective", "left"), ("of", "left"), ("critical task", "left"), ("by", "left")]
    listing = table(paper, columns)
    for name, objective in objectives.items():
        first = [safe(name), safe(objective.organisation or "all teams")]
        for task in objective.tasks.values():
            by = "" if task.by is None else duration(task.by)
            listing.add_row(*first, safe(task.says), by)
            first = ["", ""]
        if not objective.tasks:
            listing.add_row(*first, "", "")
    return listing
