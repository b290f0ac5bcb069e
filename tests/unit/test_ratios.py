"""Ratios of sums over replications: the estimand, its interval, and what does not change."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.intervals import Kind, mean_interval, paired_difference
from sim.statistics.ratios import Ratio, ratio, ratio_change, ratio_difference

RNG = np.random.default_rng(3)


def uneven(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Replications with 1 to 5 threats; where there are more, each takes longer."""
    counts = RNG.integers(1, 6, size=n)
    return counts * RNG.exponential(10.0 * counts), counts.astype(float)


def test_a_ratio_divides_sums() -> None:
    found = ratio([3.0, 0.0, 10.0], [1, 0, 4])
    assert found.value == 13 / 5
    assert found.values.mean() == pytest.approx(found.value)
    assert found.estimate().n == 2


def test_where_every_replication_weighs_the_same_it_is_the_mean_to_the_last_bit() -> None:
    spent, other = RNG.exponential(30.0, size=200), RNG.exponential(20.0, size=200)
    threes = np.full(200, 3.0)
    one, two = Ratio(spent, threes), Ratio(other, threes)
    assert one.estimate() == mean_interval(spent / threes)
    assert ratio_difference(one, two) == paired_difference(spent / threes, other / threes)


def test_its_interval_is_that_of_a_ratio_estimator() -> None:
    parts, wholes = uneven(300)
    found = Ratio(parts, wholes)
    off = parts - found.value * wholes
    error = np.sqrt(np.sum(off**2) * 300 / 299) / wholes.sum()
    low, high = found.estimate().low, found.estimate().high
    assert low is not None
    assert high is not None
    assert (high - low) / 2 == pytest.approx(1.968 * error, rel=1e-3)


def test_replications_that_do_not_differ_are_not_counted_as_differing() -> None:
    parts, wholes = uneven(100)
    later = parts.copy()
    later[:5] += 50.0
    few = ratio_difference(Ratio(later, wholes), Ratio(parts, wholes))
    assert (few.kind, few.low, few.more, few.less) == (Kind.TOO_FEW, None, 5, 0)
    assert few.value == pytest.approx(5 * 50.0 / wholes.sum())
    told = ratio_change(Ratio(later - parts, wholes))
    assert told.kind is Kind.TOO_FEW
    assert told.value == pytest.approx(few.value)
    later[5:12] += 50.0
    some = ratio_difference(Ratio(later, wholes), Ratio(parts, wholes))
    assert (some.more, some.less) == (12, 0)
    assert some.low is not None
    limited = ratio_difference(Ratio(later, wholes), Ratio(parts, wholes), most=1000.0)
    assert (limited.value, limited.more) == (some.value, 12)


@pytest.mark.parametrize("number", [3, 5, 6, 12, 19, 20, 60])
def test_few_that_differ_are_judged_alike_whether_denominators_do_or_not(number: int) -> None:
    """One rule for both: none of fewer than six, and the others stay nought below twenty."""
    parts, wholes = uneven(200)
    later, more = parts.copy(), wholes.copy()
    later[:number] += 50.0
    found = ratio_difference(Ratio(later, more), Ratio(parts, wholes))
    more[0] += 1.0
    moved = ratio_difference(Ratio(later, more), Ratio(parts, wholes))
    assert moved.value == pytest.approx(Ratio(later, more).value - Ratio(parts, wholes).value)
    assert (moved.kind is Kind.TOO_FEW) == (found.kind is Kind.TOO_FEW) == (number < 6)
    assert moved.more == found.more == number
    if found.half_width is not None:
        assert moved.half_width == pytest.approx(found.half_width, rel=0.1)


def test_a_threat_less_that_counts_as_much_as_all_moves_nothing() -> None:
    """What leaves numerator and denominator together at the ratio itself is no difference."""
    wholes = np.full(50, 2.0)
    fewer = np.r_[np.full(10, 1.0), np.full(40, 2.0)]
    found = ratio_difference(Ratio(7.0 * fewer, fewer), Ratio(7.0 * wholes, wholes))
    assert (found.value, found.differ, found.kind) == (0.0, 0, Kind.TOO_FEW)


def test_parts_of_a_difference_add_up() -> None:
    parts, wholes = uneven(60)
    more = [parts * RNG.uniform(0.0, 1.0, size=60) for _ in range(3)]
    whole = ratio_change(Ratio(np.sum(more, axis=0), wholes)).value
    assert sum(ratio_change(Ratio(one, wholes)).value for one in more) == pytest.approx(whole)


@pytest.mark.parametrize(
    ("parts", "wholes"), [([1.0], [0.0]), ([1.0, 2.0], [1.0]), ([1.0], [-1.0])]
)
def test_a_ratio_of_nothing_is_refused(parts: list[float], wholes: list[float]) -> None:
    with pytest.raises(ValueError, match="a ratio needs"):
        Ratio(np.array(parts), np.array(wholes))
