"""Bounds by resampling."""

from math import inf, nan

import numpy as np
import pytest

from sim.statistics.bootstrap import Bounded, percentile_bounds, resampled_counts


def test_each_resample_draws_as_many_rows_as_there_are() -> None:
    counts = resampled_counts(30, seed=1, resamples=400)
    assert counts.shape == (400, 30)
    assert (counts.sum(axis=1) == 30).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(30), abs=0.2)


def test_resamples_follow_from_the_seed() -> None:
    assert (resampled_counts(9, 3) == resampled_counts(9, 3)).all()
    assert (resampled_counts(9, 3) != resampled_counts(9, 4)).any()


def test_bounds_leave_as_much_out_on_either_side() -> None:
    assert percentile_bounds(np.arange(1, 1000), 0.95) == (25.0, 975.0)
    assert percentile_bounds(np.arange(1, 1000), 0.9) == (50.0, 950.0)


def test_a_bound_beyond_what_was_looked_at_is_none() -> None:
    values = np.arange(1.0, 1000.0)
    values[-50:] = inf
    assert percentile_bounds(values, 0.95) == (25.0, None)
    values[:50] = -inf
    assert percentile_bounds(values, 0.95) == (None, None)


def test_what_is_not_a_number_is_left_out_only_where_it_is_rare() -> None:
    values = np.arange(1.0, 1000.0)
    values[:10] = nan
    assert percentile_bounds(values, 0.95)[1] == 975.0
    values[:50] = nan
    assert percentile_bounds(values, 0.95) == (None, None)


def test_independent_errors_add_like_legs_of_a_triangle() -> None:
    wider = Bounded(10.0, 7.0, 14.0, 5).widened(4.0)
    assert wider.low == pytest.approx(5.0)
    assert wider.high == pytest.approx(10.0 + 32**0.5)
    assert wider.half_width == pytest.approx(32**0.5)
    assert Bounded(10.0, None, 14.0, 5).widened(4.0) == Bounded(10.0, None, 14.0, 5)
    assert Bounded(10.0, None, 14.0, 5).half_width is None
