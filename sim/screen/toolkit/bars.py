"""Bars of text: plain, with the whisker of an interval, floating, and stacked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from sim.screen.toolkit.printing import Glyphs
from sim.statistics.intervals import Estimate

BAR = "cyan"
BAD_BAR = "red"
MARK = "bold"


def bar(value: float, top: float, cells: int, glyphs: Glyphs) -> str:
    """A bar from 0, so long that `top` fills the cells; anything above 0 shows."""
    filled = _cells(value, top, cells)
    whole = int(filled)
    step = int((filled - whole) * (len(glyphs.across) + 1))
    drawn = glyphs.full * whole + (glyphs.across[step - 1] if step else "")
    if value > 0 and not drawn:
        drawn = glyphs.across[0] if glyphs.across else glyphs.full
    return drawn


def whiskered(estimate: Estimate, top: float, cells: int, glyphs: Glyphs) -> Text:
    """A bar with the whisker of its interval over its end, padded to the cells."""
    drawn = Text(bar(estimate.value, top, cells, glyphs), style=BAR)
    ends = _whisker_cells(estimate, top, cells)
    if ends is not None:
        low, middle, high = ends
        left, line, value, right = glyphs.whisker
        whisker = [line] * (high - low + 1)
        whisker[0], whisker[-1] = left, right
        if low < middle < high:
            whisker[middle - low] = value
        drawn = Text(glyphs.full * low, style=BAR).append("".join(whisker), style=MARK)
    drawn.pad_right(cells - drawn.cell_len)
    return drawn


def floating(since: float, until: float, reach: tuple[float, float], cells: int) -> tuple[int, int]:
    """The first cell and the number of cells, at least one, between two values on an axis."""
    least, most = reach
    spread = (most - least) or 1.0
    low, high = sorted((since, until))
    start = min(cells - 1, round((low - least) / spread * cells))
    end = min(cells, round((high - least) / spread * cells))
    return start, max(1, end - start)


def stacked(shares: Sequence[float], cells: int) -> list[int]:
    """How many cells each share of a bar gets: together all, by largest remainder."""
    whole = sum(shares) or 1.0
    exact = [share / whole * cells for share in shares]
    given = [int(x) for x in exact]
    left = cells - sum(given) if sum(shares) > 0 else 0
    by_remainder = sorted(range(len(exact)), key=lambda i: given[i] - exact[i])
    for i in by_remainder[:left]:
        given[i] += 1
    return given


def _cells(value: float, top: float, cells: int) -> float:
    return min(max(value / top, 0.0), 1.0) * cells if top > 0 else 0.0


def _whisker_cells(estimate: Estimate, top: float, cells: int) -> tuple[int, int, int] | None:
    """The cells of low, value and high; None where there is no interval or it fits in a cell."""
    if estimate.low is None or estimate.high is None:
        return None
    low, middle, high = (
        min(cells - 1, int(_cells(x, top, cells)))
        for x in (estimate.low, estimate.value, estimate.high)
    )
    return (low, middle, high) if high > low else None
