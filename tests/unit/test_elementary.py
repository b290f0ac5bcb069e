"""Elementary functions: as accurate as promised, and the same bits one by one and in arrays."""

import math
from collections.abc import Callable
from decimal import Context, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from sim.chance import elementary, vectors
from sim.chance.elementary import exp, ln, logit, normal_quantile, power
from sim.chance.vectors import exp_array, ln_array, normal_quantile_array

Floats = NDArray[np.float64]
Twins = tuple[Callable[[float], float], Callable[[Floats], Floats]]

PRECISE = Context(prec=50)
TWINS: list[Twins] = [
    (ln, ln_array),
    (exp, exp_array),
    (normal_quantile, normal_quantile_array),
]
EDGES = [
    *(0.0, -0.0, 1.0, -1.0, 0.5, math.inf, -math.inf, math.nan, -math.nan),
    *(5e-324, -5e-324, 2.0**-1022, 2.0**-1022 - 5e-324, 1.7976931348623157e308),
    *(elementary.LOWEST_MANTISSA, math.sqrt(0.5), math.sqrt(2.0), 2.0**-53, 1.0 - 2.0**-53),
    *(-745.2, -745.13, -744.5, -709.0, -708.4, -708.0, 709.0, 709.7, 709.78, 709.79, 710.0),
    *(elementary.HIGHEST_EXPONENT, elementary.LOWEST_EXPONENT, 0.5 * math.log(2.0)),
    *(0.075, 0.925, 2e-11, 1.0 - 2e-11, math.exp(-25.0), 1.0 - math.exp(-25.0), 1e-300),
]


def bits(values: Floats) -> list[int]:
    """The bits of each value; every NaN counts as the same."""
    as_one = np.where(np.isnan(values), np.nan, values)
    found: list[int] = as_one.view(np.uint64).tolist()
    return found


def with_neighbours(values: list[float]) -> list[float]:
    return [
        near
        for value in values
        for near in (math.nextafter(value, -math.inf), value, math.nextafter(value, math.inf))
    ]


def arguments(kind: str) -> Floats:
    random = np.random.default_rng(20)
    if kind == "any bits":
        return random.integers(0, 2**64, 100_000, dtype=np.uint64).view(np.float64)
    if kind == "edges":
        return np.array(with_neighbours(EDGES))
    if kind == "probabilities":
        return random.random(100_000)
    if kind == "small probabilities":
        return 10.0 ** -random.uniform(0, 20, 100_000)
    if kind == "subnormal":
        return random.integers(1, 2**52, 10_000, dtype=np.uint64).view(np.float64)
    return random.uniform(-800, 800, 100_000)


def in_last_places(value: float, truth: Decimal) -> float:
    return float(abs(Decimal(value) - truth) / Decimal(math.ulp(value)))


def test_ln_is_within_one_unit_in_the_last_place() -> None:
    random = np.random.default_rng(1)
    near_one = np.exp(random.uniform(-1, 1, 2000))
    anywhere = np.exp(random.uniform(-744, 709, 2000))
    for x in [*near_one.tolist(), *anywhere.tolist(), 5e-324, 1.7976931348623157e308]:
        assert in_last_places(ln(x), Decimal(x).ln(PRECISE)) < 1.0, x


def test_exp_is_within_one_unit_in_the_last_place() -> None:
    random = np.random.default_rng(2)
    near_zero = random.uniform(-1, 1, 2000)
    anywhere = random.uniform(-745, 709.78, 2000)
    for x in [*near_zero.tolist(), *anywhere.tolist(), elementary.HIGHEST_EXPONENT]:
        assert in_last_places(exp(x), Decimal(x).exp(PRECISE)) < 1.0, x


@pytest.mark.parametrize(
    ("function", "x", "value"),
    [
        (ln, 1.0, 0.0),
        (ln, 0.0, -math.inf),
        (ln, -0.0, -math.inf),
        (ln, math.inf, math.inf),
        (ln, -1.0, math.nan),
        (ln, math.nan, math.nan),
        (exp, 0.0, 1.0),
        (exp, -0.0, 1.0),
        (exp, 709.79, math.inf),
        (exp, math.inf, math.inf),
        (exp, -745.2, 0.0),
        (exp, -745.1, 5e-324),
        (exp, -math.inf, 0.0),
        (exp, math.nan, math.nan),
        (logit, 0.5, 0.0),
        (logit, 0.0, -math.inf),
        (logit, 1.0, math.inf),
        (logit, 1.5, math.nan),
        (logit, -0.5, math.nan),
        (normal_quantile, 0.5, 0.0),
        (normal_quantile, 0.0, -math.inf),
        (normal_quantile, 1.0, math.inf),
        (normal_quantile, -0.1, math.nan),
        (normal_quantile, 1.1, math.nan),
        (normal_quantile, math.nan, math.nan),
    ],
)
def test_special_values(function: Callable[[float], float], x: float, value: float) -> None:
    assert bits(np.array([function(x)])) == bits(np.array([value]))


