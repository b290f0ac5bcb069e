"""Standardised quantile functions: what a uniform number u becomes.

A duration is its scale (a mean, a median) times a standardised draw, so that a dial or an inject
can change the scale after the draw. Every function never decreases in u, expects u strictly between
0 and 1, and has a twin for arrays with the same bits; counts are drawn as arrays only. Each family
says its mean.
"""

from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.chance.elementary import exp, ln, logit, normal_quantile
from sim.chance.incomplete_gamma import ln_gamma, quantiles
from sim.chance.vectors import exp_array, ln_array, normal_quantile_array
from sim.frozen import frozen

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

LN_LN_TWO: Final = ln(ln(2.0))

LEAST_SHAPE: Final = 0.1
MOST_SHAPE: Final = 100.0
# Keyed chance lies within 8.21 standard deviations of a normal variable.
FIRST_NODE: Final = -8.25
NODES_PER_UNIT: Final = 16.0
LAST_INTERVAL: Final = 263

# Poisson probabilities below this share of the largest cannot move a draw.
NEGLIGIBLE: Final = 2.0**-70
MOST_POISSON_MEAN: Final = 1e7


def exponential(u: float) -> float:
    """Draw from the exponential family with mean 1, as -ln(1 - u).

    For a keyed u, a multiple of 2**-53, the subtraction is exact down to the smallest.
    """
    return 0.0 - ln(1.0 - u)


def exponential_array(u: Floats) -> Floats:
    """`exponential` of each element."""
    return 0.0 - ln_array(1.0 - u)


def lognormal(u: float, sigma: float) -> float:
    """Draw from the lognormal family with median 1 and this spread of the logarithm."""
    return exp(sigma * normal_quantile(u))


def lognormal_array(u: Floats, sigma: float | Floats) -> Floats:
    """`lognormal` of each element."""
    return exp_array(sigma * normal_quantile_array(u))


def lognormal_mean(sigma: float) -> float:
    """The mean of the lognormal family with median 1."""
    return exp(0.5 * sigma * sigma)


def weibull(u: float, shape: float) -> float:
    """Draw from the Weibull family with median 1 and this shape."""
    return exp((ln(exponential(u)) - LN_LN_TWO) / shape)


def weibull_array(u: Floats, shape: float | Floats) -> Floats:
    """`weibull` of each element."""
    return exp_array((ln_array(exponential_array(u)) - LN_LN_TWO) / shape)


def weibull_mean(shape: float) -> float:
    """The mean of the Weibull family with median 1."""
    return exp(ln_gamma(1.0 + 1.0 / shape) - LN_LN_TWO / shape)


def loglogistic(u: float, shape: float) -> float:
    """Draw from the log-logistic family with median 1 and this shape."""
    return exp(logit(u) / shape)


def loglogistic_array(u: Floats, shape: float | Floats) -> Floats:
    """`loglogistic` of each element."""
    return exp_array((ln_array(u) - ln_array(1.0 - u)) / shape)


def loglogistic_mean(shape: float) -> float:
    """The mean of the log-logistic family with median 1, which only a shape above 1 has."""
    return exp(ln_gamma(1.0 + 1.0 / shape) + ln_gamma(1.0 - 1.0 / shape))


def uniform(u: float, low: float, high: float) -> float:
    """Draw evenly between two numbers, of which rounding may return either."""
    return min(low + (high - low) * u, high)


def uniform_array(u: Floats, low: float | Floats, high: float | Floats) -> Floats:
    """`uniform` of each element."""
    return np.minimum(low + (high - low) * u, high)


@frozen
class GammaTable:
    """The gamma family of one shape, with mean 1: cubics for ln x over the normal quantile of u.

    Along that axis ln x is smooth for every shape and in both tails, so cubics that match it and
    its slope at every sixteenth are within 2e-7 of it, and x within 2e-7 of itself.
    """

    shape: float
    cubics: tuple[float, ...] = field(repr=False, compare=False)
    """Four coefficients for each interval, from the constant up; the interval runs from 0 to 1."""
    cubics_array: Floats = field(repr=False, compare=False)
    """The same numbers."""


