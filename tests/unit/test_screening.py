"""Morris screening on functions whose elementary effects are known."""

import numpy as np
import pytest

from sim.statistics.designs import morris
from sim.statistics.morris import morris_effects

TRAJECTORIES = 40


def points(trajectories: int = TRAJECTORIES) -> np.ndarray:
    return morris(trajectories, 4, seed=3)


def measured(cube: np.ndarray) -> np.ndarray:
    """Steady, against the grain, depending on another, and nothing at all."""
    return np.asarray(3.0 * cube[..., 0] - 2.0 * cube[..., 1] * (0.5 + cube[..., 2]))


def test_the_effects_of_a_known_function() -> None:
    found = morris_effects(points(), measured(points()))
    steady, against, modifying, idle = found.dimensions
    assert steady.mean.value == pytest.approx(3.0)
    assert steady.mu_star.value == pytest.approx(3.0)
    assert steady.sigma.value == pytest.approx(0.0, abs=1e-12)
    # -2 (0.5 + x) with x on thirds: sizes 1, 5/3, 7/3 and 3.
    assert against.mean.value == pytest.approx(-2.0, abs=0.25)
    assert against.mu_star.value == pytest.approx(-against.mean.value)
    assert against.sigma.value == pytest.approx(np.std([1, 5 / 3, 7 / 3, 3]), abs=0.15)
    assert modifying.mu_star.value == pytest.approx(1.0, abs=0.25)
    assert (idle.mean.value, idle.mu_star.value, idle.sigma.value) == (0.0, 0.0, 0.0)
    assert (found.trajectories, found.dropped, idle.noise) == (TRAJECTORIES, 0, None)


def test_the_largest_stands_alone_only_where_it_is_told_apart() -> None:
    cube = points()
    assert morris_effects(cube, measured(cube)).leading == (0,)
    crossing = (cube[..., 0] - 0.5) * (cube[..., 1] - 0.5) + 0.1 * cube[..., 2]
    assert set(morris_effects(cube, crossing).leading) == {0, 1}
    luck = np.random.default_rng(0).normal(0.0, 0.5, size=8)
    luck += 0.3 - luck.mean()
    shared = (cube[..., 0] + cube[..., 1])[..., np.newaxis] + cube[..., :1] * luck
    assert morris_effects(cube, shared).leading == (0, 1)


def test_an_effect_is_told_by_whose_move_it_was() -> None:
    cube = points()
    for axis in range(4):
        found = morris_effects(cube, cube[..., axis])
        sizes = [one.mu_star.value for one in found.dimensions]
        assert sizes == pytest.approx(np.eye(4)[axis])


def test_opposite_effects_cancel_in_the_mean_and_not_in_mu_star() -> None:
    cube = points()
    found = morris_effects(cube, (cube[..., 0] - 0.5) * (cube[..., 1] - 0.5)).dimensions[0]
    assert abs(found.mean.value) < 0.15
    assert found.mu_star.value > 0.25
    assert found.mean.low is not None
    assert found.mean.high is not None
    assert found.mean.low < 0 < found.mean.high


def test_noise_is_taken_from_sigma_and_told_beside_mu_star() -> None:
    cube = morris(300, 4, seed=3)
    luck = np.random.default_rng(1).normal(size=(300, 5, 8))
    found = morris_effects(cube, measured(cube)[..., np.newaxis] + luck)
    # An effect's error: two means of eight, over a move of two thirds.
    expected = np.sqrt(2 / 8) * 1.5
    idle, steady = found.dimensions[3], found.dimensions[0]
    assert idle.noise == pytest.approx(expected * np.sqrt(2 / np.pi), rel=0.05)
    assert idle.mu_star.value == pytest.approx(idle.noise, rel=0.1)
    assert idle.sigma.value < 0.35
    assert steady.sigma.value < 0.35
    assert found.dimensions[1].sigma.value == pytest.approx(np.std([1, 5 / 3, 7 / 3, 3]), abs=0.12)


def test_on_the_same_luck_an_idle_axis_shows_nothing() -> None:
    cube = points()
    luck = np.random.default_rng(2).normal(size=20)
    found = morris_effects(cube, measured(cube)[..., np.newaxis] + 40.0 * luck)
    assert found.dimensions[3].mu_star.value == 0.0
    assert found.dimensions[3].noise == 0.0
    assert found.dimensions[0].noise == pytest.approx(0.0, abs=1e-9)


def test_a_failed_condition_takes_its_trajectory_along_and_is_counted() -> None:
    values = measured(points())
    values[0, 2] = np.nan
    values[9, 0] = np.nan
    found = morris_effects(points(), values)
    kept = np.delete(np.arange(TRAJECTORIES), [0, 9])
    assert (found.trajectories, found.dropped) == (TRAJECTORIES - 2, 2)
    assert found.dimensions == morris_effects(points()[kept], measured(points())[kept]).dimensions


def test_bounds_of_sigma_enclose_it() -> None:
    sigma = morris_effects(points(), measured(points())).dimensions[1].sigma
    assert sigma.low is not None
    assert sigma.high is not None
    assert 0.3 < sigma.low < sigma.value < sigma.high < 1.4


def test_bounds_hold_what_they_claim() -> None:
    spread = np.std([1, 5 / 3, 7 / 3, 3])
    held = np.zeros(2)
    for seed in range(300):
        cube = morris(20, 4, seed)
        against = morris_effects(cube, measured(cube)).dimensions[1]
        bounds = [(against.mu_star.low, 2.0, against.mu_star.high)]
        bounds += [(against.sigma.low, float(spread), against.sigma.high)]
        for place, (low, truth, high) in enumerate(bounds):
            assert low is not None
            assert high is not None
            held[place] += low <= truth <= high
    assert (held / 300 > 0.93).all()


@pytest.mark.parametrize(
    ("cube", "values", "reason"),
    [
        (points(), np.ones((TRAJECTORIES, 4)), "value at each point"),
        (points()[:, ::2], np.ones((TRAJECTORIES, 3)), "one after the other"),
        (np.zeros((TRAJECTORIES, 5, 4)), np.ones((TRAJECTORIES, 5)), "one after the other"),
        (points(), np.full((TRAJECTORIES, 5), np.inf), "finite"),
        (points(3), np.ones((3, 5)), "4 whole trajectories"),
    ],
)
def test_what_is_no_screening_is_refused(cube: np.ndarray, values: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        morris_effects(cube, values)
