"""The mean of a measure over replications, from its moments, with an interval that allows for skew.

What a run measures is seldom normal: hours end at the window, alarms are few, most runs may give
nought. Student's t then holds the truth too seldom in the numbers of replications that a study
gives to each condition, and resampling each of thousands of conditions takes too long. Hall's
transformation (1992) mends t by the sample's skewness, which a store can sum up by itself.
Measured coverage is in docs/intervals.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cbrt, expm1, log1p, sqrt

import numpy as np
import numpy.typing as npt

from sim.study.intervals import Estimate, Kind, wilson
from sim.study.student_t import t_quantile

FEWEST_DIFFERENT = 5


@dataclass(frozen=True)
class Moments:
    """What an interval has to know of the values of a measure, of which there is at least one."""

    n: int
    mean: float
    squares: float
    """Sum of squared deviations from the mean."""
    cubes: float
    """Sum of their third powers."""
    different: int
    """Values other than the lowest, or other than the highest: whichever are fewer."""
    yes_or_no: bool
    """Whether each value is 0 or 1, and counts something: of hours, 0 is no count."""

    @property
    def deviation(self) -> float | None:
        """Between values; None below two."""
        return sqrt(self.squares / (self.n - 1)) if self.n > 1 else None

    @property
    def skewness(self) -> float:
        """Of the sample; 0 where the values show no spread."""
        spread = (self.squares / self.n) ** 1.5
        # No sample is more skewed than one value apart from all others, but rounded sums may be.
        most = sqrt(self.n)
        return max(-most, min(self.cubes / self.n / spread, most)) if spread > 0.0 else 0.0


def moments_of(values: npt.ArrayLike, *, counted: bool = True) -> Moments:
    """The moments of these values, which count something or measure an amount.

    Raises:
        ValueError: for no values, or for one that is not finite.
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
        raise ValueError("an average needs a list of finite values, at least one")
    low, high = float(sample.min()), float(sample.max())
    mean = low if low == high else float(sample.mean())
    off = sample - mean
    return Moments(
        n=sample.size,
        mean=mean,
        squares=float(np.sum(off**2)),
        cubes=float(np.sum(off**3)),
        different=int(min(np.sum(sample != low), np.sum(sample != high))),
        yes_or_no=counted and bool(np.isin(sample, (0.0, 1.0)).all()),
    )


def average(values: npt.ArrayLike, confidence: float = 0.95, *, counted: bool = True) -> Estimate:
    """The mean of a measure over replications; see `average_from`.

    Raises:
        ValueError: for no values, or for one that is not finite.
    """
    return average_from(moments_of(values, counted=counted), confidence)


def average_from(moments: Moments, confidence: float = 0.95) -> Estimate:
    """The mean of a measure over replications, with an interval to suit it.

    - A count that was only ever 0 or 1: Wilson's interval for a share, which stays open where all
      are alike.
    - All equal, or fewer than five other than the lowest or than the highest: no interval. What
      happens so rarely may as well be missing from the sample.
    - Otherwise Student's t on Hall's monotone cubic transformation, which takes skewness off.
    """
    n, mean, deviation = moments.n, moments.mean, moments.deviation
    if moments.yes_or_no:
        return wilson(round(mean * n), n, confidence)
    if deviation is None or 0 < moments.different < FEWEST_DIFFERENT:
        return Estimate(mean, None, None, n, Kind.TOO_FEW)
    if moments.different == 0:
        return Estimate(mean, None, None, n, Kind.ALL_EQUAL)
    skewness = moments.skewness
    reach, error = t_quantile(confidence, n - 1), deviation / sqrt(n)
    low = mean - _without_skewness(reach, skewness, n) * error
    high = mean - _without_skewness(-reach, skewness, n) * error
    return Estimate(mean, low, high, n, Kind.SKEW_ADJUSTED)


def _without_skewness(quantile: float, skewness: float, n: int) -> float:
    """The t statistic that Hall's transformation makes this quantile of."""
    shift = quantile - skewness / (6.0 * sqrt(n))
    bend = skewness / sqrt(n)
    if bend == 0.0:
        return shift
    moved = bend * shift
    # A root of nearly one loses what it differs from one by.
    root_less_one = cbrt(1.0 + moved) - 1.0 if abs(moved) > 0.5 else expm1(log1p(moved) / 3.0)
    return 3.0 * root_less_one / bend
