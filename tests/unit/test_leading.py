"""Is one of several called the first only where it is told apart, and do equals share the place?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.intervals import Estimate, Kind, limited_difference
from sim.statistics.leading import each_of, leaders, not_told_apart, shares_of_first_place

N = 100


def candidates(*means: float, spread: float = 1.0, seed: int = 0) -> list[np.ndarray]:
    generator = np.random.default_rng(seed)
    luck = generator.normal(0.0, 3.0, N)
    return [luck + generator.normal(mean, spread, N) for mean in means]


def test_a_clear_first_stands_alone() -> None:
    assert leaders(candidates(1.0, 3.0, 2.0)) == (1,)


def test_what_is_not_told_apart_stands_beside_it_in_order() -> None:
    one, other, third = candidates(3.0, 3.05, 0.0)
    order = (0, 1) if one.mean() > other.mean() else (1, 0)
    assert leaders([one, other, third]) == order


def test_no_more_than_bounds_are_asked_of_what_is_compared() -> None:
    def lead(first: int, other: int, confidence: float) -> Estimate:
        assert confidence == pytest.approx(0.975)
        low = {1: None, 2: 0.5}[other]
        return Estimate(1.0, low, None, 9, Kind.T)

    assert not_told_apart([5.0, 4.0, 3.0], lead) == (0, 1)


def test_equals_are_all_first_whatever_their_order() -> None:
    one, least = candidates(3.0, 0.0)
    assert leaders([one, one, least]) == (0, 1)
    assert leaders([least, one, one]) == (1, 2)


def test_one_alone_is_first_and_none_are_none() -> None:
    assert leaders(candidates(1.0)) == (0,)
    assert leaders([]) == shares_of_first_place([]) == ()


@pytest.mark.parametrize("number", [2, 6])
def test_of_equal_means_one_is_rarely_named_alone(number: int) -> None:
    alone = missed = 0
    for seed in range(400):
        named = leaders(candidates(*[1.0] * number, seed=seed))
        alone += len(named) == 1
        missed += 0 not in named
    # Nominally 5 % at most each; 3.3 standard errors of 400 are 3.6 %.
    assert alone / 400 < 0.086
    assert missed / 400 < 0.086


def test_differences_that_end_at_a_limit_can_be_compared_with_room_for_what_was_not_met() -> None:
    def with_room(differences: np.ndarray, confidence: float) -> Estimate:
        return limited_difference(differences, 500.0, 500.0, confidence)

    steady = [np.full(N, 10.0), np.linspace(7.0, 9.0, N)]
    assert leaders(steady) == (0,)
    assert leaders(steady, compared=with_room) == (0, 1)


def test_confidence_is_shared_out() -> None:
    assert each_of(1) == 0.95
    assert each_of(0) == 0.95
    assert each_of(5) == pytest.approx(0.99)


def test_exact_ties_share_first_place_evenly() -> None:
    one, least = candidates(3.0, 0.0)
    assert shares_of_first_place([one, one, least]) == pytest.approx((0.5, 0.5, 0.0))


def test_what_gains_nothing_ranks_nowhere() -> None:
    assert shares_of_first_place([np.zeros(N), np.full(N, -1.0)]) == (0.0, 0.0)


@given(st.lists(st.lists(st.floats(-50, 100), min_size=8, max_size=8), min_size=1, max_size=6))
def test_the_greatest_of_the_sample_never_shows_nought(rows: list[list[float]]) -> None:
    each = [np.array(row) for row in rows]
    shares = shares_of_first_place(each)
    assert sum(shares) < 1.0 + 1e-9
    best = max(range(len(each)), key=lambda place: each[place].mean())
    if each[best].mean() > 1e-9:
        assert shares[best] > 0.0
