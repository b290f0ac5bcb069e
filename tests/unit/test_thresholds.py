"""From which value on an effect stops mattering."""

import numpy as np
import pytest

from sim.statistics.thresholds import Fit, Found, Side, threshold

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
    assert found.straight == pytest.approx(0.7)
    assert (found.low, found.high) == pytest.approx((0.6, 0.8))
    assert (found.sure, found.crossings) == (True, 1)


def test_a_step_may_lie_anywhere_between_the_values_tried() -> None:
    """However many replications there are: between 0.6 and 0.8 nothing was observed."""
    found = threshold(AXIS, noisy(9.0 * (AXIS < 0.79), 4000), 3.0)
    assert (found.low, found.high) == pytest.approx((0.6, 0.8))
    assert found.straight == pytest.approx(0.733, abs=0.01)


@pytest.mark.parametrize("fit", Fit)
def test_an_effect_that_grows_stops_mattering_below(fit: Fit) -> None:
    found = threshold(AXIS, noisy(10.0 * AXIS), 3.0, Side.BELOW, fit)
    mirrored = threshold(AXIS, noisy(10.0 * AXIS)[::-1], 3.0, Side.ABOVE, fit)
    assert (found.low, found.high) == pytest.approx((0.2, 0.4))
    assert found.straight == pytest.approx(0.3, abs=0.06)
    assert (mirrored.low, mirrored.high) == pytest.approx((0.6, 0.8))
    assert mirrored.straight == pytest.approx(1.0 - (found.straight or 0.0))


def test_what_luck_leaves_open_is_between_the_bounds() -> None:
    """At 0.6 the effect is 4: with few replications that may be 3.7 as well."""
    few, many = (threshold(AXIS, noisy(FALLING, n), 3.7) for n in (20, 400))
    assert few.low == pytest.approx(0.4)
    assert (many.low, many.high) == pytest.approx((0.6, 0.8))
    assert (many.replications, many.dropped) == (400, 0)


def test_where_only_whole_numbers_mean_something_the_line_tells_one() -> None:
    analysts = [1.0, 2.0, 4.0, 8.0]
    above = threshold(analysts, exact([9, 6, 2, 0]), 3.0, whole=True)
    assert (above.low, above.straight, above.high) == (2.0, 4.0, 4.0)
    below = threshold(analysts, exact([0, 2, 6, 9]), 3.0, Side.BELOW, whole=True)
    assert (below.low, below.straight, below.high) == (2.0, 2.0, 4.0)
    at_one = threshold([1.0, 2.0, 3.0], exact([4, 3, 2]), 3.0, whole=True)
    assert at_one.straight == 2.0


def test_an_effect_that_always_matters_is_said_to() -> None:
    found = threshold(AXIS, noisy(FALLING + 20.0), 3.0)
    assert found.found is Found.NEVER
    assert (found.straight, found.low, found.high) == (None, 1.0, None)
    assert found.sure


def test_an_effect_that_never_matters_is_said_to() -> None:
    found = threshold(AXIS, noisy(FALLING), 30.0)
    assert found.found is Found.ALWAYS
    assert (found.straight, found.low, found.high) == (None, None, 0.0)
    assert found.sure


def test_a_threshold_near_the_end_has_no_upper_bound() -> None:
    found = threshold(AXIS, noisy(FALLING + 2.98), 3.0)
    assert found.straight is not None
    assert found.low == pytest.approx(0.8)
    assert found.high is None
    assert not found.sure


def test_what_the_bounds_do_not_bear_out_is_not_sure() -> None:
    never = threshold(AXIS, noisy(FALLING + 3.2), 3.0)
    assert (never.found, never.high, never.sure) == (Found.NEVER, None, False)
    assert never.low == pytest.approx(0.8)
    always = threshold(AXIS, noisy(FALLING), 10.1)
    assert (always.found, always.low, always.sure) == (Found.ALWAYS, None, False)
    assert always.high == pytest.approx(0.2)


