"""What programmes buy: the answer, each by itself, the best for each amount, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console, RenderableType
from rich.text import Text

from sim.analyses.programmes.programmes import (
    EXHAUSTIVE_AT_MOST,
    Bought,
    ProgrammeFindings,
    ProgrammeMeasure,
)
from sim.screen.foot import foot, stopped
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import BAD, CAPTION, GOOD, apart, caption, section, table, two_lines
from sim.screen.toolkit.printing import Paper, paper_of
from sim.screen.toolkit.windows import window
from sim.screen.toolkit.words import (
    TOO_FEW,
    bounds,
    count,
    hours_bounds,
    hours_of,
    is_nought,
    listed,
    plural,
    share,
    share_bounds,
    short,
    signed_count,
    sooner_bounds,
    sooner_or_later,
    surely,
    with_interval,
)
from sim.statistics.intervals import Estimate, Kind

_MOST = 12
_AMOUNT = 100.0
"""Gains per cost are shown for so many units of cost."""
_DAY = 24.0
_TOO_FEW = "too few"


def programmes(findings: ProgrammeFindings, console: Console) -> None:
    """Draws everything that was found."""
    paper = paper_of(console)
    console.print(Text(), Text(safe(findings.provenance.title), style="bold"), sep="\n")
    if findings.provenance.overrides:
        console.print(Text(f"With {safe(', '.join(findings.provenance.overrides))}.", style="dim"))
    if findings.provenance.was_stopped:
        search = "" if findings.exhaustive else " and the steps of the search"
        console.print(Text(), Text(stopped(findings.provenance, search), style=BAD), sep="\n")
    console.print(Text(), Text(_answer(findings)), sep="\n")
    console.print(section("Each by itself", _alone(findings, paper)))
    if findings.frontier:
        console.print(section("The most for each amount", _frontier(findings, paper)))
    console.print(
        section("What this rests on", foot(findings.provenance, run="of every combination"))
    )
    console.print()


def _answer(findings: ProgrammeFindings) -> str:
    return " ".join(
        filter(
            None, (_before(findings), _by_cost(findings), _best(findings), _prevention(findings))
        )
    )


def _before(findings: ProgrammeFindings) -> str:
    days = _scaled(findings.detection_time_days, _DAY)
    hours = with_interval(hours_of(days), hours_bounds(days))
    missed = with_interval(share(findings.missed.value), share_bounds(findings.missed))
    disrupted = (
        ""
        if findings.disrupted is None or findings.measure is not ProgrammeMeasure.DISRUPTED
        else " Of all threats, "
        + with_interval(share(findings.disrupted.value), share_bounds(findings.disrupted))
        + " are disrupted before their deadline."
    )
    return (
        f"Without any programme a threat is detected after {hours} on average, counted up to its "
        f"window of {window(findings.provenance)}; {missed} are not detected by then.{disrupted}"
    )


def _by_cost(findings: ProgrammeFindings) -> str:
    first = findings.alone[0]
    if first.gain(findings.measure).value <= 0:
        return "No programme by itself gains anything."
    if not surely(first.gain(findings.measure)):
        return "Which programme by itself buys most for its cost cannot be told from these."
    most = "most days" if findings.measure is ProgrammeMeasure.DAYS else "most"
    if findings.as_good_alone:
        names = listed(map(safe, (first.names[0], *findings.as_good_alone)), "or")
        return (
            f"By itself, {names} buys {most} for its cost: they are not told apart. "
            f"{safe(first.names[0])} gains {_said(first, findings)} for {count(first.cost)}."
        )
    return (
        f"By itself, {safe(first.names[0])} buys {most} for its cost: {_said(first, findings)} for "
        f"{count(first.cost)}."
    )


def _best(findings: ProgrammeFindings) -> str:
    within = "" if findings.budget is None else f" within a budget of {count(findings.budget)}"
    if findings.best is None:
        return f"No combination{within} gains anything."
    names = listed(map(safe, findings.best.names))
    most = "Most days are" if findings.measure is ProgrammeMeasure.DAYS else "Most is"
    found = f"{most} gained by" if findings.exhaustive else "The greedy search ends at"
    others = len(findings.as_good)
    apart = (
        ""
        if not others
        else f" {plural(others, 'other combination')} {'is' if others == 1 else 'are'} not told "
        f"apart from it, the cheapest of these: {_cheapest(findings)}."
    )
    return (
        f"{found} {names}{within}: {_said(findings.best, findings)} for {findings.best.cost:g}."
        f"{apart}"
    )


def _prevention(findings: ProgrammeFindings) -> str:
    """What prevents most, where something else is to be bought: it gains none of that."""
    if not _prevents_beside(findings):
        return ""
    first = max(findings.alone, key=lambda one: one.prevented.value)
    if not surely(first.prevented) or first.prevented.value < 0:
        return ""
    value = f"{count(first.prevented.value)} of 100 threats"
    prevented = with_interval(value, _between(first.prevented, ProgrammeMeasure.PREVENTED))
    return f"Most is prevented by {safe(first.names[0])}: {prevented} by itself."


def _cheapest(findings: ProgrammeFindings) -> str:
    every = (*findings.alone, *findings.together)
    as_good = [one for one in every if one.names in findings.as_good]
    least = min(as_good, key=lambda one: one.cost)
    return f"{listed(map(safe, least.names))} for {least.cost:g}"


def _said(bought: Bought, findings: ProgrammeFindings) -> str:
    gain = bought.gain(findings.measure)
    value = _gain(gain, findings.measure)
    return with_interval(value, "" if value == TOO_FEW else _between(gain, findings.measure))


def _alone(findings: ProgrammeFindings, paper: Paper) -> RenderableType:
    beside = _prevents_beside(findings)
    figures = table(
        paper,
        (
            ("programme", "left"),
            ("cost", "right"),
            (_heading(findings.measure), "right"),
            (f"per {_AMOUNT:g}\nof cost", "right"),
            *([(_heading(ProgrammeMeasure.PREVENTED), "right")] if beside else []),
            ("false\nalarms", "right"),
            ("first\nplace", "right"),
        ),
        narrow=paper.width < 100,
    )
    for each in findings.alone:
        per_cost = _scaled(each.per_cost(findings.measure), _AMOUNT)
        figures.add_row(
            Text(safe(each.names[0])),
            two_lines(f"{each.cost:g}", _analysts(each)),
            _cell(each.gain(findings.measure), findings.measure),
            _cell(per_cost, findings.measure),
            *([_cell(each.prevented, ProgrammeMeasure.PREVENTED)] if beside else []),
            _alarms(each),
            Text(share(each.first)),
        )
    gained, prevented = _GAINED[findings.measure], _PREVENTED_BESIDE if beside else ""
    return apart(
        figures,
        caption(
            f"{gained}: than with none, paired on common random numbers; interval "
            f"below.{prevented} Cost: money, "
            "with what the hours of analysts below it are worth. False alarms: more or fewer a "
            "replication. First place: in what share of resamples it buys most for its cost; "
            f"equals share it.{_few(findings.alone)} Gains: the intervals of a column hold "
            "together in 95 of 100 cases."
        ),
    )


_GAINED = {
    ProgrammeMeasure.DAYS: "Sooner by",
    ProgrammeMeasure.DETECTED: "Detected of 100 threats, more",
    ProgrammeMeasure.DISRUPTED: "Disrupted of 100 threats before their deadline, more",
    ProgrammeMeasure.PREVENTED: "Prevented of 100 threats, more",
}
_DONE = {
    ProgrammeMeasure.DETECTED: "detected in time",
    ProgrammeMeasure.DISRUPTED: "disrupted in time",
    ProgrammeMeasure.PREVENTED: "prevented",
}
_PREVENTED_BESIDE = " A threat that is prevented gains no days and is not detected."


def _prevents_beside(findings: ProgrammeFindings) -> bool:
    """Whether prevention is worth a column beside what the programmes are to buy."""
    some = any(not is_nought(each.prevented) for each in findings.alone)
    return some and findings.measure is not ProgrammeMeasure.PREVENTED


def _frontier(findings: ProgrammeFindings, paper: Paper) -> RenderableType:
    figures = table(
        paper,
        (
            ("programmes", "left"),
            ("cost", "right"),
            (_heading(findings.measure), "right"),
            ("false\nalarms", "right"),
            ("first\nplace", "right"),
        ),
        narrow=paper.width < 100,
    )
    for each in findings.frontier[-_MOST:]:
        figures.add_row(
            Text("\n".join(map(safe, each.names))),
            two_lines(f"{each.cost:g}", _analysts(each)),
            _cell(each.gain(findings.measure), findings.measure),
            _alarms(each),
            Text(share(each.first)),
        )
    return apart(figures, caption(_how_found(findings)))


def _how_found(findings: ProgrammeFindings) -> str:
    number = sum(1 for each in findings.together) + len(findings.alone)
    how = (
        f"Every combination{'' if findings.budget is None else ' within the budget'} was run"
        if findings.exhaustive
        else f"With more than {EXHAUSTIVE_AT_MOST} programmes the search is greedy: each step adds "
        f"what gains most for its cost; {plural(number, 'combination')} were run"
    )
    return (
        f"{how}. Each line gained more than anything that costs as little; lines whose intervals "
        "meet need not differ. First place: in what share of resamples it gains most of all; "
        f"equals share it.{_few(findings.frontier)} What is best of many on one sample of luck is "
        "a little flattered by it: try the choice with another --seed."
    )


def _heading(measure: ProgrammeMeasure) -> str:
    return {
        ProgrammeMeasure.DAYS: "sooner by",
        ProgrammeMeasure.DETECTED: "detected\nof 100, more",
        ProgrammeMeasure.DISRUPTED: "disrupted\nof 100, more",
        ProgrammeMeasure.PREVENTED: "prevented\nof 100",
    }[measure]


def _cell(gain: Estimate, measure: ProgrammeMeasure) -> Text:
    return two_lines(_brief(gain, measure), short(_between(gain, measure)), _style(gain))


def _brief(gain: Estimate, measure: ProgrammeMeasure) -> str:
    """A gain under a heading that says it is one: only a loss says what it is."""
    if gain.kind is Kind.TOO_FEW:
        return "none" if is_nought(gain) else _TOO_FEW
    if measure is ProgrammeMeasure.DAYS:
        return _gain(gain, measure).removesuffix(" sooner")
    return f"{count(abs(gain.value))}{' fewer' if gain.value < 0 else ''}"


def _gain(gain: Estimate, measure: ProgrammeMeasure) -> str:
    """A gain in words: sooner or later, or more and fewer of 100 threats."""
    if measure is ProgrammeMeasure.DAYS:
        return sooner_or_later(_scaled(gain, _DAY))
    if gain.kind is Kind.TOO_FEW:
        return "no difference" if is_nought(gain) else TOO_FEW
    more = "" if measure is ProgrammeMeasure.PREVENTED else " more" if gain.value > 0 else " fewer"
    return f"{count(abs(gain.value))}{more} of 100 threats {_DONE[measure]}"


def _between(gain: Estimate, measure: ProgrammeMeasure) -> str:
    if gain.low is None or gain.high is None:
        return ""
    if measure is ProgrammeMeasure.DAYS:
        return sooner_bounds(_scaled(gain, _DAY))
    return bounds(gain, signed_count) if gain.low < 0 < gain.high else _plain(gain.low, gain.high)


def _plain(one: float, other: float) -> str:
    low, high = sorted((abs(one), abs(other)))
    return f"{count(low)} to {count(high)}"


def _few(shown: Sequence[Bought]) -> str:
    """What it means where a change of false alarms is not told."""
    some = any(
        each.false_alarms.kind is Kind.TOO_FEW and not is_nought(each.false_alarms)
        for each in shown
    )
    return " Too few: so few replications differ that it is not told." if some else ""


def _alarms(bought: Bought) -> Text:
    more = bought.false_alarms
    if is_nought(more):
        return Text("same", style=CAPTION)
    if more.kind is Kind.TOO_FEW:
        return Text(_TOO_FEW, style=CAPTION)
    return two_lines(signed_count(more.value), bounds(more, signed_count))


def _analysts(bought: Bought) -> str:
    return f"{bought.analyst_hours:,.0f} h" if bought.analyst_hours else ""


def _style(gain: Estimate) -> str:
    if gain.low is None or gain.high is None:
        return CAPTION
    return GOOD if gain.low > 0 else BAD if gain.high < 0 else ""


def _scaled(estimate: Estimate, times: float) -> Estimate:
    low, high = (None if one is None else one * times for one in (estimate.low, estimate.high))
    return replace(estimate, value=estimate.value * times, low=low, high=high)
