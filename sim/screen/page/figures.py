"""Figures of a page that need no script: curves, and where hours went, on average and on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.analyses.comparison.findings import WRITTEN, Findings, Span
from sim.analyses.picture.day import PlayedDay
from sim.analyses.picture.picture import Picture
from sim.frozen import frozen
from sim.screen.page.bars import percent
from sim.screen.page.following import Step, day_link, how_it_ends, spans_of, steps_of
from sim.screen.page.playback import group_of
from sim.screen.report.detection import median_said
from sim.screen.report.story import joined_spans
from sim.screen.toolkit.words import duration, hours_of, listed, roughly, share
from sim.statistics.curve import Curve

_TICKS = 4


@frozen
class Part:
    """A part of a stacked bar, in percent of the whole."""

    says: str
    since: float
    width: float
    colour: str


@frozen
class WayStep:
    """A step on a way, where a page names it, and the colours of what it went to."""

    step: Step
    link: str
    colours: tuple[str, ...]


@frozen
class DrawnWay:
    """Where the report that decided was, hour by hour, under one condition."""

    condition: str
    says: str
    parts: tuple[Part, ...]
    steps: tuple[WayStep, ...]
    sums: str
    """What its hours come to by what they went to, the most first."""


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
    ticks: tuple[str, ...]
    quarters: tuple[tuple[str, str], ...]
    """At each tick but the first: its time, and the share of the first line."""
    half: str
    """When half of all threats are detected, in a sentence."""


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


def ways(picture: Picture) -> list[DrawnWay]:
    """The way of the report that decided, on the days that stand beside each other at first."""
    shown = [picture.days[0], picture.day(picture.beside)]
    told = [(day, spans_of(day)) for day in dict.fromkeys(shown) if day.way is not None]
    longest = max((spans[-1].until for _, spans in told if spans), default=0.0)
    return [_way(day, spans, longest) for day, spans in told]


def _way(day: PlayedDay, spans: tuple[Span, ...], longest: float) -> DrawnWay:
    assert day.way is not None
    *steps, end = steps_of(day)
    joined = joined_spans(spans)
    colours = [tuple(dict.fromkeys(map(group_of, each.causes))) for each in joined]
    return DrawnWay(
        day.condition,
        how_it_ends(day.cases[day.way.case]),
        tuple(_parts(spans, longest)),
        tuple(
            WayStep(step, day_link(day, step.minute), coloured)
            for step, coloured in zip((*steps, end), (*colours, ()), strict=True)
        ),
        sums_of(spans),
    )


def _parts(spans: Iterable[Span], longest: float) -> Iterator[Part]:
    """Each in its own colour, closed hours among triage, too."""
    for span in spans:
        where = f", {span.place}" if span.place else ""
        yield Part(
            f"{span.cause.words}{where}: {duration(span.until - span.since)}",
            percent(span.since, longest),
            percent(span.until - span.since, longest),
            group_of(span.cause),
        )


def sums_of(spans: Iterable[Span]) -> str:
    """What hours come to by what they went to, the most first."""
    hours: dict[str, float] = {}
    for span in spans:
        hours[span.cause.words] = hours.get(span.cause.words, 0.0) + span.until - span.since
    most_first = sorted(hours, key=lambda name: -hours[name])
    return listed(f"{name} {duration(hours[name])}" for name in most_first)


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
        tuple(roughly(until * i / _TICKS) for i in range(_TICKS + 1)),
        tuple(_quarters(drawn[0][1], until)),
        median_said(findings),
    )


def _quarters(curve: Curve, until: float) -> Iterator[tuple[str, str]]:
    for i in range(1, _TICKS + 1):
        at = until * i / _TICKS
        yield roughly(at), share(float(curve.share_by(min(at, curve.until))[()]))


def _points(curve: Curve, until: float) -> str:
    """A step at each detection; what was not followed further is not drawn."""
    reached, points = 0.0, ["0,100"]
    for time, part in zip(curve.times.tolist(), curve.shares.tolist(), strict=True):
        at = f"{100 * time / until:.2f}"
        points += [f"{at},{100 - 100 * reached:.2f}", f"{at},{100 - 100 * part:.2f}"]
        reached = part
    points.append(f"{100 * curve.until / until:.2f},{100 - 100 * reached:.2f}")
    return " ".join(points)
