"""The conditions of a study sorted by a measure: the first of them, and how to see all."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from sim.screen.studies.measured import between, is_never, level, mean_said, name_of
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import apart, caption, table, two_lines
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import listed, plural
from sim.statistics.intervals import Estimate
from sim.studies.results.values import Answers, TableRow
from sim.studies.store.tables import Column

_WIDEST_WORDS = 18
_MEASURE = 16
_NUMBER = 6
_GAP = 2


def conditions(told: Answers, paper: Paper) -> RenderableType | None:
    """The table; None where no condition has a result."""
    if not told.table.rows:
        return None
    measures = told.table.measures[: 2 if paper.width < 100 else 4]
    places, widths = _axes_that_fit(told, paper.width - _NUMBER - len(measures) * _MEASURE)
    figures = table(
        paper,
        (
            ("no.", "right"),
            *((fitted(told.axes[place].label, widths[place]).rstrip(), "left") for place in places),
            *((_heading(name_of(measure)), "right") for measure in measures),
        ),
    )
    for row in told.table.rows:
        figures.add_row(
            Text(f"{row.position:,}"),
            *(Text(fitted(row.settings[place], widths[place]).rstrip()) for place in places),
            *_averages(told, row, len(measures)),
        )
    hidden = [safe(axis.label) for place, axis in enumerate(told.axes) if place not in places]
    return apart(figures, caption(_how_to_see_all(told, hidden)))


def _axes_that_fit(told: Answers, cells: int) -> tuple[list[int], dict[int, int]]:
    """Which axes have room, those that matter most before the others, and how wide each is."""
    names = [axis.name for axis in told.axes]
    widths: dict[int, int] = {}
    for name in told.ranking:
        place = names.index(name)
        words = [told.axes[place].label, *(row.settings[place] for row in told.table.rows)]
        width = min(_WIDEST_WORDS, max(cell_len(safe(each)) for each in words))
        if sum(widths.values()) + len(widths) * _GAP + width + _GAP <= cells:
            widths[place] = width
    return sorted(widths), widths


def _averages(told: Answers, row: TableRow, shown: int) -> list[Text]:
    pairs = zip(told.table.measures[:shown], row.averages[:shown], strict=True)
    return [
        Text("nothing") if average is None else _average(told, average, measure)
        for measure, average in pairs
    ]


def _average(told: Answers, average: Estimate, measure: Column) -> Text:
    value, reach = mean_said(average.value, measure, told), between(average, measure)
    return two_lines(value, "" if reach == value else reach)


def _heading(name: str) -> str:
    """A name on two lines where it is long."""
    words = name.split()
    half = (len(words) + 1) // 2
    return (
        name if len(name) < _MEASURE - 3 else f"{' '.join(words[:half])}\n{' '.join(words[half:])}"
    )


def _how_to_see_all(told: Answers, hidden: list[str]) -> str:
    by = next(name_of(each) for each in told.table.measures if each.name == told.table.sorted_by)
    order = "highest first" if told.table.descending else "lowest first"
    never = " Never: no threat is detected within its window." if _some_never(told) else ""
    without = f"{f' Not shown: {listed(hidden)}.' if hidden else ''}{never}"
    if not told.table.more:
        return f"Sorted by {by}, {order}; {level(told)} intervals below.{without}"
    more = plural(told.table.more, "more condition")
    return (
        f"Sorted by {by}, {order}; {level(told)} intervals below.{without} And {more}: --rows "
        "shows them, and `entente study export` writes all to a table."
    )


def _some_never(told: Answers) -> bool:
    return any(
        average is not None and is_never(average.value, measure, told)
        for row in told.table.rows
        for average, measure in zip(row.averages, told.table.measures, strict=True)
    )
