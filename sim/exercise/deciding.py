"""What may be decided when: checks that a session makes before it writes an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sim.errors import InputError
from sim.exercise.course import Course
from sim.exercise.errors import RefusedError, UnknownNameError
from sim.exercise.journal.entries import STEERS, Proposed
from sim.exercise.levers import Lever
from sim.exercise.teams import Team
from sim.exercise.world import World, fires_at, pulled_at
from sim.frozen import frozen
from sim.measures.conditions import first_moment
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.scenario.schema.injects import InjectKind
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Figure, Sentence

Named = TypeVar("Named")


def known(kind: str, name: str, among: Mapping[str, Named]) -> Named:
    """What has that name among all of a kind.

    Raises:
        UnknownNameError: nothing has.
    """
    if name not in among:
        raise UnknownNameError(kind, name, among)
    return among[name]


def check_time(course: Course, target_us: int, horizon_us: int) -> None:
    """Refuses to go on to a time that is past, or beyond the end of the exercise."""
    if course.now_us >= horizon_us:
        raise RefusedError(Sentence("The exercise has reached its end: `end` closes the session."))
    if target_us <= course.now_us:
        raise RefusedError(
            Sentence(
                "The story stands at {hours} h; going back is `rewind`.",
                hours=_hours(course.now_us),
            )
        )


def _hours(time_us: int) -> Figure:
    return Figure(f"{time_us / HOUR:g}")


def check_past(course: Course, at_us: int) -> None:
    """Refuses a time that has not come, or was before the beginning."""
    if not 0 <= at_us <= course.now_us:
        raise RefusedError(
            Sentence(
                "The story has come to {now} h: what was seen at {at} h cannot be told.",
                now=_hours(course.now_us),
                at=_hours(at_us),
            )
        )


def check_settings(written: Scenario, settings: Mapping[str, Any]) -> None:
    """Refuses settings that the scenario could not have.

    Raises:
        InputError: a path leads nowhere, or a value does not fit.
    """
    if settings:
        written.set(settings)


def check_lever(course: Course, world: World, lever: Lever, team: Team) -> None:
    """Refuses a lever to a team that may not pull it, not yet, or not any more."""
    if team.name not in lever.teams:
        raise RefusedError(
            Sentence("{lever} is for {teams} to decide.", lever=lever.name, teams=lever.teams)
        )
    check_lever_now(course, world, lever)


def check_lever_now(course: Course, world: World, lever: Lever) -> None:
    """Refuses a lever that nobody may pull yet, or any more."""
    if reason := why_not_now(course, world, lever):
        raise RefusedError(Sentence("{lever}: {reason}.", lever=lever.name, reason=reason))


def why_not_now(course: Course, world: World, lever: Lever) -> str:
    """Why nobody may pull a lever now; nothing where its teams may."""
    now_us = course.now_us
    by_itself = pulled_at(world.scenario, lever.name)
    if course.pulls_of(lever.name) + (by_itself < now_us) >= lever.often:
        if lever.often == 1:
            return Sentence("it can be pulled once, and has been")
        return Sentence("it can be pulled {number} times, and has been", number=lever.often)
    if now_us < microseconds(lever.since):
        day, hour = divmod(lever.since, 24)
        since, clock = Figure(f"{day + 1:.0f}"), Figure(f"{hour:g}")
        if not hour:
            return Sentence("it can be pulled from day {day} of the story on", day=since)
        return Sentence(
            "it can be pulled from day {day}, hour {hour}, of the story on", day=since, hour=clock
        )
    if lever.when is not None and not world.has_held(lever.when, now_us):
        return Sentence("it cannot be pulled yet: what it waits for has not come true")
    return ""


def may_be_pulled_from(world: World, lever: Lever) -> float | None:
    """From which hour of the story on a lever may be pulled as things stand; None for never."""
    if lever.when is None:
        return lever.since
    first = first_moment(lever.when, world.conditions)
    return None if first is None else max(lever.since, first / HOUR)


def check_proposal(
    course: Course, world: World, levers: Mapping[str, Lever], team: str, proposal: int
) -> Proposed:
    """The proposal of that number, on which a team has a say.

    Raises:
        RefusedError: there is none, it has not, or the lever is pulled already.
    """
    proposed = course.proposals.get(proposal)
    if proposed is None:
        raise RefusedError(
            Sentence(
                "Entry {number} is no proposal. There are: {known}.",
                number=proposal,
                known=[str(one) for one in course.proposals] or Sentence("none"),
            )
        )
    lever = levers[proposed.lever]
    if team not in lever.keys_beside(proposed.team):
        raise RefusedError(
            Sentence("{team} need not agree to {lever}.", team=team, lever=lever.name)
        )
    if proposal in course.carried_out:
        raise RefusedError(
            Sentence(
                "All have agreed to proposal {number}: {lever} was pulled.",
                number=proposal,
                lever=lever.name,
            )
        )
    check_lever_now(course, world, lever)
    return proposed


def check_inject(
    course: Course,
    written: Scenario,
    present: Scenario,
    name: str,
    what: str,
    to_us: int | None,
) -> None:
    """Refuses to steer an inject that has fired, or to a time that is past."""
    known("inject", name, written.injects)
    if what not in STEERS:
        raise RefusedError(
            Sentence(
                "{what} is nothing that can be done with an inject: {known}.",
                what=what,
                known=STEERS,
            )
        )
    if written.injects[name].kind is InjectKind.EXPECTED:
        raise RefusedError(
            Sentence(
                "{inject} is an expected event: people do it by themselves, there is nothing to "
                "{what}.",
                inject=name,
                what=what,
            )
        )
    if (what == "move") != (to_us is not None):
        raise RefusedError(
            Sentence("To move an inject takes the hour to move it to; nothing else does.")
        )
    if name in present.injects and fires_at(present.injects[name]) < course.now_us:
        raise RefusedError(Sentence("{inject} has fired already.", inject=name))
    if to_us is not None and to_us < course.now_us:
        raise RefusedError(Sentence("{inject} cannot be moved into the past.", inject=name))


def check_effects(written: Scenario, effects: Sequence[dict[str, Any]]) -> None:
    """Refuses effects that an inject of the scenario could not have.

    Raises:
        InputError: every problem, with its place in the effect.
    """
    if not effects:
        return
    inject = {"at": "0 h", "message": "by hand", "effects": list(effects)}
    try:
        written.set({f"injects.{_BY_HAND}": inject})
    except InputError as error:
        raise InputError(
            replace(problem, file="effect", where=_within_effect(problem.where))
            for problem in error.problems
        ) from error


_BY_HAND = "by hand"


def _within_effect(where: str) -> str:
    """The place in the effect of a place in the scenario."""
    _, _, place = where.partition(f"{_BY_HAND}.effects.")
    number, _, rest = place.partition(".")
    return rest if number.isdigit() else place


@frozen
class Unanswered:
    """A proposal that waits for others."""

    number: int
    """Of its entry."""
    proposed: Proposed
    silent: tuple[str, ...]
    """The teams that have not answered."""


def unanswered(course: Course, levers: Mapping[str, Lever]) -> Iterator[Unanswered]:
    """The proposals that could still come to something and on which somebody has said nothing."""
    for number, proposed in course.proposals.items():
        lever, answers = levers[proposed.lever], course.answers_to(number)
        silent = tuple(team for team in lever.keys_beside(proposed.team) if team not in answers)
        if silent and course.pulls_of(lever.name) < lever.often:
            yield Unanswered(number, proposed, silent)
