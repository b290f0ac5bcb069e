"""Sobol indices: what failed, what does not matter, what is only noise."""

import numpy as np
import pytest

from sim.statistics.designs import saltelli
from sim.statistics.sobol import sobol_indices


def values(rows: int = 64) -> tuple[np.ndarray, np.ndarray]:
    points = saltelli(rows, 3, seed=1)
    return points, 5.0 + 2.0 * points[..., 0] + points[..., 1]


def with_luck(means: np.ndarray, replications: int, spread: float) -> np.ndarray:
    luck = np.random.default_rng(4).normal(size=(*means.shape, replications))
    return np.asarray(means[..., np.newaxis] + spread * luck)


def test_an_additive_function_shares_its_variance_out() -> None:
    _, measured = values(256)
    found = sobol_indices(measured)
    assert [one.value for one in found.first] == pytest.approx([0.8, 0.2, 0.0], abs=0.03)
    assert [one.value for one in found.total] == pytest.approx([0.8, 0.2, 0.0], abs=0.03)
    assert found.variance == pytest.approx(5 / 12, rel=0.03)
    assert (found.rows, found.dropped, found.noise_share) == (256, 0, None)


def test_the_largest_stands_alone_only_where_it_is_told_apart() -> None:
    points, measured = values(256)
    assert sobol_indices(with_luck(measured, 5, 0.5)).leading == (0,)
    equal = points[..., 0] + points[..., 1]
    assert set(sobol_indices(with_luck(equal, 5, 0.5)).leading) == {0, 1}
    assert sobol_indices(np.ones((64, 5, 3))).leading == ()


def test_equals_by_rows_are_not_told_apart_by_the_luck_that_rows_share() -> None:
    points, _ = values(256)
    luck = np.random.default_rng(0).normal(0.0, 0.5, size=(3, 6))
    luck -= luck.mean(axis=1, keepdims=True)
    luck[0] += 0.2
    means = points[..., 0] + points[..., 1]
    found = sobol_indices(means[..., np.newaxis] + points @ luck)
    assert found.total[0].value > 1.3 * found.total[1].value
    assert found.leading == (0, 1)


def test_a_level_shared_by_all_conditions_changes_nothing() -> None:
    _, measured = values()
    plain, raised = sobol_indices(measured), sobol_indices(measured + 1e4)
    for one, other in zip(plain.first + plain.total, raised.first + raised.total, strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-6)


def test_what_does_not_matter_has_exactly_no_index_on_the_same_luck() -> None:
    points, measured = values()
    luck = np.random.default_rng(5).normal(size=30)
    found = sobol_indices(measured[..., np.newaxis] + points[..., :1] * luck + 3.0 * luck)
    assert found.first[2].value == 0.0
    assert found.total[2].value == 0.0
    assert found.total[0].value > 0.5


def test_luck_that_moves_all_conditions_alike_is_no_noise() -> None:
    _, measured = values()
    common = 50.0 * np.random.default_rng(6).normal(size=20)
    found = sobol_indices(measured[..., np.newaxis] + common)
    assert found.noise_share is not None
    assert found.noise_share.value == pytest.approx(0.0, abs=1e-12)
    assert found.total[0].value == pytest.approx(sobol_indices(measured).total[0].value)


def test_noise_is_taken_off_and_its_share_is_told() -> None:
    _, measured = values(512)
    noisy = with_luck(measured, 10, 1.5)
    found = sobol_indices(noisy)
    true_share = 0.225 / (0.225 + 5 / 12)
    assert found.noise_share is not None
    assert found.noise_share.value == pytest.approx(true_share, rel=0.1)
    assert found.variance == pytest.approx(5 / 12, rel=0.15)
    assert found.total[2].value == pytest.approx(0.0, abs=0.06)
    # The means alone take the noise for an effect of the axis that has none.
    assert sobol_indices(noisy.mean(axis=2)).total[2].value > 0.3


def test_a_failed_condition_takes_its_row_along_and_is_counted() -> None:
    _, measured = values(64)
    without = sobol_indices(measured[2:])
    measured[0, 3] = np.nan
    measured[1, 0] = np.nan
    found = sobol_indices(measured)
    assert (found.rows, found.dropped) == (62, 2)
    assert found.total == without.total


def test_a_failed_replication_is_left_out_of_its_row_alone() -> None:
    _, measured = values(16)
    noisy = with_luck(measured, 6, 0.5)
    shortened = noisy[:, :, :5]
    noisy[:, 2, 5] = np.nan
    assert sobol_indices(noisy).first[0].value == sobol_indices(shortened).first[0].value
    noisy[3, 1, 1:] = np.nan
    found = sobol_indices(noisy)
    assert (found.rows, found.dropped) == (15, 1)


def test_luck_shared_by_all_rows_widens_the_bounds() -> None:
    points, measured = values(256)
    shared = measured[..., np.newaxis] + 4.0 * points[..., 1:2] * np.random.default_rng(7).normal(
        size=12
    )
    found, plain = sobol_indices(shared), sobol_indices(shared.mean(axis=2))
    wide, narrow = found.total[1].half_width, plain.total[1].half_width
    assert wide is not None
    assert narrow is not None
    assert wide > 2 * narrow


@pytest.mark.parametrize("replications", [1, 10])
def test_where_nothing_varies_there_is_nothing_to_share(replications: int) -> None:
    found = sobol_indices(np.full((16, 4, replications), 3.25))
    assert (found.first, found.total, found.variance) == ((), (), 0.0)
    assert found.noise_share is None


def test_the_same_seed_gives_the_same_bounds() -> None:
    _, measured = values()
    assert sobol_indices(measured, seed=3) == sobol_indices(measured, seed=3)
    assert sobol_indices(measured, seed=3) != sobol_indices(measured, seed=4)


def test_a_share_lies_between_nothing_and_all() -> None:
    """Of few rows, in which bounds by resampling reach beyond both."""
    for seed in range(20):
        rows = np.random.default_rng(seed).normal(0.0, 1.0, (16, 4, 5))
        rows[:, 3] = rows[:, 1] + rows[:, 3] / 10.0
        found = sobol_indices(rows, seed=seed)
        assert found.noise_share is not None
        for one in (*found.first, *found.total, found.noise_share):
            bounds = [each for each in (one.low, one.value, one.high) if each is not None]
            assert all(0.0 <= each <= 1.0 for each in bounds)


@pytest.mark.parametrize(
    ("measured", "reason"),
    [
        (np.ones(16), "rows of d"),
        (np.ones((16, 2)), "rows of d"),
        (np.full((16, 4), np.inf), "finite"),
        (np.ones((7, 4)), "8 whole rows"),
        (np.full((16, 4), np.nan), "8 whole rows"),
    ],
)
def test_what_is_no_saltelli_design_is_refused(measured: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        sobol_indices(measured)
