"""The story of one threat: the way of the report that decided it, as a strip, and its moments."""

from __future__ import annotations

from itertools import pairwise

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.screen.bars import BAR, floating
from sim.screen.layout import CAPTION, apart, caption, drawn_line
from sim.screen.paper import Paper
from sim.screen.untrusted import fitted, safe
from sim.screen.words import duration
from sim.study.findings import Findings, Span, Story

_HOURS = 12


def story(findings: Findings, paper: Paper) -> RenderableType | None:
    """The representative replication's threat, or None where there was none."""
    told = findings.story
    if told is None:
        return None
    return apart(
        _opening(told),
        _strip(told, paper) if told.spans else None,
        caption(
            f"One replication, number {told.replication}: the one nearest the median. Hours since "
            f"onset, followed for {duration(told.window_hours)}; shown as an example, not a result."
        ),
        _moments(told) if told.moments else None,
    )


def _opening(told: Story) -> Text:
    who = safe(told.detected_by) if told.detected_by else None
    end = (
        f" is detected by {who} after {duration(told.hours)}."
        if who
        else f" is not detected within {duration(told.window_hours)}."
    )
    return Text.assemble((safe(told.threat), "bold"), end)


def _strip(told: Story, paper: Paper) -> Group:
    width = min(44, paper.width * 9 // 20)
    cells = paper.width - width - _HOURS - 2
    lines = [_span(span, told, width, cells, paper) for span in _joined(told.spans)]
    ends = "onset".ljust(cells - 8) + ("detected" if told.detected_by else " end").rjust(8)
    return Group(drawn_line(" " * (width + 1), (ends, CAPTION)), *lines)


def _span(span: Span, told: Story, width: int, cells: int, paper: Paper) -> Text:
    first, long = floating(span.since, span.until, (0.0, told.hours), cells)
    first = min(first, cells - long)
    track = paper.glyphs.track
    where = f", {span.place}" if span.place else ""
    return drawn_line(
        fitted(f"{span.cause.words}{where}", width),
        " ",
        (track * first, CAPTION),
        (paper.glyphs.full * long, BAR),
        (track * (cells - first - long), CAPTION),
        duration(span.until - span.since).rjust(_HOURS),
    )


def _joined(spans: tuple[Span, ...]) -> list[Span]:
    """Spans with those that follow each other for the same reason at the same place made one."""
    joined = list(spans[:1])
    for before, span in pairwise(spans):
        if (before.cause, before.place) == (span.cause, span.place):
            joined[-1] = Span(joined[-1].since, span.until, span.cause, span.place)
        else:
            joined.append(span)
    return [span for span in joined if span.until > span.since]


def _moments(told: Story) -> Table:
    moments = Table.grid(padding=(0, 2, 0, 0))
    moments.add_column(justify="right", no_wrap=True)
    moments.add_column(overflow="fold")
    for moment in told.moments:
        moments.add_row(Text(f"after {duration(moment.at)}"), Text(safe(moment.words)))
    return moments
