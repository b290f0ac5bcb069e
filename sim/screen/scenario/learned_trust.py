"""How trust moves with experience: what a scenario says of it, and what a study found."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Learned
from sim.plan.rules.trust import unknown
from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.bars import BAR, bar
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import BAD, CAPTION, GOOD, apart, caption, table, two_lines
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.selection import MOST
from sim.screen.toolkit.words import bounds, count, decimal, duration, plural, with_interval

_NAMED = 3
"""So many pairs are named that may have moved most."""


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
    up = sum(one.trust.value > one.written for one in tested)
    down = sum(one.trust.value < one.written for one in tested)
    return (
        f"By the end trust is higher than written in {plural(up, 'pair')} and lower in {down}, "
        f"each way counted by itself. {_moved_most(tested)}"
    )


def _moved_most(tested: Sequence[Learned]) -> str:
    """Who moved most, with all those whose intervals of the move meet that of the first."""
    first = tested[0]
    alike = [one for one in tested if one is first or _reach(one)[1] >= _reach(first)[0]]
    told = [f"of {safe(one.who)} in {safe(one.whom)}, {_from_to(one)}" for one in alike]
    if len(alike) == 1:
        return f"The trust {told[0]}, moved most."
    if len(alike) > _NAMED:
        return f"Which of {len(alike)} pairs moved most cannot be told apart."
    return f"Most moved the trust {'; or '.join(told)} (not told apart)."


def _from_to(one: Learned) -> str:
    learned = with_interval(decimal(one.trust.value), bounds(one.trust, decimal))
    return f"from {decimal(one.written)} to {learned}"


def _reach(one: Learned) -> tuple[float, float]:
    """Between which bounds a move lies, whichever way it goes."""
    low, high = one.trust.low, one.trust.high
    if low is None or high is None:
        return 0.0, inf
    ends = sorted((abs(low - one.written), abs(high - one.written)))
    return (0.0 if low <= one.written <= high else ends[0]), ends[1]


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
