"""What each axis does to a measure, on average over the others.

In a grid every value of an axis meets the same values of all others, so its main effect is a plain
difference, taken within each replication because they share their luck. In a sampled design each
condition stands for itself: the measure is averaged over conditions with similar values of the
axis, and rank correlation says in one number how steadily it rises or falls. Conditions were drawn
there, and so was the luck that all of them share; bounds allow for both.
"""

from __future__ import annotations

from dataclasses import replace
from math import atanh, sqrt, tanh

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.averages import average
from sim.statistics.bootstrap import (
    Bounded,
    Flags,
    crossed,
    inside,
    reach_of_luck,
    reaches_of_luck,
    without_groups,
)
from sim.statistics.intervals import (
    FEWEST_RESAMPLED,
    Difference,
    Estimate,
    Kind,
    difference_interval,
    limited_difference,
    mean_interval,
)
from sim.statistics.leading import not_told_apart
from sim.statistics.student_t import z_quantile
from sim.statistics.unseen import ANYTHING, Limits

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FEWEST_CONDITIONS = 10
_EQUAL = 1e-9
"""Differences of averages that are equal but for rounding."""


@frozen
class LevelEffect:
    """The measure at one value of an axis, averaged over all combinations of the others."""

    level: float
    mean: Estimate
    """Over replications."""
    difference: Estimate
    """From the first value of the axis, by pairs of replications; there it is nought."""
    informative: int
    """Replications that the mean rests on: those that gave something to measure here."""
    paired: int
    """Replications that the difference rests on: those that gave something at both values. Of
    combinations that have different numbers of these, here and above, the harmonic mean, by which
    errors of their mean go."""

    def rests_on_enough(self, replications: int) -> bool:
        """Whether the difference can be told, although not all replications gave something."""
        return self.paired == replications or self.paired >= FEWEST_RESAMPLED


@frozen
class MainEffect:
    """An axis of a grid."""

    levels: tuple[LevelEffect, ...]
    """In increasing order."""
    combinations: int
    """Of the other axes, that were compared."""
    dropped: int
    """Combinations of the others left out whole: at a value of the axis they failed or are not
    there."""
    replications: int
    """Those that no condition compared is without, whether or not they gave something."""


@frozen
class HeatMap:
    """The measure at each pair of values of two axes, averaged over the others."""

    rows: tuple[float, ...]
    """The values of the first axis, in increasing order."""
    columns: tuple[float, ...]
    cells: tuple[tuple[Estimate, ...], ...]
    combinations: int
    dropped: int
    """Combinations of the others left out whole: for a pair they failed or are not there."""
    replications: int


@frozen
class BinMean:
    """The measure over conditions whose values of an axis lie from `low` to `high`."""

    low: float
    high: float
    mean: Estimate
    """Over conditions, which share their luck."""


@frozen
class SampledEffect:
    """An axis of a sampled design."""

    bins: tuple[BinMean, ...]
    correlation: Bounded
    """Spearman's rank correlation: 1 where the measure always rises with the axis."""
    dropped: int
    """Conditions left out because they failed."""


def main_effects(
    levels: npt.ArrayLike,
    values: npt.ArrayLike,
    confidence: float = 0.95,
    seed: int = 0,
    of: Limits = ANYTHING,
    told: Flags | None = None,
) -> tuple[MainEffect, ...]:
    """Each axis of a full grid, by a measure that lies in a range.

    Shapes: `levels` (conditions, axes), anything that tells the values of an axis apart and
    orders them; `values` (conditions, replications), not a number where something failed; `told`
    (the same), false where a value stands for a replication that gave nothing. What rests on fewer
    than 20 replications, while others gave nothing, has no interval.

    Raises:
        ValueError: for shapes that do not fit, a combination that occurs twice, or an axis of
            which nothing whole is left to compare.
    """
    table, measured = _checked_grid(levels, values)
    return tuple(
        _main_effect(table, measured, axis, confidence, seed, of, _telling(measured, told))
        for axis in range(table.shape[1])
    )


