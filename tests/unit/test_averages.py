"""Does the mean of a measure get an interval that suits its values?"""

import numpy as np
import pytest
from scipy import optimize, stats

from sim.study.averages import FEWEST_DIFFERENT, average, average_from, moments_of
from sim.study.intervals import Kind, mean_interval, wilson

SKEWED = np.random.default_rng(5).lognormal(sigma=1.0, size=40)


def hall(t: float, skewness: float, n: int) -> float:
    """Hall's transformation, as he writes it (1992)."""
    a = skewness / np.sqrt(n)
    return float(t + a * t**2 / 3 + a**2 * t**3 / 27 + a / 6)


@pytest.mark.parametrize("values", [SKEWED, -SKEWED, np.repeat([0.0, 900.0], (34, 6))])
def test_bounds_are_where_the_transformed_statistic_is_that_of_student(values: np.ndarray) -> None:
    found = average(values, 0.9)
    skewness, n = float(stats.skew(values)), values.size
    error = float(stats.sem(values))
    assert found.kind is Kind.SKEW_ADJUSTED
    for bound, chance in ((found.low, 0.95), (found.high, 0.05)):
        quantile = stats.t.ppf(chance, n - 1)
        root = optimize.brentq(
            lambda t, quantile=quantile: hall(t, skewness, n) - quantile, -100.0, 100.0
        )
        assert bound == pytest.approx(values.mean() - root * error, rel=1e-9)


def test_the_bound_on_the_side_of_the_long_tail_is_farther() -> None:
    found, plain = average(SKEWED), mean_interval(SKEWED)
    assert found.low is not None
    assert found.high is not None
    assert plain.low is not None
    assert plain.high is not None
    assert found.high - found.value > 1.2 * (found.value - found.low)
    assert (found.low > plain.low, found.high > plain.high) == (True, True)


def test_without_skewness_it_is_student() -> None:
    values = np.arange(-10.0, 11.0)
    found, plain = average(values), mean_interval(values)
    assert found.low == pytest.approx(plain.low)
    assert found.high == pytest.approx(plain.high)


def test_hardly_any_skewness_is_hardly_another_interval() -> None:
    values = np.arange(-10.0, 11.0)
    found = average(np.append(values[:-1], 10.0 + 1e-7))
    assert found.high == pytest.approx(average(values).high, abs=1e-7)


@pytest.mark.parametrize("rest", [0.0, 672.0])
@pytest.mark.parametrize("different", [1, FEWEST_DIFFERENT - 1, FEWEST_DIFFERENT])
def test_few_that_differ_are_too_few_to_tell(rest: float, different: int) -> None:
    values = [rest] * 100 + [300.0 + i for i in range(different)]
    found = average(values)
    assert (found.low is None) == (found.high is None) == (different < FEWEST_DIFFERENT)
    assert (found.kind is Kind.TOO_FEW) == (different < FEWEST_DIFFERENT)
    assert found.value == pytest.approx(float(np.mean(values)))


def test_equal_values_do_not_show_what_else_may_come() -> None:
    found = average([0.1] * 30)
    assert (found.value, found.low, found.high, found.kind) == (0.1, None, None, Kind.ALL_EQUAL)


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert average([4.0]).kind is Kind.TOO_FEW


def test_what_was_only_ever_nought_or_one_is_a_share_unless_it_counts_nothing() -> None:
    values = [0.0] * 93 + [1.0] * 7
    assert average(values) == wilson(7, 100)
    assert average([0.0] * 100) == wilson(0, 100)
    assert average(values, counted=False).kind is Kind.SKEW_ADJUSTED
    assert average([0.0] * 100, counted=False).kind is Kind.ALL_EQUAL


def test_sums_of_what_hardly_differs_do_no_harm() -> None:
    values = 1e9 + np.tile([0.0, 2e-7], 20)
    found = average_from(moments_of(values))
    assert found.value == pytest.approx(1e9)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("values", [[], [1.0, np.inf], [[1.0, 2.0]]])
def test_what_is_not_a_list_of_finite_values_is_never_averaged(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        average(values)