@lru_cache(maxsize=256)
def gamma_table(shape: float) -> GammaTable:
    """The table for one shape, made in a few milliseconds and kept.

    Raises:
        ValueError: the shape lies outside 0.1 .. 100.
    """
    if not LEAST_SHAPE <= shape <= MOST_SHAPE:
        raise ValueError(f"gamma shape {shape} outside {LEAST_SHAPE} .. {MOST_SHAPE}")
    nodes = [FIRST_NODE + step / NODES_PER_UNIT for step in range(LAST_INTERVAL + 2)]
    ln_mean = ln(shape)
    cubics: list[float] = []
    for left, right in pairwise(quantiles(shape, nodes)):
        rise = right.ln_quantile - left.ln_quantile
        start, end = left.slope / NODES_PER_UNIT, right.slope / NODES_PER_UNIT
        bend, twist = 3.0 * rise - 2.0 * start - end, start + end - 2.0 * rise
        cubics += (left.ln_quantile - ln_mean, start, bend, twist)
    cubics_array = np.array(cubics)
    cubics_array.flags.writeable = False
    return GammaTable(shape, tuple(cubics), cubics_array)


def gamma(u: float, table: GammaTable) -> float:
    """Draw from the gamma family with mean 1 and the shape of the table.

    The value is within 2e-7 of the truth, relatively. A u nearer to 0 or 1 than any keyed chance
    counts as the nearest of them.
    """
    return gamma_from(u, table.cubics)


def gamma_from(u: float, cubics: Sequence[float]) -> float:
    """`gamma` from the cubics alone, as a compiler needs it."""
    place = (normal_quantile(u) - FIRST_NODE) * NODES_PER_UNIT
    place = min(max(place, 0.0), LAST_INTERVAL + 1.0)
    interval = min(int(place), LAST_INTERVAL)
    s = place - interval
    at = 4 * interval
    bend = cubics[at + 2] + s * cubics[at + 3]
    return exp(cubics[at] + s * (cubics[at + 1] + s * bend))


def gamma_array(u: Floats, table: GammaTable) -> Floats:
    """`gamma` of each element."""
    place = (normal_quantile_array(u) - FIRST_NODE) * NODES_PER_UNIT
    place = np.minimum(np.maximum(place, 0.0), LAST_INTERVAL + 1.0)
    interval = np.minimum(place.astype(np.int64), LAST_INTERVAL)
    s = place - interval
    at = 4 * interval
    cubics = table.cubics_array
    bend = cubics[at + 2] + s * cubics[at + 3]
    return exp_array(cubics[at] + s * (cubics[at + 1] + s * bend))


def poisson_count(u: Floats, mean: float) -> Counts:
    """Draw counts with this mean by inversion: for each u the number of thresholds it has reached.

    For one u the count never decreases in the mean: a higher rate only adds.

    Raises:
        ValueError: the mean is negative or above 1e7.
    """
    first, thresholds = _poisson_thresholds(mean)
    return first + np.searchsorted(thresholds, u, side="right").astype(np.int64)


@lru_cache(maxsize=256)
def _poisson_thresholds(mean: float) -> tuple[int, Floats]:
    """The lowest count that matters, and the probabilities of at most that count, one more, ...

    The probabilities are built up from the most likely count by their ratios, which needs neither
    a power nor a factorial, and summed from both ends, smallest first. In the upper half a
    threshold is 1 less the sum from above: as exact as u itself can be there.
    """
    if not 0.0 <= mean <= MOST_POISSON_MEAN:
        raise ValueError(f"Poisson mean {mean} outside 0 .. {MOST_POISSON_MEAN:.0f}")
    first = last = int(mean)
    below, above = [], [1.0]
    share = 1.0
    while first > 0 and share > NEGLIGIBLE:
        share *= first / mean
        first -= 1
        below.append(share)
    while above[-1] > NEGLIGIBLE:
        last += 1
        above.append(above[-1] * mean / last)
    shares = np.array(below[::-1] + above)
    up_to = np.cumsum(shares)
    beyond = np.cumsum(shares[:0:-1])[::-1]
    lower = up_to[:-1] / up_to[-1]
    return first, np.where(lower <= 0.5, lower, 1.0 - beyond / up_to[-1])
