"""Questions for a class, with the answers that the findings give."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.comparison.findings import Findings
from sim.analyses.picture.picture import Picture
from sim.frozen import frozen
from sim.screen.page.figures import sums_of
from sim.screen.page.following import spans_of
from sim.screen.page.obstacles import OBSTACLES, called
from sim.screen.toolkit.words import (
    count,
    count_bounds,
    hours_bounds,
    hours_of,
    listed,
    with_interval,
)
from sim.statistics.intervals import Estimate

_ALIKE = ("more", "fewer", "not told apart")


@frozen
class Choice:
    """A question with answers of which one or several are right."""

    asks: str
    answers: tuple[str, ...]
    right: tuple[int, ...]
    because: str


def questions(picture: Picture) -> list[Choice]:
    """What can be asked of this scenario; each once its findings answer it."""
    return [*_dearest(picture.findings), *_longest(picture), *_alarms(picture.findings)]


def _dearest(findings: Findings) -> Iterator[Choice]:
    if len(findings.attribution) < 2 or not findings.costliest:
        return
    names = sorted(OBSTACLES[part.challenge] for part in findings.attribution)
    right = tuple(names.index(OBSTACLES[challenge]) for challenge in findings.costliest)
    costs = [
        f"{OBSTACLES[part.challenge]} "
        f"{with_interval(hours_of(part.hours), hours_bounds(part.hours))}"
        for part in findings.attribution
    ]
    apart = "" if len(right) == 1 else " Those that are right cannot be told apart."
    yield Choice(
        "What costs most time until a threat is detected, on average?",
        tuple(names),
        right,
        f"Each one's part of what all cost together: {listed(costs)}.{apart}",
    )


def _longest(picture: Picture) -> Iterator[Choice]:
    day = picture.days[0]
    if day.way is None or not day.way.rows:
        return
    hours: dict[str, float] = {}
    spans = spans_of(day)
    for span in spans:
        hours[span.cause.words] = hours.get(span.cause.words, 0.0) + span.until - span.since
    if len(hours) < 2:
        return
    names = sorted(hours)
    most = max(hours.values())
    yield Choice(
        f"On the day of the map, {called(day.condition, picture.called)}: what took most of the "
        f"time until {day.cases[day.way.case].name} was detected?",
        tuple(names),
        tuple(place for place, name in enumerate(names) if hours[name] == most),
        f"{sums_of(spans)}.",
    )


def _alarms(findings: Findings) -> Iterator[Choice]:
    if not findings.ladder:
        return
    written, ideal = findings.rung(findings.world), findings.rung("ideal")
    if written.deceived is None:
        return
    before, after = written.false_alarms, ideal.false_alarms
    right = 2 if _overlap(before, after) else 0 if after.value > before.value else 1
    yield Choice(
        "Without any of these obstacles every report is shared at once. Does that give more false "
        "alarms?",
        _ALIKE,
        (right,),
        f"False alarms in a replication: as written {_counted(before)}, without any obstacle "
        f"{_counted(after)}.",
    )


def _overlap(one: Estimate, other: Estimate) -> bool:
    bounds = (one.low, one.high, other.low, other.high)
    if None in bounds:
        return True
    low, high, least, most = (float(each or 0.0) for each in bounds)
    return low <= most and least <= high


def _counted(estimate: Estimate) -> str:
    return with_interval(count(estimate.value), count_bounds(estimate))
