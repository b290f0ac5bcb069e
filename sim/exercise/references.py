"""References: what entries of a journal name must be there, in the scenario or before them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from sim.errors import InputError
from sim.exercise.course import Course
from sim.exercise.deciding import check_effects, check_settings
from sim.exercise.journal.entries import (
    Answered,
    Assessed,
    Entry,
    Improvised,
    Lifted,
    Ordered,
    Planned,
    Proposed,
    Pulled,
    Rated,
    Replied,
    Ruled,
    Steered,
)
from sim.exercise.journal.errors import NotAJournalError
from sim.exercise.levers import levers_of
from sim.exercise.objectives import objectives_of
from sim.exercise.teams import teams_of
from sim.scenario.schema.scenario import Scenario

TEAM, LEVER, INJECT = (
    "a team of the scenario",
    "a lever of the scenario",
    "an inject of the scenario",
)
OBJECTIVE, AGENCY = "an objective of the scenario", "an agency of the scenario"
CATEGORY, ORDER = "a category of the scenario", "an order of the scenario"


def check_references(path: Path, scenario: Scenario, journal: Sequence[Entry]) -> None:
    """Refuses entries about what the scenario does not have, or what was not decided before.

    Raises:
        NotAJournalError: with the line of the first.
    """
    there = _names(scenario)
    for entry in journal:
        for expected, name in _named(entry):
            if name not in there[expected]:
                raise NotAJournalError(path, entry.number + 1, expected, name)
        if not _is_about_one_before(journal, entry):
            raise NotAJournalError(path, entry.number + 1, *_before(entry))
        if isinstance(entry, Planned):
            _check_settings(path, scenario, entry)
    _check_effects(path, scenario, journal)


def _names(scenario: Scenario) -> Mapping[str, Collection[str]]:
    """What there is, by what is expected."""
    teams = teams_of(scenario)
    return {
        TEAM: {team.name for team in teams},
        LEVER: levers_of(scenario, teams),
        INJECT: scenario.injects,
        OBJECTIVE: objectives_of(scenario),
        AGENCY: {*scenario.agencies, *scenario.databases},
        CATEGORY: {"", *scenario.categories()},
        ORDER: {"", *scenario.exercise.orders},
    }


def _named(entry: Entry) -> Iterator[tuple[str, str]]:
    """(what is expected, name) of all that an entry names of the scenario."""
    team = getattr(entry, "team", None)
    if team is not None:
        yield TEAM, team
    match entry:
        case Pulled():
            yield LEVER, entry.lever
            yield from ((TEAM, each) for each in entry.agreed)
        case Proposed():
            yield LEVER, entry.lever
        case Ordered() | Replied():
            yield from ((AGENCY, each) for each in (*entry.senders, *entry.to))
            yield CATEGORY, entry.category
        case Lifted():
            yield ORDER, entry.name
        case Improvised():
            yield from ((TEAM, each) for each in entry.to)
        case Steered():
            yield INJECT, entry.inject
        case Assessed():
            yield OBJECTIVE, entry.objective


def _is_about_one_before(journal: Sequence[Entry], entry: Entry) -> bool:
    """Whether what an entry answers, rates or lifts was entered before it, on the way to it."""
    wanted = _before(entry)[1]
    if not wanted:
        return True
    number = int(wanted)
    before = {each.number: each for each in Course.of(journal, entry.after).entries}.get(number)
    match entry:
        case Answered():
            return isinstance(before, Proposed)
        case Rated():
            return isinstance(before, Pulled | Ordered | Replied) and before.team == entry.team
        case _:
            return isinstance(before, Ordered) and before.team == getattr(entry, "team", None)


def _before(entry: Entry) -> tuple[str, str]:
    """What is expected of the entry that an entry is about, and its number; empty for none."""
    match entry:
        case Answered():
            return "the number of a proposal before it", str(entry.proposal)
        case Rated():
            return f"the number of a decision of {entry.team} before it", str(entry.decision)
        case Lifted() if not entry.name:
            return f"the number of an order of {entry.team} before it", str(entry.order)
        case _:
            return "", ""


def _check_settings(path: Path, scenario: Scenario, entry: Planned) -> None:
    try:
        check_settings(scenario, entry.settings)
    except InputError as error:
        raise _no_input(path, entry, "settings of the scenario", error) from error


def _check_effects(path: Path, scenario: Scenario, journal: Sequence[Entry]) -> None:
    """All at once, since each check reads the scenario anew; where one is wrong, one by one."""
    changing = [entry for entry in journal if isinstance(entry, Improvised | Ruled)]
    try:
        check_effects(scenario, [effect for entry in changing for effect in entry.effects])
    except InputError:
        for entry in changing:
            try:
                check_effects(scenario, entry.effects)
            except InputError as error:
                raise _no_input(path, entry, "effects on the scenario", error) from error
        raise


def _no_input(path: Path, entry: Entry, what: str, error: InputError) -> NotAJournalError:
    first = error.problems[0]
    expected = f"{what} ({first.where}: expected {first.expected})"
    return NotAJournalError(path, entry.number + 1, expected, first.found)
