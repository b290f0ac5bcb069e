"""Estimates and their intervals against hand calculation and scipy."""

from math import inf, nan

import numpy as np
import pytest
from scipy import stats

from sim.statistics.intervals import (
    Difference,
    Estimate,
    Kind,
    difference_interval,
    mean_interval,
    paired_difference,
    ratio_of_counts,
    wilson,
)
from sim.statistics.medians import median_of_one_window


def bounds(estimate: Estimate) -> tuple[float, float]:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low, estimate.high


def skewed(n: int = 100) -> np.ndarray:
    return np.random.default_rng(5).lognormal(sigma=1.0, size=n)


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (4, 10), (5, 10), (10, 10), (37, 1600)])
def test_wilson_is_that_of_scipy(successes: int, n: int) -> None:
    estimate = wilson(successes, n, 0.9)
    theirs = stats.binomtest(successes, n).proportion_ci(0.9, method="wilson")
    assert estimate.value == successes / n
    assert bounds(estimate) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert (estimate.n, estimate.kind) == (n, Kind.WILSON)


@pytest.mark.parametrize("few", [1, 2, 3])
@pytest.mark.parametrize("n", [7, 50, 1000])
def test_a_few_successes_or_failures_have_the_bound_of_a_poisson_mean(few: int, n: int) -> None:
    low, high = bounds(wilson(few, n))
    assert stats.poisson.sf(few - 1, low * n) == pytest.approx(0.05, rel=1e-9)
    theirs = stats.binomtest(few, n).proportion_ci(0.95, method="wilson")
    assert low < theirs.low
    assert high == pytest.approx(theirs.high)
    other_low, other_high = bounds(wilson(n - few, n))
    assert (1.0 - other_high, 1.0 - other_low) == pytest.approx((low, high))


def test_wilson_keeps_the_ends_where_all_or_none_succeeded() -> None:
    assert wilson(0, 7).low == 0.0
    assert wilson(7, 7).high == 1.0


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_impossible_counts(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(successes, n)


def test_mean_interval_is_that_of_scipy() -> None:
    values = skewed(37)
    estimate = mean_interval(values, 0.99)
    theirs = stats.ttest_1samp(values, 0.0).confidence_interval(0.99)
    assert estimate.value == pytest.approx(values.mean())
    assert bounds(estimate) == pytest.approx((theirs.low, theirs.high))
    assert (estimate.n, estimate.kind) == (37, Kind.T)


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert mean_interval([4.0]) == Estimate(4.0, None, None, 1, Kind.TOO_FEW)


@pytest.mark.parametrize("values", [[], [1.0, inf], [1.0, nan], [[1.0, 2.0]]])
def test_what_is_not_a_list_of_finite_values_is_never_averaged(values: list[float]) -> None:
    for estimate in (mean_interval, difference_interval):
        with pytest.raises(ValueError, match="finite"):
            estimate(values)


def test_half_width_reaches_to_the_farther_bound() -> None:
    assert Estimate(5.0, 4.0, 8.0, 30, Kind.BOOTSTRAP_T).half_width == 3.0
    assert Estimate(5.0, 1.0, 8.0, 30, Kind.BOOTSTRAP_T).half_width == 4.0
    assert Estimate(5.0, 4.0, None, 30, Kind.ORDER).half_width is None


def test_symmetric_differences_get_the_paired_t_interval() -> None:
    generator = np.random.default_rng(8)
    b = generator.gamma(2.0, 50.0, size=200)
    a = b + generator.normal(3.0, 10.0, size=200)
    estimate = paired_difference(a, b)
    theirs = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert estimate.kind is Kind.T
    assert bounds(estimate) == pytest.approx((theirs.low, theirs.high))


def test_swapping_the_pair_turns_the_interval_round() -> None:
    a, b = skewed(), np.zeros(100)
    there, back = paired_difference(a, b), paired_difference(b, a)
    assert there.kind is back.kind is Kind.BOOTSTRAP_T
    assert back.value == -there.value
    assert bounds(back) == pytest.approx([-there.high, -there.low])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("nonzero", "kind"),
    [(0, Kind.TOO_FEW), (5, Kind.TOO_FEW), (6, Kind.ONE_MORE), (19, Kind.ONE_MORE), (20, Kind.T)],
)
def test_fewer_than_six_pairs_that_differ_are_too_few_to_tell(nonzero: int, kind: Kind) -> None:
    differences = np.zeros(40)
    differences[:nonzero] = 2.0
    estimate = difference_interval(differences)
    assert estimate.kind is kind
    assert estimate.value == pytest.approx(nonzero / 20)
    assert (estimate.low is None) == (kind is Kind.TOO_FEW)