def in_each_replication(
    levels: npt.ArrayLike, values: npt.ArrayLike, axis: int, low: float, high: float
) -> Floats:
    """What going from one value of an axis to another changes, averaged over the others.

    Shapes: as for `main_effects`; one number for each replication, none where one is missing.
    """
    table, measured = _checked_grid(levels, values)
    _, level = np.unique(table[:, axis], return_inverse=True)
    present = np.unique(table[:, axis]).tolist()
    others = np.delete(table, axis, axis=1)
    complete = np.isfinite(measured[np.isfinite(measured).any(axis=1)]).all(axis=0)
    kept = measured[:, complete]
    found = _compared(level.ravel(), others, kept, np.isfinite(kept))
    return np.asarray(found.averages[present.index(high)] - found.averages[present.index(low)])


def heat_map(
    levels: npt.ArrayLike,
    values: npt.ArrayLike,
    first: int,
    second: int,
    confidence: float = 0.95,
    of: Limits = ANYTHING,
    told: Flags | None = None,
) -> HeatMap:
    """Two axes of a full grid against each other, by their numbers.

    Shapes: as for `main_effects`.

    Raises:
        ValueError: as `main_effects`, or for one axis against itself.
    """
    table, measured = _checked_grid(levels, values)
    if first == second:
        raise ValueError("a map needs two axes")
    rows, row = np.unique(table[:, first], return_inverse=True)
    columns, column = np.unique(table[:, second], return_inverse=True)
    cell = row.ravel() * columns.size + column.ravel()
    others = np.delete(table, (first, second), axis=1)
    found = _compared(cell, others, measured, _telling(measured, told))
    means = [
        _resting(average(each, of, confidence), rests_on(its), each.size)
        for each, its in zip(found.averages, np.moveaxis(found.told, 1, 0), strict=True)
    ]
    return HeatMap(
        rows=tuple(rows.tolist()),
        columns=tuple(columns.tolist()),
        cells=tuple(
            tuple(means[start : start + columns.size])
            for start in range(0, len(means), columns.size)
        ),
        combinations=found.combinations,
        dropped=found.dropped,
        replications=found.averages.shape[1],
    )


