"""The conditions that are compared, by the names and in the words in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import WITH_CHANGES, WRITTEN, Findings, Rung
from sim.scenario.values.dials import Challenge
from sim.screen.toolkit.layout import CAPTION, Column, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import HOUR, MINUTE, duration, printed_difference, step_of

IDEAL = "ideal"
NEVER = "never"
_REMOVED = "without this delay"
_OBSTACLES = {
    Challenge.TRUST: "distrust",
    Challenge.LAW: "legal obstacles",
    Challenge.POLITICS: "political strain",
    Challenge.COMMUNICATION: "delays of communication",
    Challenge.CAPACITY: "limits of capacity",
    Challenge.INTEROPERABILITY: "differences of language and systems",
    Challenge.PRIORITIES: "differences of priority",
    Challenge.DEFINITIONS: "differences of definition",
}


def rung_named(findings: Findings, name: str) -> Rung | None:
    """The rung of that name, or None where nothing was scored."""
    return next((rung for rung in findings.ladder if rung.name == name), None)


def world_of(overrides: Sequence[str]) -> str:
    """What a scenario is called, with these settings or without any."""
    return WITH_CHANGES if overrides else WRITTEN


def written(findings: Findings) -> Rung | None:
    """The world that is told of: as written, or with the user's changes."""
    return rung_named(findings, findings.world)


def step(findings: Findings) -> int:
    """The step in which hours of all conditions are said, so that they can be compared."""
    steps = {step_of(rung.detection_time) for rung in findings.ladder if not is_never(rung)}
    return MINUTE if steps <= {MINUTE} else HOUR


def is_never(rung: Rung) -> bool:
    """Whether nothing was detected, so that hours only say how long was waited."""
    return rung.missed.value == 1


def hours_said(rung: Rung, step: int) -> str:
    """The hours of a condition, or that nothing was ever detected."""
    return NEVER if is_never(rung) else duration(rung.detection_time.value, step)


def printed_gain(findings: Findings, rung: Rung) -> float:
    """How much sooner a condition detects, in hours, as the printed hours of both differ."""
    told = written(findings)
    assert told is not None
    assert rung.gain is not None
    return printed_difference(
        told.detection_time.value, rung.detection_time.value, rung.gain.value, step(findings)
    )


def taken_away(challenge: Challenge) -> str:
    """The world without a challenge, in words that do not read as without what it obstructs."""
    return f"without {_OBSTACLES[challenge]}"


def label(rung: Rung) -> str:
    """What a rung is called beside others of its group."""
    return rung.challenge.value if rung.challenge else rung.name


def grouped(findings: Findings) -> list[tuple[str, Rung | None]]:
    """Rungs by label, the removals indented under a row that says what they have in common."""
    rows: list[tuple[str, Rung | None]] = []
    before: Rung | None = None
    for rung in findings.ladder:
        if rung.challenge and not (before and before.challenge):
            rows.append((_REMOVED, None))
        rows.append((f"  {label(rung)}" if rung.challenge else rung.name, rung))
        before = rung
    return rows


def by_condition(
    findings: Findings,
    paper: Paper,
    columns: Iterable[Column],
    figures_of: Callable[[Rung], Iterable[RenderableType]],
    *,
    narrow: bool,
) -> Table:
    """A table with a row for each condition: its label, then what is told of it."""
    figures = table(paper, (("condition", "left"), *columns), narrow=narrow)
    figures.columns[0].no_wrap = True
    for name, rung in grouped(findings):
        if rung is None:
            figures.add_row(Text(name, style=CAPTION))
        else:
            figures.add_row(Text(name), *figures_of(rung))
    return figures
