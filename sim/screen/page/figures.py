"""Figures of a page that need no script: curves, ladders of bars, and the way of one report."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.comparison.findings import WRITTEN, Findings, Story
from sim.analyses.picture.picture import Picture
from sim.frozen import frozen
from sim.screen.page.playback import group_of
from sim.screen.report.story import joined_spans
from sim.screen.toolkit.words import (
    bounds,
    duration,
    hours_bounds,
    hours_of,
    roughly,
    share,
    with_interval,
)
from sim.statistics.curve import Curve
from sim.statistics.intervals import Estimate

_TICKS = 4


@frozen
class Bar:
    """The detection time of a condition with its interval, in percent of the longest."""

    name: str
    time: str
    missed: str
    width: float
    low: float
    high: float
    colour: str = "none"
    marked: bool = False


@frozen
class Part:
    """A part of a stacked bar, in percent of the whole."""

    says: str
    since: float
    width: float
    colour: str


@frozen
class Way:
    """Where the report that decided was, hour by hour, in one world."""

    world: str
    says: str
    parts: tuple[Part, ...]


@frozen
class Line:
    """A curve: points in a box of 100 by 100, from the upper left."""

    name: str
    points: str
    colour: str


@frozen
class Curves:
    """Detection curves with the axis below them."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]


def ladder(findings: Findings) -> list[Bar]:
    """Hours until detection on each rung, the longest bar as wide as there is room for."""
    longest = max((high_end(rung.detection_time) for rung in findings.ladder), default=0.0)
    return [
        Bar(
            name=rung.name,
            time=with_interval(hours_of(rung.detection_time), hours_bounds(rung.detection_time)),
            missed=with_interval(share(rung.missed.value), bounds(rung.missed, share)),
            width=percent(rung.detection_time.value, longest),
            low=percent(low_end(rung.detection_time), longest),
            high=percent(high_end(rung.detection_time), longest),
            colour=rung.challenge.value if rung.challenge else "none",
            marked=rung.name == findings.world,
        )
        for rung in findings.ladder
        if longest
    ]


def hours_spent(findings: Findings) -> list[Part]:
    """Where the hours went on average, as written: one bar, as long as the detection time."""
    spent = [each for each in findings.spent if each.hours.value > 0]
    since, parts = 0.0, list[Part]()
    for each in sorted(spent, key=lambda each: each.cause):
        width = 100 * each.share
        says = f"{each.cause.words}: {hours_of(each.hours)}, {share(each.share)}"
        parts.append(Part(says, since, width, group_of(each.cause)))
        since += width
    return parts


def ways(picture: Picture) -> list[Way]:
    """The way of the report that decided: in each world of which there is a story."""
    findings = picture.findings
    stories = [(findings.world, findings.story)]
    if findings.comparison is not None:
        stories.insert(0, (WRITTEN, findings.comparison.story))
    told = [(world, story) for world, story in stories if story is not None]
    longest = max((story.hours for _, story in told), default=0.0)
    return [Way(world, _ending(story), tuple(_stretches(story, longest))) for world, story in told]


def _ending(story: Story) -> str:
    if story.detected_by is None:
        return f"{story.threat} is not detected within {duration(story.window_hours)}"
    return f"{story.threat} is detected by {story.detected_by} after {duration(story.hours)}"


def _stretches(story: Story, longest: float) -> Iterator[Part]:
    for span in joined_spans(story.spans):
        where = f", {span.place}" if span.place else ""
        yield Part(
            f"{span.words}{where}: {duration(span.until - span.since)}",
            percent(span.since, longest),
            percent(span.until - span.since, longest),
            group_of(span.causes[0]),
        )


def curves(findings: Findings) -> Curves | None:
    """The share detected by time since onset, in each world that is told of, and ideal."""
    named = [(findings.world, findings.curve, "told"), ("ideal", findings.ideal_curve, "ideal")]
    if findings.comparison is not None:
        named.insert(0, (WRITTEN, findings.comparison.written.curve, "before"))
    drawn = [(name, curve, colour) for name, curve, colour in named if curve is not None]
    if not drawn:
        return None
    until = max(curve.until for _, curve, _ in drawn)
    return Curves(
        tuple(Line(name, _points(curve, until), colour) for name, curve, colour in drawn),
        tuple((100 * i / _TICKS, roughly(until * i / _TICKS)) for i in range(_TICKS + 1)),
    )


def _points(curve: Curve, until: float) -> str:
    """A step at each detection; what was not followed further is not drawn."""
    reached, points = 0.0, ["0,100"]
    for time, part in zip(curve.times.tolist(), curve.shares.tolist(), strict=True):
        at = f"{100 * time / until:.2f}"
        points += [f"{at},{100 - 100 * reached:.2f}", f"{at},{100 - 100 * part:.2f}"]
        reached = part
    points.append(f"{100 * curve.until / until:.2f},{100 - 100 * reached:.2f}")
    return " ".join(points)


def percent(value: float, whole: float) -> float:
    """A length in percent of the whole that is drawn, never beyond its ends."""
    return round(max(0.0, min(100.0, 100 * value / whole)), 2) if whole > 0 else 0.0


def low_end(estimate: Estimate) -> float:
    """Its lower bound, or the value itself where there is none."""
    return estimate.value if estimate.low is None else estimate.low


def high_end(estimate: Estimate) -> float:
    """Its upper bound, or the value itself where there is none."""
    return estimate.value if estimate.high is None else estimate.high
