"""The load of each agency's desk, as written."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Load
from sim.screen.toolkit.bars import BAD_BAR, BAR, bar
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import apart, caption, table, two_lines
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import count, count_bounds, plural, share, share_bounds, short

_MOST = 20
_BUSY = 0.9


def load(findings: Findings, paper: Paper) -> RenderableType | None:
    """Utilisation as bars, then what waits and what was handled; the busiest where many."""
    if not findings.loads:
        return None
    shown = findings.loads
    if len(shown) > _MOST:
        shown = tuple(sorted(shown, key=lambda each: -each.utilisation.value)[:_MOST])
    return apart(_desks(shown, paper), caption(_remark(findings, shown)))


def _remark(findings: Findings, shown: tuple[Load, ...]) -> str:
    left = len(findings.loads) - len(shown)
    others = (
        f" The busiest {_MOST} are shown; {plural(left, 'other')} are less busy. --json has all."
        if left
        else ""
    )
    return (
        "Busy: of analysts' time at work while the exercise lasts (opening hours, and what they "
        "work beyond), the share that triage and searches for partners take. Waiting: reports and "
        "requests, on average. Handled and left: reports triaged, and not triaged at the "
        f"end.{others}"
    )


def _analysts(each: Load) -> str:
    """How many, and how many from which day on where that changes."""
    later = (f"{number} from day {count(hours / 24)}" for hours, number in each.later)
    return "; ".join([plural(each.analysts, "analyst"), *later])


def _desks(loads: tuple[Load, ...], paper: Paper) -> RenderableType:
    cells = 12 if paper.width < 100 else 28
    figures = table(
        paper,
        (
            ("agency", "left"),
            ("busy", "left"),
            ("", "right"),
            ("waiting", "right"),
            ("handled\nper day", "right"),
            ("left", "right"),
        ),
        narrow=paper.width < 100,
    )
    for each in loads:
        busy = each.utilisation
        drawn = bar(busy.value, 1.0, cells, paper.glyphs)
        figures.add_row(
            two_lines(safe(each.agency), _analysts(each)),
            Text(drawn.ljust(cells), style=BAD_BAR if busy.value >= _BUSY else BAR),
            two_lines(share(busy.value), short(share_bounds(busy))),
            two_lines(count(each.waiting.value), short(count_bounds(each.waiting))),
            two_lines(count(each.handled.value), short(count_bounds(each.handled))),
            two_lines(count(each.untriaged.value), short(count_bounds(each.untriaged))),
        )
    return figures
