"""How trust moves with experience: what a scenario says of it, and what a study found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.plan.rules.trust import unknown
from sim.scenario.schema import Scenario
from sim.screen.bars import BAR, bar
from sim.screen.foremost import MOST
from sim.screen.layout import BAD, CAPTION, GOOD, apart, caption, table, two_lines
from sim.screen.paper import Paper
from sim.screen.provenance import Marks
from sim.screen.untrusted import safe
from sim.screen.words import bounds, count, decimal, duration, plural, with_interval
from sim.study.findings import Findings, Learned


def how_it_is_learned(scenario: Scenario, marks: Marks) -> RenderableType | None:
    """What moves trust in the course of the exercise; None where it stays as written."""
    learning = scenario.trust.learning
    if learning is None:
        return None
    at = ("trust", "learning")
    known = marks.number(duration(learning.known_after), *at, "known_after")
    every = marks.number(duration(learning.every), *at, "every")
    half = marks.number(duration(learning.half_life), *at, "half_life")
    loss = marks.number(count(learning.loss), *at, "loss")
    confidence = marks.number(count(learning.confidence), *at, "confidence")
    return Text(
        f"Trust follows experience. How something came out is known {known} later and looked at "
        f"every {every}; after {half} it counts half, and a bad outcome counts for {loss} good "
        f"ones. What is written stands for {confidence} outcomes, so u, how little of trust rests "
        f"on experience, begins at {decimal(unknown(learning.confidence, 0.0))}."
    )


def learned_trust(findings: Findings, paper: Paper) -> RenderableType | None:
    """Trust as written and as learned, by pair; None where nothing is learned."""
    if not findings.learned:
        return None
    tested = sorted((one for one in findings.learned if one.tested), key=_moved, reverse=True)
    return apart(
        Text(_answer(tested)),
        _pairs(tested[:MOST], paper) if tested else None,
        caption(_how_to_read(len(tested))) if tested else None,
        _untested([one for one in findings.learned if not one.tested]),
    )


def _moved(one: Learned) -> float:
    return abs(one.trust.value - one.written)


def _answer(tested: Sequence[Learned]) -> str:
    if not tested:
        return "No outcome became known, so trust is as written."
    most = tested[0]
    up = sum(one.trust.value > one.written for one in tested)
    down = sum(one.trust.value < one.written for one in tested)
    learned = with_interval(decimal(most.trust.value), bounds(most.trust, decimal))
    return (
        f"By the end trust is higher than written in {plural(up, 'pair')} and lower in {down}, "
        f"each way counted by itself. It moved most from {safe(most.who)} in {safe(most.whom)}: "
        f"from {decimal(most.written)} to {learned}."
    )


def _how_to_read(tested: int) -> str:
    left = f" {plural(tested - MOST, 'more pair')} moved less." if tested > MOST else ""
    return (
        "Trust with and without experience, on average; beside it, what lies between the lowest "
        'and the highest tenth of replications. "We don\'t know them" is u = 2 / (r + s + 2): 1 '
        f"where nobody has tested it, towards 0 with every outcome that counts.{left}"
    )


def _pairs(tested: Sequence[Learned], paper: Paper) -> Table:
    cells = 10 if paper.width < 100 else 30
    drawn = table(
        paper,
        (
            ("trust of", "left"),
            ("written -> learned", "left"),
            ("8 in 10", "left"),
            ("we don't know them", "left"),
        ),
    )
    for one in tested:
        style = GOOD if one.trust.value > one.written else BAD
        unknown = bar(one.unknown.value, 1.0, cells, paper.glyphs).ljust(cells)
        drawn.add_row(
            two_lines(safe(one.who), f"in {safe(one.whom)}"),
            Text(f"{decimal(one.written)} -> ").append(decimal(one.trust.value), style=style),
            Text(f"{decimal(one.tenth)} to {decimal(one.ninetieth)}", style=CAPTION),
            Text(unknown, style=BAR).append(f" {decimal(one.unknown.value)}", style="default"),
        )
    return drawn


def _untested(pairs: Sequence[Learned]) -> Text | None:
    """Pairs without dealings stay as written."""
    if not pairs:
        return None
    most = max(one.unknown.value for one in pairs)
    return Text(
        f"{plural(len(pairs), 'pair')} had no dealings whose outcome became known: trust stays "
        f"as written there, and u is {decimal(most)}."
    )
