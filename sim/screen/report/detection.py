"""The detection curve: the share of threats detected by each hour, as a small picture."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analyses.comparison.findings import Findings
from sim.screen.toolkit.bars import BAR
from sim.screen.toolkit.layout import apart, caption
from sim.screen.toolkit.printing import Glyphs, Paper
from sim.screen.toolkit.shares_in_time import AXIS, filled, time_axis
from sim.screen.toolkit.words import (
    count,
    count_bounds,
    hours_bounds,
    hours_of,
    plural,
    roughly,
    share,
    with_interval,
)
from sim.statistics.curve import Curve
from sim.statistics.intervals import Estimate, Kind

_ROWS = 10


def detection(findings: Findings, paper: Paper) -> RenderableType | None:
    """The curve as written, ideal's beside it, and the median; None where nothing was scored."""
    if findings.curve is None:
        return None
    curve, median = findings.curve, median_said(findings)
    return apart(
        picture(curve, findings.ideal_curve, paper),
        caption(_legend(findings, paper.glyphs)),
        Text(median) if median else None,
        _overlooked(findings),
    )


def _legend(findings: Findings, glyphs: Glyphs) -> str:
    assert findings.curve is not None
    ideal = f"; {glyphs.ring} ideal" if findings.ideal_curve is not None else ""
    return (
        f"Share of {plural(findings.curve.n, 'threat')} detected by each moment after onset: "
        f"{glyphs.full} {findings.world}{ideal}. {_followed(findings)}"
    )


def _followed(findings: Findings) -> str:
    """How long threats are followed, and what becomes of those followed for less time."""
    assert findings.curve is not None
    longest = f"Followed for {roughly(findings.curve.until)}"
    if len(findings.provenance.windows_hours) < 2:
        return f"{longest}."
    return (
        f"{longest} at most; one that is not detected in its own window stays undetected, so the "
        "curve ends at what is not missed."
    )


def median_said(findings: Findings) -> str:
    """Within how long half of the threats are detected, in a sentence; nothing without any."""
    median = findings.median
    if median is None:
        return ""
    if median.kind is Kind.NOT_REACHED:
        return f"Half of the threats detected: not reached within the window, {findings.world}."
    return (
        "Half of the threats are detected within "
        f"{with_interval(hours_of(median), hours_bounds(median))}, {findings.world}."
    )


def _overlooked(findings: Findings) -> Text | None:
    found = findings.overlooked
    if found is None:
        return None
    return Text(
        f"What analysts overlook: of {count(found.read.value)} reports and copies about threats "
        f"and red herrings that they read in a replication, "
        f"{_of_these(found.not_linked, found.share_not_linked)} not linked to their threat, and "
        f"{_of_these(found.set_aside, found.share_set_aside)} set aside in error."
    )


def _of_these(number: Estimate, part: Estimate) -> str:
    """``22 (20 to 24), that is 30 %, were``; ``none was``."""
    if not number.value:
        return "none was"
    told = with_interval(count(number.value), count_bounds(number))
    return f"{told}, that is {share(part.value)}, were"


def picture(curve: Curve, other: Curve | None, paper: Paper) -> Group:
    """A curve as an area, another beside it as rings."""
    cells = min(paper.width - AXIS - 2, 96)
    heights = [float(share) * _ROWS for share in curve.grid(cells)[1]]
    rings = _ring_rows(other, curve.until, cells)
    rows = [_row(row, heights, rings, paper.glyphs) for row in range(_ROWS - 1, -1, -1)]
    return Group(*rows, *time_axis(curve.until, cells, paper.glyphs))


def _ring_rows(other: Curve | None, until: float, cells: int) -> list[int]:
    """For each column the row in which the other runs; -1 where it is not drawn."""
    if other is None:
        return [-1] * cells
    moments = [min(until * i / (cells - 1), other.until) for i in range(cells)]
    return [min(_ROWS - 1, int(float(share) * _ROWS)) for share in other.share_by(moments)]


def _row(row: int, heights: list[float], rings: list[int], glyphs: Glyphs) -> Text:
    labels = {_ROWS - 1: "100 %", _ROWS // 2 - 1: "50 %"}
    line = Text(f"{labels.get(row, ''):>{AXIS - 1}} {glyphs.upright}", no_wrap=True)
    for height, ring in zip(heights, rings, strict=True):
        if ring == row:
            line.append(glyphs.ring, style="bold")
        else:
            line.append(filled(height - row, glyphs), style=BAR)
    return line
