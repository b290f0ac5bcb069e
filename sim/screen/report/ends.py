"""How copies, or requests, ended: a bar, a share and a number of each way."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from sim.plan.values.causes import End
from sim.screen.toolkit.bars import BAR, bar
from sim.screen.toolkit.layout import CAPTION, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import count, count_bounds, whole_percents
from sim.statistics.intervals import Estimate

EndRow = tuple[End, float, Estimate]
"""A way to end, its share, and how many of it in a replication."""


def ends_table(what: str, rows: Sequence[EndRow], paper: Paper) -> Table:
    """A line for each way to end; shares are printed so that they add up."""
    cells = 16 if paper.width < 100 else 36
    figures = table(
        paper, (("end", "left"), ("", "left"), ("share", "right"), (what, "right"), ("", "right"))
    )
    percents = whole_percents([share for _, share, _ in rows])
    for (end, share, number), percent in zip(rows, percents, strict=True):
        figures.add_row(
            Text(end.words),
            Text(bar(share, 1.0, cells, paper.glyphs).ljust(cells), style=BAR),
            Text(percent),
            Text(count(number.value)),
            Text(count_bounds(number), style=CAPTION),
        )
    return figures