def test_an_effect_of_which_nothing_is_left_has_its_bounds_there() -> None:
    differences = noisy(FALLING)
    differences[-2:] = 0.0
    differences[-2, :3] = 5.0
    found = threshold(AXIS, differences, 3.0)
    assert found.sure
    assert found.high == pytest.approx(0.8)


def test_the_last_time_that_the_effect_calms_down_counts() -> None:
    found = threshold(AXIS, exact([10, 1, 10, 5, 1, 0]), 3.0, fit=Fit.POINT_TO_POINT)
    assert found.straight == pytest.approx(0.7)
    assert found.crossings == 3
    # Up to the first value at which it does not matter it surely does; the rest is open.
    assert (found.low, found.high) == pytest.approx((0.0, 0.8))


def test_an_effect_in_the_middle_matters_from_where_it_is_largest() -> None:
    found = threshold(AXIS, exact([0, 1, 9, 8, 1, 0]), 3.0, fit=Fit.POINT_TO_POINT)
    assert (found.low, found.high) == pytest.approx((0.6, 0.8))
    below = threshold(AXIS, exact([0, 1, 9, 8, 1, 0]), 3.0, Side.BELOW, Fit.POINT_TO_POINT)
    assert (below.low, below.high) == pytest.approx((0.2, 0.4))


def test_a_monotone_fit_levels_a_rise_out() -> None:
    # 2 and 4 become 3 and 3: least squares under the rule that the effect only shrinks.
    found = threshold(AXIS, exact([9, 6, 2, 4, 1, 0]), 3.5)
    assert found.straight == pytest.approx(0.2 + 0.2 * (6 - 3.5) / (6 - 3))
    assert found.crossings == 3


def test_an_effect_that_turns_round_matters_again() -> None:
    found = threshold(AXIS, exact([9, 6, 3, 0, -3, -6]), 4.0)
    assert found.found is Found.NEVER


def test_an_effect_that_jumps_across_the_band_matters_until_it_enters_from_there() -> None:
    found = threshold(AXIS[:3], exact([9, -9, 1]), 3.0, fit=Fit.POINT_TO_POINT)
    assert found.straight == pytest.approx(0.2 + 0.2 * 6 / 10)
    assert (found.low, found.high) == pytest.approx((0.2, 0.4))


def test_a_replication_that_failed_anywhere_is_left_out_and_counted() -> None:
    differences = noisy(FALLING)
    kept = threshold(AXIS, differences[:, 2:], 3.0)
    differences[0, 0] = np.nan
    differences[4, 1] = np.nan
    found = threshold(AXIS, differences, 3.0)
    assert (found.straight, found.low, found.high) == (kept.straight, kept.low, kept.high)
    assert (found.replications, found.dropped) == (98, 2)


def test_bounds_hold_where_the_effect_is_just_of_the_size_at_a_value_tried() -> None:
    """The worst case: there alone can luck put a bound on the wrong side."""
    held = 0
    for seed in range(300):
        found = threshold(AXIS, noisy(FALLING, 40, seed), 4.0, seed=seed)
        held += (found.low or 0.0) <= 0.6 <= (1.0 if found.high is None else found.high)
    assert held / 300 >= 0.93


@pytest.mark.parametrize(
    ("axis", "differences", "size", "reason"),
    [
        ([0.0, 1.0], np.ones((2, 30)), 1.0, "3 values"),
        ([0.0, 0.0, 1.0], np.ones((3, 30)), 1.0, "increase"),
        ([0.0, 1.0, 2.0], np.ones((2, 30)), 1.0, "each value"),
        ([0.0, 1.0, 2.0], np.ones((3, 30)), 0.0, "size"),
        ([0.0, 1.0, 2.0], np.ones((3, 19)), 1.0, "20 replications"),
    ],
)
def test_what_cannot_tell_is_refused(
    axis: list[float], differences: np.ndarray, size: float, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        threshold(axis, differences, size)
