"""Orders of teams: what a team may order of which copies, and which of its orders it may lift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.engine.record import Record
from sim.exercise.cases import case_of, read_about_cases
from sim.exercise.course import Course
from sim.exercise.errors import RefusedError, UnknownNameError
from sim.exercise.journal.entries import Lifted, Ordered
from sim.exercise.teams import Team
from sim.scenario.schema.scenario import Scenario

ORDERED = ("hold", "send")


def about_case(
    scenario: Scenario, record: Record, team: Team, now_us: int, name: str
) -> dict[str, Any]:
    """What an order notes of the case that a team calls so: the name, and which threat it is.

    Raises:
        UnknownNameError: none of its agencies has read anything of such a case.
    """
    instances, layout = record.timetable.instances, record.plan.layout
    read = read_about_cases(record, team.agencies, now_us)
    occurring = np.unique(record.timetable.instance[read]).tolist()
    known = {case_of(scenario, record, instance): instance for instance in occurring}
    wanted = name.lower().removeprefix("case ")
    for case, instance in known.items():
        if case.lower().removeprefix("case ") == wanted:
            draw = layout.threats[int(instances.draw[instance])]
            subject = layout.subjects[draw.subject].name
            return {"case": case, "subject": subject, "key": int(instances.key[instance])}
    raise UnknownNameError("case", name, known)


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
