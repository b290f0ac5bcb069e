"""The answer in two or three sentences."""

from __future__ import annotations

from rich.console import Group
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Rung
from sim.screen.report.attribution import whole_parts
from sim.screen.report.comparison import in_words
from sim.screen.report.conditions import IDEAL, is_never, rung_named, step, written
from sim.screen.toolkit.escaping import paragraphs, safe
from sim.screen.toolkit.layout import apart
from sim.screen.toolkit.windows import window
from sim.screen.toolkit.words import (
    duration,
    hours_bounds,
    listed,
    plural,
    share,
    share_bounds,
    signed_bounds,
    surely,
    with_interval,
)


def headline(findings: Findings) -> Group:
    """Title, summary, what was found, and what costs most."""
    summary = [Text(line, style="dim") for line in paragraphs(findings.summary)]
    return apart(Group(titled(findings), *summary), answer(findings))


def titled(findings: Findings) -> Text:
    """The title, how many decisions are not of the file, and which rules not of the model."""
    title = Text(safe(findings.provenance.title), style="bold")
    if findings.provenance.overrides:
        title.append(
            f"  with {plural(len(findings.provenance.overrides), 'change')}", style="not bold"
        )
    if findings.provenance.rules:
        rules = f"\nby rules of your own: {safe(listed(findings.provenance.rules))}"
        title.append(rules, style="not bold")
    return title


def answer(findings: Findings) -> Text:
    """What was found, in a few sentences."""
    told = written(findings)
    if told is None:
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
        _found(findings, told),
        in_words(findings),
        _prevented(findings),
        _ideal(findings),
        _costliest(findings),
    ]
    return Text(" ".join(sentence for sentence in sentences if sentence))


def _found(findings: Findings, told: Rung) -> str:
    world = findings.world.capitalize()
    if is_never(told):
        most = "" if told.missed.low is None else f" (at most {share(1 - told.missed.low)})"
        within = window(findings.provenance)
        return f"{world}, no threat is detected within its window of {within}{most}."
    unit = step(findings)
    hours = with_interval(
        duration(told.detection_time.value, unit), hours_bounds(told.detection_time, unit)
    )
    missed = with_interval(share(told.missed.value), share_bounds(told.missed))
    return (
        f"{world}, a threat is detected after {hours} on average, counted up to its window "
        f"of {window(findings.provenance)}; {missed} are not detected by then{_warned(told)}."
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


def _ideal(findings: Findings) -> str:
    ideal = rung_named(findings, IDEAL)
    if ideal is None:
        return ""
    if findings.total is not None and findings.total.value == 0:
        return "Taking all the challenges away makes no difference."
    if is_never(ideal):
        return "Without any of the challenges none would be detected either."
    unit = step(findings)
    hours = with_interval(
        duration(ideal.detection_time.value, unit), hours_bounds(ideal.detection_time, unit)
    )
    return f"Without any of the challenges it would take {hours}."


def _costliest(findings: Findings) -> str:
    if not findings.costliest:
        return ""
    hours = {part.challenge: part.hours for part in findings.attribution}
    first, *others = findings.costliest
    if not surely(hours[first]):
        return "Which challenge costs most cannot be told: run more replications."
    printed, unit = whole_parts(findings), step(findings)
    if not others:
        cost = with_interval(
            _cost(printed[first], unit), signed_bounds(hours[first], unit, printed[first])
        )
        return f"What costs most: {first.value}, {cost}."
    costs = listed(_cost(printed[one], unit) for one in findings.costliest)
    names = listed((one.value for one in findings.costliest), "or")
    return f"What costs most: {names} ({costs}, not told apart)."


def _cost(hours: float, unit: int) -> str:
    return duration(hours, unit) if hours else "under 1 h"