def test_skewed_differences_get_the_studentised_bootstrap() -> None:
    differences = skewed()
    estimate = difference_interval(differences)
    theirs = studentised_by_scipy(differences)
    assert estimate.kind is Kind.BOOTSTRAP_T
    # Two bootstraps differ by their resampling, by some hundredths of the width.
    width = bounds(estimate)[1] - bounds(estimate)[0]
    assert bounds(estimate) == pytest.approx(theirs, abs=0.06 * width)
    assert estimate.high is not None
    assert estimate.low is not None
    assert estimate.high - estimate.value > 1.3 * (estimate.value - estimate.low)


def studentised_by_scipy(sample: np.ndarray) -> tuple[float, float]:
    def t_statistic(resample: np.ndarray, axis: int) -> np.ndarray:
        error = resample.std(ddof=1, axis=axis) / sample.size**0.5
        return np.asarray((resample.mean(axis=axis) - sample.mean()) / error)

    drawn = stats.bootstrap(
        (sample,),
        t_statistic,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(3),
    ).confidence_interval
    error = sample.std(ddof=1) / sample.size**0.5
    return sample.mean() - drawn.high * error, sample.mean() - drawn.low * error


def test_the_bootstrap_follows_from_its_seed_alone() -> None:
    assert difference_interval(skewed(), seed=4) == difference_interval(skewed(), seed=4)
    assert difference_interval(skewed(), seed=4) != difference_interval(skewed(), seed=5)


def test_the_bootstrap_does_not_depend_on_the_unit() -> None:
    hours, seconds = difference_interval(skewed()), difference_interval(skewed() * 3600)
    assert bounds(seconds) == pytest.approx([bound * 3600 for bound in bounds(hours)])


def test_a_large_sample_is_resampled_in_parts_as_well() -> None:
    sample = np.tile(skewed(), 30)
    narrow, wide = difference_interval(sample), difference_interval(skewed())
    assert narrow.kind is Kind.BOOTSTRAP_T
    assert narrow.half_width is not None
    assert wide.half_width is not None
    assert narrow.half_width < wide.half_width / 4


def test_differences_that_are_nearly_all_equal_fall_back_to_t() -> None:
    differences = np.full(100, 5.1)
    differences[0] = 6.3
    estimate = difference_interval(differences)
    assert estimate.kind is Kind.T
    assert bounds(estimate) == pytest.approx(bounds(mean_interval(differences)))


def test_pairs_must_match() -> None:
    with pytest.raises(ValueError, match="paired"):
        paired_difference([1.0, 2.0], [1.0])


def test_one_trial_a_replication_is_plain_wilson() -> None:
    assert ratio_of_counts([1, 0, 0, 1, 0], [1, 1, 1, 1, 0]) == wilson(2, 4)


def test_trials_that_share_their_fate_count_as_one_each() -> None:
    together = ratio_of_counts([10] * 30 + [0] * 70, [10] * 100)
    assert together.value == 0.3
    assert together.kind is Kind.WILSON_CLUSTERED
    assert together.n == 100
    # The same information as 100 single trials, up to the estimated variance's own price.
    assert bounds(together) == pytest.approx(bounds(wilson(30, 100)), abs=0.003)


