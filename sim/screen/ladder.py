"""The ladder: every condition on the same luck, as bars, then as figures."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.screen.bars import whiskered
from sim.screen.conditions import AS_WRITTEN, by_condition, grouped
from sim.screen.layout import (
    BAD,
    CAPTION,
    GOOD,
    apart,
    caption,
    drawn_line,
    two_lines,
)
from sim.screen.paper import Paper
from sim.screen.windows import restricted
from sim.screen.words import (
    count,
    count_bounds,
    duration,
    hours_bounds,
    is_nought,
    share,
    share_bounds,
    short,
    sooner_bounds,
    sooner_or_later,
    with_interval,
)
from sim.study.findings import Findings, Rung
from sim.study.intervals import FEWEST_NONZERO, Estimate, Kind

_LABEL, _HOURS, _GAIN = 19, 10, 18


def ladder(findings: Findings, paper: Paper) -> RenderableType | None:
    """Bars with the paired differences beside them, then a table; None without conditions."""
    if not findings.ladder:
        return None
    return apart(
        _picture(findings, paper),
        Group(restricted(findings), caption(_how_to_read(paper))),
        _too_few(findings),
        _hours(findings, paper),
        _beside(findings, paper),
        _rightness(findings),
    )


def _how_to_read(paper: Paper) -> str:
    left, line, middle, right = paper.glyphs.whisker
    return (
        f"Bar: the mean; {left}{line}{middle}{line}{right}: its 95 % interval. Beside it: the "
        "difference from as written, paired on the same luck. Removals overlap and do not add up."
    )


def _too_few(findings: Findings) -> Text | None:
    gains = [rung.gain for rung in findings.ladder if rung.gain is not None]
    if not any(gain.kind is Kind.TOO_FEW and not is_nought(gain) for gain in gains):
        return None
    return caption(f"Too few to tell: fewer than {FEWEST_NONZERO} replications differ.")


def _picture(findings: Findings, paper: Paper) -> Group:
    cells = paper.width - _LABEL - _HOURS - _GAIN - 3
    top = max((rung.hours.high or rung.hours.value for rung in findings.ladder), default=0.0)
    lines = [
        _rung_line(name, rung, top, cells, paper)
        if rung is not None
        else drawn_line((name, CAPTION))
        for name, rung in grouped(findings)
    ]
    return Group(*lines)


def _rung_line(name: str, rung: Rung, top: float, cells: int, paper: Paper) -> Text:
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
    return sooner_or_later(rung.gain), _gain_style(rung.gain)


def _gain_style(gain: Estimate) -> str:
    """Green for sooner and red for later, where the interval leaves no doubt which."""
    if gain.kind is Kind.TOO_FEW or gain.low is None or gain.high is None:
        return CAPTION
    return GOOD if gain.low > 0 else BAD if gain.high < 0 else ""


def _hours(findings: Findings, paper: Paper) -> Table:
    columns = (
        ("detected\nafter", "right"),
        ("95 %", "right"),
        ("difference", "right"),
        ("95 %", "right"),
    )
    return by_condition(findings, paper, columns, _hours_of, narrow=paper.width < 100)


def _hours_of(rung: Rung) -> tuple[Text, ...]:
    return (
        Text(duration(rung.hours.value)),
        Text(short(hours_bounds(rung.hours)), style=CAPTION),
        *_difference(rung),
    )


def _difference(rung: Rung) -> tuple[Text, Text]:
    if rung.gain is None:
        return Text(), Text()
    return (
        Text(sooner_or_later(rung.gain), style=_gain_style(rung.gain)),
        Text(short(sooner_bounds(rung.gain)), style=CAPTION),
    )


def _beside(findings: Findings, paper: Paper) -> Table:
    """What else changes, so that a gain in hours is not read alone."""
    responds = bool(findings.funnels)
    columns = (
        ("missed", "right"),
        ("warned", "right"),
        *((("disrupted\nin time", "right"),) if responds else ()),
        ("false\nalarms" if responds else "false alarms", "right"),
        ("needless\ncopies" if responds else "needless copies", "right"),
    )
    narrow = responds and paper.width < 100
    figures = by_condition(findings, paper, columns, _beside_of, narrow=narrow)
    figures.columns[0].no_wrap = responds
    return figures


def _beside_of(rung: Rung) -> tuple[Text, ...]:
    return (
        two_lines(share(rung.missed.value), short(share_bounds(rung.missed))),
        two_lines(share(rung.warned.value), short(share_bounds(rung.warned))),
        *_disrupted(rung),
        two_lines(count(rung.false_alarms.value), count_bounds(rung.false_alarms)),
        two_lines(count(rung.needless.value), count_bounds(rung.needless)),
    )


def _disrupted(rung: Rung) -> tuple[Text, ...]:
    if rung.followed is None:
        return ()
    disrupted = rung.followed.disrupted
    return (two_lines(share(disrupted.value), short(share_bounds(disrupted))),)


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
        f"{right} False alarms are counted by agency; they and needless copies (about what proved "
        "no threat, to another country) are per replication: safeguards are not waste, legal "
        f"review stops some of both.{_deceived(findings)} Warned: within the window the agency "
        "responsible for the country threatened believed it, or had word from one that did."
    )


def _deceived(findings: Findings) -> str:
    """How many red herrings some agency came to believe in."""
    told = [
        f"{rung.name} {with_interval(share(rung.deceived.value), share_bounds(rung.deceived))}"
        for rung in findings.ladder
        if rung.deceived is not None and rung.challenge is None
    ]
    return f" Red herrings that some agency believed in: {'; '.join(told)}." if told else ""
