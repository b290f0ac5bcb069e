"""Where the hours went: one detection's average hours, each charged to a cause."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Spent
from sim.plan.values.causes import Cause
from sim.screen.report.conditions import IDEAL, rung_named
from sim.screen.toolkit.bars import BAR, stacked
from sim.screen.toolkit.layout import CAPTION, apart, caption, drawn_line, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.windows import counted_up_to
from sim.screen.toolkit.words import hours_bounds, hours_of, whole_percents

_TINTS = (BAR, "blue", "magenta", "yellow")


def hours(findings: Findings, paper: Paper) -> RenderableType | None:
    """One stacked bar of causes, the list of them, and what such hours cannot tell."""
    spent = [each for each in findings.spent if each.hours.value > 0]
    if not spent:
        return None
    spent.sort(key=lambda each: _place(each.cause))
    return apart(
        _stack(spent, paper),
        _figures(spent, paper),
        caption(
            f"{counted_up_to(findings.provenance)}{_of_missed(spent)}{_of_visible(findings, spent)}"
        ),
        Text(
            "These hours only describe where time was spent. What a challenge costs is told by "
            "the sections before, in which it is taken away: a delay removed may leave the next "
            "one waiting."
        ),
    )


def _of_missed(spent: Sequence[Spent]) -> str:
    if all(each.cause is not Cause.NOT_DETECTED for each in spent):
        return ""
    return (
        f" {_quoted(Cause.NOT_DETECTED)}: all hours of threats that are missed, from their first "
        "indicator on, whatever they waited for."
    )


def _of_visible(findings: Findings, spent: Sequence[Spent]) -> str:
    """That challenges lengthen this wait, too, where it is longer than all that ideal takes."""
    ideal = rung_named(findings, IDEAL)
    waited = next((each.hours for each in spent if each.cause is Cause.NOT_YET_VISIBLE), None)
    if ideal is None or waited is None or waited.value <= ideal.detection_time.value:
        return ""
    return (
        f" {_quoted(Cause.NOT_YET_VISIBLE)}: until the indicator that decided. Ideal takes "
        f"{hours_of(ideal.detection_time)} in all: where challenges keep earlier indicators back, "
        "a later one has to decide, and this wait grows."
    )


def _quoted(cause: Cause) -> str:
    return f'"{cause.words.capitalize()}"'


def _place(cause: Cause) -> float:
    """Causes follow each other as on the way of a copy: consent is asked for after vetting."""
    return Cause.VETTING + 0.5 if cause is Cause.CONSENT else cause


def _stack(spent: list[Spent], paper: Paper) -> Group:
    cells = stacked([each.share for each in spent], paper.width)
    shades = paper.glyphs.shades
    visible = [
        (letter, width) for letter, width in zip(ascii_lowercase, cells, strict=False) if width
    ]
    blocks = [
        (shades[i % len(shades)] * width, _TINTS[i % len(_TINTS)])
        for i, (_, width) in enumerate(visible)
    ]
    letters = [letter.center(width) for letter, width in visible]
    return Group(drawn_line(*blocks), drawn_line(*blocks), drawn_line("".join(letters).rstrip()))


def _figures(spent: list[Spent], paper: Paper) -> RenderableType:
    figures = table(
        paper,
        (
            ("", "left"),
            ("cause", "left"),
            ("hours", "right"),
            ("95 % interval", "right"),
            ("share", "right"),
            ("challenge", "left"),
        ),
    )
    shares = whole_percents([each.share for each in spent])
    for letter, each, part in zip(ascii_lowercase, spent, shares, strict=False):
        owner = each.cause.challenge
        figures.add_row(
            Text(letter),
            Text(each.cause.words),
            Text(hours_of(each.hours)),
            Text(hours_bounds(each.hours), style=CAPTION),
            Text(part),
            Text(owner.value if owner else ""),
        )
    return figures
