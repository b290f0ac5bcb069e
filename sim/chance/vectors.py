"""The functions of `sim.chance.elementary` for arrays, with the same bits in every element.

Why not numpy's own: its logarithm differs from the C library's in one argument of three hundred,
its exponential in one of twenty, and both change with the processor.

Each function repeats the operations of its scalar twin in the same order, in place and with
constants kept as arrays without dimensions, which halves what a call of numpy costs. What is
rare (subnormal numbers, infinities, arguments outside the domain, the farthest tail) is left to
the scalar twin, one element at a time; so are arrays so short that this is quicker.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.chance import elementary

Floats = NDArray[np.float64]

# Below so many elements the scalar functions are quicker; above so many the workspace of one pass
# no longer fits a processor's cache.
FEW: Final = 24
BLOCK: Final = 8192


def _constant(value: float) -> Floats:
    return np.array(value, dtype=np.float64)


def _constants(values: tuple[float, ...]) -> tuple[Floats, ...]:
    return tuple(_constant(value) for value in values)


HALF: Final = _constant(0.5)
ONE: Final = _constant(1.0)
TWO: Final = _constant(2.0)

LN2_HIGH: Final = _constant(elementary.LN2_HIGH)
LN2_LOW: Final = _constant(elementary.LN2_LOW)
ONE_OVER_LN2: Final = _constant(elementary.ONE_OVER_LN2)
# A float64 keeps its power of two above the 52 bits of its mantissa.
MANTISSA_BITS: Final = np.array(52, dtype=np.int64)
POWER_FIELD: Final = np.array(-(2**52), dtype=np.int64)
LOWEST_MANTISSA: Final = _constant(elementary.LOWEST_MANTISSA).view(np.int64)
LN_SERIES: Final = _constants(elementary.LN_SERIES)
ROUNDER: Final = _constant(elementary.ROUNDER)
EXP_SERIES: Final = _constants(elementary.EXP_SERIES)

CENTRE_REACH: Final = _constant(elementary.CENTRE_REACH)
CENTRE_OFFSET: Final = _constant(elementary.CENTRE_OFFSET)
CENTRE_ABOVE: Final = _constants(elementary.CENTRE_ABOVE)
CENTRE_BELOW: Final = _constants(elementary.CENTRE_BELOW)
TAIL_OFFSET: Final = _constant(elementary.TAIL_OFFSET)
TAIL_ABOVE: Final = _constants(elementary.TAIL_ABOVE)
TAIL_BELOW: Final = _constants(elementary.TAIL_BELOW)

# The arguments that the array functions treat themselves: positive normal numbers, powers whose
# results are normal numbers, and probabilities short of the farthest tail.
LN_ORDINARY: Final = _constants((2.0**-1022, float(np.finfo(np.float64).max)))
EXP_ORDINARY: Final = _constants((-708.0, 709.0))
QUANTILE_ORDINARY: Final = _constants((2e-11, 1.0 - 2e-11))


def polynomial_array(coefficients: tuple[Floats, ...], x: Floats) -> Floats:
    """The values at x of the polynomial with these coefficients, from the highest power down."""
    value = x * coefficients[0]
    for coefficient in coefficients[1:-1]:
        np.add(value, coefficient, value)
        np.multiply(value, x, value)
    np.add(value, coefficients[-1], value)
    return value


def ln_array(x: Floats) -> Floats:
    """The natural logarithm of each element."""
    return _everywhere(elementary.ln, _ln_of_ordinary, x, *LN_ORDINARY)


def exp_array(x: Floats) -> Floats:
    """The exponential of each element."""
    return _everywhere(elementary.exp, _exp_of_ordinary, x, *EXP_ORDINARY)


def normal_quantile_array(u: Floats) -> Floats:
    """The standard normal quantile at each element, which is a probability."""
    return _everywhere(elementary.normal_quantile, _quantile_of_ordinary, u, *QUANTILE_ORDINARY)


def _everywhere(
    scalar: Callable[[float], float],
    ordinary: Callable[[Floats], Floats],
    x: Floats,
    lowest: Floats,
    highest: Floats,
) -> Floats:
    """Apply `ordinary` to the elements between the two bounds and `scalar` to all others."""
    flat = np.ascontiguousarray(x, dtype=np.float64).reshape(-1)
    if flat.size <= FEW:
        return _one_by_one(scalar, flat).reshape(x.shape)
    if flat.size <= BLOCK:
        return _block(scalar, ordinary, flat, lowest, highest).reshape(x.shape)
    value = np.empty_like(flat)
    for start in range(0, flat.size, BLOCK):
        block = slice(start, start + BLOCK)
        value[block] = _block(scalar, ordinary, flat[block], lowest, highest)
    return value.reshape(x.shape)


def _block(
    scalar: Callable[[float], float],
    ordinary: Callable[[Floats], Floats],
    x: Floats,
    lowest: Floats,
    highest: Floats,
) -> Floats:
    inside = x >= lowest
    np.logical_and(inside, x <= highest, inside)
    if np.count_nonzero(inside) == x.size:
        return ordinary(x)
    value = ordinary(np.where(inside, x, HALF))
    value[~inside] = _one_by_one(scalar, x[~inside])
    return value


def _one_by_one(scalar: Callable[[float], float], x: Floats) -> Floats:
    return np.array([scalar(element) for element in x.tolist()], dtype=np.float64)


def _ln_of_ordinary(x: Floats) -> Floats:
    bits = x.view(np.int64)
    above = bits - LOWEST_MANTISSA
    mantissa = np.bitwise_and(above, POWER_FIELD)
    np.subtract(bits, mantissa, mantissa)
    np.right_shift(above, MANTISSA_BITS, above)
    twos = above.astype(np.float64)
    f = mantissa.view(np.float64)
    np.subtract(f, ONE, f)
    s = f + TWO
    np.divide(f, s, s)
    z = s * s
    series = polynomial_array(LN_SERIES, z)
    np.multiply(series, z, series)
    half_square = np.multiply(f, HALF, z)
    np.multiply(half_square, f, half_square)
    np.add(series, half_square, series)
    np.multiply(series, s, series)
    np.multiply(twos, LN2_LOW, s)
    np.add(series, s, series)
    np.subtract(half_square, series, half_square)
    np.subtract(half_square, f, half_square)
    np.multiply(twos, LN2_HIGH, twos)
    np.subtract(twos, half_square, twos)
    return twos


def _exp_of_ordinary(x: Floats) -> Floats:
    shifted = x * ONE_OVER_LN2
    np.add(shifted, ROUNDER, shifted)
    twos = shifted - ROUNDER
    high = twos * LN2_HIGH
    np.subtract(x, high, high)
    low = np.multiply(twos, LN2_LOW, twos)
    r = high - low
    square = r * r
    c = polynomial_array(EXP_SERIES, square)
    np.multiply(c, square, c)
    np.subtract(r, c, c)
    np.multiply(r, c, r)
    np.subtract(TWO, c, c)
    np.divide(r, c, r)
    np.subtract(low, r, r)
    np.subtract(r, high, r)
    np.subtract(ONE, r, r)
    # The lowest bits of what was rounded hold the power of two; moved up, they scale the mantissa.
    bits = r.view(np.int64)
    twos_bits = shifted.view(np.int64)
    np.left_shift(twos_bits, MANTISSA_BITS, twos_bits)
    np.add(bits, twos_bits, bits)
    return r


def _quantile_of_ordinary(u: Floats) -> Floats:
    q = u - HALF
    r = q * q
    np.subtract(CENTRE_OFFSET, r, r)
    value = polynomial_array(CENTRE_ABOVE, r)
    np.multiply(value, q, value)
    np.divide(value, polynomial_array(CENTRE_BELOW, r), value)
    outside = np.flatnonzero(np.abs(q, q) > CENTRE_REACH)
    if outside.size > FEW:
        value[outside] = _tails(u[outside])
    elif outside.size:
        value[outside] = _one_by_one(elementary.normal_quantile, u[outside])
    return value


def _tails(u: Floats) -> Floats:
    nearer = np.subtract(ONE, u)
    np.minimum(nearer, u, out=nearer)
    r = _ln_of_ordinary(nearer)
    np.negative(r, r)
    np.sqrt(r, r)
    np.subtract(r, TAIL_OFFSET, r)
    value = polynomial_array(TAIL_ABOVE, r)
    np.divide(value, polynomial_array(TAIL_BELOW, r), value)
    np.copysign(value, u - HALF, value)
    return value
