"""What the script of a page plays: the days in whole minutes, as short as they can be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analyses.picture.day import Case, PlayedDay
from sim.analyses.picture.dials import Settings
from sim.analyses.picture.picture import Picture
from sim.engine.record import NEVER
from sim.measures.movements import Movement
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import Cause, End
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import DAYS
from sim.scenario.values.dials import Challenge
from sim.screen.page.bars import percent, said_of
from sim.screen.page.following import is_late, steps_of
from sim.screen.page.obstacles import EXPLAINED, OBSTACLES, called
from sim.screen.page.world import happenings, map_states, minutes
from sim.screen.report.conditions import step
from sim.screen.toolkit.words import duration, listed

STOPPED = frozenset(End) - {End.DELIVERED, End.HIT, End.NO_HIT, End.IN_FLIGHT}
"""Ends of what did not come to what it was sent for."""
_END_GROUPS = {
    End.WITHHELD_TRUST: Challenge.TRUST.value,
    End.NO_CONSENT: Challenge.TRUST.value,
    End.WITHHELD_NEED_TO_KNOW: Challenge.PRIORITIES.value,
    End.NOT_RECOGNISED: Challenge.DEFINITIONS.value,
    End.REFUSED: Challenge.LAW.value,
    End.LOST: Challenge.COMMUNICATION.value,
}
"""The challenge to which an end belongs, as the colour of its mark."""


def playback(picture: Picture) -> dict[str, Any]:
    """Everything that the script needs, to be read as JSON."""
    unit = step(picture.findings)
    return {
        **what_is_called(),
        "week": [day[:3] for day in DAYS],
        "days": [
            {
                **day_as_data(day, called(day.condition, picture.called)),
                "begins": day.scenario.begins,
                "states": [
                    [minutes(state.at_us), state.lines, state.in_force] for state in map_states(day)
                ],
                "happened": [[minutes(each.at_us), each.says] for each in happenings(day)],
                "way": _way(day),
            }
            for day in picture.days
        ],
        "beside": picture.days.index(picture.day(picture.beside)),
        "settings": picture.settings and _settings(picture.scenario, picture.settings, unit),
    }


def what_is_called() -> dict[str, Any]:
    """What the script calls causes and ends, with the group of each."""
    return {
        "causes": [[cause.words, group_of(cause)] for cause in Cause],
        "ends": [[end.words, _END_GROUPS.get(end, "none"), int(end in STOPPED)] for end in End],
    }


def group_of(cause: Cause) -> str:
    """The challenge that a cause belongs to, as the colour of its marks; `none` for none."""
    return cause.challenge.value if cause.challenge else "none"


def day_as_data(day: PlayedDay, name: str) -> dict[str, Any]:
    """A day under a name, times in whole minutes of the exercise."""
    number = {agency: place for place, agency in enumerate(day.agencies)}
    return {
        "name": name,
        "minutes": minutes(day.horizon_us),
        "agencies": day.agencies,
        "cases": [_case(case, number) for case in day.cases],
        "moves": [_movement(movement) for movement in day.movements],
        "beliefs": [
            [
                course.case,
                number[course.agency],
                [[minutes(step.at_us), round(step.level, 2)] for step in course.steps],
            ]
            for course in day.beliefs
        ],
        "waiting": [
            [part for at, many in steps for part in (minutes(at), many)] for steps in day.waiting
        ],
    }


def _case(case: Case, number: Mapping[str, int]) -> list[Any]:
    """Name, whether real, onset, when and by whom detected, deadline, what is said of that."""
    return [
        case.name,
        int(case.real),
        minutes(case.onset_us),
        None if case.detected_us is None else minutes(case.detected_us),
        [number[agency] for agency in case.detected_by],
        minutes(case.deadline_us),
        _detected(case),
    ]


def _detected(case: Case) -> str:
    """What is said of its detection, once it has come."""
    if case.detected_us is None:
        return ""
    by = listed(case.detected_by)
    if not case.real:
        return f"taken for a threat by {by}"
    after = duration((case.detected_us - case.onset_us) / HOUR)
    if is_late(case):
        window = duration((case.deadline_us - case.onset_us) / HOUR)
        return f"too late, {after} after its onset, beyond its window of {window}: found by {by}"
    return f"detected by {by}, {after} after its onset"


def _way(day: PlayedDay) -> dict[str, Any] | None:
    if day.way is None:
        return None
    place = {movement.row: number for number, movement in enumerate(day.movements)}
    return {
        "case": day.way.case,
        "moves": [place[row] for row in day.way.rows if row in place],
        "steps": [[step.minute, step.says] for step in steps_of(day)],
    }


def _movement(movement: Movement) -> list[Any]:
    """What, case, sender, receiver, end, when, then (until, cause, where) of each stretch."""
    began = movement.stretches[0].since if movement.stretches else movement.ended
    return [
        movement.what.value,
        movement.instance,
        movement.sender,
        movement.receiver,
        None if movement.end is None else int(movement.end),
        None if movement.ended == NEVER else minutes(movement.ended),
        minutes(began),
        *(
            part
            for stretch in movement.stretches
            for part in (minutes(stretch.until), int(stretch.cause), int(stretch.place.where))
        ),
    ]


def _settings(scenario: Scenario, settings: Settings, unit: int) -> dict[str, Any]:
    longest = settings.longest_hours
    return {
        "challenges": [
            [OBSTACLES[one], EXPLAINED[one], one.value, scenario.dials[one]]
            for one in settings.challenges
        ],
        "each": [
            {
                "strengths": setting.strengths,
                "width": percent(setting.detection_time.value, longest),
                "says": said_of(setting.detection_time, setting.missed, unit),
                "curve": [round(1000 * share) for share in setting.curve],
                "dots": [
                    None if hours is None else round(1000 * hours / longest)
                    for hours in setting.detected
                ],
            }
            for setting in settings.each
        ],
    }
