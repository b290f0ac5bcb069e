"""From which value on an effect stops mattering."""

import numpy as np
import pytest

from sim.sweep.thresholds import Fit, Found, Side, threshold

AXIS = np.linspace(0.0, 1.0, 6)
FALLING = 10.0 - 10.0 * AXIS
"""Falls below 3 at 0.7."""


def noisy(means: np.ndarray, replications: int = 100, seed: int = 1) -> np.ndarray:
    """Luck that replications share across values, and some of their own."""
    generator = np.random.default_rng(seed)
    shared = generator.normal(size=replications)
    own = generator.normal(size=(len(means), replications))
    return np.asarray(means[:, np.newaxis] + shared + own)


def exact(means: list[float] | np.ndarray) -> np.ndarray:
    return np.repeat(np.asarray(means, dtype=float)[:, np.newaxis], 20, axis=1)


@pytest.mark.parametrize("fit", Fit)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_line_is_left_where_it_says(fit: Fit, sign: float) -> None:
    found = threshold(AXIS, exact(sign * FALLING), 3.0, fit=fit)
    assert found.found is Found.WITHIN
    assert (found.value, found.low, found.high) == pytest.approx((0.7, 0.7, 0.7))
    assert (found.sure, found.crossings) == (True, 1)


@pytest.mark.parametrize("fit", Fit)
def test_an_effect_that_grows_stops_mattering_below(fit: Fit) -> None:
    found = threshold(AXIS, noisy(10.0 * AXIS), 3.0, Side.BELOW, fit)
    mirrored = threshold(AXIS, noisy(10.0 * AXIS)[::-1], 3.0, Side.ABOVE, fit)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(0.3, abs=0.06)
    assert mirrored.value == pytest.approx(1.0 - found.value)
    assert mirrored.low == pytest.approx(1.0 - found.high)


def test_bounds_enclose_the_threshold_of_noisy_effects() -> None:
    found = threshold(AXIS, noisy(FALLING), 3.0)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.7 < found.high
    assert found.high - found.low < 0.1
    assert (found.replications, found.dropped) == (100, 0)


def test_an_effect_that_always_matters_is_said_to() -> None:
    found = threshold(AXIS, noisy(FALLING + 20.0), 3.0)
    assert found.found is Found.NEVER
    assert (found.value, found.low, found.high) == (None, 1.0, None)
    assert found.sure


def test_an_effect_that_never_matters_is_said_to() -> None:
    found = threshold(AXIS, noisy(FALLING), 30.0)
    assert found.found is Found.ALWAYS
    assert (found.value, found.low, found.high) == (None, None, 0.0)
    assert found.sure


def test_a_threshold_near_the_end_has_no_upper_bound() -> None:
    found = threshold(AXIS, noisy(FALLING + 2.98), 3.0)
    assert found.value is not None
    assert found.low is not None
    assert found.high is None
    assert not found.sure


def test_what_the_bounds_do_not_bear_out_is_not_sure() -> None:
    never = threshold(AXIS, noisy(FALLING + 3.2), 3.0)
    assert (never.found, never.high, never.sure) == (Found.NEVER, None, False)
    assert never.low is not None
    assert 0.8 < never.low < 1.0
    always = threshold(AXIS, noisy(FALLING), 10.1)
    assert (always.found, always.low, always.sure) == (Found.ALWAYS, None, False)
    assert always.high is not None
    assert 0.0 < always.high < 0.2


def test_an_effect_of_which_nothing_is_left_has_its_bounds_there() -> None:
    differences = noisy(FALLING)
    differences[-2:] = 0.0
    differences[-2, :3] = 5.0
    found = threshold(AXIS, differences, 3.0)
    assert found.sure
    assert found.high is not None
    assert 0.65 < found.high < 0.7


def test_the_last_time_that_the_effect_calms_down_counts() -> None:
    found = threshold(AXIS, exact([10, 1, 10, 5, 1, 0]), 3.0, fit=Fit.POINT_TO_POINT)
    assert found.value == pytest.approx(0.7)
    assert found.crossings == 3


def test_a_monotone_fit_levels_a_rise_out() -> None:
    # 2 and 4 become 3 and 3: least squares under the rule that the effect only shrinks.
    found = threshold(AXIS, exact([9, 6, 2, 4, 1, 0]), 3.5)
    assert found.value == pytest.approx(0.2 + 0.2 * (6 - 3.5) / (6 - 3))
    assert found.crossings == 3


def test_an_effect_that_turns_round_matters_again() -> None:
    found = threshold(AXIS, exact([9, 6, 3, 0, -3, -6]), 4.0)
    assert found.found is Found.NEVER


def test_an_effect_that_jumps_across_the_band_matters_until_it_enters_from_there() -> None:
    found = threshold(AXIS[:3], exact([9, -9, 1]), 3.0, fit=Fit.POINT_TO_POINT)
    assert found.value == pytest.approx(0.2 + 0.2 * 6 / 10)


def test_a_replication_that_failed_anywhere_is_left_out_and_counted() -> None:
    differences = noisy(FALLING)
    kept = threshold(AXIS, differences[:, 2:], 3.0)
    differences[0, 0] = np.nan
    differences[4, 1] = np.nan
    found = threshold(AXIS, differences, 3.0)
    assert (found.value, found.low, found.high) == (kept.value, kept.low, kept.high)
    assert (found.replications, found.dropped) == (98, 2)


@pytest.mark.parametrize("fit", Fit)
def test_bounds_hold_what_they_claim(fit: Fit) -> None:
    held = 0
    for seed in range(200):
        found = threshold(AXIS, noisy(FALLING, 40, seed), 3.0, fit=fit, seed=seed)
        assert found.low is not None
        held += found.low <= 0.7 and (found.high is None or found.high >= 0.7)
    assert held / 200 >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("fit", Fit)
def test_bounds_hold_with_many_differences_of_nought(fit: Fit) -> None:
    held = 0
    for seed in range(500):
        generator = np.random.default_rng(seed)
        drawn = generator.lognormal(size=(6, 100)) * (generator.random((6, 100)) < 0.4)
        effects = FALLING[:, np.newaxis] * drawn / (0.4 * np.exp(0.5))
        found = threshold(AXIS, effects, 3.0, fit=fit, seed=seed)
        held += (found.low or 0.0) <= 0.7 <= (found.high or 1.0)
    assert held / 500 >= 0.93


@pytest.mark.parametrize(
    ("axis", "differences", "size", "reason"),
    [
        ([0.0], np.ones((1, 30)), 1.0, "increase"),
        ([0.0, 0.0], np.ones((2, 30)), 1.0, "increase"),
        ([0.0, 1.0], np.ones((3, 30)), 1.0, "each value"),
        ([0.0, 1.0], np.ones((2, 30)), 0.0, "size"),
        ([0.0, 1.0], np.ones((2, 19)), 1.0, "20 replications"),
    ],
)
def test_what_cannot_tell_is_refused(
    axis: list[float], differences: np.ndarray, size: float, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        threshold(axis, differences, size)
