"""Orders of teams: what a team may order of which copies, and which of its orders it may lift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.engine.record import LINKED, NEVER, Record
from sim.exercise.cases import case_of
from sim.exercise.course import Course
from sim.exercise.errors import RefusedError, UnknownNameError
from sim.exercise.journal.entries import Lifted, Ordered
from sim.exercise.teams import Team
from sim.scenario.schema.scenario import Scenario

ORDERED = ("hold", "send")


def known_case(scenario: Scenario, record: Record, team: Team, now_us: int, name: str) -> int:
    """The occurrence of a threat or red herring that a team calls so.

    Raises:
        UnknownNameError: none of its agencies has read anything of such a case.
    """
    known = dict(_cases(scenario, record, team, now_us))
    wanted = name.lower().removeprefix("case ")
    for case, instance in known.items():
        if case.lower().removeprefix("case ") == wanted:
            return instance
    raise UnknownNameError("case", name, known)


def _cases(
    scenario: Scenario, record: Record, team: Team, now_us: int
) -> Iterator[tuple[str, int]]:
    """(name, instance) of what a team's agencies have read of."""
    timetable, names = record.timetable, record.plan.layout.agencies
    for row in range(timetable.first_question):
        instance, done = int(timetable.instance[row]), int(record.done[row])
        read = done != NEVER and done < now_us and record.overlooked[row] == LINKED
        if instance >= 0 and read and names[int(timetable.agency[row])] in team.agencies:
            yield case_of(scenario, record, instance), instance


def agencies_named(
    scenario: Scenario, teams: Mapping[str, Team], names: Iterable[str]
) -> tuple[str, ...]:
    """The agencies that names stand for: each of an agency, a country, a body or a team.

    Raises:
        UnknownNameError: one stands for none.
    """
    by_name: dict[str, tuple[str, ...]] = {}
    by_name |= {agency: (agency,) for agency in (*scenario.agencies, *scenario.databases)}
    for agency, written in scenario.agencies.items():
        by_name[written.home] = (*by_name.get(written.home, ()), agency)
    by_name |= {name: team.agencies for name, team in teams.items() if name not in by_name}
    found: list[str] = []
    for name in names:
        if name not in by_name:
            raise UnknownNameError("agency or country", name, by_name)
        found += by_name[name]
    return tuple(dict.fromkeys(found))


def check_senders(team: Team, agencies: Iterable[str]) -> None:
    """Refuses an order to agencies that are not the team's own."""
    for agency in agencies:
        if agency not in team.agencies:
            own = ", ".join(team.agencies)
            raise RefusedError(f"{team.name} can order only its own agencies: {own}.")


def check_lift(course: Course, team: Team, order: int) -> None:
    """Refuses to lift what is no order of the team, or was lifted before."""
    standing = [each.number for each in standing_orders(course, team)]
    if order not in standing:
        there = ", ".join(map(str, standing)) or "none"
        raise RefusedError(f"{team.name} has no order {order} that stands. There are: {there}.")


def standing_orders(course: Course, team: Team) -> tuple[Ordered, ...]:
    """The orders of a team that it has not lifted."""
    lifted = {entry.order for entry in course.entries if isinstance(entry, Lifted)}
    given = (entry for entry in course.entries if isinstance(entry, Ordered))
    return tuple(each for each in given if each.team == team.name and each.number not in lifted)
