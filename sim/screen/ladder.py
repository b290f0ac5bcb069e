"""The ladder: every condition on the same luck, as bars, then as figures."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.screen.bars import whiskered
from sim.screen.conditions import AS_WRITTEN, label, meaning
from sim.screen.layout import (
    BAD,
    CAPTION,
    GOOD,
    apart,
    caption,
    drawn_line,
    table,
    two_lines,
)
from sim.screen.paper import Paper
from sim.screen.windows import restricted
from sim.screen.words import (
    count,
    count_bounds,
    duration,
    hours_bounds,
    share,
    share_bounds,
    sooner_bounds,
    sooner_or_later,
    with_interval,
)
from sim.study.findings import Findings, Rung
from sim.study.intervals import Estimate, Kind

_LABEL, _HOURS, _GAIN = 18, 10, 16


def ladder(findings: Findings, paper: Paper) -> RenderableType | None:
    """Bars with the paired differences beside them, then a table; None without conditions."""
    if not findings.ladder:
        return None
    return apart(
        _picture(findings, paper),
        Group(restricted(findings), caption(_how_to_read(paper))),
        _figures(findings, paper),
        _rightness(findings),
    )


def _how_to_read(paper: Paper) -> str:
    left, line, middle, right = paper.glyphs.whisker
    return (
        f"Bar: the mean; {left}{line}{middle}{line}{right}: its 95 % interval. Beside it: the "
        "difference from as written, paired on the same luck. Removals overlap and do not add up."
    )


def _picture(findings: Findings, paper: Paper) -> Group:
    cells = paper.width - _LABEL - _HOURS - _GAIN - 3
    top = max((rung.hours.high or rung.hours.value for rung in findings.ladder), default=0.0)
    lines: list[Text] = []
    for before, rung in zip((None, *findings.ladder), findings.ladder, strict=False):
        if rung.challenge and not (before and before.challenge):
            lines += [Text(), drawn_line(("without this delay", CAPTION))]
        if before and before.challenge and not rung.challenge:
            lines.append(Text())
        lines.append(_rung_line(rung, top, cells, paper))
    return Group(*lines)


def _rung_line(rung: Rung, top: float, cells: int, paper: Paper) -> Text:
    name = f"  {label(rung)}" if rung.challenge else rung.name
    style = "bold" if rung.name == AS_WRITTEN else ""
    return drawn_line(
        (name.ljust(_LABEL), style),
        whiskered(rung.hours, top, cells, paper.glyphs),
        (duration(rung.hours.value).rjust(_HOURS), style),
        "   ",
        _gain(rung),
    )


def _gain(rung: Rung) -> tuple[str, str]:
    if rung.gain is None:
        return "", ""
    return sooner_or_later(rung.gain), gain_style(rung.gain)


def gain_style(gain: Estimate) -> str:
    """Green for sooner and red for later, where the interval leaves no doubt which."""
    if gain.kind is Kind.TOO_FEW or gain.low is None or gain.high is None:
        return CAPTION
    return GOOD if gain.low > 0 else BAD if gain.high < 0 else ""


def _figures(findings: Findings, paper: Paper) -> Table:
    figures = table(
        paper,
        (
            ("condition", "left"),
            ("until detected", "right"),
            ("difference", "right"),
            ("missed", "right"),
            ("warned", "right"),
            ("false\nalarms", "right"),
            ("needless\ncopies", "right"),
        ),
        narrow=paper.width < 100,
    )
    for rung in findings.ladder:
        figures.add_row(
            two_lines(label(rung), meaning(rung)),
            two_lines(duration(rung.hours.value), hours_bounds(rung.hours)),
            _difference(rung),
            two_lines(share(rung.missed.value), share_bounds(rung.missed)),
            two_lines(share(rung.warned.value), share_bounds(rung.warned)),
            two_lines(count(rung.false_alarms.value), count_bounds(rung.false_alarms)),
            two_lines(count(rung.needless.value), count_bounds(rung.needless)),
        )
    return figures


def _difference(rung: Rung) -> Text:
    if rung.gain is None:
        return Text()
    return two_lines(sooner_or_later(rung.gain), sooner_bounds(rung.gain), gain_style(rung.gain))


def _rightness(findings: Findings) -> Text:
    told = [
        f"{rung.name} {with_interval(share(rung.right.value), share_bounds(rung.right))}"
        for rung in findings.ladder
        if rung.right is not None and rung.challenge is None
    ]
    right = (
        f"A belief at threshold was right: {'; '.join(told)}."
        if told
        else "No belief reached a threshold, so none was right or wrong."
    )
    return Text(
        f"{right} False alarms and needless copies (about what proved no threat, to another "
        "country) are per replication: safeguards are not waste, legal review stops some of both."
    )