def sampled_effects(
    points: npt.ArrayLike,
    values: npt.ArrayLike,
    bins: int = 5,
    confidence: float = 0.95,
    of: Limits = ANYTHING,
) -> tuple[SampledEffect, ...]:
    """Each axis of a design whose conditions lie anywhere, such as a Latin hypercube.

    Shapes: `points` (conditions, axes); `values` (conditions, replications), not a number where
    something failed. Intervals are over conditions, as if these were drawn at random (designs that
    fill the cube more evenly make them rather too wide), and over replications. One replication
    cannot show its luck, and bins have no interval then.

    Raises:
        ValueError: for shapes that do not fit, or fewer than ten conditions that did not fail.
    """
    cube, measured = np.asarray(points, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if cube.ndim != 2 or measured.ndim != 2 or len(measured) != len(cube):
        raise ValueError("effects need a point and the replications of each condition")
    known = np.isfinite(measured).any(axis=1)
    if np.count_nonzero(known) < FEWEST_CONDITIONS:
        raise ValueError(f"effects need {FEWEST_CONDITIONS} conditions that did not fail")
    return tuple(
        SampledEffect(
            _binned(axis, measured[known], bins, confidence, of),
            _steadiness(axis, measured[known], confidence),
            int(np.count_nonzero(~known)),
        )
        for axis in cube[known].T
    )


def steadiest(
    points: npt.ArrayLike, values: npt.ArrayLike, confidence: float = 0.95
) -> tuple[int, ...]:
    """The axis with which the measure rises or falls most steadily, and those not told apart.

    Two rank correlations with the same measure are compared by Fisher's transforms, which
    depend on each other by how the axes are correlated (Meng, Rosenthal and Rubin 1992), and by the
    luck that all conditions share.

    Shapes: as for `sampled_effects`.
    """
    cube, measured = np.asarray(points, dtype=np.float64), np.asarray(values, dtype=np.float64)
    known = np.isfinite(measured).any(axis=1)
    axes, kept = cube[known].T, measured[known]
    n = np.count_nonzero(known)

    def correlations(means: Floats) -> Floats:
        return np.array([rank_correlation(axis, means).value for axis in axes])

    def figures(some: Flags) -> Floats | None:
        left = kept[:, some]
        return correlations(_means(left)) if np.isfinite(left).any(axis=1).all() else None

    each = correlations(_means(kept))
    signs = np.where(each < 0, -1.0, 1.0)
    without = without_groups(kept.shape[1], figures)
    most = 1.0 - 6.0 / n**3

    def fisher(one: Floats) -> Floats:
        return np.arctanh(np.clip(signs * one, -most, most))

    def lead(first: int, other: int, shared: float) -> Bounded:
        apart = fisher(each)[first] - fisher(each)[other]
        alike = signs[first] * signs[other] * rank_correlation(axes[first], axes[other]).value
        square = min(float((each[first] ** 2 + each[other] ** 2) / 2.0), most)
        f = min(1.0, (1.0 - alike) / (2.0 * (1.0 - square)))
        h = (1.0 - f * square) / (1.0 - square)
        reach = z_quantile(shared) * sqrt(2.0 * (1.0 - alike) * h / (n - 3))
        found = Bounded(float(apart), float(apart - reach), float(apart + reach), int(n))
        if without is None:
            return found
        luck = np.array([fisher(one)[first] - fisher(one)[other] for one in without])
        return found.widened(float(reach_of_luck(luck, shared)))

    return not_told_apart(np.abs(each).tolist(), lead, confidence)


def rank_correlation(one: npt.ArrayLike, other: npt.ArrayLike, confidence: float = 0.95) -> Bounded:
    """Spearman's correlation with Bonett and Wright's interval (2000).

    Nought, without bounds, where one of the two does not vary.
    """
    ranks = _ranks(np.asarray(one)), _ranks(np.asarray(other))
    centred = [rank - rank.mean() for rank in ranks]
    n = centred[0].size
    scale = sqrt(float(centred[0] @ centred[0]) * float(centred[1] @ centred[1]))
    if scale == 0.0:
        return Bounded(0.0, None, None, n)
    value = max(-1.0, min(1.0, float(centred[0] @ centred[1]) / scale))
    # Ranks that agree in every place have no finite image; the next possible value has one.
    inner = max(-1.0 + 6.0 / n**3, min(1.0 - 6.0 / n**3, value))
    reach = z_quantile(confidence) * sqrt((1.0 + inner**2 / 2.0) / (n - 3))
    low, high = tanh(atanh(inner) - reach), tanh(atanh(inner) + reach)
    return Bounded(value, min(low, value), max(high, value), n)


def _checked_grid(levels: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Floats, Floats]:
    table, measured = np.asarray(levels, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or measured.ndim != 2 or len(table) != len(measured):
        raise ValueError("effects need the levels and the replications of each condition")
    if len(np.unique(table, axis=0)) < len(table):
        raise ValueError("a combination of levels occurs twice")
    return table, measured


@frozen
class _Compared:
    """Averages over the same combinations of the other axes; one row for each kind of condition."""

    averages: Floats
    told: Flags
    """Shape: (combinations, kinds, replications)."""
    dropped: int

    @property
    def combinations(self) -> int:
        return len(self.told)


def _telling(measured: Floats, told: Flags | None) -> Flags:
    there = np.isfinite(measured)
    return there if told is None else there & told


def rests_on(told: Flags) -> int:
    """On how many replications a mean over combinations rests, from which of them tell something.

    Shape: (combinations, replications).

    The harmonic mean: the error of a mean over combinations goes by what each rests on, and by
    the one that rests on fewest most.
    """
    each = np.count_nonzero(told, axis=1)
    return int(each.size / np.sum(1.0 / each)) if each.all() else 0


def _resting(found: Estimate, on: int, replications: int) -> Estimate:
    """An estimate without its interval where too few of the replications tell something."""
    if on == replications or on >= FEWEST_RESAMPLED:
        return found
    return replace(found, low=None, high=None, kind=Kind.TOO_FEW)


def _compared(kind: Integers, others: Floats, measured: Floats, told: Flags) -> _Compared:
    """What each kind of condition measured, over combinations of the others that have all kinds."""
    ran = np.flatnonzero(np.isfinite(measured).any(axis=1))
    combinations, combination = np.unique(others, axis=0, return_inverse=True)
    place = np.full((len(combinations), int(kind.max()) + 1), -1)
    place[combination.ravel()[ran], kind[ran]] = ran
    whole = (place >= 0).all(axis=1)
    together = measured[place[whole]]
    complete = np.isfinite(together).all(axis=(0, 1))
    if not whole.any() or not complete.any():
        raise ValueError("nothing whole is left to compare the levels of an axis in")
    return _Compared(
        together[:, :, complete].mean(axis=0),
        told[place[whole]][:, :, complete],
        int(np.count_nonzero(~whole)),
    )


def _main_effect(
    table: Floats,
    measured: Floats,
    axis: int,
    confidence: float,
    seed: int,
    of: Limits,
    told: Flags,
) -> MainEffect:
    present, level = np.unique(table[:, axis], return_inverse=True)
    found = _compared(level.ravel(), np.delete(table, axis, axis=1), measured, told)

    def at(number: int) -> LevelEffect:
        each, its = found.averages[number], found.told[:, number]
        informative, paired = rests_on(its), rests_on(its & found.told[:, 0])
        difference = _difference(each, found.averages[0], confidence, seed, of)
        return LevelEffect(
            level=float(present[number]),
            mean=_resting(average(each, of, confidence), informative, each.size),
            difference=_resting(difference, paired, each.size),
            informative=informative,
            paired=paired,
        )

    return MainEffect(
        levels=tuple(map(at, range(present.size))),
        combinations=found.combinations,
        dropped=found.dropped,
        replications=found.averages.shape[1],
    )


def _difference(
    here: Floats, first: Floats, confidence: float, seed: int, of: Limits
) -> Difference:
    """By pairs; where all differ by the same, of what may still be met within the range, if known.

    Equal differences show no spread, which is not that there is none.
    """
    differences = here - first
    if differences.size == 1 or not differences[0] or np.ptp(differences) > _EQUAL:
        return difference_interval(differences, confidence, seed)
    if of.most is not None and of.least == 0.0:
        rooms = of.most - float(here.mean()), of.most - float(first.mean())
        return limited_difference(differences, *rooms, confidence)
    told = difference_interval(differences, confidence, seed)
    return replace(told, low=None, high=None, kind=Kind.ALL_EQUAL)


def _binned(
    axis: Floats, measured: Floats, bins: int, confidence: float, of: Limits
) -> tuple[BinMean, ...]:
    """Bins with about as many conditions each; equal values share one."""
    ends = np.unique(np.quantile(axis, np.arange(1, bins + 1) / bins, method="inverted_cdf"))
    number = np.searchsorted(ends, axis)
    return tuple(
        _bin(axis[number == one], measured[number == one], confidence, of)
        for one in range(ends.size)
    )


def _bin(axis: Floats, measured: Floats, confidence: float, of: Limits) -> BinMean:
    over_conditions = mean_interval(_means(measured), confidence)
    over_luck = average(_by_replication(measured), of, confidence)
    mean = inside(crossed(over_conditions, over_luck), of)
    return BinMean(float(axis.min()), float(axis.max()), mean)


def _means(measured: Floats) -> Floats:
    """Of each condition, over the replications that it has."""
    return np.asarray(np.nanmean(measured, axis=1))


def _by_replication(measured: Floats) -> Floats:
    """What each replication moves the mean of condition means by, added to it.

    Where all conditions have all replications: their mean in each. Otherwise a condition's share
    in the mean is spread over the replications that it has, so none is left out.
    """
    there = np.isfinite(measured)
    held = measured[:, there.any(axis=0)]
    there = np.isfinite(held)
    means = _means(held)
    off = np.where(there, held - means[:, np.newaxis], 0.0)
    spread = off * (held.shape[1] / np.count_nonzero(there, axis=1))[:, np.newaxis]
    return np.asarray(means.mean() + spread.mean(axis=0))


def _steadiness(axis: Floats, measured: Floats, confidence: float) -> Bounded:
    """Rank correlation with condition means, whose luck may make a rise or fall steeper."""

    def figures(kept: Flags) -> Floats | None:
        left = measured[:, kept]
        if not np.isfinite(left).any(axis=1).all():
            return None
        return np.array([rank_correlation(axis, _means(left)).value])

    found = rank_correlation(axis, _means(measured), confidence)
    reach = reaches_of_luck(measured.shape[1], figures, confidence)
    wider = found if reach is None else found.widened(float(reach[0]))
    if wider.low is None or wider.high is None:
        return wider
    return Bounded(wider.value, max(-1.0, wider.low), min(1.0, wider.high), wider.n)


def _ranks(values: Floats) -> Floats:
    """From 0, equal values with the average of their places."""
    _, number, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count + 1) / 2)[number.ravel()]
