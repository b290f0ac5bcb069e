"""What happens on the way of an exercise, and what it changed for each threat, paired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import Course, InCourse, OnCondition
from sim.analyses.comparison.replicate import Described, Lived
from sim.analyses.comparison.variants import lived_through
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.timeline import in_order
from sim.replication import Engine
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.threats import Threat
from sim.scenario.values.value import with_fields
from sim.statistics.intervals import wilson
from sim.statistics.ratios import ratio, ratio_difference
from sim.statistics.unseen import up_to


def without_effects(scenario: Scenario) -> Scenario:
    """The scenario in which nothing happens on the way."""
    return with_fields(scenario, injects={})


def uneventful(
    design: ComparisonDesign, seed: int, done: Sequence[Described], engine: Engine
) -> list[Lived] | None:
    """The same replications without what injects change; None where they change nothing."""
    scenario = design.scenario
    by_themselves = (each for each in scenario.injects.values() if each.comes_by_itself)
    if not any(any(inject.each()) for inject in by_themselves):
        return None
    numbers = [each.replication for each in done]
    return lived_through(design.of(without_effects(scenario)), seed, numbers, engine)


def hit(
    done: Sequence[Described], without: Sequence[Described]
) -> list[np.typing.NDArray[np.bool_]]:
    """By replication and scored threat: whether it is found sooner or later for the injects."""
    return [
        one.detail.times != other.detail.times
        if np.array_equal(one.detail.threat, other.detail.threat)
        else np.zeros(len(one.detail.times), dtype=np.bool_)
        for one, other in zip(done, without, strict=True)
    ]


def course_of(
    design: ComparisonDesign, done: Sequence[Described], without: Sequence[Described] | None
) -> Course | None:
    """The messages and what they changed; None where the scenario has none."""
    scenario = design.scenario
    on_condition = tuple(_on_condition(scenario, done))
    if not in_order(scenario) and not on_condition:
        return None
    threats = () if without is None else tuple(_threats(design, done, without))
    return Course(tuple(in_order(scenario)), threats, on_condition)


def _on_condition(scenario: Scenario, done: Sequence[Described]) -> Iterator[OnCondition]:
    """How often and when each inject comes that waits for a condition."""
    for name, inject in scenario.injects.items():
        if inject.condition is None:
            continue
        at = sorted(one.detail.came[name] / HOUR for one in done if name in one.detail.came)
        yield OnCondition(
            name=name,
            condition=condition_text(inject.condition),
            inject=inject,
            comes=wilson(len(at), len(done)),
            earliest=at[0] if at else None,
            median=float(np.median(at)) if at else None,
            latest=at[-1] if at else None,
        )


def _threats(
    design: ComparisonDesign, done: Sequence[Described], without: Sequence[Described]
) -> Iterator[InCourse]:
    layout = design.planner.layout
    for number, threat in enumerate(layout.threats):
        pairs = [
            (_hours(one, number), _hours(other, number))
            for one, other in zip(done, without, strict=True)
        ]
        both = np.array([(*one, *other) for one, other in pairs if one[1] and other[1]])
        if not len(both):
            continue
        name = layout.subjects[threat.subject].name
        longest = max(_window(each, number) for each in (*done, *without))
        here, there = ratio(both[:, 0], both[:, 1]), ratio(both[:, 2], both[:, 3])
        yield InCourse(
            name=name,
            onset_hours=_onset(design.scenario.threats[name]),
            detection_time=here.estimate(up_to(longest)),
            without=there.estimate(up_to(longest)),
            change=ratio_difference(here, there, most=longest),
        )


def _hours(lived: Described, number: int) -> tuple[float, int]:
    """The sum of min(T, W) over one written threat's scored instances, in hours, and how many."""
    times = lived.detail.times[lived.detail.threat == number]
    return float(times.sum()) / HOUR, len(times)


def _window(lived: Described, number: int) -> float:
    """How long one written threat is followed, in hours; nought where it is not scored."""
    windows = lived.detail.windows[lived.detail.threat == number]
    return float(windows.max(initial=0)) / HOUR


def _onset(threat: Threat) -> tuple[float, float] | None:
    if threat.onset is None:
        return None
    return threat.onset.quantile_hours(0.05), threat.onset.quantile_hours(0.95)
