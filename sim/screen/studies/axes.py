"""What each axis of a study does, as bars: main effects, samples, indices and screening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Group, RenderableType
from rich.text import Text

from sim.screen.studies.measured import (
    as_estimate,
    between,
    changed,
    changed_between,
    level,
    mean_said,
    name_of,
    said,
    said_roughly,
)
from sim.screen.toolkit.bars import whiskered
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, drawn_line
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import listed, plural, share, share_bounds, short, with_interval
from sim.statistics.bootstrap import Bounded
from sim.statistics.effects import LevelEffect
from sim.statistics.intervals import Estimate
from sim.statistics.morris import Screened
from sim.studies.results.values import Answers, AxisSample, GridEffect

MOST_AXES = 8
MOST_LEVELS = 7
_VALUE = 11
_VALUE_OF_INDEX = 8
_BETWEEN = 14

_One = TypeVar("_One")


def effects(told: Answers, paper: Paper) -> RenderableType | None:
    """Bars at each value of each axis of a grid; None for another design."""
    if not told.effects:
        return None
    top = _top(at.mean for one in told.effects for at in one.effect.levels)
    shown = told.effects[:MOST_AXES]
    room = _room(
        changed_between(at.difference, told.measure) for one in shown for at in one.effect.levels
    )
    return apart(
        *(_effect(told, one, top, room, paper) for one in shown),
        _more_axes(len(told.effects) - len(shown)),
        caption(
            f"{_capital(name_of(told.measure))} at each value, averaged over the other axes. "
            "Beside it: the difference from the first value, in the same replications. "
            f"{_whisker(told, paper)}"
        ),
    )


def samples(told: Answers, paper: Paper) -> RenderableType | None:
    """Bars along each axis of a sampled design; None for another design."""
    if not told.samples:
        return None
    top = _top(part.mean for one in told.samples for part in one.effect.bins)
    ordered = sorted(told.samples, key=lambda one: told.ranking.index(one.axis))
    shown = ordered[:MOST_AXES]
    room = _room(between(part.mean, told.measure) for one in shown for part in one.effect.bins)
    return apart(
        *(_sample(told, one, top, room, paper) for one in shown),
        _more_axes(len(ordered) - len(shown)),
        caption(
            f"{_capital(name_of(told.measure))} over conditions with about that value. Rank "
            "correlation: 1 where it always rises with the axis, -1 where it always falls, 0 "
            f"where neither. {_whisker(told, paper)}"
        ),
    )


def indices(told: Answers, paper: Paper) -> RenderableType | None:
    """Two bars an axis: by itself, and with all that it does together with others."""
    found = told.indices
    if found is None or not found.total:
        return None
    rows = sorted(
        zip(told.axes, found.first, found.total, strict=True), key=lambda row: -row[2].value
    )
    shown = rows[:MOST_AXES]
    noise = found.noise_share
    return apart(
        *(
            Group(
                _axis_line(axis.label, "", paper),
                _index("by itself", first, paper),
                _index("in all", total, paper),
            )
            for axis, first, total in shown
        ),
        _more_axes(len(rows) - len(shown)),
        caption(
            "Share of the variance between conditions that goes back to the axis: by itself, and "
            "with what it does only together with others (Sobol indices of first and total order, "
            f"from {plural(found.rows, 'row')}). An estimate that comes out beyond 0 or 100 % is "
            f"taken as that. {_whisker(told, paper)}"
        ),
        None
        if noise is None
        else Text(
            f"Luck: {share_with_interval(noise)} of the variance of condition means is noise, and "
            "taken off."
        ),
    )


def screening(told: Answers, paper: Paper) -> RenderableType | None:
    """What one step of each axis changes."""
    found = told.screening
    if found is None:
        return None
    rows = sorted(
        (
            (axis, one.of_a_step(found.step))
            for axis, one in zip(told.axes, found.dimensions, strict=True)
        ),
        key=lambda row: -row[1].mu_star.value,
    )
    top = _top(one.mu_star for _, one in rows)
    shown = rows[:MOST_AXES]
    room = _room(between(one.mu_star, told.measure) for _, one in shown)
    return apart(
        *(
            Group(_axis_line(axis.label, "", paper), *_screened(told, one, top, room, paper))
            for axis, one in shown
        ),
        _more_axes(len(rows) - len(shown)),
        caption(
            f"Change of {name_of(told.measure)} when the axis moves by {share(found.step)} of its "
            "range, one step of the design, whichever way it goes; sigma: how much this depends on "
            "the other axes; noise: what luck alone would change. Divided by the step it is mu*, "
            f"which --json has. From {plural(found.trajectories, 'walk')}. {_whisker(told, paper)}"
        ),
    )


def share_with_interval(index: Bounded) -> str:
    """A share of a whole with its interval."""
    return with_interval(share(index.value), _share_bounds(index))


def thinned(ordered: Sequence[_One], most: int) -> list[_One]:
    """So many of them at most, evenly over all, both ends among them."""
    if len(ordered) <= most:
        return list(ordered)
    places = sorted({round(i * (len(ordered) - 1) / (most - 1)) for i in range(most)})
    return [ordered[place] for place in places]


def _effect(told: Answers, one: GridEffect, top: float, room: int, paper: Paper) -> Group:
    axis = told.axis(one.axis)
    levels = thinned(one.effect.levels, MOST_LEVELS)
    left = len(one.effect.levels) - len(levels)
    note = f"{len(levels)} of {len(one.effect.levels)} values" if left else ""
    label = _label_width(paper)
    cells = paper.width - label - _VALUE - 2 - 12 - room - 2
    lines = [
        drawn_line(
            f"  {fitted(axis.words(at.level), label - 3)} ",
            whiskered(at.mean, top, cells, paper.glyphs),
            mean_said(at.mean.value, told.measure, told).rjust(_VALUE),
            "  ",
            ("" if first else changed(at.difference, told.measure)).rjust(12),
            "  ",
            ("" if first else changed_between(at.difference, told.measure), CAPTION),
        )
        for first, at in ((at is levels[0], at) for at in levels)
    ]
    rests = _rests_on(levels, one.effect.replications)
    return Group(_axis_line(_with_unit(axis.label, axis.unit), note, paper), *lines, *rests)


def _rests_on(levels: Sequence[LevelEffect], replications: int) -> list[Text]:
    """On how many replications each difference rests, where some gave nothing to measure."""
    if all(at.paired == replications for at in levels):
        return []
    each = listed(f"{at.paired:,}" for at in levels[1:])
    return [
        caption(f"  Differences rest on {each} of {replications:,} replications, in this order.")
    ]


def _sample(told: Answers, one: AxisSample, top: float, room: int, paper: Paper) -> Group:
    axis = told.axis(one.axis)
    correlation = one.effect.correlation
    reach = (
        ""
        if correlation.low is None or correlation.high is None
        else f" ({correlation.low:.2f} to {correlation.high:.2f})"
    )
    label = _label_width(paper) + 6
    cells = paper.width - label - _VALUE - room - 2
    lines = []
    for part in one.effect.bins:
        low, high = axis.words(part.low), axis.words(part.high)
        words = low if low == high else f"{_without_unit(low, high)} to {high}"
        lines.append(
            drawn_line(
                f"  {fitted(words, label - 3)} ",
                whiskered(part.mean, top, cells, paper.glyphs),
                mean_said(part.mean.value, told.measure, told).rjust(_VALUE),
                "  ",
                (between(part.mean, told.measure), CAPTION),
            )
        )
    told_of = f"rank correlation {correlation.value:.2f}{reach}"
    return Group(_axis_line(_with_unit(axis.label, axis.unit), told_of, paper), *lines)


def _room(intervals: Iterable[str]) -> int:
    """How many cells intervals need beside bars: none of them is cut."""
    return max([_BETWEEN, *map(len, intervals)])


def _index(name: str, index: Bounded, paper: Paper) -> Text:
    label = 13
    cells = paper.width - label - _VALUE_OF_INDEX - _BETWEEN - 4
    return drawn_line(
        f"  {name}".ljust(label),
        whiskered(as_estimate(index), 1.0, cells, paper.glyphs),
        share(index.value).rjust(_VALUE_OF_INDEX),
        "  ",
        (_share_bounds(index), CAPTION),
    )


def _screened(told: Answers, one: Screened, top: float, room: int, paper: Paper) -> list[Text]:
    cells = paper.width - 2 - _VALUE - room - 4
    noise = "" if one.noise is None else f"; noise {said_roughly(one.noise, told.measure)}"
    sigma = f"sigma {said_roughly(one.sigma.value, told.measure)}"
    return [
        drawn_line(
            "  ",
            whiskered(one.mu_star, top, cells, paper.glyphs),
            said(one.mu_star.value, told.measure).rjust(_VALUE),
            "  ",
            (between(one.mu_star, told.measure), CAPTION),
        ),
        drawn_line((f"  {_direction(one.mean)}; {sigma}{noise}", CAPTION)),
    ]


def _direction(mean: Estimate) -> str:
    if mean.value == 0 and mean.low in (0.0, None):
        return "changes nothing"
    if mean.low is None or mean.high is None or mean.low <= 0 <= mean.high:
        return "raises or lowers, as the others stand"
    return "raises" if mean.value > 0 else "lowers"


def _axis_line(label: str, note: str, paper: Paper) -> Text:
    name = fitted(label, paper.width - len(note) - 2).rstrip() if note else safe(label)
    return drawn_line((name, "bold"), (f"  {note}" if note else "", CAPTION))


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def _without_unit(low: str, high: str) -> str:
    """The lower end without the unit that the higher one says again."""
    number, _, unit = low.partition(" ")
    return number if unit and high.endswith(f" {unit}") and high.count(" ") == 1 else low


def _more_axes(more: int) -> Text | None:
    if more <= 0:
        return None
    return caption(f"And {plural(more, 'axis', 'axes')} that matter less: --json has them all.")


def _label_width(paper: Paper) -> int:
    return 14 if paper.width < 100 else 26


def _top(estimates: Iterable[Estimate]) -> float:
    return max([0.0, *(one.value if one.high is None else one.high for one in estimates)])


def _share_bounds(index: Bounded) -> str:
    return short(share_bounds(as_estimate(index)))


def _whisker(told: Answers, paper: Paper) -> str:
    left, line, middle, right = paper.glyphs.whisker
    return f"{left}{line}{middle}{line}{right}: {level(told)} interval."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
