"""The report of a study: the answer, then what it rests on, each picture before its figures."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.text import Text

from sim.analyses.comparison.findings import Findings
from sim.screen.foot import foot
from sim.screen.report.attribution import attribution
from sim.screen.report.by_threat import by_threat
from sim.screen.report.comparison import comparison, worlds
from sim.screen.report.copies import copies
from sim.screen.report.course import course
from sim.screen.report.detection import detection
from sim.screen.report.headline import answer, headline, titled
from sim.screen.report.hours import hours
from sim.screen.report.ladder import ladder, rungs
from sim.screen.report.load import load
from sim.screen.report.requests import requests
from sim.screen.report.response import response
from sim.screen.report.story import story
from sim.screen.scenario.learned_trust import learned_trust
from sim.screen.toolkit.layout import caption, section
from sim.screen.toolkit.printing import Paper, paper_of
from sim.screen.toolkit.words import listed

_Section = tuple[str, Callable[[Findings, Paper], RenderableType | None]]

_SECTIONS: tuple[_Section, ...] = (
    ("What your changes change", comparison),
    ("What would change it: one delay taken away at a time", ladder),
    ("What each challenge costs: the whole, split", attribution),
    ("Where the hours went, {world}", hours),
    ("How soon", detection),
    ("By threat", by_threat),
    ("What happened on the way", course),
    ("From warning to prosecution", response),
    ("The story of one threat", story),
    ("Desks, {world}", load),
    ("Copies, {world}", copies),
    ("Requests, {world}", requests),
    ("What agencies learned about each other, {world}", learned_trust),
)


_CONDITIONS = (
    "alone: no sharing; without one: one factor at a time removed; ideal: all of them removed; "
    "what each costs: its Shapley value"
)
"""The words of the pictures in standard terms."""


def report(findings: Findings, console: Console) -> None:
    """Draws everything that a study found; sections without anything to show are left out."""
    paper = paper_of(console)
    console.print(Text(), headline(findings))
    for title, drawn in _SECTIONS:
        body = drawn(findings, paper)
        if body is not None:
            console.print(section(title.format(world=findings.world), body))
    console.print(section("What this rests on", _foot(findings)))
    console.print(section("The answer once more", answer(findings)))
    console.print()


def _foot(findings: Findings) -> RenderableType:
    unmoved = f"nothing of them in this scenario: {listed(findings.unmoved)}"
    conditions = f"{findings.world}: the baseline; {_CONDITIONS}"
    return foot(
        findings.provenance,
        left_out=_left_out(findings),
        horizon_hours=findings.horizon_hours,
        more=[
            *([("not run", unmoved)] if findings.unmoved else ()),
            *([("conditions", conditions)] if findings.ladder else ()),
        ],
    )


def _left_out(findings: Findings) -> str:
    """What a report that was stopped does not tell."""
    if not findings.provenance.was_stopped:
        return ""
    changed = findings.provenance.overrides and not findings.comparison
    untold = [
        "what the settings change" if changed else "",
        "what messages changed" if findings.course and not findings.course.threats else "",
    ]
    return listed(filter(None, untold))


def brief(findings: Findings, console: Console) -> None:
    """Draws the answer and one chart: what fits on a screen of 80 columns and 24 lines."""
    paper = paper_of(console)
    console.print(titled(findings))
    console.print(Text())
    console.print(answer(findings))
    chart = _chart(findings, paper)
    if chart is not None:
        console.print(Text())
        console.print(chart)
    console.print(Text())
    console.print(caption(_next(findings)))


def _chart(findings: Findings, paper: Paper) -> RenderableType | None:
    if findings.comparison is not None:
        return worlds(findings.comparison, paper)
    return rungs(findings, paper) if findings.ladder else None


def _next(findings: Findings) -> str:
    made = findings.provenance
    rests = f"{made.replications:,} replications, seed {made.seed}, intervals of 95 %."
    return f"{rests} Without --brief: what each challenge costs, where the hours went, one story."
