"""Bounds of a mean that allow for what the sample has not met: one more value, the worst there is.

The mean of a sample of n says little of a value that comes once in n: nought of 200 threats missed
may be one in fifty. So each bound adds one value to the sample, the limit on its side, and asks how
large the mean can be when the chances of the n + 1 values are as uncertain as those of an unknown
distribution are: uniform over all that add up to 1 (Gaffke 2005; Learned-Miller and Thomas 2019).
For yes and no this is the exact interval of Clopper and Pearson (1934), and it lies between the
limits by itself. The quantile is taken from the first three moments of that mean, which follow from
those of the sample, as of a gamma distribution (Pearson's type III by Wilson and Hilferty's cube
root, 1931): where one value or few are far from the rest this is what it is.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen


@frozen
class Limits:
    """What the values of a measure may be; None where no limit is known."""

    least: float | None = None
    most: float | None = None
    counted: bool = False
    """Whether they count something, one by one."""


ANYTHING = Limits()
COUNTS = Limits(0.0, None, counted=True)
SHARES = Limits(0.0, 1.0, counted=True)
"""Quotients of two counts."""
LEVELS = Limits(0.0, 1.0)
AMOUNTS = Limits(0.0, None)


def up_to(window: float) -> Limits:
    """Hours until something, counted at most up to the end of a window."""
    return Limits(0.0, window)


@frozen
class Moments:
    """What an interval has to know of the values of a measure, of which there is at least one."""

    n: int
    mean: float
    squares: float
    """Sum of squared deviations from the mean."""
    cubes: float
    """Sum of their third powers."""
    low: float
    """The lowest."""
    high: float
    different: int
    """Values other than the lowest, or other than the highest: whichever are fewer."""
    yes_or_no: bool
    """Whether each value is 0 or 1."""

    @property
    def deviation(self) -> float | None:
        """Between values; None below two."""
        return sqrt(self.squares / (self.n - 1)) if self.n > 1 else None


def moments_of(values: npt.ArrayLike) -> Moments:
    """The moments of these values.

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
        low=low,
        high=high,
        different=int(min(np.sum(sample != low), np.sum(sample != high))),
        yes_or_no=bool(((sample == 0.0) | (sample == 1.0)).all()),
    )


def lower_bound(moments: Moments, limit: float, quantile: float) -> float:
    """The least that the mean may be, where no value lies below the limit.

    `quantile` is how many standard deviations a normal variable falls short by as rarely.
    """
    mean, error, skewness = _with_one_more(moments, limit)
    return max(mean - error * _gamma_quantile(quantile, -skewness), limit)


def upper_bound(moments: Moments, limit: float, quantile: float) -> float:
    """The most that the mean may be, where no value lies above the limit."""
    mean, error, skewness = _with_one_more(moments, limit)
    return min(mean + error * _gamma_quantile(quantile, skewness), limit)


def _with_one_more(moments: Moments, limit: float) -> tuple[float, float, float]:
    """Mean, standard deviation and skewness of the mean of the sample and the limit.

    The moments of a sum of values weighted with uniform chances (Dirichlet's distribution).
    """
    size = moments.n + 1
    mean = moments.mean + (limit - moments.mean) / size
    moved, beyond = moments.mean - mean, limit - mean
    squares = moments.squares + moments.n * moved**2 + beyond**2
    if squares <= 0.0:
        return mean, 0.0, 0.0
    cubes = moments.cubes + 3.0 * moved * moments.squares + moments.n * moved**3 + beyond**3
    deviation = sqrt(squares / size)
    # One division after the other: the third power of a tiny deviation is nought.
    skewness = cubes / size / deviation / deviation / deviation
    return mean, deviation / sqrt(size + 1), skewness * 2.0 * sqrt(size + 1) / (size + 2)


def _gamma_quantile(quantile: float, skewness: float) -> float:
    """The quantile of a standardised gamma distribution, from that of the normal."""
    bend = skewness / 6.0
    # Without skewness the quantile is the normal one, and hardly any has no root to lose.
    if abs(bend) < 1e-6:
        return quantile
    return float(((1.0 + bend * (quantile - bend)) ** 3 - 1.0) / (3.0 * bend))
