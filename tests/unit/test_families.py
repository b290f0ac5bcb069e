"""Standardised draws: right by an independent reckoning, monotone, the same bits in arrays."""

import math
from collections.abc import Callable
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from sim.chance import families, keys
from sim.chance.families import (
    exponential,
    exponential_array,
    gamma,
    gamma_array,
    gamma_table,
    loglogistic,
    loglogistic_array,
    lognormal,
    lognormal_array,
    poisson_count,
    uniform,
    uniform_array,
    weibull,
    weibull_array,
)
from sim.chance.incomplete_gamma import ln_gamma

Floats = NDArray[np.float64]

SHAPES = [0.1, 0.2, 0.5, 1.0, 1.7, 2.0, 5.0, 20.0, 50.0, 100.0]
MEANS = [0.0, 1e-9, 0.3, 1.0, 4.5, 17.0, 123.4, 1e4]
keyed = st.integers(0, 2**52 - 1).map(lambda whole: (whole + 0.5) * 2.0**-52)


def spread_chances(smallest: float = 1e-12) -> Floats:
    """Chances over the middle and both tails, ascending."""
    random = np.random.default_rng(30)
    tail = smallest ** random.random(3000)
    chances = np.sort(np.concatenate([tail, 1.0 - tail, random.random(3000)]))
    return chances[(chances >= smallest) & (chances <= 1.0 - smallest)]


def midpoints(count: int) -> Floats:
    return (np.arange(count) + 0.5) / count


DRAWS: dict[str, tuple[Callable[[float], float], Callable[[Floats], Floats]]] = {
    "exponential": (exponential, exponential_array),
    "lognormal": (lambda u: lognormal(u, 0.8), lambda u: lognormal_array(u, 0.8)),
    "uniform": (lambda u: uniform(u, 0.5, 1.5), lambda u: uniform_array(u, 0.5, 1.5)),
    "gamma 0.1": (
        lambda u: gamma(u, gamma_table(0.1)),
        lambda u: gamma_array(u, gamma_table(0.1)),
    ),
    "gamma 2": (lambda u: gamma(u, gamma_table(2.0)), lambda u: gamma_array(u, gamma_table(2.0))),
    "weibull": (lambda u: weibull(u, 0.7), lambda u: weibull_array(u, 0.7)),
    "log-logistic": (lambda u: loglogistic(u, 1.8), lambda u: loglogistic_array(u, 1.8)),
}


@pytest.mark.parametrize("family", DRAWS)
def test_arrays_have_the_bits_of_single_draws(family: str) -> None:
    draw, draws = DRAWS[family]
    extremes = [2.0**-53, 1.5 * 2.0**-52, 0.5, 1.0 - 1.5 * 2.0**-52, 1.0 - 2.0**-53]
    u = np.array([*spread_chances(2.0**-53).tolist(), *extremes])
    assert draws(u).tolist() == [draw(chance) for chance in u.tolist()]


@pytest.mark.parametrize("family", DRAWS)
def test_draws_rise_with_chance(family: str) -> None:
    values = DRAWS[family][1](spread_chances())
    assert np.all(np.diff(values) >= 0.0)
    assert values[0] < values[-1]


@given(st.integers(1, 2**52 - 1))
def test_neighbouring_chances_keep_their_order(whole: int) -> None:
    below, above = (whole - 0.5) * 2.0**-52, (whole + 0.5) * 2.0**-52
    assert exponential(below) <= exponential(above)
    assert uniform(below, 0.5, 1.5) <= uniform(above, 0.5, 1.5)


def test_exponential_agrees_with_an_independent_one() -> None:
    u = np.floor(spread_chances() * 2.0**52) * 2.0**-52 + 2.0**-53
    np.testing.assert_allclose(exponential_array(u), -np.log1p(-u), rtol=4e-16)


@given(keyed, st.floats(-1e6, 1e6), st.floats(0.0, 1e6))
def test_uniform_stays_between_its_ends(u: float, low: float, width: float) -> None:
    high = low + width
    assert low <= uniform(u, low, high) <= high


@pytest.mark.parametrize("sigma", [0.0, 0.3, 1.0, 4.0])
def test_lognormal_agrees_with_an_independent_one(sigma: float) -> None:
    u = spread_chances()
    truth = np.exp(sigma * special.ndtri(u))
    np.testing.assert_allclose(lognormal_array(u, sigma), truth, rtol=1e-13)
    assert lognormal(0.5, sigma) == 1.0


@pytest.mark.parametrize("shape", [0.2, 0.7, 1.0, 3.0, 100.0])
def test_weibull_agrees_with_an_independent_one(shape: float) -> None:
    u = np.floor(spread_chances() * 2.0**52) * 2.0**-52 + 2.0**-53
    law = stats.weibull_min(shape)
    truth = (-np.log1p(-u) / math.log(2.0)) ** (1.0 / shape)
    np.testing.assert_allclose(weibull_array(u, shape), truth, rtol=1e-12)
    assert weibull(0.5, shape) == 1.0
    assert families.weibull_mean(shape) == pytest.approx(law.mean() / law.median(), rel=1e-12)


