"""The page of a study: its answer, its figures and its conditions, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from rich.console import RenderableType

from sim.frozen import frozen
from sim.screen.page.bars import high_end, low_end, percent
from sim.screen.page.template import own_text, template_of
from sim.screen.report.conditions import NEVER
from sim.screen.studies.heat_map import step_of_shade
from sim.screen.studies.measured import (
    between,
    changed,
    changed_between,
    is_never,
    level,
    mean_said,
    name_of,
    said_roughly,
)
from sim.screen.studies.study import CONDITIONS, ON_EACH_AXIS, TOGETHER, answer, sections
from sim.screen.toolkit.hashes import hash_of
from sim.screen.toolkit.printing import BLOCKS, Paper
from sim.screen.toolkit.terminal import plain
from sim.statistics.intervals import Estimate
from sim.studies.results.values import Answers, GridEffect
from sim.studies.store.tables import Column

_WIDTH = 100


@frozen
class AxisBar:
    """The measure at one value of an axis, in percent of the largest."""

    at: str
    says: str
    change: str
    width: float
    low: float
    high: float


@frozen
class AxisBars:
    """An axis of a grid."""

    label: str
    bars: tuple[AxisBar, ...]


@frozen
class ShadedCell:
    """A cell of the map of two axes."""

    says: str
    between: str
    shade: int


@frozen
class ShadedMap:
    """The map of two axes."""

    down: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ShadedCell, ...]], ...]


def study_page(told: Answers) -> str:
    """One HTML file with everything that `entente study show` tells."""
    style = own_text("map.css") + own_text("style.css")
    drawn = {ON_EACH_AXIS, TOGETHER, CONDITIONS}
    rest = {
        title: "" if title in drawn else _plain(body)
        for title, body in sections(told, Paper(_WIDTH, BLOCKS)).items()
    }
    return template_of("study.html", {}).render(
        told=told,
        answer=answer(told),
        measure=name_of(told.measure),
        level=level(told),
        effects=[_bars(told, one) for one in told.effects],
        map=_map(told),
        head=[axis.label for axis in told.axes] + [name_of(each) for each in told.table.measures],
        rows=[list(_cells(told, place)) for place in range(len(told.table.rows))],
        rest=rest,
        on_each_axis=ON_EACH_AXIS,
        together=TOGETHER,
        conditions=CONDITIONS,
        sorted_by=next(
            name_of(each) for each in told.table.measures if each.name == told.table.sorted_by
        ),
        style=style,
        style_hash=hash_of(style),
    )


def _bars(told: Answers, one: GridEffect) -> AxisBars:
    axis = told.axis(one.axis)
    top = max(high_end(at.mean) for each in told.effects for at in each.effect.levels)
    bars = tuple(
        AxisBar(
            at=axis.words(at.level),
            says=_with_bounds(told, at.mean, told.measure),
            change="" if first else _change(told, at.difference),
            width=percent(at.mean.value, top),
            low=percent(low_end(at.mean), top),
            high=percent(high_end(at.mean), top),
        )
        for first, at in ((at is one.effect.levels[0], at) for at in one.effect.levels)
    )
    return AxisBars(f"{axis.label} ({axis.unit})" if axis.unit else axis.label, bars)


def _map(told: Answers) -> ShadedMap | None:
    if told.heat_map is None:
        return None
    found = told.heat_map.map
    down, across = told.axis(told.heat_map.rows), told.axis(told.heat_map.columns)
    values = [one.value for cells in found.cells for one in cells]
    low, high = min(values), max(values)

    def cell(one: Estimate) -> ShadedCell:
        never = is_never(one.value, told.measure, told)
        return ShadedCell(
            NEVER if never else said_roughly(one.value, told.measure),
            "" if never else between(one, told.measure),
            step_of_shade(one.value, low, high),
        )

    return ShadedMap(
        down.label,
        across.label,
        tuple(across.words(value) for value in found.columns),
        tuple(
            (down.words(value), tuple(cell(one) for one in cells))
            for value, cells in zip(found.rows, found.cells, strict=True)
        ),
    )


def _cells(told: Answers, place: int) -> Iterator[str]:
    row = told.table.rows[place]
    yield from row.settings
    for measure, average in zip(told.table.measures, row.averages, strict=True):
        if average is None:
            yield "nothing"
        else:
            yield _with_bounds(told, average, measure)


def _change(told: Answers, difference: Estimate) -> str:
    reach = changed_between(difference, told.measure)
    return changed(difference, told.measure) + (f" ({reach})" if reach else "")


def _with_bounds(told: Answers, estimate: Estimate, measure: Column) -> str:
    return f"{mean_said(estimate.value, measure, told)} ({between(estimate, measure)})"


def _plain(body: RenderableType) -> str:
    """A section as the terminal has it, without colours."""
    stream = StringIO()
    plain(stream, _WIDTH).print(body)
    return stream.getvalue().rstrip()
