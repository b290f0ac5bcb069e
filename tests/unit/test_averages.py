"""Does the mean of a measure get an interval that suits its values, and stays inside them?"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.averages import (
    FEWEST_DIFFERENT,
    average,
    average_from,
)
from sim.statistics.intervals import Estimate, Kind, wilson
from sim.statistics.ratios import ratio
from sim.statistics.unseen import (
    AMOUNTS,
    COUNTS,
    LEVELS,
    SHARES,
    Limits,
    Moments,
    lower_bound,
    moments_of,
    up_to,
    upper_bound,
)

WINDOW = 672.0


def bounds(found: Estimate) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def weighted(values: np.ndarray, limit: float, chance: float) -> float:
    """The quantile of Gaffke's bound by drawing its weights."""
    every = np.append(values, limit)
    weights = np.random.default_rng(3).dirichlet(np.ones(every.size), 100_000)
    return float(np.quantile(weights @ every, chance))


@pytest.mark.parametrize("successes", [0, 1, 3, 10, 37, 100])
def test_of_yes_and_no_it_is_the_exact_interval(successes: int) -> None:
    low, high = bounds(average(np.repeat([0.0, 1.0], (100 - successes, successes)), LEVELS))
    exact = stats.binomtest(successes, 100).proportion_ci()
    assert low == pytest.approx(exact.low, abs=0.003)
    assert high == pytest.approx(exact.high, abs=0.003)


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(1).exponential(10.0, 200),
        np.minimum(np.random.default_rng(2).exponential(400.0, 60), WINDOW),
        np.repeat([10.0, 400.0], (196, 4)),
        np.full(50, 192.0),
    ],
)
def test_the_bounds_are_quantiles_under_weights_drawn_evenly(values: np.ndarray) -> None:
    low, high = bounds(average(values, up_to(WINDOW)))
    for bound, drawn in (
        (low, weighted(values, 0.0, 0.025)),
        (high, weighted(values, WINDOW, 0.975)),
    ):
        assert bound - values.mean() == pytest.approx(drawn - values.mean(), rel=0.03)


def test_what_was_not_met_in_two_hundred_may_come_once_in_fifty() -> None:
    low, high = bounds(average(np.full(200, 10.0), up_to(1440.0)))
    longest = 10.0 + 1430.0 * (1.0 - 0.025 ** (1 / 200))
    assert high == pytest.approx(longest, rel=0.01)
    assert low == pytest.approx(10.0 * 0.025 ** (1 / 200), rel=0.01)


RANGES = st.sampled_from([COUNTS, SHARES, LEVELS, AMOUNTS, up_to(WINDOW)])


@given(RANGES, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.floats(0.5, 0.999))
def test_no_interval_lies_beyond_what_is_possible(
    of: Limits, parts: list[float], confidence: float
) -> None:
    values = np.array(parts) * (of.most or 30.0)
    found = average(np.round(values) if of.counted else values, of, confidence)
    if found.low is None:
        return
    low, high = bounds(found)
    assert 0.0 <= low <= found.value <= high
    assert of.most is None or high <= of.most


@given(st.lists(st.floats(0.0, 600.0), min_size=2, max_size=40))
def test_what_is_measured_from_the_other_end_has_the_bounds_from_the_other_end(
    values: list[float],
) -> None:
    low, high = bounds(average(values, up_to(WINDOW)))
    other_low, other_high = bounds(average(WINDOW - np.array(values), up_to(WINDOW)))
    assert (other_low, other_high) == pytest.approx((WINDOW - high, WINDOW - low), abs=1e-6)


@given(st.lists(st.floats(0.0, 600.0), min_size=2, max_size=30))
def test_more_confidence_never_makes_it_narrower(values: list[float]) -> None:
    widths = []
    for confidence in (0.8, 0.95, 0.99):
        low, high = bounds(average(values, up_to(WINDOW), confidence))
        widths.append(high - low)
    assert widths == sorted(widths)


