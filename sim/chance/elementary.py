"""Elementary functions of one number, the same to the last bit on every machine.

A trace must not depend on whose C library computed a logarithm, so nothing here calls one.
Every step is an addition, subtraction, multiplication, division or square root (each rounded
correctly by IEEE 754), a comparison, or frexp and ldexp (exact). The order of the operations
is therefore part of the contract: `sim.chance.vectors` repeats it for arrays, and a compiled
engine compiles these very functions.

Outside its domain a function returns NaN, and at the edge an infinity, as IEEE 754 does.

The argument reductions follow Cody and Waite, *Software Manual for the Elementary Functions*
(1980). The coefficients for ln and exp are the minimax polynomials published with fdlibm
(Sun Microsystems, 1993), those of the normal quantile are algorithm AS 241, PPND16, by
Wichura, *Applied Statistics* 37 (1988), 477-484. Coefficients are listed from the highest
power to the constant.
"""

from math import frexp, inf, ldexp, nan, sqrt

# ln 2 in two parts. The first ends in so many zero bits that a whole multiple of it is exact.
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
ONE_OVER_LN2 = 1.44269504088896338700

# Mantissas are taken between this number, just above the root of 1/2, and its double.
LOWEST_MANTISSA = float.fromhex("0x1.6a09ep-1")
LN_SERIES = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)

# Adding and subtracting 1.5 * 2**52 rounds a smaller number to the nearest whole one.
ROUNDER = 6755399441055744.0
EXP_SERIES = (
    4.13813679705723846039e-08,
    -1.65339022054652515390e-06,
    6.61375632143793436117e-05,
    -2.77777777770155933842e-03,
    1.66666666666666019037e-01,
)
HIGHEST_EXPONENT = 709.782712893383973096
LOWEST_EXPONENT = -745.133219101941108420
LOWEST_NORMAL_POWER = -1022
SUBNORMAL_SHIFT = 100
SUBNORMAL_SCALE = 2.0**-SUBNORMAL_SHIFT

CENTRE_REACH = 0.425
CENTRE_OFFSET = 0.180625
CENTRE_ABOVE = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
CENTRE_BELOW = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
TAIL_OFFSET = 1.6
TAIL_ABOVE = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
TAIL_BELOW = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
FAR_TAIL_BEGINS = 5.0
FAR_TAIL_ABOVE = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
FAR_TAIL_BELOW = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """The value at x of the polynomial with these coefficients, by Horner's rule."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def ln(x: float) -> float:
    """The natural logarithm of x, within 1 unit in the last place."""
    if not 0.0 < x < inf:
        return x if x == inf else -inf if x == 0.0 else nan
    mantissa, twos = frexp(x)
    if mantissa < LOWEST_MANTISSA:
        mantissa += mantissa
        twos -= 1
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    series = z * polynomial(LN_SERIES, z)
    half_square = 0.5 * f * f
    small = s * (half_square + series) + twos * LN2_LOW
    return twos * LN2_HIGH - ((half_square - small) - f)


def exp(x: float) -> float:
    """The exponential e**x, within 1 unit in the last place; 0 or infinity where it must be."""
    if not LOWEST_EXPONENT <= x <= HIGHEST_EXPONENT:
        return inf if x > 0.0 else 0.0 if x < 0.0 else nan
    twos = (x * ONE_OVER_LN2 + ROUNDER) - ROUNDER
    high = x - twos * LN2_HIGH
    low = twos * LN2_LOW
    r = high - low
    square = r * r
    c = r - square * polynomial(EXP_SERIES, square)
    mantissa = 1.0 - ((low - r * c / (2.0 - c)) - high)
    if twos > LOWEST_NORMAL_POWER:
        return ldexp(mantissa, int(twos))
    # Not every C library rounds correctly when ldexp ends among the subnormal numbers.
    return ldexp(mantissa, int(twos) + SUBNORMAL_SHIFT) * SUBNORMAL_SCALE


def power(x: float, y: float) -> float:
    """Raise x to the power y, both at least 0.

    Exact (rounded once) for y in 0, 1/2, 1, 2 and for x in 0, 1; elsewhere exp(y ln x),
    whose relative error grows as |y ln x| * 2e-16. NaN for a negative x or y.
    """
    if not (x >= 0.0 and y >= 0.0):
        return nan
    if y == 0.0:
        return 1.0
    if y == 1.0 or x == 0.0:
        return x
    if y == 2.0:
        return x * x
    if y == 0.5:
        return sqrt(x)
    return exp(y * ln(x))


def logit(p: float) -> float:
    """The log-odds ln(p / (1 - p)) of a probability; infinite at 0 and 1, NaN outside.

    The error is at most 4e-16, or 4e-16 of the value where that is more. Where 1 - p is exact,
    `logit(1 - p)` is `-logit(p)`.
    """
    return ln(p) - ln(1.0 - p)


def normal_quantile(u: float) -> float:
    """The number that a standard normal variable stays below with probability u.

    Relative accuracy about 1e-16 times a few; infinite at 0 and 1, NaN outside.
    """
    if not 0.0 < u < 1.0:
        return -inf if u == 0.0 else inf if u == 1.0 else nan
    q = u - 0.5
    if abs(q) <= CENTRE_REACH:
        r = CENTRE_OFFSET - q * q
        return q * polynomial(CENTRE_ABOVE, r) / polynomial(CENTRE_BELOW, r)
    r = sqrt(-ln(u if q < 0.0 else 1.0 - u))
    if r <= FAR_TAIL_BEGINS:
        r -= TAIL_OFFSET
        distance = polynomial(TAIL_ABOVE, r) / polynomial(TAIL_BELOW, r)
    else:
        r -= FAR_TAIL_BEGINS
        distance = polynomial(FAR_TAIL_ABOVE, r) / polynomial(FAR_TAIL_BELOW, r)
    return -distance if q < 0.0 else distance
