"""Scenario discovery finds a box that was planted, and none where there is none."""

from math import comb

import numpy as np
import pytest

from sim.statistics.designs import full_grid, sobol
from sim.statistics.prim import discover, held_out

AXES = ("trust", "law", "delay", "noise")


def planted(conditions: int = 512, wrong: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """Bad where trust is below 0.4 and delay above 0.55, with some outcomes turned."""
    points = sobol(conditions, 4, seed=1)
    bad = (points[:, 0] < 0.4) & (points[:, 2] > 0.55)
    turned = np.random.default_rng(2).random(conditions) < wrong
    return points, np.where(turned, ~bad, bad)


def test_a_planted_box_is_found_and_nothing_else() -> None:
    found = discover(AXES, *planted())
    trust, delay = found.chosen.restrictions
    assert (trust.axis, trust.low, delay.axis, delay.high) == ("trust", None, "delay", None)
    assert trust.high == pytest.approx(0.4, abs=0.02)
    assert delay.low == pytest.approx(0.55, abs=0.02)
    assert found.chosen.density > 0.9
    assert found.chosen.coverage > 0.75
    assert max(trust.quasi_p, delay.quasi_p) < 1e-6
    assert (found.conditions, found.dropped) == (512, 0)


def test_a_box_with_both_ends_is_found() -> None:
    points = sobol(512, 4, seed=3)
    found = discover(AXES, points, np.abs(points[:, 1] - 0.5) < 0.15)
    (law,) = found.chosen.restrictions
    assert law.axis == "law"
    assert (law.low, law.high) == pytest.approx((0.35, 0.65), abs=0.02)
    assert min(found.chosen.coverage, found.chosen.density) > 0.95


def test_the_trajectory_trades_coverage_for_density() -> None:
    found = discover(AXES, *planted())
    first, last = found.trajectory[0], found.trajectory[-1]
    assert (first.restrictions, first.coverage, first.conditions) == ((), 1.0, 512)
    assert first.density == found.bad / 512
    sizes = [box.conditions for box in found.trajectory]
    assert sizes == sorted(set(sizes), reverse=True)
    coverages = [box.coverage for box in found.trajectory]
    assert coverages == sorted(coverages, reverse=True)
    assert last.density > 0.9
    for box in found.trajectory:
        assert box.coverage == box.bad / found.bad
        assert box.density == box.bad / box.conditions


def test_the_box_is_what_its_rule_says() -> None:
    points, bad = planted()
    chosen = discover(AXES, points, bad).chosen
    inside = np.ones(len(points), dtype=bool)
    for one in chosen.restrictions:
        values = points[:, AXES.index(one.axis)]
        inside &= (values >= (one.low or -np.inf)) & (values <= (one.high or np.inf))
    assert (chosen.conditions, chosen.bad) == (inside.sum(), bad[inside].sum())


def test_a_density_that_is_asked_for_decides_the_box() -> None:
    points, bad = planted(wrong=0.15)
    loose, dense = (discover(AXES, points, bad, least_density=d) for d in (0.4, 0.85))
    assert loose.chosen.density >= 0.4
    assert dense.chosen.density >= 0.8
    assert loose.chosen.coverage > dense.chosen.coverage


def test_where_the_outcome_depends_on_nothing_there_is_no_rule() -> None:
    points = sobol(512, 4, seed=5)
    bad = np.random.default_rng(6).random(512) < 0.3
    found = discover(AXES, points, bad)
    assert found.chosen.restrictions == ()
    assert (found.chosen.coverage, found.chosen.density) == (1.0, found.bad / 512)


@pytest.mark.parametrize(("share", "inside"), [(0.2, 1.0), (0.25, 1.0), (0.4, 0.9)])
def test_a_corner_that_is_always_bad_is_a_rule_although_most_bad_ones_are_elsewhere(
    share: float, inside: float
) -> None:
    for seed in range(4):
        (one,) = discover(AXES, *cornered(share, inside, seed)).chosen.restrictions[:1]
        assert (one.axis, one.low) == ("trust", None)
        assert one.high is not None
        assert share - 0.05 < one.high < 0.5


def cornered(share: float, inside: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Half of 300 conditions bad; of those below a share of the first axis nearly all."""
    generator = np.random.default_rng(seed)
    points = generator.random((300, 4))
    outside = (0.5 - share * inside) / (1.0 - share)
    chances = np.where(points[:, 0] < share, inside, outside)
    return points, generator.random(300) < chances


@pytest.mark.slow
def test_rules_are_found_and_not_made_by_chance_as_often_as_published() -> None:
    found = sum(
        any(
            one.axis == "trust"
            for one in discover(AXES, *cornered(0.2, 1.0, s)).chosen.restrictions
        )
        for s in range(40)
    )
    assert found >= 39
    for conditions in (50, 200, 400):
        generator, made = np.random.default_rng(5), 0
        for _ in range(100):
            points, missed = generator.random((conditions, 5)), generator.random(conditions)
            chosen = discover("abcde", points, missed > np.median(missed)).chosen
            made += bool(chosen.restrictions)
        assert made <= 7


def test_axes_with_few_values_are_cut_between_them() -> None:
    points = full_grid([[0.1, 0.5, 0.9], [1.0, 2.0, 3.0, 4.0], list(range(12))])
    bad = (points[:, 0] < 0.7) & (points[:, 1] == 3.0)
    found = discover(("trust", "review", "day"), points, bad)
    trust, review = found.chosen.restrictions
    assert (trust.axis, trust.low, trust.high) == ("trust", None, 0.5)
    assert (review.axis, review.low, review.high) == ("review", 3.0, 3.0)
    assert (found.chosen.coverage, found.chosen.density) == (1.0, 1.0)


def test_a_quasi_p_value_is_the_chance_of_as_many_without_the_restriction() -> None:
    points = full_grid([[0.0, 1.0], list(range(12))])
    bad = ((points[:, 0] == 1.0) & (points[:, 1] != 5)) | (points[:, 1] == 0)
    found = discover(("hub", "day"), points, bad)
    (hub,) = found.chosen.restrictions
    share = bad.mean()
    tail = sum(comb(12, k) * share**k * (1 - share) ** (12 - k) for k in range(11, 13))
    assert hub.quasi_p == pytest.approx(tail)


def test_failed_conditions_are_left_out_and_counted() -> None:
    points, bad = planted()
    told = bad.astype(float)
    told[:7] = np.nan
    found = discover(AXES, points, told)
    assert found.chosen == discover(AXES, points[7:], bad[7:]).chosen
    assert (found.conditions, found.dropped) == (505, 7)


def test_a_rule_that_holds_elsewhere_is_told_from_one_that_does_not() -> None:
    true = held_out(AXES, *planted())
    assert true.density is not None
    assert true.density > 0.85
    assert true.coverage > 0.7
    # In a few conditions chance makes boxes that look dense where they were found, and only there.
    points = sobol(64, 4, seed=5)
    bad = np.random.default_rng(8).random(64) < 0.4
    chosen = discover(AXES, points, bad, least_density=0.75).trajectory[-1]
    false = held_out(AXES, points, bad, least_density=0.75)
    assert chosen.density > 0.75
    assert false.density is not None
    assert false.density < 0.6
    assert false.base == bad.mean()


@pytest.mark.parametrize(
    ("axes", "points", "bad", "reason"),
    [
        (("a",), np.ones((30, 2)), np.ones(30), "finite value of each axis"),
        (("a",), np.full((30, 1), np.nan), np.ones(30), "finite value of each axis"),
        (("a",), np.ones((30, 1)), np.full(30, 0.5), "bad"),
        (("a",), np.ones((30, 1)), np.ones(30), "some of them bad and some not"),
        (("a",), np.ones((30, 1)), np.zeros(30), "some of them bad and some not"),
        (("a",), np.ones((8, 1)), np.arange(8) % 2, "20 conditions"),
    ],
)
def test_what_cannot_tell_is_refused(
    axes: tuple[str, ...], points: np.ndarray, bad: np.ndarray, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        discover(axes, points, bad)
