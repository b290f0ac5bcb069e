"""What happens on the way: messages on a line of time, and what they changed for each threat."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Course, Findings, InCourse
from sim.screen.report.conditions import step
from sim.screen.scenario.effects import described
from sim.screen.toolkit.bars import MARK, floating
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, drawn_line, table, two_lines
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    duration,
    printed_difference,
    share,
    sooner_bounds,
    sooner_or_later,
    with_interval,
)
from sim.statistics.intervals import Estimate

_LABEL = 24


def course(findings: Findings, paper: Paper) -> RenderableType | None:
    """A line of time with messages and threats, the messages, and what they changed; or None."""
    found = findings.course
    if found is None:
        return None
    return apart(
        _line(found, findings.horizon_hours, paper),
        _messages(found) if found.injects else None,
        _on_condition(found, paper) if found.on_condition else None,
        _threats(found, findings, paper) if found.threats else None,
        caption(
            "With and without everything that the messages change, paired on common random "
            'numbers. `entente run ... --set "injects.NAME=null"` takes one message out.'
        )
        if found.threats
        else None,
    )


def _line(found: Course, horizon: float, paper: Paper) -> Group:
    cells = paper.width - _LABEL
    strip = [paper.glyphs.track] * cells
    for _, inject in found.injects:
        at = min(inject.comes, horizon)
        strip[floating(at, at, (0.0, horizon), cells)[0]] = paper.glyphs.spot
    ends = ("beginning", duration(horizon))
    onsets = [_onset(threat, horizon, cells, paper) for threat in found.threats]
    return Group(
        drawn_line("messages".ljust(_LABEL), ("".join(strip), MARK)),
        *(line for line in onsets if line is not None),
        drawn_line(" " * _LABEL, (f"{ends[0]}{ends[1].rjust(cells - len(ends[0]))}", CAPTION)),
    )


def _onset(threat: InCourse, horizon: float, cells: int, paper: Paper) -> Text | None:
    """When a threat may begin, on the same line of time."""
    if threat.onset_hours is None:
        return None
    first, last = (min(hours, horizon) for hours in threat.onset_hours)
    start, long = floating(first, last, (0.0, horizon), cells)
    track = paper.glyphs.track
    return drawn_line(
        fitted(f"{threat.name} begins", _LABEL),
        (track * start, CAPTION),
        (paper.glyphs.level * long, MARK),
        (track * (cells - start - long), CAPTION),
    )


def _messages(found: Course) -> Table:
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(justify="right", no_wrap=True)
    listing.add_column(overflow="fold")
    for name, inject in found.injects:
        words = Text(safe(name), style="bold").append(f"  {safe(inject.message)}", style="not bold")
        effect = described(inject)
        listing.add_row(
            Text(f"after {duration(inject.comes)}"),
            words.append(f"\n{effect}", style=CAPTION) if effect else words,
        )
    return listing


def _on_condition(found: Course, paper: Paper) -> Table:
    """What comes once a condition holds: how often, and when."""
    listing = table(paper, (("on a condition", "left"), ("comes in", "right"), ("median", "right")))
    for one in found.on_condition:
        words = Text(safe(one.name), style="bold").append(
            f"  {safe(one.inject.message)}", style="not bold"
        )
        words.append(f"\ncomes when: {safe(one.condition)}", style=CAPTION)
        effect = described(one.inject)
        median = "" if one.median is None else f"after {duration(one.median)}"
        listing.add_row(
            words.append(f"\n{effect}", style=CAPTION) if effect else words,
            Text(share(one.comes.value)),
            Text(median),
        )
    return listing


def _threats(found: Course, findings: Findings, paper: Paper) -> Table:
    figures = table(
        paper,
        (
            ("detected after", "left"),
            (findings.world, "right"),
            ("without the\nmessages", "right"),
            ("what they change", "right"),
        ),
    )
    unit = step(findings)
    for threat in found.threats:
        figures.add_row(
            Text(safe(threat.name)),
            Text(duration(threat.detection_time.value, unit)),
            Text(duration(threat.without.value, unit)),
            two_lines(*_change(threat, unit)),
        )
    return figures


def change_said(threat: InCourse, unit: int) -> str:
    """What the messages changed for a threat, with the interval of the paired difference."""
    return with_interval(*_change(threat, unit))


def _change(threat: InCourse, unit: int) -> tuple[str, str]:
    gain = _gain(threat.change)
    printed = printed_difference(
        threat.without.value, threat.detection_time.value, gain.value, unit
    )
    return sooner_or_later(gain, unit, printed), sooner_bounds(gain, unit, printed)


def _gain(change: Estimate) -> Estimate:
    """A change of hours as what is gained."""
    low = None if change.high is None else -change.high
    high = None if change.low is None else -change.low
    return Estimate(-change.value if change.value else 0.0, low, high, change.n, change.kind)
