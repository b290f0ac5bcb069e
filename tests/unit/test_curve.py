"""The detection curve against counting and against scipy's product-limit estimate."""

import numpy as np
import pytest
from scipy import stats

from sim.statistics.curve import detection_curve, product_limit


def test_with_one_window_the_curve_counts() -> None:
    curve = detection_curve([3.0, 1.0, 3.0, 10.0, 7.0], 10.0)
    assert curve.times.tolist() == [1.0, 3.0, 7.0]
    assert curve.shares == pytest.approx([0.2, 0.6, 0.8])
    assert curve.share_by([0.0, 0.9, 1.0, 2.9, 3.0, 10.0]) == pytest.approx(
        [0.0, 0.0, 0.2, 0.2, 0.6, 0.8]
    )
    assert (curve.median, curve.until, curve.n) == (3.0, 10.0, 5)


def test_with_several_windows_the_curve_ends_at_one_minus_the_share_missed() -> None:
    times, windows = [5.0, 20.0, 20.0, 30.0], [5.0, 90.0, 90.0, 90.0]
    curve = detection_curve(times, windows)
    assert curve.share_by([10.0, 20.0, 30.0, 90.0]).tolist() == [0.0, 0.5, 0.75, 0.75]


def test_the_product_limit_is_that_of_scipy() -> None:
    generator = np.random.default_rng(11)
    # Rounded, so that several end at one instant, seen to their end or not.
    windows = np.round(generator.uniform(20.0, 90.0, size=300))
    times = np.minimum(np.round(generator.exponential(50.0, size=300)), windows)
    ended = times < windows
    curve = product_limit(times, windows)
    sample = stats.CensoredData.right_censored(times, ~ended)
    theirs = stats.ecdf(sample).cdf
    assert curve.share_by(np.arange(90)) == pytest.approx(theirs.evaluate(np.arange(90)))
    assert 0.0 < ended.mean() < 1.0


def test_in_the_product_limit_what_is_followed_briefly_counts_only_while_it_is() -> None:
    curve = product_limit([5.0, 20.0, 20.0, 30.0], [5.0, 90.0, 90.0, 90.0])
    assert curve.share_by([10.0, 20.0, 30.0]) == pytest.approx([0.0, 2 / 3, 1.0])


@pytest.mark.parametrize("n", [2, 10, 98, 622])
def test_half_is_enough_for_a_median_whatever_the_rounding(n: int) -> None:
    times = [*range(n // 2), *[n] * (n // 2)]
    assert detection_curve(times, n).median == n // 2 - 1
    assert detection_curve([*times, n], n).median is None


def test_nothing_detected_is_a_flat_curve() -> None:
    curve = detection_curve([8.0, 8.0], 8.0)
    moments, shares = curve.grid(5)
    assert moments.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert shares.tolist() == [0.0] * 5
    assert curve.median is None


def test_beyond_the_longest_window_nothing_is_known() -> None:
    with pytest.raises(ValueError, match=r"beyond 8\.0"):
        detection_curve([3.0], 8.0).share_by([8.1])


def test_a_curve_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        detection_curve([3.0], 8.0).shares[0] = 0.0


@pytest.mark.parametrize(
    ("times", "windows"),
    [([], 8.0), ([-1.0], 8.0), ([9.0], 8.0), ([float("nan")], 8.0), ([1.0], float("inf"))],
)
def test_times_outside_their_windows_are_refused(times: list[float], windows: float) -> None:
    with pytest.raises(ValueError, match="windows"):
        detection_curve(times, windows)
