"""Quotients of two sums over replications: hours by threat, shares, ages; and their differences.

A figure by threat adds what every replication gives, and how many threats it gives it of, before
it divides. Replications differ in both, so each is a cluster, and the interval is that of a ratio
estimator (Cochran 1977, chapter 6): of values that have the ratio for their mean and, but for what
is left out of a first-order expansion, its variance. Where every replication weighs the same, these
are the plain quotients of the replications.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.study.intervals import (
    FEWEST_NONZERO,
    Estimate,
    Kind,
    difference_interval,
    mean_interval,
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
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

    @property
    def estimate(self) -> Estimate:
        """The ratio with Student's t interval."""
        return mean_interval(self.values)


def ratio(parts: npt.ArrayLike, wholes: npt.ArrayLike) -> Ratio:
    """A ratio of what replications give, each of which weighs something."""
    one, other = (np.asarray(each, dtype=np.float64) for each in (parts, wholes))
    return Ratio(one[other > 0], other[other > 0])


def ratio_difference(one: Ratio, other: Ratio) -> Estimate:
    """One ratio minus the other over the same replications; see `difference_interval`.

    Too few to tell is told of replications in which numerator or denominator differ.
    """
    moved = (one.parts != other.parts) | (one.wholes != other.wholes)
    if (one.alike and other.alike) or np.count_nonzero(moved) >= FEWEST_NONZERO:
        return difference_interval(one.values - other.values)
    return Estimate(one.value - other.value, None, None, moved.size, Kind.TOO_FEW)


def ratio_change(changes: Ratio, confidence: float = 0.95) -> Estimate:
    """A ratio whose numerators are paired differences already; see `difference_interval`."""
    if changes.alike or np.count_nonzero(changes.parts) >= FEWEST_NONZERO:
        return difference_interval(changes.values, confidence)
    return Estimate(changes.value, None, None, changes.parts.size, Kind.TOO_FEW)
