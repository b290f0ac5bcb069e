"""A fit of durations: which family is best, each against what was observed, the line to paste."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.text import Text

from sim.chance.shapes import Family
from sim.screen.bars import BAR
from sim.screen.layout import BAD, apart, caption, drawn_line, section, table
from sim.screen.paper import Paper, paper_of
from sim.screen.shares_in_time import AXIS, filled, time_axis
from sim.screen.untrusted import safe
from sim.screen.words import duration, listed, plural, roughly, share
from sim.sweep.fitting import Fitted, Fitting, Floats
from sim.sweep.judged_fit import (
    FEW_ENDED,
    Caution,
    FamilyFit,
    FitFindings,
    Sureness,
    observed_quantile,
)

_TALL, _LOW = 10, 6
_WIDEST = 96
_MOST_SHOWN = 0.95
"""Pictures end where this share had ended: the longest would press all others together."""
_STEPS = 400


def fit(findings: FitFindings, fitting: Fitting, console: Console) -> None:
    """Draws everything that a fit says."""
    paper = paper_of(console)
    console.print()
    console.print(Text(_answer(findings)))
    for caution in findings.cautions:
        console.print()
        console.print(Text(_caution(caution, findings), style=BAD))
    if fitting.best.family is not Family.FIXED:
        console.print(section("Against what was observed", _pictures(findings, fitting, paper)))
        console.print(section("By when how many have ended", _quantiles(findings, paper)))
        console.print(section("Which family", _families(findings, paper)))
    console.print(section("To paste into a scenario", _line(findings)))
    console.print()


def _answer(findings: FitFindings) -> str:
    going = (
        f", and {findings.censored:,} still going on when last looked at"
        if findings.censored
        else ""
    )
    return (
        f"{plural(findings.ended, 'duration')} that ended{going}, from {safe(findings.file)}, "
        f"column {safe(findings.column)}. {_best(findings)}"
    )


def _best(findings: FitFindings) -> str:
    best = findings.best
    if best.family is Family.FIXED:
        return f"All are equal: {duration(best.quantile_hours[0])}."
    name = _name(best)
    within = f"its shares are within {share(best.farthest)} of those observed"
    if findings.sureness is Sureness.ALONE:
        return f"Only the {name} could be fitted; {within}."
    second = findings.fits[1]
    if findings.sureness is Sureness.NOT_AT_ALL:
        return (
            f"The {name} and the {_name(second)} fit equally well: these durations cannot tell "
            f"them apart. Of the {name}, {within}."
        )
    return (
        f"The {name} fits best, {findings.sureness.value} the {_name(second)}, the next "
        f"(Akaike's criterion differs by {second.behind:.1f}); {within}."
    )


def _caution(caution: Caution, findings: FitFindings) -> str:
    match caution:
        case Caution.FEW:
            return (
                f"Few: {plural(findings.ended, 'duration')} that ended. With fewer than "
                f"{FEW_ENDED} the tail, which makes most of the waiting, is hardly known."
            )
        case Caution.CENSORED:
            part = share(findings.censored / (findings.ended + findings.censored))
            return (
                f"Heavily censored: {part} were still going on. What lies beyond the longest that "
                "ended follows from the family, not from anything observed."
            )
        case Caution.NOUGHTS:
            part = share(findings.noughts / (findings.ended + findings.censored))
            return (
                f"Nought: {plural(findings.noughts, 'duration')} ({part}), which neither a "
                "lognormal nor a gamma can be, and no family here has a lump at nought. Often "
                "these are cases without the step: fit the others alone, and write the rest as "
                "the step's probability where the scenario has one, such as `probability:` of a "
                "legal review."
            )
        case Caution.AT_THE_EDGE:
            return (
                "At the edge: the best varies as much, or as little, as a scenario can write; the "
                "durations may vary still more, or less."
            )
        case Caution.BAD_FIT:
            return (
                "A bad fit: the best is off by "
                f"{share(findings.best.farthest)} of cases, and chance explains at most "
                f"{share(findings.chance_explains)}. Are several kinds of case mixed?"
            )


def _pictures(findings: FitFindings, fitting: Fitting, paper: Paper) -> RenderableType:
    until = observed_quantile(fitting.observed, _MOST_SHOWN)
    until = float(fitting.observed.times[-1]) if until is None else until
    pictures = [
        Group(
            Text(f"{_name(each)}  {each.line}", style="bold"),
            *_picture(fitted, fitting, until, _LOW if number else _TALL, paper),
        )
        for number, (each, fitted) in enumerate(zip(findings.fits, fitting.fits, strict=True))
    ]
    how = "product-limit estimate (Kaplan and Meier)" if findings.censored else "counted"
    longest = (
        f" Shown up to {roughly(until)}; the longest is {roughly(findings.longest_hours)}."
        if findings.longest_hours > until
        else ""
    )
    return apart(
        *pictures,
        caption(
            f"Share ended by each moment: {paper.glyphs.full} observed, {how}; "
            f"{paper.glyphs.ring} the family. The best first.{longest}"
        ),
    )


def _picture(
    fitted: Fitted, fitting: Fitting, until: float, rows: int, paper: Paper
) -> Iterator[Text]:
    cells = min(paper.width - AXIS - 2, _WIDEST)
    moments = np.linspace(0.0, until, cells)
    heights = fitting.observed.share_by(moments) * rows
    rings = np.minimum(rows - 1, (shares_by(fitted, moments) * rows).astype(int))
    for row in range(rows - 1, -1, -1):
        label = {rows - 1: "100 %", rows // 2 - 1: "50 %"}.get(row, "")
        line = Text(f"{label:>{AXIS - 1}} {paper.glyphs.upright}", no_wrap=True)
        for height, ring in zip(heights.tolist(), rings.tolist(), strict=True):
            if ring == row:
                line.append(paper.glyphs.ring, style="bold")
            else:
                line.append(filled(height - row, paper.glyphs), style=BAR)
        yield line
    yield from time_axis(until, cells, paper.glyphs)


def shares_by(fitted: Fitted, moments: Floats) -> Floats:
    """The shares that a family says have ended by these moments, to a part in some hundreds."""
    shares = (np.arange(_STEPS) + 0.5) / _STEPS
    hours = [fitted.quantile_hours(float(one)) for one in shares]
    return np.asarray(np.interp(moments, hours, shares, left=0.0, right=1.0), dtype=np.float64)


def _quantiles(findings: FitFindings, paper: Paper) -> RenderableType:
    columns = [("ended", "right"), ("observed", "right")]
    columns += [(_name(each), "right") for each in findings.fits]
    figures = table(paper, columns, narrow=paper.width < 100)
    for number, part in enumerate(findings.shares):
        observed = findings.observed_hours[number]
        figures.add_row(
            Text(share(part)),
            Text("not reached" if observed is None else duration(observed)),
            *(Text(duration(each.quantile_hours[number])) for each in findings.fits),
        )
    return figures


def _families(findings: FitFindings, paper: Paper) -> RenderableType:
    figures = table(
        paper,
        (("family", "left"), ("AIC", "right"), ("behind", "right"), ("farthest off", "right")),
        narrow=paper.width < 100,
    )
    for each in findings.fits:
        figures.add_row(
            Text(_name(each)),
            Text("" if each.aic is None else f"{each.aic:,.1f}"),
            Text("" if each.behind is None else f"{each.behind:.1f}"),
            Text(share(each.farthest)),
        )
    return apart(figures, _not_fitted(findings), caption(_how_to_read(findings)))


def _not_fitted(findings: FitFindings) -> Text | None:
    """Families left out; the fixed duration only where it is the answer."""
    why: dict[str, list[str]] = {}
    for family, reason in findings.impossible.items():
        if family != _FIXED:
            why.setdefault(reason, []).append(family)
    if not why:
        return None
    said = "; ".join(f"{listed(families)} ({reason})" for reason, families in why.items())
    return Text(f"Not fitted: {said}.")


_FIXED = Family.FIXED.name.lower()


def _how_to_read(findings: FitFindings) -> str:
    return (
        "AIC: Akaike's criterion, the smaller the better; below 2 behind the best nothing tells "
        "them apart, from 10 on it is out of the question. Farthest off: the largest difference "
        "of its shares from those observed, of which chance explains "
        f"{share(findings.chance_explains)}. No test of a family that somebody chose: others may "
        "fit better still."
    )


def _line(findings: FitFindings) -> RenderableType:
    return apart(
        drawn_line((findings.best.line, "bold")),
        _as_good(findings),
        caption(
            "It stands wherever a scenario takes a duration, for example behind `triage:` of an "
            "agency or `duration:` of a legal review. Under `sources:` say where the durations "
            "come from, so that it is no assumption any more."
        ),
    )


def _as_good(findings: FitFindings) -> Group | None:
    """The line of the second, where nothing tells it from the best."""
    if findings.sureness is not Sureness.NOT_AT_ALL:
        return None
    return Group(Text("Or, as good:"), drawn_line(findings.fits[1].line))


def _name(each: FamilyFit) -> str:
    return each.family.name.lower()