def test_trials_that_do_not_resemble_each_other_count_almost_fully() -> None:
    generator = np.random.default_rng(2)
    totals = generator.integers(1, 9, size=400)
    successes = generator.binomial(totals, 0.3)
    clustered = ratio_of_counts(successes, totals).half_width
    pooled = wilson(int(successes.sum()), int(totals.sum())).half_width
    assert clustered is not None
    assert pooled is not None
    assert pooled <= clustered < 1.15 * pooled


def test_the_variance_is_that_of_the_ratio_estimator() -> None:
    """A jackknife over replications is the second way to the same variance."""
    generator = np.random.default_rng(6)
    totals = generator.integers(1, 6, size=300)
    successes = generator.binomial(totals, generator.beta(1, 3, size=300))
    without = (successes.sum() - successes) / (totals.sum() - totals)
    error = np.sqrt(299 / 300 * np.sum((without - without.mean()) ** 2))
    low, high = bounds(ratio_of_counts(successes, totals))
    assert high - low == pytest.approx(2 * stats.t.ppf(0.975, 299) * error, rel=0.02)


def test_evenly_split_replications_gain_nothing_from_their_evenness() -> None:
    even = ratio_of_counts([1] * 50, [2] * 50)
    assert even.half_width == pytest.approx(wilson(50, 100).half_width, rel=0.03)


def test_where_none_succeeded_each_replication_counts_once() -> None:
    estimate = ratio_of_counts([0] * 50, [10] * 50)
    assert (estimate.value, estimate.low) == (0.0, 0.0)
    assert estimate.high == wilson(0, 50).high


def test_a_single_replication_has_a_share_and_no_interval() -> None:
    assert ratio_of_counts([3], [4]) == Estimate(0.75, None, None, 1, Kind.TOO_FEW)


@pytest.mark.parametrize(
    ("successes", "totals"), [([1], [1, 1]), ([2], [1]), ([-1], [1]), ([0, 0], [0, 0]), ([], [])]
)
def test_counts_that_do_not_fit_are_refused(successes: list[int], totals: list[int]) -> None:
    with pytest.raises(ValueError, match="replication"):
        ratio_of_counts(successes, totals)


def test_median_and_its_bounds_are_order_statistics() -> None:
    times = list(range(100, 0, -1))
    estimate = median_of_one_window(times, 1000.0)
    ranked = stats.quantile_test(times, q=0, p=0.5).confidence_interval(0.95)
    assert estimate == Estimate(50.0, 40.0, 61.0, 100, Kind.ORDER)
    assert bounds(estimate) == (ranked.low, ranked.high)


@pytest.mark.parametrize("n", [6, 7, 20, 101, 3000])
def test_the_ranks_hold_the_stated_confidence_and_no_narrower_pair_does(n: int) -> None:
    low, high = bounds(median_of_one_window(np.arange(1, n + 1), n + 1.0))
    assert stats.binom.cdf(low - 1, n, 0.5) <= 0.025 < stats.binom.cdf(low, n, 0.5)
    assert low + high == n + 1


def test_a_median_that_most_do_not_reach_is_not_reached() -> None:
    times = [1.0, 2.0, 3.0, 4.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    assert median_of_one_window(times, 10.0) == Estimate(10.0, 2.0, None, 9, Kind.NOT_REACHED)


def test_half_is_enough_for_a_median() -> None:
    estimate = median_of_one_window([1.0, 2.0, 3.0, 10.0, 10.0, 10.0], 10.0)
    assert estimate == Estimate(3.0, 1.0, None, 6, Kind.ORDER)


def test_five_times_bound_no_median() -> None:
    assert median_of_one_window([5, 4, 3, 2, 1], 9.0) == Estimate(3.0, None, None, 5, Kind.ORDER)


def test_one_sign_is_what_a_two_sided_sign_test_says() -> None:
    for more in range(12):
        for less in range(12):
            found = Difference(0.0, None, None, 30, Kind.TOO_FEW, more=more, less=less)
            p_value = stats.binomtest(more, more + less).pvalue if more + less else 1.0
            assert found.one_sign == (p_value <= 0.05), (more, less)
