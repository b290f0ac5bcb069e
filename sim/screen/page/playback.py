"""What the script of a page plays: the days in whole minutes, as short as they can be said."""

from __future__ import annotations

from typing import Any

from sim.analyses.picture.day import PlayedDay
from sim.analyses.picture.dials import Settings
from sim.analyses.picture.picture import Picture
from sim.engine.record import NEVER
from sim.measures.movements import Movement
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import Cause, End
from sim.scenario.values.dials import Challenge
from sim.screen.page.obstacles import OBSTACLES, called

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
    return {
        "causes": [[cause.words, group_of(cause)] for cause in Cause],
        "ends": [[end.words, _END_GROUPS.get(end, "none"), int(end in STOPPED)] for end in End],
        "days": [_day(picture, day) for day in picture.days],
        "beside": picture.days.index(picture.day(picture.beside)),
        "threat": picture.story.threat if picture.story else None,
        "settings": picture.settings and _settings(picture.settings),
    }


def group_of(cause: Cause) -> str:
    """The challenge that a cause belongs to, as the colour of its marks; `none` for none."""
    return cause.challenge.value if cause.challenge else "none"


def _day(picture: Picture, day: PlayedDay) -> dict[str, Any]:
    number = {name: place for place, name in enumerate(day.agencies)}
    return {
        "name": called(day.condition, picture.called),
        "minutes": _minutes(day.horizon_us),
        "agencies": day.agencies,
        "cases": [
            [
                case.name,
                int(case.real),
                _minutes(case.onset_us),
                None if case.detected_us is None else _minutes(case.detected_us),
                [number[agency] for agency in case.detected_by],
            ]
            for case in day.cases
        ],
        "moves": [_movement(movement) for movement in day.movements],
        "beliefs": [
            [
                course.case,
                number[course.agency],
                [[_minutes(step.at_us), round(step.level, 2)] for step in course.steps],
            ]
            for course in day.beliefs
        ],
        "waiting": [
            [part for at, many in steps for part in (_minutes(at), many)] for steps in day.waiting
        ],
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
        None if movement.ended == NEVER else _minutes(movement.ended),
        _minutes(began),
        *(
            part
            for stretch in movement.stretches
            for part in (
                _minutes(stretch.until),
                int(stretch.cause),
                int(stretch.place.where),
            )
        ),
    ]


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "challenges": [OBSTACLES[challenge] for challenge in settings.challenges],
        "each": [
            [
                list(setting.strengths),
                *(
                    None if number is None else round(number, 2)
                    for number in (
                        setting.detection_time.value,
                        setting.detection_time.low,
                        setting.detection_time.high,
                    )
                ),
                round(setting.missed.value, 4),
            ]
            for setting in settings.each
        ],
    }


def _minutes(at_us: int) -> int:
    return at_us * 60 // HOUR
