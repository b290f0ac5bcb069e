"""Threat assessments on the time of an exercise: from when to when each of them has an effect.

A reader weighs an assessment when it arrives: with the trust in its writers that the scenario, its
injects and programmes give then, of several the most trusted. That trust stays with it for as long
as it has an effect, and the dial of trust does not move it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.plan.rules.calendars import microseconds
from sim.scenario.schema.assessments import Assessments
from sim.scenario.schema.scenario import Scenario


class Spell(NamedTuple):
    """One assessment: from its arrival until it is out of date, in microseconds."""

    since: int
    until: int
    of: Assessments


def spells(scenario: Scenario) -> list[Spell]:
    """Every assessment that arrives before the horizon."""
    return [spell for series in scenario.assessments.values() for spell in _of(scenario, series)]


def _of(scenario: Scenario, series: Assessments) -> Iterator[Spell]:
    number = 0
    while (arrives := number * series.every + series.takes) < scenario.horizon:
        yield Spell(microseconds(arrives), microseconds(arrives + series.lasts), series)
        number += 1
