"""The median of all threats: which population it is of, and how uncertain it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.statistics.curve import detection_curve
from sim.statistics.intervals import Kind
from sim.statistics.medians import median_of_all, median_of_one_window

RNG = np.random.default_rng(8)


def test_it_is_of_all_threats_whatever_their_order() -> None:
    quick, slow = RNG.exponential(10.0, 200), RNG.exponential(1000.0, 200)
    times = np.minimum(np.column_stack([quick, slow, slow[::-1]]), 720.0)
    owner = np.repeat(np.arange(200), 3)
    found = median_of_all(times.ravel(), np.full(600, 720.0), owner)
    turned = median_of_all(times[:, ::-1].ravel(), np.full(600, 720.0), owner)
    assert found == turned
    assert found.kind is Kind.ORDER_CLUSTERED
    assert found.value == np.sort(times.ravel())[299]
    assert found.value == detection_curve(times.ravel(), 720.0).median


def test_with_one_threat_in_each_replication_nothing_else_is_said() -> None:
    times = np.minimum(RNG.exponential(10.0, 100), 15.0)
    found = median_of_all(times, np.full(100, 15.0), np.arange(100))
    assert found == median_of_one_window(times, 15.0)


def test_a_threat_missed_in_a_short_window_was_not_detected_early() -> None:
    times, windows = [5.0, 20.0, 40.0, 90.0] * 2, [5.0, 90.0, 90.0, 90.0] * 2
    owner = np.repeat([0, 1], 4)
    assert median_of_all(times, windows, owner).value == 40.0
    missed = median_of_all([5.0, 5.0, 20.0], [5.0, 5.0, 90.0], [0, 1, 2])
    assert (missed.kind, missed.value, missed.high) == (Kind.NOT_REACHED, 90.0, None)


def test_threats_that_share_their_luck_count_once() -> None:
    times = RNG.exponential(10.0, 150)
    alone = median_of_all(times, np.full(150, 99.0), np.arange(150))
    thrice = median_of_all(np.repeat(times, 3), np.full(450, 99.0), np.repeat(np.arange(150), 3))
    assert (alone.low, alone.high) != (None, None)
    assert thrice.value == alone.value
    for one, other in ((thrice.low, alone.low), (thrice.high, alone.high)):
        assert one is not None
        assert other is not None
        places = [np.searchsorted(np.sort(times), each) for each in (one, other)]
        assert abs(places[0] - places[1]) <= 2


def test_where_half_are_quick_and_half_are_slow_any_moment_between_is_as_good() -> None:
    """The share detected by then is a half in every replication, so its own error is nought."""
    quick, slow = np.linspace(5.0, 13.0, 40), np.linspace(17.0, 30.0, 40)
    found = median_of_all(np.r_[quick, slow], np.full(80, 40.0), np.tile(np.arange(40), 2))
    assert (found.value, found.low, found.high) == (13.0, 13.0, 17.0)


@pytest.mark.parametrize("replications", [20, 100])
@pytest.mark.parametrize("alike", [0.0, 0.6, 1.0])
def test_its_interval_holds_the_median(replications: int, alike: float) -> None:
    """Two to six threats a replication, whose logarithms correlate so much; the median is 1."""
    generator = np.random.default_rng(round(100 * alike) + replications)
    held = 0
    for _ in range(400):
        counts = generator.integers(2, 7, size=replications)
        owner = np.repeat(np.arange(replications), counts)
        common = generator.normal(size=replications)[owner]
        own = generator.normal(size=owner.size)
        times = np.exp(np.sqrt(alike) * common + np.sqrt(1.0 - alike) * own)
        found = median_of_all(np.minimum(times, 3.0), np.full(owner.size, 3.0), owner)
        low, high = found.low or 0.0, 3.0 if found.high is None else found.high
        held += low <= 1.0 <= high
    assert held >= stats.binom.ppf(0.001, 400, 0.935)
