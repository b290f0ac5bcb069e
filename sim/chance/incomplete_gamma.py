"""The quantiles of gamma variables, by Newton's method on the incomplete gamma function.

The function is computed by its power series below shape + 1 and by its continued fraction above:
Abramowitz and Stegun, *Handbook of Mathematical Functions* (1964), 6.5.29 and 6.5.31, the fraction
evaluated as Lentz, *Applied Optics* 15 (1976), 668-671, proposes. Only arithmetic and
`sim.chance.elementary` are used, so the numbers have the same bits on every machine.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import inf
from typing import NamedTuple

from sim.chance.elementary import exp, ln, polynomial

LN_ROOT_TWO_PI = 0.918938533204672741780
# Bernoulli's numbers over 2n (2n - 1), from the seventh to the first.
STIRLING_SERIES = (1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12)
STIRLING_BEGINS = 10.0
SERIES_ENDS = 1e-17
FRACTION_ENDS = 1e-15
NEWTON_ENDS = 1e-9


class Tails(NamedTuple):
    """A gamma distribution of scale 1 at one point x."""

    below: float
    above: float
    rate: float
    """x times the density: by how much `below` grows with ln x."""


class Point(NamedTuple):
    """Where a gamma variable stands when a standard normal variable stands at z."""

    ln_quantile: float
    slope: float
    """By how much ln_quantile grows with z."""


def ln_gamma(x: float) -> float:
    """The logarithm of the gamma function of x > 0; its error is below 1e-14, or 1e-14 of it."""
    product = 1.0
    while x < STIRLING_BEGINS:
        product *= x
        x += 1.0
    correction = polynomial(STIRLING_SERIES, 1.0 / (x * x)) / x
    return (x - 0.5) * ln(x) - x + LN_ROOT_TWO_PI + correction - ln(product)


def tails(shape: float, ln_x: float) -> Tails:
    """The probabilities below and above x, each accurate to about 1e-13 of itself."""
    x = exp(ln_x)
    rate = exp(shape * ln_x - x - ln_gamma(shape))
    if x < shape + 1.0:
        below = rate * _series(shape, x)
        return Tails(below, 1.0 - below, rate)
    above = rate * _fraction(shape, x)
    return Tails(1.0 - above, above, rate)


def quantiles(shape: float, normal_quantiles: Sequence[float]) -> Iterator[Point]:
    """The gamma quantiles at the probabilities of these ascending standard normal quantiles.

    Each is found from the tail it lies in, so both ends are as accurate as the middle.
    """
    ln_x, slope, last = None, 0.0, 0.0
    for z in normal_quantiles:
        ln_tail, density = _normal_tail(z)
        if ln_x is None:
            ln_x = (ln_tail + ln_gamma(shape + 1.0)) / shape
        else:
            ln_x += slope * (z - last)
        step = inf
        while abs(step) > NEWTON_ENDS:
            below, above, rate = tails(shape, ln_x)
            step = (ln_tail - ln(below)) * below if z < 0.0 else (ln(above) - ln_tail) * above
            step /= rate
            ln_x += step
        slope, last = density / rate, z
        yield Point(ln_x, slope)


@cache
def _normal_tail(z: float) -> tuple[float, float]:
    """The logarithm of the probability beyond z, away from 0, and the density at z."""
    half_square = 0.5 * z * z
    tail = 0.5 if z == 0.0 else 0.5 * tails(0.5, ln(half_square)).above
    return ln(tail), exp(-half_square - LN_ROOT_TWO_PI)


def _series(shape: float, x: float) -> float:
    term = total = 1.0 / shape
    factor = shape
    while term > SERIES_ENDS * total:
        factor += 1.0
        term *= x / factor
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    denominator = x + 1.0 - shape
    d = value = 1.0 / denominator
    c = inf
    n = change = 0.0
    while abs(change - 1.0) > FRACTION_ENDS:
        n += 1.0
        numerator = n * (shape - n)
        denominator += 2.0
        d = 1.0 / (denominator + numerator * d)
        c = denominator + numerator / c
        change = c * d
        value *= change
    return value