def test_normal_quantile_agrees_with_an_independent_one() -> None:
    for kind in ("probabilities", "small probabilities"):
        u = arguments(kind)
        np.testing.assert_allclose(normal_quantile_array(u), special.ndtri(u), rtol=2e-15)


@given(st.integers(1, 2**53 - 1).map(lambda whole: whole * 2.0**-53))
def test_normal_quantile_is_symmetric(u: float) -> None:
    assert normal_quantile(1.0 - u) == -normal_quantile(u)


@given(st.floats(0.0, 1e150), st.floats(0.0, 40.0))
def test_power_is_exact_where_it_promises_to_be(x: float, y: float) -> None:
    assert power(x, 0.0) == 1.0
    assert power(x, 0.5) == math.sqrt(x)
    assert power(x, 1.0) == x
    assert power(x, 2.0) == x * x
    assert power(1.0, y) == 1.0
    assert power(0.0, y) == (1.0 if y == 0.0 else 0.0)


@given(st.floats(1e-3, 1.0), st.floats(0.0, 8.0))
def test_power_is_accurate(x: float, y: float) -> None:
    truth = PRECISE.power(Decimal(x), Decimal(y))
    allowed = (abs(y * math.log(x)) + 2.0) * 2.0**-52
    assert abs(Decimal(power(x, y)) - truth) <= truth * Decimal(allowed)


def test_power_of_what_has_none() -> None:
    assert math.isnan(power(-1.0, 2.0))
    assert math.isnan(power(2.0, -1.0))
    assert math.isnan(power(math.nan, 0.5))


@given(st.integers(1, 2**53 - 1).map(lambda whole: whole * 2.0**-53))
def test_logit_is_accurate_and_antisymmetric(p: float) -> None:
    truth = (Decimal(p) / (1 - Decimal(p))).ln(PRECISE)
    assert abs(Decimal(logit(p)) - truth) <= Decimal("4e-16") * max(Decimal(1), abs(truth))
    assert logit(1.0 - p) == -logit(p)


@pytest.mark.parametrize(
    "kind",
    ["any bits", "edges", "probabilities", "small probabilities", "subnormal", "exponents"],
)
@pytest.mark.parametrize(("scalar", "array"), TWINS, ids=["ln", "exp", "normal_quantile"])
def test_arrays_have_the_bits_of_single_numbers(
    scalar: Callable[[float], float], array: Callable[[Floats], Floats], kind: str
) -> None:
    x = arguments(kind)
    before = x.copy()
    one_by_one = np.array([scalar(element) for element in x.tolist()])
    assert bits(array(x)) == bits(one_by_one)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    "size", [0, 1, vectors.FEW, vectors.FEW + 1, vectors.BLOCK, vectors.BLOCK + 1]
)
@pytest.mark.parametrize(("scalar", "array"), TWINS, ids=["ln", "exp", "normal_quantile"])
def test_no_size_is_special(
    scalar: Callable[[float], float], array: Callable[[Floats], Floats], size: int
) -> None:
    x = np.random.default_rng(size).random(size)
    assert array(x).tolist() == [scalar(element) for element in x.tolist()]


@pytest.mark.parametrize(("scalar", "array"), TWINS, ids=["ln", "exp", "normal_quantile"])
def test_shape_and_layout_are_kept(
    scalar: Callable[[float], float], array: Callable[[Floats], Floats]
) -> None:
    x = np.random.default_rng(5).random((60, 8))[::2, ::-2]
    values = array(x)
    assert values.shape == x.shape
    assert values.ravel().tolist() == [scalar(element) for element in x.ravel().tolist()]
    assert array(np.array(0.25)).shape == ()


def test_whole_numbers_are_read_as_numbers() -> None:
    many = np.arange(1, 100)
    assert ln_array(many).tolist() == [ln(float(n)) for n in many]  # type: ignore[arg-type]
