"""From warning to prosecution: how many threats come as far as each step."""

from __future__ import annotations

from itertools import pairwise

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Funnel, Rung, Step
from sim.screen.report.conditions import by_condition
from sim.screen.toolkit.bars import BAR, bar
from sim.screen.toolkit.layout import BAD, CAPTION, GOOD, apart, caption, drawn_line, two_lines
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    NO_DIFFERENCE,
    TOO_FEW,
    bounds,
    is_nought,
    plural,
    share,
    share_bounds,
    short,
    with_interval,
)
from sim.statistics.intervals import Estimate, Kind

_LABEL, _SHARE, _BOUNDS, _GAP = 19, 7, 12, 2
_LEAST_CELLS = 6
"""A shorter bar tells nothing: then one picture stands below the other."""


def response(findings: Findings, paper: Paper) -> RenderableType | None:
    """The funnel as written beside the ideal one, then every condition; None without a response."""
    if not findings.funnels:
        return None
    written = findings.funnels[0]
    return apart(
        Text(_told(findings)),
        _picture(findings.funnels, paper),
        caption(
            f"Of {plural(written.steps[0].threats, 'threat')} scored over all replications: the "
            "share that came as far as each step, and its 95 % interval. A joint operation needs "
            "every participant ready and every warrant granted; it disrupts when it takes place "
            "before the deadline. A prosecution needs evidence that came through a legal channel."
        ),
        _conditions(findings, paper),
        caption(
            "Difference: shares disrupted in time, paired on common random numbers, from "
            f"{findings.world}."
        ),
    )


def _told(findings: Findings) -> str:
    """The answer in two sentences."""
    written, ideal = (_by_name(funnel) for funnel in findings.funnels)
    before, after, lost = max(
        (
            (one.name, other.name, one.share.value - other.share.value)
            for one, other in pairwise(findings.funnels[0].steps)
        ),
        key=lambda step: step[2],
    )
    done = written["disrupted in time"]
    most = f" Most are lost between {before} and {after}: {share(lost)} of all." if lost > 0 else ""
    in_time = with_interval(share(done.share.value), share_bounds(done.share))
    return (
        f"{findings.world.capitalize()}, {in_time} of threats are disrupted in time; without any "
        f"of the challenges it would be {share(ideal['disrupted in time'].share.value)}.{most}"
    )


def _by_name(funnel: Funnel) -> dict[str, Step]:
    return {step.name: step for step in funnel.steps}


def _picture(funnels: tuple[Funnel, ...], paper: Paper) -> Group:
    """Funnels side by side, or one below the other where the paper is narrow."""
    panel = (paper.width - _LABEL) // len(funnels)
    cells = panel - _SHARE - _BOUNDS - _GAP
    if cells < _LEAST_CELLS and len(funnels) > 1:
        return Group(*(_picture((funnel,), paper) for funnel in funnels))
    heading = [(funnel.condition.ljust(panel), "bold") for funnel in funnels]
    lines = [
        drawn_line(
            step.name.ljust(_LABEL),
            *(part for funnel in funnels for part in _panel(funnel.steps[number], cells, paper)),
        )
        for number, step in enumerate(funnels[0].steps)
    ]
    return Group(drawn_line(" " * _LABEL, *heading), *lines)


def _panel(step: Step, cells: int, paper: Paper) -> list[tuple[str, str]]:
    drawn = bar(step.share.value, 1.0, cells, paper.glyphs)
    return [
        (drawn.ljust(cells), BAR),
        (share(step.share.value).rjust(_SHARE), ""),
        (f"  {_between(step)}".ljust(_BOUNDS + _GAP), CAPTION),
    ]


def _between(step: Step) -> str:
    """The interval; that all scored are scored needs none."""
    return "" if step.name == "scored" else short(share_bounds(step.share))


def _conditions(findings: Findings, paper: Paper) -> Table:
    columns = (
        ("joint\noperations", "right"),
        ("disrupted\nin time", "right"),
        ("difference", "right"),
        ("arrests", "right"),
        ("prose-\ncutions", "right"),
    )
    return by_condition(findings, paper, columns, _figures, narrow=paper.width < 100)


def _figures(rung: Rung) -> tuple[Text, ...]:
    followed = rung.followed
    if followed is None:
        return ()
    return (
        _share(followed.joint_operations),
        _share(followed.disrupted),
        _gain(followed.disrupted_gain),
        _share(followed.arrests),
        _share(followed.prosecutions),
    )


def _share(estimate: Estimate) -> Text:
    return two_lines(share(estimate.value), short(share_bounds(estimate)))


def _gain(gain: Estimate | None) -> Text:
    if gain is None:
        return Text()
    if is_nought(gain):
        return Text(NO_DIFFERENCE, style=CAPTION)
    if gain.kind is Kind.TOO_FEW or gain.low is None or gain.high is None:
        return Text(TOO_FEW, style=CAPTION)
    style = GOOD if gain.low > 0 else BAD if gain.high < 0 else ""
    return two_lines(_points(gain.value), bounds(gain, _points).replace(" points", ""), style)


def _points(difference: float) -> str:
    """A difference of two shares: ``+12 points``."""
    return f"{100 * difference:+.0f} points"
