"""The answer in two or three sentences."""

from __future__ import annotations

from rich.console import Group
from rich.text import Text

from sim.screen.conditions import AS_WRITTEN, IDEAL, rung_named
from sim.screen.layout import apart
from sim.screen.untrusted import paragraphs, safe
from sim.screen.windows import window
from sim.screen.words import (
    duration,
    hours_bounds,
    is_nought,
    share,
    share_bounds,
    signed_bounds,
    sooner_bounds,
    sooner_or_later,
    with_interval,
)
from sim.study.findings import Findings, Rung
from sim.study.intervals import Kind


def headline(findings: Findings) -> Group:
    """Title, summary, what was found, and what costs most."""
    title = Text(safe(findings.title), style="bold")
    summary = [Text(line, style="dim") for line in paragraphs(findings.summary)]
    changed = (
        Text(f"With {safe(', '.join(findings.overrides))}.", style="dim")
        if findings.overrides
        else None
    )
    return apart(Group(title, *summary), changed, _answer(findings))


def _answer(findings: Findings) -> Text:
    written = rung_named(findings, AS_WRITTEN)
    if written is None:
        none_is_left = (
            "whichever would have been was prevented"
            if _all_prevented(findings)
            else "none has a window that ends within the horizon of "
            f"{duration(findings.horizon_hours)}"
        )
        return Text(
            f"No threat was scored: {none_is_left}. What follows tells of desks and copies only."
        )
    sentences = [
        _as_written(findings, written),
        _prevented(findings),
        _baseline(findings),
        _ideal(findings),
        _costliest(findings),
    ]
    return Text(" ".join(sentence for sentence in sentences if sentence))


def _as_written(findings: Findings, written: Rung) -> str:
    if written.missed.value == 1:
        most = "" if written.missed.low is None else f" (at most {share(1 - written.missed.low)})"
        return f"As written, no threat is detected within its window of {window(findings)}{most}."
    hours = with_interval(duration(written.hours.value), hours_bounds(written.hours))
    missed = with_interval(share(written.missed.value), share_bounds(written.missed))
    return (
        f"As written, a threat is detected after {hours} on average, counted up to its window "
        f"of {window(findings)}; {missed} are not detected by then{_warned(written)}."
    )


def _warned(written: Rung) -> str:
    """Of how many threats the country threatened is told by then, where that is clearly fewer."""
    warned, detected = written.warned, 1 - written.missed.value
    if warned.high is None or warned.high >= detected:
        return ""
    told = with_interval(share(warned.value), share_bounds(warned))
    return f", and the country threatened is warned of only {told}"


def _all_prevented(findings: Findings) -> bool:
    prevented = findings.success.threats_prevented if findings.success else None
    return prevented is not None and prevented.value == 1


def _prevented(findings: Findings) -> str:
    """What programmes keep from beginning at all."""
    prevented = findings.success.threats_prevented if findings.success else None
    if prevented is None:
        return ""
    told = with_interval(share(prevented.value), share_bounds(prevented))
    return f"Of the threats that would begin, {told} are prevented; the rest is what is told here."


def _baseline(findings: Findings) -> str:
    """What the settings changed."""
    if findings.baseline is None:
        return ""
    before, gain = duration(findings.baseline.hours.value), findings.baseline.gain
    if is_nought(gain):
        what = " to detection" if findings.baseline.disrupted_gain is not None else ""
        return f"Without these settings: {before}; the settings make no difference{what}."
    if gain.kind is Kind.TOO_FEW:
        return f"Without these settings: {before}; what the settings change: {gain.kind}."
    change = with_interval(sooner_or_later(gain), sooner_bounds(gain))
    return f"Without these settings: {before}; the settings make it {change}."


def _ideal(findings: Findings) -> str:
    ideal = rung_named(findings, IDEAL)
    if ideal is None:
        return ""
    if findings.total is not None and findings.total.value == 0:
        return "Taking all the challenges away makes no difference."
    hours = with_interval(duration(ideal.hours.value), hours_bounds(ideal.hours))
    return f"Without any of the challenges it would take {hours}."


def _costliest(findings: Findings) -> str:
    costly = [part for part in findings.attribution if part.hours.value > 0]
    if not costly:
        return ""
    first = max(costly, key=lambda part: part.hours.value)
    if first.hours.kind is Kind.TOO_FEW:
        return "Which challenge costs most: too few to tell."
    cost = with_interval(duration(first.hours.value), signed_bounds(first.hours))
    return f"What costs most: {first.challenge.value}, {cost}."
