"""Quotients of two sums over replications: hours by threat, shares, ages; and their differences.

A figure by threat adds what every replication gives, and how many threats it gives it of, before
it divides. Replications differ in both, so each is a cluster, and the interval is that of a ratio
estimator (Cochran 1977, chapter 6): of values that have the ratio for their mean and, but for what
is left out of a first-order expansion, its variance. Where every replication weighs the same, these
are the plain quotients of the replications.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.frozen import entity
from sim.statistics.averages import average_from
from sim.statistics.intervals import (
    FEWEST_RESAMPLED,
    Difference,
    Estimate,
    difference_interval,
    limited_difference,
    mean_interval,
    paired_difference,
)
from sim.statistics.unseen import Limits, Moments, moments_of

Floats = npt.NDArray[np.float64]


@entity
class Ratio:
    """What each replication adds to the numerator and to the denominator of one figure.

    Shapes: one number for each replication. Those that add nothing to either weigh nothing.

    Raises:
        ValueError: for shapes that differ, for a denominator below nought, or for none above it.
    """

    parts: Floats
    wholes: Floats

    def __post_init__(self) -> None:
        if self.parts.ndim != 1 or self.parts.shape != self.wholes.shape:
            raise ValueError("a ratio needs a numerator and a denominator of each replication")
        if np.any(self.wholes < 0) or not np.any(self.wholes > 0):
            raise ValueError("a ratio needs denominators of which one is above nought")

    @cached_property
    def alike(self) -> bool:
        """Whether every replication weighs the same."""
        return bool((self.wholes == self.wholes[0]).all())

    @cached_property
    def value(self) -> float:
        """The ratio."""
        if self.alike:
            return float((self.parts / self.wholes).mean())
        return float(self.parts.sum() / self.wholes.sum())

    @cached_property
    def values(self) -> Floats:
        """By replication: values whose mean is the ratio, and whose mean's variance is its."""
        if self.alike:
            plain: Floats = self.parts / self.wholes
            return plain
        off = self.parts - self.value * self.wholes
        linear: Floats = self.value + off / self.wholes.mean()
        return linear

    def over(self, divisor: float) -> Ratio:
        """The ratio divided by a number."""
        return Ratio(self.parts / divisor, self.wholes)

    def estimate(self, of: Limits | None = None) -> Estimate:
        """The ratio with its interval: Student's t, or within what quotients of a run may be."""
        if of is None:
            return mean_interval(self.values)
        there = self.wholes > 0
        wholes = self.wholes[there]
        return average_from(moments_of_ratio(self.parts[there] / wholes, wholes), of)


def ratio(parts: npt.ArrayLike, wholes: npt.ArrayLike) -> Ratio:
    """A ratio of what replications give, each of which weighs something."""
    one, other = (np.asarray(each, dtype=np.float64) for each in (parts, wholes))
    return Ratio(one[other > 0], other[other > 0])


def ratio_difference(
    one: Ratio, other: Ratio, most: float | None = None, confidence: float = 0.95
) -> Difference:
    """One ratio minus the other over the same replications; see `paired_difference`.

    Replications differ where numerator or denominator do. Of few that differ, each counts for what
    it moves the difference by, so that the others stay nought: with means of both ratios R and of
    both denominators W it is ((p1 - p2) - R (w1 - w2)) / W, whose mean is the difference exactly.
    """
    if one.alike and other.alike:
        return paired_difference(one.values, other.values, confidence, most=most)
    rooms = None if most is None else (most - one.value, most - other.value)
    if (one.wholes == other.wholes).all():
        return _of_changes(Ratio(one.parts - other.parts, one.wholes), rooms, confidence)
    ratio_of_both = (one.value + other.value) / 2.0
    moved = (one.parts - other.parts) - ratio_of_both * (one.wholes - other.wholes)
    moved /= (one.wholes.mean() + other.wholes.mean()) / 2.0
    few = np.count_nonzero(moved) < FEWEST_RESAMPLED
    values = moved if few else one.values - other.values
    found = _interval(values, rooms, confidence)
    more, less = (int(np.count_nonzero(sign * moved > 0)) for sign in (1, -1))
    return replace(found, more=more, less=less)


def ratio_change(
    changes: Ratio, confidence: float = 0.95, rooms: tuple[float, float] | None = None
) -> Difference:
    """A ratio whose numerators are paired differences already.

    See `limited_difference` where it is known how far one replication may lose or gain, else
    `difference_interval`.
    """
    return _of_changes(changes, rooms, confidence)


def _of_changes(
    changes: Ratio, rooms: tuple[float, float] | None, confidence: float = 0.95
) -> Difference:
    """Few changes are taken by what replications weigh on average: then the others stay nought."""
    few = np.count_nonzero(changes.parts) < FEWEST_RESAMPLED
    values = changes.parts / changes.wholes.mean() if few else changes.values
    if changes.alike:
        values = changes.values
    found = _interval(values, rooms, confidence)
    more, less = (int(np.count_nonzero(sign * changes.parts > 0)) for sign in (1, -1))
    return replace(found, more=more, less=less)


def _interval(values: Floats, rooms: tuple[float, float] | None, confidence: float) -> Difference:
    if rooms is None:
        return difference_interval(values, confidence)
    return limited_difference(values, *rooms, confidence)


def moments_of_ratio(quotients: npt.ArrayLike, wholes: npt.ArrayLike) -> Moments:
    """The moments of a ratio's values, from the quotient and the denominator of each replication.

    What the values differ in, and between what they lie, is told of the quotients: the values are
    spread by their weights.
    """
    each, weights = np.asarray(quotients, np.float64), np.asarray(wholes, np.float64)
    plain = moments_of(each)
    if (weights == weights[0]).all():
        return plain
    mean = float((weights * each).sum() / weights.sum())
    off = weights / weights.mean() * (each - mean)
    squares, cubes = float(np.sum(off**2)), float(np.sum(off**3))
    return replace(plain, mean=mean, squares=squares, cubes=cubes, yes_or_no=False)


def values_of_ratio(quotients: Floats, wholes: Floats) -> Floats:
    """By replication: values whose mean is the ratio, from quotients and denominators.

    A replication with nothing in the denominator has the ratio itself: it tells nothing. Not a
    number where nothing is known of a replication, or no denominator is above nought.
    """
    known = np.isfinite(wholes)
    there = known & (wholes > 0)
    values = np.full(quotients.shape, np.nan)
    if not there.any():
        return values
    found = Ratio(quotients[there] * wholes[there], wholes[there])
    if found.alike and there.sum() == known.sum():
        return np.where(known, quotients, np.nan)
    middle = found.value
    off = np.where(there, quotients - middle, 0.0)[known]
    values[known] = middle + wholes[known] / wholes[known].mean() * off
    return values
