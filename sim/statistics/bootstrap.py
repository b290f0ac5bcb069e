"""Bounds of what is drawn in two ways at once: conditions or rows, and the luck they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import hypot, isfinite

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.intervals import Estimate, Kind
from sim.statistics.student_t import t_quantile
from sim.statistics.unseen import Limits

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RESAMPLES = 1999
_GROUPS = 10


@frozen
class Bounded:
    """What was estimated from n independent rows, and between which bounds it lies.

    A bound is None where the data give none.
    """

    value: float
    low: float | None
    high: float | None
    n: int

    @property
    def half_width(self) -> float | None:
        """The distance from the value to the farther bound; None when a bound is missing."""
        if self.low is None or self.high is None:
            return None
        return max(self.high - self.value, self.value - self.low)

    def widened(self, reach: float) -> Bounded:
        """With another, independent source of error that reaches so far to either side.

        The distances are added as legs of a right triangle (Zou and Donner 2008).
        """
        if self.low is None or self.high is None:
            return self
        low = self.value - hypot(self.value - self.low, reach)
        return Bounded(self.value, low, self.value + hypot(self.high - self.value, reach), self.n)

    def within(self, least: float, most: float) -> Bounded:
        """The same where what is estimated lies between two ends: so do it and its bounds.

        What is nearer to all that is possible is nearer to the truth, and nothing true is cut off.
        """

        def kept(number: float | None) -> float | None:
            return None if number is None else min(max(number, least), most)

        value = min(max(self.value, least), most)
        return Bounded(value, kept(self.low), kept(self.high), self.n)


def crossed(over_rows: Estimate, over_luck: Estimate) -> Estimate:
    """A mean over rows that share their luck, from its interval over rows and that over luck.

    Rows and replications are both drawn, so both errors count: of random effects in two ways that
    cross, each interval has one variance and its part of what is neither's (Searle, Casella and
    McCulloch 1992), and the distances are added as legs of a right triangle (Zou and Donner 2008).
    No interval where either has none; where all replications are equal, luck adds nothing.
    """
    value, low, high = over_rows.value, over_rows.low, over_rows.high
    if low is None or high is None:
        return Estimate(value, None, None, over_rows.n, Kind.TOO_FEW)
    if over_luck.kind is Kind.ALL_EQUAL:
        return over_rows
    if over_luck.low is None or over_luck.high is None:
        return Estimate(value, None, None, over_rows.n, Kind.TOO_FEW)
    below = hypot(value - low, over_luck.value - over_luck.low)
    above = hypot(high - value, over_luck.high - over_luck.value)
    return Estimate(value, value - below, value + above, over_rows.n, Kind.CROSSED)


def inside(estimate: Estimate, of: Limits) -> Estimate:
    """An estimate whose bounds go no farther than what it may be."""
    low, high = estimate.low, estimate.high
    if low is not None and of.least is not None:
        low = max(low, of.least)
    if high is not None and of.most is not None:
        high = min(high, of.most)
    return replace(estimate, low=low, high=high)


def reaches_of_luck(
    replications: int, figures: Callable[[Flags], Floats | None], confidence: float
) -> Floats | None:
    """How far luck that all rows share may move each figure; see `without_groups`."""
    each = without_groups(replications, figures)
    return None if each is None else reach_of_luck(each, confidence)


def without_groups(replications: int, figures: Callable[[Flags], Floats | None]) -> Floats | None:
    """Figures without one group of replications after the other, for a jackknife; a row for each.

    `figures` tells them from some replications only, or None where these are too few. None where
    luck cannot be told.
    """
    groups = min(_GROUPS, replications)
    if replications < 3:
        return None
    number = np.arange(replications) % groups
    without = [figures(number != group) for group in range(groups)]
    told = [each for each in without if each is not None]
    if len(told) < groups:
        return None
    return np.array(told)


def reach_of_luck(each: Floats, confidence: float) -> Floats:
    """How far luck may move each figure, by its values without one group after the other."""
    groups = len(each)
    spread = np.sqrt((groups - 1) / groups * ((each - each.mean(axis=0)) ** 2).sum(axis=0))
    return np.asarray(np.nan_to_num(t_quantile(confidence, groups - 1) * spread))


def resampled_counts(n: int, seed: int, resamples: int = RESAMPLES) -> Floats:
    """How often each of n rows is drawn in each resample; the same for the same seed.

    Shape: (resamples, n). A row of it times a column of data is the sum over one resample.
    """
    generator = np.random.Generator(np.random.Philox(key=seed))
    return generator.multinomial(n, np.full(n, 1.0 / n), size=resamples).astype(np.float64)


def percentile_bounds(
    resampled: npt.ArrayLike, confidence: float
) -> tuple[float | None, float | None]:
    """The bounds between which the resamples lie in a share `confidence` of cases.

    A resample may be infinite: what it estimates lies beyond what was looked at, and a bound that
    falls there is None. Those that are not a number are left out where they are rare; where they
    are not (more than lie beyond one bound), there are no bounds.
    """
    values = np.asarray(resampled, dtype=np.float64)
    tail = (1.0 - confidence) / 2.0
    known = np.sort(values[~np.isnan(values)])
    if known.size < values.size * (1.0 - tail) or known.size == 0:
        return None, None
    rank = max(1, round((known.size + 1) * tail))
    low, high = float(known[rank - 1]), float(known[-rank])
    return (low if isfinite(low) else None), (high if isfinite(high) else None)
