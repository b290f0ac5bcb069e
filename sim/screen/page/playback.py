"""What the script of a page plays: the days in whole minutes, as short as they can be said."""

from __future__ import annotations

from typing import Any

from sim.analyses.picture.day import PlayedDay
from sim.analyses.picture.dials import Settings
from sim.analyses.picture.picture import Picture
from sim.engine.record import NEVER
from sim.measures.journey import Stretch
from sim.measures.movements import Movement
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import Cause, End
from sim.screen.page.obstacles import OBSTACLES, called

AT_SENDER, ON_THE_WAY, AT_RECEIVER = 0, 1, 2
"""Where a stretch is spent."""


def playback(picture: Picture) -> dict[str, Any]:
    """Everything that the script needs, to be read as JSON."""
    return {
        "causes": [[cause.words, group_of(cause)] for cause in Cause],
        "ends": [end.words for end in End],
        "delivered": int(End.DELIVERED),
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
        "moves": [_movement(day, movement) for movement in day.movements],
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


def _movement(day: PlayedDay, movement: Movement) -> list[Any]:
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
                _where(day, movement, stretch),
            )
        ),
    ]


def _where(day: PlayedDay, movement: Movement, stretch: Stretch) -> int:
    if stretch.place == day.agencies[movement.receiver]:
        return AT_RECEIVER
    if movement.sender >= 0 and stretch.place == day.agencies[movement.sender]:
        return AT_SENDER
    return ON_THE_WAY


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
