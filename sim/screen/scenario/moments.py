"""Moments of the story as a room says them: the day and the time of day."""

from __future__ import annotations

from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import DAYS
from sim.sentences import Sentence

MINUTES_A_DAY = 24 * 60


def moment(scenario: Scenario, hours: float) -> str:
    """An hour of the story as its day, counted from 1, the day of the week, and the time in UTC."""
    minutes = scenario.begins + int(hours * 60 + 1e-6)
    day = minutes // MINUTES_A_DAY - scenario.begins // MINUTES_A_DAY + 1
    weekday = DAYS[minutes // MINUTES_A_DAY % 7][:3]
    rest = minutes % MINUTES_A_DAY
    time = f"{rest // 60:02}:{rest % 60:02}"
    return Sentence("day {day}, {weekday} {time}", day=day, weekday=Sentence(weekday), time=time)