@pytest.mark.parametrize("shape", [1.1, 1.8, 3.0, 100.0])
def test_loglogistic_agrees_with_an_independent_one(shape: float) -> None:
    u = spread_chances()
    truth = np.exp(special.logit(u) / shape)
    np.testing.assert_allclose(loglogistic_array(u, shape), truth, rtol=1e-12)
    assert loglogistic(0.5, shape) == 1.0
    assert families.loglogistic_mean(shape) == pytest.approx(stats.fisk(shape).mean(), rel=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_is_as_accurate_as_it_says(shape: float) -> None:
    u = spread_chances()
    lower, upper = special.gammaincinv(shape, u), special.gammainccinv(shape, 1.0 - u)
    truth = np.where(u < 0.5, lower, upper) / shape
    np.testing.assert_allclose(gamma_array(u, gamma_table(shape)), truth, rtol=2e-7)


def test_gamma_tables_exist_for_every_admitted_shape() -> None:
    for shape in np.geomspace(0.1, 100.0, 60).tolist():
        assert gamma(0.5, gamma_table(min(shape, 100.0))) > 0.0
    for shape in (0.0, 0.099, 100.1, math.inf, math.nan):
        with pytest.raises(ValueError, match="gamma shape"):
            gamma_table(shape)


def test_a_gamma_draw_beyond_keyed_chance_is_the_outermost() -> None:
    table = gamma_table(2.0)
    outermost = [gamma(u, table) for u in (1e-300, 1e-18)]
    assert outermost[0] == outermost[1] <= gamma(2.0**-53, table)


def test_ln_gamma_agrees_with_an_independent_one() -> None:
    for x in np.geomspace(0.05, 200.0, 500).tolist():
        assert ln_gamma(x) == pytest.approx(math.lgamma(x), rel=1e-14, abs=1e-14)


def test_the_means_are_the_means_of_the_draws() -> None:
    u = midpoints(2**17)
    assert exponential_array(u).mean() == pytest.approx(1.0, rel=1e-5)
    assert uniform_array(u, 0.4, 1.6).mean() == pytest.approx(0.5 * (0.4 + 1.6))
    for sigma in (0.0, 0.5, 1.0):
        mean = families.lognormal_mean(sigma)
        assert lognormal_array(u, sigma).mean() == pytest.approx(mean, rel=1e-4)
    for shape in (0.5, 1.0, 2.0, 20.0):
        draws = gamma_array(u, gamma_table(shape))
        assert draws.mean() == pytest.approx(1.0, rel=2e-5)


@pytest.mark.parametrize("mean", MEANS)
def test_counts_are_the_first_that_chance_does_not_pass(mean: float) -> None:
    u = spread_chances()
    counts = poisson_count(u, mean)
    assert counts.dtype == np.int64
    lower, upper = u <= 0.5, u > 0.5
    tails = stats.poisson.sf(counts, mean), stats.poisson.sf(counts - 1, mean)
    heads = stats.poisson.cdf(counts, mean), stats.poisson.cdf(counts - 1, mean)
    rounding = 1.0 + 1e-3
    assert np.all((heads[1] <= u * rounding)[lower])
    assert np.all((u <= heads[0] * rounding)[lower])
    assert np.all((tails[0] <= (1.0 - u) * rounding)[upper])
    assert np.all((1.0 - u <= tails[1] * rounding)[upper])


@given(keyed, st.floats(0.0, 2e4), st.floats(0.0, 2e4))
def test_a_higher_rate_only_adds(u: float, one: float, other: float) -> None:
    fewer, more = sorted((one, other))
    chance = np.array([u])
    assert poisson_count(chance, fewer)[0] <= poisson_count(chance, more)[0]


@given(keyed, st.floats(0.01, 1e4), st.floats(1e-12, 1e-3))
def test_a_slightly_higher_rate_only_adds(u: float, mean: float, by: float) -> None:
    chance = np.array([u])
    assert poisson_count(chance, mean)[0] <= poisson_count(chance, mean * (1.0 + by))[0]


@pytest.mark.parametrize("mean", MEANS)
def test_counts_rise_with_chance_to_a_finite_most(mean: float) -> None:
    u = np.array([1e-300, 2.0**-53, *spread_chances(), 1.0 - 2.0**-53])
    counts = poisson_count(u, mean)
    assert np.all(np.diff(counts) >= 0)
    assert counts[0] >= 0
    assert counts[-1] <= mean + 9.0 * math.sqrt(mean) + 20.0


def test_counts_average_to_their_mean() -> None:
    for mean in (0.3, 4.5, 123.4):
        counts = poisson_count(midpoints(2**17), mean)
        assert counts.mean() == pytest.approx(mean, rel=1e-4)
        assert counts.var() == pytest.approx(mean, rel=1e-3)


def test_impossible_rates_are_refused() -> None:
    for mean in (-1e-9, 1.1e7, math.nan, math.inf):
        with pytest.raises(ValueError, match="Poisson mean"):
            poisson_count(np.array([0.5]), mean)


def test_draws_are_the_same_on_every_machine() -> None:
    own = keys.child_array(keys.replication_key(1, 2), np.arange(50_000, dtype=np.uint64))
    u = keys.uniform_array(own, 10)
    digest = sha256()
    for values in (u, *(draws(u) for _, draws in DRAWS.values()), poisson_count(u, 123.0)):
        digest.update(values.astype(values.dtype.newbyteorder("<")).tobytes())
    assert digest.hexdigest() == (
        "3e64c843b7fe04be27fc8a9fd6a68665f098fc01fa0826135981b998bf337c40"
    )