@pytest.mark.parametrize("events", [0, 1, 5, 40])
def test_the_bounds_of_few_counts_are_those_of_poisson(events: int) -> None:
    values = np.zeros(400)
    values[:events] = 1.0
    low, high = bounds(average(values, COUNTS))
    least = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    assert low * 400 == pytest.approx(least, rel=0.05, abs=0.02)
    assert high * 400 == pytest.approx(stats.chi2.ppf(0.975, 2 * events + 2) / 2, rel=0.02)


@pytest.mark.parametrize("different", [1, FEWEST_DIFFERENT - 1, FEWEST_DIFFERENT])
def test_without_a_limit_few_that_differ_are_too_few_to_tell(different: int) -> None:
    values = [0.0] * 100 + [300.0 + i for i in range(different)]
    found = average(values, AMOUNTS)
    assert (found.low is None) == (found.high is None) == (different < FEWEST_DIFFERENT)
    assert (found.kind is Kind.TOO_FEW) == (different < FEWEST_DIFFERENT)
    assert found.value == pytest.approx(float(np.mean(values)))


def test_equal_values_do_not_show_what_else_may_come_where_nothing_limits_it() -> None:
    found = average([0.1] * 30, AMOUNTS)
    assert (found.value, found.low, found.high, found.kind) == (0.1, None, None, Kind.ALL_EQUAL)


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert average([4.0], up_to(WINDOW)).kind is Kind.TOO_FEW


def test_a_share_that_was_only_ever_nought_or_one_is_wilsons() -> None:
    values = [0.0] * 93 + [1.0] * 7
    assert average(values, SHARES) == wilson(7, 100)
    assert average(values, up_to(1.0)).kind is Kind.ONE_MORE


def test_sums_of_what_hardly_differs_do_no_harm() -> None:
    values = 1e9 + np.tile([0.0, 2e-7], 20)
    found = average_from(moments_of(values), AMOUNTS)
    low, high = bounds(found)
    assert found.value == pytest.approx(1e9)
    assert low <= found.value <= high


@pytest.mark.parametrize("values", [[], [1.0, np.inf], [[1.0, 2.0]]])
def test_what_is_not_a_list_of_finite_values_is_never_averaged(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        average(values)


# Ratios of sums


def test_with_equal_denominators_a_ratio_is_the_mean_of_quotients() -> None:
    hours = np.random.default_rng(4).uniform(0.0, 3 * WINDOW, 50)
    found = ratio(hours, np.full(50, 3)).estimate(up_to(WINDOW))
    assert found == average(hours / 3.0, up_to(WINDOW))


def test_a_ratio_varies_as_the_delta_method_says() -> None:
    generator = np.random.default_rng(5)
    threats = generator.integers(0, 6, 400)
    hours = threats * 100.0 + generator.normal(200.0, 20.0, 400) * (threats > 0)
    found = ratio(hours, threats).estimate(AMOUNTS)
    there = threats > 0
    quotient = hours.sum() / threats.sum()
    residuals = hours[there] - quotient * threats[there]
    error = residuals.std(ddof=1) / threats[there].mean() / sqrt(there.sum())
    assert found.value == pytest.approx(quotient)
    assert found.n == there.sum()
    low, high = bounds(found)
    assert 1.0 < (high - low) / (2 * 1.96 * error) < 1.2


def test_a_replication_with_nothing_to_divide_by_says_nothing() -> None:
    limits = up_to(9.0)
    found = ratio([3.0, 0.0, 5.0], [1, 0, 2]).estimate(limits)
    assert found == ratio([3.0, 5.0], [1, 2]).estimate(limits)


def test_bounds_at_the_limit_are_the_limit() -> None:
    same = Moments(20, WINDOW, 0.0, 0.0, WINDOW, WINDOW, 0, yes_or_no=False)
    assert upper_bound(same, WINDOW, 1.96) == WINDOW
    assert lower_bound(same, WINDOW, 1.96) == WINDOW
