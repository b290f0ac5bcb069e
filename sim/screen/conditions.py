"""The conditions that are compared, by the names and in the words in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.screen.layout import CAPTION, Column, table
from sim.screen.paper import Paper
from sim.study.findings import Findings, Rung

AS_WRITTEN = "as written"
IDEAL = "ideal"
_REMOVED = "without this delay"


def rung_named(findings: Findings, name: str) -> Rung | None:
    """The rung of that name, or None where nothing was scored."""
    return next((rung for rung in findings.ladder if rung.name == name), None)


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
