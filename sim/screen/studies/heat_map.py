"""A map of two axes: a number in each cell, shaded by five steps, and coloured where that shows.

The shades tell all without colour; colours set their own background and letters, so that they
read on dark and on light.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from sim.screen.report.conditions import NEVER
from sim.screen.studies.axes import thinned
from sim.screen.studies.measured import is_never, level, name_of, said_roughly, size_of
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, drawn_line
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import listed
from sim.studies.results.axes import AnsweredAxis
from sim.studies.results.values import Answers

_STEPS = (
    "#000000 on #fff7bc",
    "#000000 on #fee391",
    "#000000 on #fec44f",
    "#000000 on #ec7014",
    "#ffffff on #8c2d04",
)
_MOST_ROWS = 12
_CELL = 9
_LABEL = 14


def heat_map(told: Answers, paper: Paper) -> RenderableType | None:
    """The map, its axes in words, and how to read it; None where there is none."""
    if told.heat_map is None:
        return None
    found = told.heat_map.map
    down, across = told.axis(told.heat_map.rows), told.axis(told.heat_map.columns)
    label = _LABEL if paper.width < 100 else 2 * _LABEL
    fit = (paper.width - label) // (_CELL + 1)
    columns = thinned(range(len(found.columns)), fit)
    rows = thinned(range(len(found.rows)), _MOST_ROWS)
    values = [one.value for cells in found.cells for one in cells]
    low, high = min(values), max(values)
    heads = [fitted(across.words(found.columns[place]), _CELL) for place in columns]
    lines = [drawn_line((" " * label + " ".join(heads), "bold"))]
    for row in rows:
        line = Text(f"{fitted(down.words(found.rows[row]), label - 1)} ", style="bold")
        for place in columns:
            value = found.cells[row][place].value
            step = step_of_shade(value, low, high)
            never = is_never(value, told.measure, told)
            words = NEVER if never else said_roughly(value, told.measure)
            shade = ramp(paper)[step] * 2
            line.append(f"{shade} {words}".ljust(_CELL), style=_STEPS[step])
            line.append(" ")
        line.no_wrap = True
        line.overflow = "crop"
        lines.append(line)
    thin = (
        f" {len(rows)} of {len(found.rows)} rows and {len(columns)} of {len(found.columns)} "
        "columns are drawn: --json has them all."
        if len(rows) < len(found.rows) or len(columns) < len(found.columns)
        else ""
    )
    return apart(
        Group(
            drawn_line(("down    ", CAPTION), safe(down.label)),
            drawn_line(("across  ", CAPTION), safe(across.label)),
        ),
        Group(*lines),
        caption(_how_to_read(told, low, high, paper) + thin),
        _left_out(down, found.rows, across, found.columns),
    )


def _left_out(
    down: AnsweredAxis, rows: Sequence[float], across: AnsweredAxis, columns: Sequence[float]
) -> Text | None:
    """Which values of the axes the map is without."""
    without = [
        f"{safe(axis.label)} {safe(level.words)}"
        for axis, there in ((down, rows), (across, columns))
        for level in axis.levels
        if level.number not in there
    ]
    if not without:
        return None
    return caption(f"Without what has gaps, because conditions have no result: {listed(without)}.")


def ramp(paper: Paper) -> tuple[str, str, str, str, str]:
    """From the lowest fifth to the highest."""
    glyphs = paper.glyphs
    return (" ", glyphs.less, glyphs.shades[1], glyphs.shades[2], glyphs.full)


def step_of_shade(value: float, low: float, high: float) -> int:
    """Which of five equal steps a value lies on, from 0."""
    if high <= low:
        return 0
    return min(len(_STEPS) - 1, int((value - low) / (high - low) * len(_STEPS)))


def _reach(half: float, told: Answers) -> str:
    unit = told.measure.unit
    return f"{said_roughly(half, told.measure)}" if unit == "h" else size_of(half, told.measure)


def _how_to_read(told: Answers, low: float, high: float, paper: Paper) -> str:
    assert told.heat_map is not None
    name = name_of(told.measure)
    if high <= low:
        return f"The {name} is the same everywhere: {said_roughly(low, told.measure)}."
    halves = [
        one.half_width for cells in told.heat_map.map.cells for one in cells if one.half_width
    ]
    sure = (
        f" The {level(told)} interval of no cell reaches further than {_reach(max(halves), told)}."
        if halves
        else ""
    )
    drawn = " ".join(shade * 2 for shade in ramp(paper)[1:])
    return (
        f"The darker, the more ({drawn}): {name} from {said_roughly(low, told.measure)} to "
        f"{said_roughly(high, told.measure)} in five equal steps, averaged over the other "
        f"axes.{sure}"
    )
