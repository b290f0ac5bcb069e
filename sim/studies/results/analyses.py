"""The analyses that a design allows, of the conditions of a stored study that count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.designs import Floats
from sim.statistics.effects import (
    LevelEffect,
    MainEffect,
    heat_map,
    in_each_replication,
    main_effects,
    sampled_effects,
    steadiest,
)
from sim.statistics.leading import leaders
from sim.statistics.morris import Screening, morris_effects
from sim.statistics.sobol import Indices, sobol_indices
from sim.statistics.unseen import Limits
from sim.studies.results.axes import AnsweredAxis, Placed
from sim.studies.results.thresholds import MOST_AXES, Searched, axes_thresholds
from sim.studies.results.values import AxesMap, AxisSample, Form, GridEffect

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_Found = TypeVar("_Found")


@frozen
class Measured:
    """What is analysed."""

    form: Form
    placed: Placed
    values: Floats
    """Shape: (conditions, replications); not a number in conditions that do not count."""
    told: Flags
    """Which values a replication tells itself; the same shape."""
    means: Floats
    """Shape: (conditions,)."""
    points: Floats
    """Of the design, in the unit cube."""
    of_point: Ints
    """By point: its condition."""
    confidence: float
    of: Limits
    """What averages of the measure may be."""

    @cached_property
    def is_grid(self) -> bool:
        """Whether every combination of the values of all axes is a condition."""
        if self.form is Form.TABLE:
            sizes = [len(axis.levels) for axis in self.placed.axes]
            return float(np.prod(sizes, dtype=np.float64)) == len(self.means) > 1
        return self.form is Form.GRID

    @cached_property
    def apart(self) -> Ints:
        """Conditions that were drawn for themselves, and not to differ from another in one axis."""
        if self.form is not Form.SALTELLI:
            return np.arange(len(self.means))
        rows = self.of_point.reshape(-1, len(self.placed.axes) + 2)
        return np.unique(rows[:, :2])


@frozen
class Grid:
    """The part of a full grid that can be compared."""

    axes: tuple[AnsweredAxis, ...]
    numbers: Floats
    values: Floats
    told: Flags
    effects: tuple[MainEffect, ...]
    """In the order of the axes."""
    of: Limits
    """What averages of the measure may be."""


@frozen
class Analysed:
    """What came of it; what the design does not allow is empty or None."""

    grid: Grid | None = None
    effects: tuple[GridEffect, ...] = ()
    leading: tuple[str, ...] = ()
    """The axis that matters most, and those that are not told apart from it; as `ranking` goes."""
    samples: tuple[AxisSample, ...] = ()
    indices: Indices | None = None
    screening: Screening | None = None
    not_told: tuple[str, ...] = ()

    def ranking(self, axes: tuple[AnsweredAxis, ...]) -> tuple[str, ...]:
        """The axes by how much they matter; those of which nothing is known as in the study."""
        weights = dict.fromkeys((axis.name for axis in axes), 0.0)
        for sample in self.samples:
            weights[sample.axis] = abs(sample.effect.correlation.value)
        for effect in self.effects:
            weights[effect.axis] = abs(effect.largest.value)
        if self.indices is not None and self.indices.total:
            totals = (total.value for total in self.indices.total)
            weights = dict(zip(weights, totals, strict=True))
        if self.screening is not None:
            sizes = (one.mu_star.value for one in self.screening.dimensions)
            weights = dict(zip(weights, sizes, strict=True))
        return tuple(sorted(weights, key=lambda name: -weights[name]))


def analysed(measured: Measured) -> Analysed:
    """Everything that the design allows."""
    if not np.isfinite(measured.means).any():
        return Analysed()
    if measured.is_grid:
        return _of_grid(measured)
    if measured.form is Form.MORRIS:
        screening, why = _tried("A screening is not told", lambda: _screening(measured))
        first = () if screening is None else _names(measured, screening.leading)
        return Analysed(screening=screening, leading=first, not_told=why)
    samples, why_no_samples = _tried("Effects of axes are not told", lambda: _samples(measured))
    found = Analysed(samples=samples or (), not_told=why_no_samples)
    if samples:
        found = replace(found, leading=_names(measured, _steadiest(measured)))
    if measured.form is not Form.SALTELLI:
        return found
    indices, why = _tried("Sobol indices are not told", lambda: _indices(measured))
    if indices is not None and indices.total:
        found = replace(found, leading=_names(measured, indices.leading))
    return replace(found, indices=indices, not_told=(*why, *why_no_samples))


def map_of(grid: Grid, rows: str, columns: str, confidence: float) -> AxesMap | None:
    """The map of two axes of a grid, without values that have gaps where it needs none.

    None where less than two values of each are left.
    """
    names = [axis.name for axis in grid.axes]
    down, across = names.index(rows), names.index(columns)
    gap = np.asarray(~np.isfinite(grid.values).any(axis=1))
    kept = np.ones(len(gap), dtype=np.bool_)
    while min(np.unique(grid.numbers[kept, axis]).size for axis in (down, across)) > 1:
        try:
            found = heat_map(
                grid.numbers[kept],
                grid.values[kept],
                down,
                across,
                confidence,
                grid.of,
                grid.told[kept],
            )
        except ValueError:
            kept &= ~_with_most_gaps(grid.numbers, gap, kept, (down, across))
        else:
            return AxesMap(rows, columns, found)
    return None


def thresholds_of(
    grid: Grid, ranking: tuple[str, ...], pair: tuple[str, str] | None, size: float, level: float
) -> Searched:
    """The thresholds of a pair of axes, or of all pairs of those with the largest effects."""
    names = pair or ranking[:MOST_AXES]
    there = [name for name in names if any(axis.name == name for axis in grid.axes)]
    return axes_thresholds(
        Placed(grid.axes, grid.numbers),
        grid.values,
        grid.told,
        there,
        size,
        stated=pair is not None,
        confidence=level,
        of=grid.of,
    )


def _tried(what: str, work: Callable[[], _Found]) -> tuple[_Found | None, tuple[str, ...]]:
    """What a piece of work gives, or in words why it gives nothing."""
    try:
        return work(), ()
    except ValueError as error:
        return None, (f"{what}: {error}; run the study on, or enlarge its design.",)


def _of_grid(measured: Measured) -> Analysed:
    grid, why = _tried("Effects of axes are not told", lambda: _grid(measured))
    if grid is None:
        return Analysed(not_told=why)
    left_out = len(measured.means) - len(grid.values)
    if left_out:
        said = ", ".join(_reach(axis) for axis in grid.axes)
        part = (
            f"Effects, map and thresholds are of a part of the grid ({said}), because conditions "
            "in the rest of it have no result: run the study on to have the whole."
        )
        why = (*why, part)
    told = [
        _grid_effect(axis, effect)
        for axis, effect in zip(grid.axes, grid.effects, strict=True)
        if len(effect.levels) > 1
    ]
    told.sort(key=lambda each: (not each.told, -abs(each.largest.value)))
    return Analysed(grid=grid, effects=tuple(told), leading=_leading(grid, told), not_told=why)


def _leading(grid: Grid, told: Sequence[GridEffect]) -> tuple[str, ...]:
    """The axes whose largest effect may be the greatest, by pairs of replications."""
    names = [axis.name for axis in grid.axes]
    try:
        sizes = [
            np.sign(one.largest.value)
            * in_each_replication(
                grid.numbers,
                grid.values,
                names.index(one.axis),
                one.effect.levels[0].level,
                one.at,
            )
            for one in told
        ]
    except ValueError:  # No replication is there in all conditions.
        return tuple(one.axis for one in told)
    return tuple(told[place].axis for place in leaders(sizes))


def _reach(axis: AnsweredAxis) -> str:
    first, last = axis.levels[0].words, axis.levels[-1].words
    return f"{axis.label} {first}" if first == last else f"{axis.label} {first} to {last}"


def _grid(measured: Measured) -> Grid:
    """The whole grid, or where it has too many gaps the part that has few.

    The value of an axis that has most gaps goes, until each axis can be compared in more
    than half of the combinations of the others.
    """
    numbers, gap = measured.placed.numbers, ~np.isfinite(measured.means)
    kept = np.ones(len(gap), dtype=np.bool_)
    while (gap & kept).any():
        try:
            grid = _part(measured, kept)
        except ValueError:
            grid = None
        if grid is not None and all(one.combinations > one.dropped for one in grid.effects):
            return grid
        kept &= ~_with_most_gaps(numbers, gap, kept, range(numbers.shape[1]))
    return _part(measured, kept)


def _part(measured: Measured, kept: Flags) -> Grid:
    numbers, values = measured.placed.numbers[kept], measured.values[kept]
    told = measured.told[kept]
    axes = tuple(
        replace(
            axis, levels=tuple(level for level in axis.levels if level.number in numbers[:, place])
        )
        for place, axis in enumerate(measured.placed.axes)
    )
    effects = main_effects(numbers, values, measured.confidence, of=measured.of, told=told)
    return Grid(axes, numbers, values, told, effects, measured.of)


def _with_most_gaps(numbers: Floats, gap: Flags, kept: Flags, axes: Iterable[int]) -> Flags:
    """The conditions at the value of some axis of which the largest share is missing."""
    choices = [
        kept & (numbers[:, axis] == level)
        for axis in axes
        for level in np.unique(numbers[kept, axis])
    ]
    return max(choices, key=lambda at: float(gap[at].mean()))


def _grid_effect(axis: AnsweredAxis, effect: MainEffect) -> GridEffect:
    def size(level: LevelEffect) -> tuple[bool, float]:
        return level.rests_on_enough(effect.replications), abs(level.difference.value)

    largest = max(effect.levels[1:], key=size)
    return GridEffect(
        axis=axis.name,
        effect=effect,
        largest=largest.difference,
        at=largest.level,
        told=largest.rests_on_enough(effect.replications),
    )


def _samples(measured: Measured) -> tuple[AxisSample, ...]:
    apart = measured.apart
    found = sampled_effects(
        measured.placed.numbers[apart],
        measured.values[apart],
        confidence=measured.confidence,
        of=measured.of,
    )
    told = [
        AxisSample(axis.name, effect)
        for axis, effect in zip(measured.placed.axes, found, strict=True)
    ]
    return tuple(sorted(told, key=lambda each: -abs(each.effect.correlation.value)))


def _steadiest(measured: Measured) -> tuple[int, ...]:
    apart = measured.apart
    return steadiest(measured.placed.numbers[apart], measured.values[apart])


def _names(measured: Measured, places: Iterable[int]) -> tuple[str, ...]:
    return tuple(measured.placed.axes[place].name for place in places)


def _indices(measured: Measured) -> Indices:
    rows = measured.of_point.reshape(-1, len(measured.placed.axes) + 2)
    return sobol_indices(np.moveaxis(measured.values.T[:, rows], 0, -1), measured.confidence)


def _screening(measured: Measured) -> Screening:
    axes = len(measured.placed.axes)
    walks = measured.of_point.reshape(-1, axes + 1)
    points = measured.points.reshape(-1, axes + 1, axes)
    return morris_effects(points, measured.values[walks], measured.confidence)
