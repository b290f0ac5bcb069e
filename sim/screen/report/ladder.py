"""One at a time: every condition on common random numbers, as bars, then as figures."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Rung
from sim.screen.report.conditions import (
    NEVER,
    by_condition,
    grouped,
    hours_said,
    is_never,
    printed_gain,
    step,
    taken_away,
    written,
)
from sim.screen.toolkit.bars import whiskered
from sim.screen.toolkit.layout import (
    BAD,
    CAPTION,
    GOOD,
    apart,
    caption,
    drawn_line,
    two_lines,
)
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.windows import restricted
from sim.screen.toolkit.words import (
    NOT_TOLD_APART,
    count,
    count_bounds,
    differing,
    hours_bounds,
    listed,
    share,
    share_bounds,
    short,
    sooner_bounds,
    sooner_or_later,
    told_apart,
    with_interval,
)
from sim.statistics.intervals import FEWEST_RESAMPLED, Estimate, Kind

_LABEL, _HOURS, _GAIN = 19, 10, 18


def ladder(findings: Findings, paper: Paper) -> RenderableType | None:
    """Bars with the paired differences beside them, then a table; None without conditions."""
    if not findings.ladder:
        return None
    return apart(
        rungs(findings, paper),
        Group(restricted(findings.provenance), caption(_how_to_read(findings, paper))),
        _signs(findings),
        _hours(findings, paper),
        _beside(findings, paper),
        _rightness(findings),
    )


def _how_to_read(findings: Findings, paper: Paper) -> str:
    left, line, middle, right = paper.glyphs.whisker
    never = (
        f" {NEVER.capitalize()}: in no replication within the window."
        if any(map(is_never, findings.ladder))
        else ""
    )
    few = (
        " So few replications may not have met the longest times: each interval allows for one "
        "more at its end, and reaches far for that."
        if findings.provenance.replications < FEWEST_RESAMPLED
        else ""
    )
    apart = (
        f" {NOT_TOLD_APART.capitalize()}: the interval reaches to both sides of none; see below."
        if any(_gain(findings, rung)[0] == NOT_TOLD_APART for rung in findings.ladder)
        else ""
    )
    return (
        f"Bar: the mean; {left}{line}{middle}{line}{right}: its 95 % interval. Beside it: the "
        f'difference from the row "{findings.world}", paired on common random numbers: what taking '
        f"this one delay away would gain, and no other. Each interval is 95 % by itself."
        f"{few}{apart}{never}"
    )


def _signs(findings: Findings) -> Text | None:
    """How many replications differ, where a difference is told and its bounds leave it open."""
    said = [
        f"{taken_away(rung.challenge) if rung.challenge else rung.name}, {differing(rung.gain)}"
        for rung in findings.ladder
        if rung.gain is not None and _gain(findings, rung)[0] and differing(rung.gain)
    ]
    return caption(f"{'; '.join(said).capitalize()}.") if said else None


def rungs(findings: Findings, paper: Paper) -> Group:
    """The conditions as bars."""
    cells = paper.width - _LABEL - _HOURS - _GAIN - 3
    top = max(
        (rung.detection_time.high or rung.detection_time.value for rung in findings.ladder),
        default=0.0,
    )
    lines = [
        _rung_line(findings, name, rung, top, cells, paper)
        if rung is not None
        else drawn_line((name, CAPTION))
        for name, rung in grouped(findings)
    ]
    return Group(*lines)


def _rung_line(
    findings: Findings, name: str, rung: Rung, top: float, cells: int, paper: Paper
) -> Text:
    style = "bold" if rung.name == findings.world else ""
    return drawn_line(
        (name.ljust(_LABEL), style),
        whiskered(rung.detection_time, top, cells, paper.glyphs),
        (hours_said(rung, step(findings)).rjust(_HOURS), style),
        "   ",
        _gain(findings, rung),
    )


def _gain(findings: Findings, rung: Rung) -> tuple[str, str]:
    """How much sooner, where that is told apart from none."""
    words = _gain_said(findings, rung)
    if not words or rung.gain is None:
        return "", ""
    if rung.gain.low is not None and not told_apart(rung.gain):
        words = NOT_TOLD_APART
    return words, _gain_style(rung.gain)


def _gain_said(findings: Findings, rung: Rung) -> str:
    """How much sooner; beside what is never detected no hours say how much later that is."""
    told = written(findings)
    if rung.gain is None or (is_never(rung) and told is not None and not is_never(told)):
        return ""
    return sooner_or_later(rung.gain, step(findings), printed_gain(findings, rung))


def _gain_style(gain: Estimate) -> str:
    """Green for sooner and red for later, where the interval leaves no doubt which."""
    if gain.kind is Kind.TOO_FEW or gain.low is None or gain.high is None:
        return CAPTION
    return GOOD if gain.low > 0 else BAD if gain.high < 0 else ""


def _hours(findings: Findings, paper: Paper) -> Table:
    def row(rung: Rung) -> tuple[Text, ...]:
        between = "" if is_never(rung) else short(hours_bounds(rung.detection_time, step(findings)))
        _, style = _gain(findings, rung)
        words = _gain_said(findings, rung)
        gain = short(_gain_bounds(findings, rung)) if words else ""
        return (
            two_lines(hours_said(rung, step(findings)), between),
            two_lines(words, gain, style),
        )

    columns = (("detected after", "right"), ("difference", "right"))
    return by_condition(findings, paper, columns, row, narrow=False)


def _gain_bounds(findings: Findings, rung: Rung) -> str:
    assert rung.gain is not None
    return sooner_bounds(rung.gain, step(findings), printed_gain(findings, rung))


def _beside(findings: Findings, paper: Paper) -> Table:
    """What else changes, so that a gain in hours is not read alone."""
    responds = bool(findings.funnels)
    columns = (
        ("missed", "right"),
        ("warned", "right"),
        *((("disrupted\nin time", "right"),) if responds else ()),
        ("false\nalarms" if responds else "false alarms", "right"),
        ("unnecessary\ndisclosures", "right"),
    )
    narrow = responds and paper.width < 100
    return by_condition(findings, paper, columns, _beside_of, narrow=narrow)


def _beside_of(rung: Rung) -> tuple[Text, ...]:
    return (
        two_lines(share(rung.missed.value), short(share_bounds(rung.missed))),
        two_lines(share(rung.warned.value), short(share_bounds(rung.warned))),
        *_disrupted(rung),
        two_lines(count(rung.false_alarms.value), count_bounds(rung.false_alarms)),
        two_lines(
            count(rung.unnecessary_disclosures.value), count_bounds(rung.unnecessary_disclosures)
        ),
    )


def _disrupted(rung: Rung) -> tuple[Text, ...]:
    if rung.followed is None:
        return ()
    disrupted = rung.followed.disrupted
    return (two_lines(share(disrupted.value), short(share_bounds(disrupted))),)


def _rightness(findings: Findings) -> Text:
    told = [
        f"{rung.name} {with_interval(share(one.value), share_bounds(one))}"
        for rung in findings.ladder
        if (one := rung.alarm_precision) is not None and rung.challenge is None
    ]
    right = (
        f"Precision of alerts (how often a belief at threshold was right): {'; '.join(told)}."
        if told
        else "No belief reached a threshold, so none was right or wrong."
    )
    return Text(
        f"{right} False alarms are counted by agency; they and unnecessary "
        "disclosures (copies about what proved no threat, to another country) are per "
        f"replication.{_safeguards(findings)}"
        f"{_deceived(findings)} Warned: within the window the agency "
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


def _safeguards(findings: Findings) -> str:
    """What a delay keeps out, where the figures leave no doubt: they lie apart."""
    told = written(findings)
    kept = [
        f"{taken_away(rung.challenge)} {count(more.value)} {name} instead of {count(less.value)}"
        for rung in findings.ladder
        if rung.challenge and told
        for name, more, less in (
            ("false alarms", rung.false_alarms, told.false_alarms),
            ("unnecessary disclosures", rung.unnecessary_disclosures, told.unnecessary_disclosures),
        )
        if more.low is not None and less.high is not None and more.low > less.high
    ]
    return f" Some of what delays also protects: {listed(kept)}." if kept else ""
