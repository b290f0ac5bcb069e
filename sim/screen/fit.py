"""A fit of durations: which family is best, each against what was observed, the line to paste."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.text import Text

from sim.analyses.fit.fitting import FEWEST_FOR_UNIFORM, Fitted, Fitting, Parameter
from sim.analyses.fit.judged import (
    FEW_ENDED,
    FamilyFit,
    FitCaution,
    FitFindings,
    Sureness,
    observed_quantile,
)
from sim.analyses.fit.laws import Floats
from sim.chance.shapes import Family
from sim.screen.toolkit.bars import BAR
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import BAD, apart, caption, drawn_line, section, table
from sim.screen.toolkit.printing import Paper, paper_of
from sim.screen.toolkit.shares_in_time import AXIS, filled, time_axis
from sim.screen.toolkit.words import count, duration, listed, plural, roughly, share

_TALL, _LOW = 10, 6
_WIDEST = 96
_MOST_SHOWN = 0.95
"""Pictures end where this share had ended: the longest would press all others together."""
_STEPS = 400
_OUT_OF_THE_QUESTION = 10.0
_PICTURES, _COLUMNS = 3, 4
"""So many families at most are drawn, and told by their quantiles."""


def fit(findings: FitFindings, console: Console) -> None:
    """Draws everything that a fit says."""
    paper, fitting = paper_of(console), findings.fitting
    console.print()
    console.print(Text(_answer(findings)))
    for caution in findings.cautions:
        console.print()
        console.print(Text(_caution(caution, findings), style=BAD))
    if not findings.censored and not findings.truncated:
        console.print()
        console.print(caption(_COMPLETE))
    if fitting.best.family is not Family.FIXED:
        console.print(section("Against what was observed", _pictures(findings, fitting, paper)))
        console.print(section("By when how many have ended", _quantiles(findings, paper)))
        console.print(section("Which family", _families(findings, paper)))
        console.print(section("How well its numbers are known", _numbers(findings, paper)))
    console.print(section("To paste into a scenario", _line(findings)))
    console.print()


_COMPLETE = (
    "Taken as complete. A file of what had ended by some day lacks whatever took longer, and a fit "
    "then comes out too short: say with --truncated how long each could have been and be in it."
)


def _in_question(findings: FitFindings, most: int) -> list[FamilyFit]:
    """The best and those that it does not put out of the question."""
    near = [each for each in findings.fits if (each.behind or 0.0) < _OUT_OF_THE_QUESTION]
    return [each for each in near if each.behind is not None or each is findings.best][:most]


def _answer(findings: FitFindings) -> str:
    going = (
        f", and {findings.censored:,} still going on when last looked at"
        if findings.censored
        else ""
    )
    commas = ", with decimal commas" if findings.written_with == "comma" else ""
    return (
        f"{plural(findings.ended, 'duration')} that ended{going}, from {safe(findings.file)}, "
        f"column {safe(findings.column)}{commas}. {_best(findings)}{_beyond(findings)}"
    )


def _beyond(findings: FitFindings) -> str:
    """What truncation kept out, where it is not so much that it is a caution."""
    if not findings.truncated or FitCaution.UNSEEN in findings.cautions:
        return ""
    return (
        f" By it {share(findings.unseen)} of all cases took too long to be in the file, which is "
        "allowed for."
    )


def _best(findings: FitFindings) -> str:
    best = findings.best
    if best.family is Family.FIXED:
        return f"All are equal: {duration(best.quantile_hours[0])}."
    name = _name(best)
    within = f"its shares are within {_points(best.farthest)} of those observed"
    if findings.sureness is Sureness.ALONE:
        return f"Only the {name} could be fitted; {within}."
    second = findings.fits[1]
    if findings.sureness is Sureness.NOT_AT_ALL:
        alike = listed(_name(each) for each in findings.fits if each.alike)
        return (
            f"These durations cannot tell the {alike} apart (by Akaike's criterion, all within 2 "
            f"of the best). Of the {name}, {within}."
        )
    return (
        f"The {name} fits best, {findings.sureness.value} the {_name(second)}, the next "
        f"(Akaike's criterion differs by {second.behind:.1f}); {within}."
    )


def _caution(caution: FitCaution, findings: FitFindings) -> str:
    match caution:
        case FitCaution.FEW:
            return (
                f"Few: {plural(findings.ended, 'duration')} that ended. With fewer than "
                f"{FEW_ENDED} the tail, which makes most of the waiting, is hardly known."
            )
        case FitCaution.CENSORED:
            part = share(findings.censored / (findings.ended + findings.censored))
            return (
                f"Heavily censored: {part} were still going on. What lies beyond the longest that "
                "ended follows from the family, not from anything observed."
            )
        case FitCaution.UNSEEN:
            return (
                f"Heavily truncated: by the {_name(findings.best)}, {share(findings.unseen)} of "
                "all cases took longer than could be known. How long follows from the family, not "
                "from anything observed."
            )
        case FitCaution.NOUGHTS:
            part = share(findings.noughts / (findings.ended + findings.censored))
            return (
                f"Zero: {plural(findings.noughts, 'duration')} ({part}). Often these are cases "
                "without the step, so they are a share of their own, and the families are fitted "
                "to the others. Below is how a scenario writes both."
            )
        case FitCaution.AT_THE_EDGE:
            return (
                "At the edge: the best varies as much, or as little, as a scenario can write; the "
                "durations may vary still more, or less."
            )
        case FitCaution.BAD_FIT:
            return (
                f"A bad fit: the best is off by {_points(findings.best.farthest)}, and chance "
                f"explains {_points(findings.best.explained or 0.0)}. Are several kinds of "
                "case mixed?"
            )


def _pictures(findings: FitFindings, fitting: Fitting, paper: Paper) -> RenderableType:
    until = observed_quantile(fitting.observed, _MOST_SHOWN)
    until = float(fitting.observed.times[-1]) if until is None else until
    pictures = [
        Group(
            Text(f"{_name(each)}  {each.line}", style="bold"),
            *_picture(fitted, fitting, until, _LOW if number else _TALL, paper),
        )
        for number, (each, fitted) in enumerate(
            zip(_in_question(findings, _PICTURES), fitting.fits, strict=False)
        )
    ]
    how = "product-limit estimate (Kaplan and Meier)" if findings.censored else "counted"
    if fitting.limits is not None:
        how = f"among those within {roughly(float(fitting.limits.max()))} (Lynden-Bell)"
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
    shares = shares_by(fitted, moments)
    if fitting.limits is not None:
        shares = shares / fitted.share_within(fitting.limits.max(keepdims=True))
    rings = np.minimum(rows - 1, (shares * rows).astype(int))
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
    shown = _in_question(findings, _COLUMNS)
    columns = [("ended", "right")] + [("observed", "right")] * (not findings.truncated)
    columns += [(_name(each), "right") for each in shown]
    figures = table(paper, columns, narrow=paper.width < 100)
    for number, part in enumerate(findings.shares):
        observed = findings.observed_hours[number]
        seen = Text("not reached" if observed is None else duration(observed))
        figures.add_row(
            Text(share(part)),
            *([] if findings.truncated else [seen]),
            *(Text(duration(each.quantile_hours[number])) for each in shown),
        )
    whose = "Of those above 0. " if findings.nought else ""
    if findings.truncated:
        whose += "Of all cases, those too long to be known among them."
    return apart(figures, caption(whose.strip()) if whose else None)


def _families(findings: FitFindings, paper: Paper) -> RenderableType:
    figures = table(
        paper,
        (
            ("family", "left"),
            ("AICc", "right"),
            ("behind", "right"),
            ("farthest off", "right"),
            ("chance explains", "right"),
            ("p", "right"),
        ),
        narrow=paper.width < 100,
    )
    for each in findings.fits:
        figures.add_row(
            Text(_name(each)),
            Text("" if each.aicc is None else f"{each.aicc:,.1f}"),
            Text("not compared" if each.behind is None else f"{each.behind:.1f}"),
            Text(_points(each.farthest)),
            Text("" if each.explained is None else _points(each.explained)),
            Text("" if each.p_value is None else f"{each.p_value:.3f}"),
        )
    return apart(figures, _not_fitted(findings), caption(_how_to_read(findings)))


def _numbers(findings: FitFindings, paper: Paper) -> RenderableType:
    figures = table(
        paper,
        (("family", "left"), ("number", "left"), ("fitted", "right"), ("95 %", "left")),
        narrow=paper.width < 100,
    )
    for each in _in_question(findings, _COLUMNS):
        for number, one in enumerate(each.parameters):
            figures.add_row(
                Text("" if number else _name(each)),
                Text(one.name),
                Text(_said(one, one.value)),
                Text(_between(one)),
            )
    if findings.nought is not None and findings.nought.low is not None:
        assert findings.nought.high is not None
        low, high = share(findings.nought.low), share(findings.nought.high)
        value = Text(share(findings.nought.value))
        figures.add_row(Text("zero"), Text("share"), value, Text(f"{low} to {high}"))
    return apart(
        figures, caption("Of chance alone: whether the family is right is another matter.")
    )


def _said(one: Parameter, value: float) -> str:
    return roughly(value) if one.hours else count(value)


def _between(one: Parameter) -> str:
    if one.low is None and one.high is None:
        return "not told"
    if one.high is None:
        return f"from {_said(one, one.low or 0.0)} on"
    if one.low is None:
        return f"up to {_said(one, one.high)}"
    return f"{_said(one, one.low)} to {_said(one, one.high)}"


def _not_fitted(findings: FitFindings) -> Text | None:
    """Families left out; the fixed duration only where it is the answer."""
    why: dict[str, list[str]] = {}
    for family, reason in findings.impossible.items():
        if family != _FIXED:
            why.setdefault(reason, []).append(_NAMES.get(family, family))
    if not why:
        return None
    said = "; ".join(f"{listed(families)} ({reason})" for reason, families in why.items())
    return Text(f"Not fitted: {said}.")


_FIXED = Family.FIXED.name.lower()


def _how_to_read(findings: FitFindings) -> str:
    uniform = (
        f" A uniform's ends follow the durations: below {FEWEST_FOR_UNIFORM} it is not compared."
        if findings.fits[-1].behind is None and len(findings.fits) > 1
        else ""
    )
    return (
        "AICc: Akaike's criterion, corrected for few, the smaller the better; below 2 behind the "
        "best nothing tells them apart, from 10 on it is out of the question. Farthest off: the "
        "largest difference of its shares from those observed, in percentage points (Kolmogorov "
        "and Smirnov's distance); chance explains so much of it in 19 "
        "of 20 samples of the family itself, and p says how many of them are as far off. No test "
        f"of a family that somebody chose: others may fit better still.{uniform}"
    )


def _line(findings: FitFindings) -> RenderableType:
    return apart(
        drawn_line((findings.best.line, "bold")),
        _as_good(findings),
        _with_nought(findings),
        caption(
            "It stands wherever a scenario takes a duration, for example behind `triage:` of an "
            "agency or `duration:` of a legal review. Under `sources:` say where the durations "
            "come from, so that it is no assumption any more."
        ),
    )


def _with_nought(findings: FitFindings) -> Group | None:
    """How a scenario writes that some cases take no time at all."""
    if findings.nought is None:
        return None
    line = f"{{probability: {1.0 - findings.nought.value:.3g}, duration: {findings.best.line}}}"
    return Group(
        Text(
            "That is of the cases above 0. With the share of zeros, behind `review:` of an "
            "agreement (elsewhere the step is left out, or all cases have it):"
        ),
        drawn_line((line, "bold")),
    )


def _as_good(findings: FitFindings) -> Group | None:
    """The lines of all others that nothing tells from the best."""
    lines = [each.line for each in findings.fits if each.alike and each is not findings.best]
    return Group(Text("Or, not told apart from it:"), *map(drawn_line, lines)) if lines else None


def _points(difference: float) -> str:
    return share(difference).replace("%", "points")


_NAMES = {"weibull": "Weibull", "loglogistic": "log-logistic"}


def _name(each: FamilyFit) -> str:
    return _NAMES.get(each.family.name.lower(), each.family.name.lower())
