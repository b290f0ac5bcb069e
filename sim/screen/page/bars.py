"""Bars of a page: hours until detection under each condition, and what each obstacle costs."""

from __future__ import annotations

from sim.analyses.comparison.findings import Findings
from sim.frozen import frozen
from sim.screen.page.obstacles import OBSTACLES
from sim.screen.report.attribution import whole_parts
from sim.screen.report.conditions import NEVER, rung_named, step, written
from sim.screen.toolkit.words import (
    bounds,
    duration,
    hours_bounds,
    is_nought,
    share,
    signed_bounds,
    with_interval,
)
from sim.statistics.intervals import Estimate


@frozen
class Bar:
    """The detection time of a condition with its interval, in percent of the longest."""

    name: str
    says: str
    width: float
    low: float
    high: float
    colour: str = "none"
    marked: bool = False


@frozen
class Cost:
    """What one obstacle costs, as a step from without any to as written, in percent of both."""

    name: str
    says: str
    since: float
    width: float
    colour: str = "none"
    whole: bool = False
    """Whether it is one of the two ends."""


def ladder(findings: Findings) -> list[Bar]:
    """Hours until detection on each rung, the longest bar as wide as there is room for."""
    longest = max((high_end(rung.detection_time) for rung in findings.ladder), default=0.0)
    return [
        Bar(
            name=rung.name,
            says=said_of(rung.detection_time, rung.missed, step(findings)),
            width=percent(rung.detection_time.value, longest),
            low=percent(low_end(rung.detection_time), longest),
            high=percent(high_end(rung.detection_time), longest),
            colour=rung.challenge.value if rung.challenge else "none",
            marked=rung.name == findings.world,
        )
        for rung in findings.ladder
        if longest
    ]


def said_of(detection_time: Estimate, missed: Estimate, unit: int) -> str:
    """Hours until detection with the share that is missed: one says little without the other."""
    if missed.value == 1:
        return NEVER
    hours = with_interval(duration(detection_time.value, unit), hours_bounds(detection_time, unit))
    return f"{hours}; missed: {with_interval(share(missed.value), bounds(missed, share))}"


def costs(findings: Findings) -> list[Cost]:
    """From ideal to as written, a step for each obstacle that costs anything, the dearest first."""
    ideal, told = rung_named(findings, "ideal"), written(findings)
    if ideal is None or told is None or not findings.attribution:
        return []
    printed, unit = whole_parts(findings), step(findings)
    corner = ideal.detection_time.value
    top = max(
        corner,
        told.detection_time.value,
        corner + sum(max(0.0, part.hours.value) for part in findings.attribution),
    )
    found = [
        Cost("ideal", _whole(ideal.detection_time, unit), 0.0, percent(corner, top), whole=True)
    ]
    for part in sorted(findings.attribution, key=lambda part: -part.hours.value):
        ends = sorted((corner, corner + part.hours.value))
        hours = printed[part.challenge]
        said = "nothing" if is_nought(part.hours) else _signed(hours, unit)
        found.append(
            Cost(
                OBSTACLES[part.challenge],
                with_interval(said, signed_bounds(part.hours, unit, hours)),
                percent(ends[0], top),
                percent(ends[1] - ends[0], top),
                part.challenge.value,
            )
        )
        corner += part.hours.value
    width = percent(told.detection_time.value, top)
    return [*found, Cost(told.name, _whole(told.detection_time, unit), 0.0, width, whole=True)]


def _whole(estimate: Estimate, unit: int) -> str:
    return duration(estimate.value, unit)


def _signed(hours: float, unit: int) -> str:
    if not hours:
        return "under 1 h"
    return f"{'+' if hours > 0 else ''}{duration(hours, unit)}"


def percent(value: float, whole: float) -> float:
    """A length in percent of the whole that is drawn, never beyond its ends."""
    return round(max(0.0, min(100.0, 100 * value / whole)), 2) if whole > 0 else 0.0


def low_end(estimate: Estimate) -> float:
    """Its lower bound, or the value itself where there is none."""
    return estimate.value if estimate.low is None else estimate.low


def high_end(estimate: Estimate) -> float:
    """Its upper bound, or the value itself where there is none."""
    return estimate.value if estimate.high is None else estimate.high
