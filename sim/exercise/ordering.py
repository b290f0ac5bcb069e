"""Orders of teams: what a team may order of which copies, and which of its orders it may lift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.engine.record import Record
from sim.exercise.cases import case_of, read_about_cases
from sim.exercise.course import Course
from sim.exercise.deciding import known
from sim.exercise.errors import RefusedError, UnknownCaseError, UnknownNameError
from sim.exercise.journal.entries import Lifted, Ordered
from sim.exercise.journal.orders import ORDERS
from sim.exercise.teams import Team
from sim.exercise.waiting import report_name, waiting_copies
from sim.exercise.world import World
from sim.plan.orders import written_orders
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence

REPLIES = ("send", "keep")


def about_case(
    scenario: Scenario, record: Record, team: Team, now_us: int, name: str
) -> dict[str, Any]:
    """What an order notes of the case that a team calls so: the name, and which threat it is.

    Raises:
        UnknownCaseError: none of its agencies has read anything of such a case.
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
    raise UnknownCaseError(team.name, name, known)


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


def check_order(
    scenario: Scenario, what: str, about: Mapping[str, Any], level: float | None, to: Iterable[str]
) -> None:
    """Refuses an order that says too little or too much for what it orders."""
    order = known("order", what, ORDERS)
    said = {**about, "to": tuple(to)}
    if order.needs == ("case",) and not about["case"]:
        raise RefusedError(
            Sentence(
                "An order to {what} is about one case: say which, as `case C146`.",
                what=Sentence(what),
            )
        )
    if order.needs == ("to",) and (about["case"] or about["category"] or not said["to"]):
        raise RefusedError(
            Sentence(
                "An order to {what} is about partners: say whose word, as `from NAME`.",
                what=Sentence(what),
            )
        )
    if level is not None and ("level" not in order.takes or not 0 <= level <= 1):
        raise RefusedError(Sentence("Only `discount` and `believe` take a degree, from 0 to 1."))
    if order.needs and not any(said[name] for name in order.needs):
        raise RefusedError(Sentence("Say what is read first: a case, a category, or from whom."))
    requests = scenario.requests
    if what == "ask" and requests is not None and requests.work is None:
        raise RefusedError(Sentence("Nobody answers requests here: `requests` has no `work`."))


def check_senders(team: Team, agencies: Iterable[str]) -> None:
    """Refuses an order to agencies that are not the team's own."""
    for agency in agencies:
        if agency not in team.agencies:
            raise RefusedError(
                Sentence(
                    "{team} can order only its own agencies: {agencies}.",
                    team=team.name,
                    agencies=team.agencies,
                )
            )


def check_lift(present: Scenario, course: Course, team: Team, order: int | str) -> None:
    """Refuses to lift what is no order of the team or to it, or was lifted before."""
    standing = [
        *(each.number for each in standing_orders(course, team)),
        *orders_to(present, team, course.now_us),
    ]
    if order not in standing:
        raise RefusedError(
            Sentence(
                "{team} has no order {order} that stands. There are: {known}.",
                team=team.name,
                order=order,
                known=[str(one) for one in standing] or Sentence("none"),
            )
        )


def orders_to(present: Scenario, team: Team, now_us: int) -> dict[str, float]:
    """The orders of a scenario, as it is played, that stand for a team's own agencies alone.

    By name: since which hour.
    """
    return {
        order.name: order.at / HOUR
        for order in written_orders(present)
        if set(order.agencies) <= set(team.agencies)
        and order.at <= now_us
        and (order.until is None or now_us < order.until)
    }


def standing_orders(course: Course, team: Team) -> tuple[Ordered, ...]:
    """The orders of a team that it has not lifted."""
    lifted = {entry.order for entry in course.entries if isinstance(entry, Lifted)}
    given = (entry for entry in course.entries if isinstance(entry, Ordered))
    return tuple(each for each in given if each.team == team.name and each.number not in lifted)


def reports_waiting(
    scenario: Scenario, world: World, team: Team, now_us: int
) -> dict[str, dict[str, Any]]:
    """By the name of each report that waits for a team's answer: what its answer notes of it."""
    record, _ = world.until(now_us)
    timetable, layout = record.timetable, record.plan.layout
    linked = set(read_about_cases(record, team.agencies, now_us).tolist())
    found: dict[str, dict[str, Any]] = {}
    for waiting in waiting_copies(record, team.agencies, now_us):
        row = waiting.row
        tie, subject = layout.ties[timetable.tie[row]], layout.subjects[timetable.subject[row]]
        about: dict[str, Any] = {
            "senders": (layout.agencies[tie.sender],),
            "to": (layout.agencies[tie.receiver],),
            "category": layout.categories[subject.category],
            "copy_key": int(timetable.key[row]),
        }
        instance = int(timetable.instance[row])
        if instance >= 0:
            indicator = int(timetable.reports.indicator[timetable.report[row]])
            about |= {
                "subject": subject.name,
                "key": int(timetable.instances.key[instance]),
                "indicator": layout.indicators[indicator].name,
            }
        if int(timetable.parent[row]) in linked:
            about["case"] = case_of(scenario, record, instance)
        found[report_name(int(timetable.key[row]))] = about
    return found
