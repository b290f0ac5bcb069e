"""What each axis does to a measure, in grids and in samples."""

from math import tanh

import numpy as np
import pytest
from scipy import stats

from sim.statistics.designs import full_grid, latin_hypercube
from sim.statistics.effects import (
    heat_map,
    main_effects,
    rank_correlation,
    sampled_effects,
    steadiest,
)
from sim.statistics.intervals import Kind, difference_interval
from sim.statistics.unseen import AMOUNTS, LEVELS, Limits

GRID = full_grid([[0.0, 0.5, 1.0], [1.0, 2.0]])


def replicated(replications: int = 60) -> np.ndarray:
    """4 a + b + a b, with luck shared by all conditions and a little of their own."""
    generator = np.random.default_rng(1)
    a, b = GRID.T[:, :, np.newaxis]
    own = 0.1 * generator.normal(size=(len(GRID), replications))
    return np.asarray(4 * a + b + a * b + 10 * generator.normal(size=replications) + own)


def test_main_effects_of_a_grid() -> None:
    first, second = main_effects(GRID, replicated())
    assert [one.level for one in first.levels] == [0.0, 0.5, 1.0]
    differences = [one.difference.value for one in first.levels]
    assert differences == pytest.approx([0.0, 2.75, 5.5], abs=0.05)
    assert second.levels[1].difference.value == pytest.approx(1.5, abs=0.05)
    assert (first.combinations, first.dropped, first.replications) == (2, 0, 60)
    assert second.combinations == 3


def test_pairs_are_compared_within_their_replication() -> None:
    values = replicated()
    level = main_effects(GRID, values)[0].levels[2]
    by_hand = values[[4, 5]].mean(axis=0) - values[[0, 1]].mean(axis=0)
    assert level.difference == difference_interval(by_hand)
    assert level.mean.value == pytest.approx(values[[4, 5]].mean())
    assert level.difference.half_width is not None
    assert level.mean.half_width is not None
    assert level.difference.half_width < 0.05 * level.mean.half_width


def test_a_level_differs_from_itself_by_nothing() -> None:
    difference = main_effects(GRID, replicated())[0].levels[0].difference
    assert (difference.value, difference.kind) == (0.0, Kind.TOO_FEW)


def test_the_order_of_conditions_does_not_matter() -> None:
    order = np.random.default_rng(3).permutation(len(GRID))
    assert main_effects(GRID[order], replicated()[order]) == main_effects(GRID, replicated())


def test_a_failed_condition_takes_its_combination_along_and_is_counted() -> None:
    values = replicated()
    values[2] = np.nan
    first, second = main_effects(GRID, values)
    # (0.5, 1) failed: only b = 2 is whole for the first axis, only a = 0 and 1 for the second.
    assert (first.combinations, first.dropped) == (1, 1)
    assert first.levels[2].mean.value == pytest.approx(values[5].mean())
    assert (second.combinations, second.dropped) == (2, 1)
    assert second.levels[1].difference.value == pytest.approx(
        (values[1] + values[5] - values[0] - values[4]).mean() / 2
    )


def test_a_missing_condition_is_like_a_failed_one() -> None:
    kept = np.delete(np.arange(len(GRID)), 2)
    values = replicated()
    present = main_effects(GRID[kept], values[kept])
    values[2] = np.nan
    assert present == main_effects(GRID, values)


def test_a_failed_replication_is_left_out_everywhere() -> None:
    values = replicated()
    values[3, 7] = np.nan
    found = main_effects(GRID, values)
    assert found[0].replications == 59
    assert found == main_effects(GRID, np.delete(replicated(), 7, axis=1))


def test_where_nothing_whole_is_left_the_caller_is_told() -> None:
    values = replicated()
    values[[0, 3]] = np.nan
    with pytest.raises(ValueError, match="nothing whole"):
        main_effects(GRID, values)


def test_a_map_shows_every_pair() -> None:
    values = replicated()
    found = heat_map(GRID, values, 1, 0)
    assert (found.rows, found.columns) == ((1.0, 2.0), (0.0, 0.5, 1.0))
    means = [[cell.value for cell in row] for row in found.cells]
    assert means == [pytest.approx(values[k::2].mean(axis=1)) for k in (0, 1)]
    assert (found.combinations, found.dropped, found.replications) == (1, 0, 60)
    assert found.cells[0][0].n == 60


def test_a_map_averages_over_the_same_combinations_of_the_others() -> None:
    grid = full_grid([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0, 2.0]])
    values = grid @ [[1.0], [10.0], [100.0]] + np.zeros(30)
    values[4] = np.nan
    found = heat_map(grid, values, 0, 1)
    # (0, 1, 1) failed, so no pair is averaged over 1 of the third.
    assert [[cell.value for cell in row] for row in found.cells] == [[100, 110], [101, 111]]
    assert (found.combinations, found.dropped) == (2, 1)


def test_an_axis_against_itself_is_no_map() -> None:
    with pytest.raises(ValueError, match="two axes"):
        heat_map(GRID, replicated(), 1, 1)


@pytest.mark.parametrize(
    ("levels", "values", "reason"),
    [
        (GRID, np.ones((5, 9)), "each condition"),
        (GRID, np.ones(6), "each condition"),
        (np.zeros((6, 2)), np.ones((6, 9)), "twice"),
    ],
)
def test_what_is_no_grid_is_refused(levels: np.ndarray, values: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        main_effects(levels, values)


def sampled(conditions: int = 200, luck: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """5 a - 2 b ** 2, in 20 replications with luck that all conditions share, and of their own."""
    points = latin_hypercube(conditions, 3, seed=4)
    generator = np.random.default_rng(5)
    own = generator.normal(size=(conditions, 20))
    means = 5 * points[:, 0] - 2 * points[:, 1] ** 2
    return points, means[:, np.newaxis] + own + luck * generator.normal(size=20)


def test_the_steadiest_stands_alone_only_where_it_is_told_apart() -> None:
    points, measured = sampled()
    assert steadiest(points, measured) == (0,)
    own = np.random.default_rng(7).normal(size=(200, 20))
    alike = (points[:, 0] - points[:, 1])[:, np.newaxis] + own
    assert set(steadiest(points, alike)) == {0, 1}
    assert steadiest(points, np.ones((200, 20))) == (0, 1, 2)


def test_luck_that_makes_one_axis_steeper_tells_it_apart_from_none() -> None:
    points = latin_hypercube(200, 3, seed=4)
    luck = np.random.default_rng(8).normal(0.0, 1.0, size=6)
    luck += 0.5 - luck.mean()
    means = points[:, 0] + points[:, 1]
    assert steadiest(points, means[:, np.newaxis] + np.outer(points[:, 0], luck)) == (0, 1)


def test_equal_axes_are_rarely_told_apart() -> None:
    generator, alone = np.random.default_rng(9), 0
    for _ in range(100):
        points = generator.random((60, 4))
        own = generator.normal(0.0, 1.0, size=(60, 10))
        alone += len(steadiest(points, points.sum(axis=1)[:, np.newaxis] + own)) == 1
    # Nominally 5 % at most; 3.3 standard errors of 100 are 7 %.
    assert alone <= 12


def test_no_bin_reaches_past_what_a_measure_may_be() -> None:
    points, _ = sampled()
    shares = np.clip(points[:, :1] * 2.0, 0.0, 1.0) * np.ones(20)
    steep = sampled_effects(points, shares, of=Limits(0.0, 1.0))[0]
    assert all(one.mean.high is not None and one.mean.high <= 1.0 for one in steep.bins)


def test_bins_show_the_measure_along_an_axis() -> None:
    steep, _, idle = sampled_effects(*sampled())
    means = [one.mean.value for one in steep.bins]
    assert means == pytest.approx(np.arange(5) + 0.5 - 2 / 3, abs=0.25)
    assert [one.mean.n for one in steep.bins] == [40] * 5
    assert steep.bins[0].high < steep.bins[1].low
    flat = np.mean([one.mean.value for one in idle.bins])
    for one in idle.bins:
        assert one.mean.low is not None
        assert one.mean.high is not None
        assert one.mean.low < flat < one.mean.high


def crossed_samples(generator: np.random.Generator, own: float, luck: float) -> np.ndarray:
    """Ten conditions about 0 in 30 replications that share their luck."""
    conditions = own * generator.normal(size=(10, 1))
    return np.asarray(
        conditions + luck * generator.normal(size=30) + 0.5 * generator.normal(size=(10, 30))
    )


@pytest.mark.parametrize(("own", "luck"), [(0.0, 3.0), (0.5, 2.0), (3.0, 0.5)])
def test_bins_hold_the_mean_whether_conditions_or_luck_differ(own: float, luck: float) -> None:
    generator = np.random.default_rng(8)
    points = np.linspace(0.0, 1.0, 10)[:, np.newaxis]
    held = 0
    for _ in range(300):
        ((only,),) = (
            effect.bins
            for effect in sampled_effects(points, crossed_samples(generator, own, luck), bins=1)
        )
        assert only.mean.low is not None
        assert only.mean.high is not None
        held += only.mean.low <= 0.0 <= only.mean.high
    assert held / 300 >= 0.93


def test_a_bin_keeps_replications_that_some_conditions_lack() -> None:
    """The first ten conditions have ten times as many replications as the others."""
    generator = np.random.default_rng(9)
    points = np.linspace(0.0, 1.0, 20)[:, np.newaxis]
    values = np.full((20, 200), np.nan)
    values[:, :20] = generator.normal(size=20)
    values[:10, 20:] = generator.normal(size=180)
    ((only,),) = (effect.bins for effect in sampled_effects(points, values, bins=1))
    assert only.mean.value == pytest.approx(np.nanmean(values, axis=1).mean())
    # Half of the mean is of 200 replications and half of 20: by hand, of independent normal luck.
    error = np.sqrt(180 * (0.5 / 200) ** 2 + 20 * (0.5 / 200 + 0.5 / 20) ** 2)
    assert only.mean.half_width is not None
    assert 1.5 * error < only.mean.half_width < 4.0 * error


def test_luck_that_makes_an_axis_steeper_widens_its_correlation() -> None:
    """Each condition rises by its own replications' luck; among them all it may as well not."""
    points, values = sampled(40)
    steep = values + 20 * points[:, [2]] * np.random.default_rng(3).normal(size=20)
    calm, doubted = (sampled_effects(points, each)[2].correlation for each in (values, steep))
    assert calm.half_width is not None
    assert doubted.half_width is not None
    assert doubted.half_width > 2 * calm.half_width


def test_one_replication_does_not_show_its_luck() -> None:
    points, values = sampled()
    steep, *_ = sampled_effects(points, values[:, :1])
    assert {one.mean.kind for one in steep.bins} == {Kind.TOO_FEW}


def test_rank_correlation_tells_direction_and_strength() -> None:
    steep, falling, idle = (one.correlation for one in sampled_effects(*sampled()))
    assert steep.low is not None
    assert steep.low > 0.85
    assert falling.high is not None
    assert falling.high < -0.2
    assert idle.low is not None
    assert idle.high is not None
    assert idle.low < 0 < idle.high


def test_rank_correlation_is_that_of_scipy_with_ties_too() -> None:
    generator = np.random.default_rng(6)
    one, other = generator.integers(0, 5, 80), generator.integers(0, 4, 80)
    found = rank_correlation(one, one + other)
    assert found.value == pytest.approx(stats.spearmanr(one, one + other).statistic)
    z, error = np.arctanh(found.value), np.sqrt((1 + found.value**2 / 2) / 77)
    assert found.low == pytest.approx(tanh(z - 1.959964 * error), abs=1e-6)


def test_a_perfect_order_has_bounds() -> None:
    found = rank_correlation(np.arange(20), np.arange(20) ** 3)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low is not None
    assert 0.9 < found.low < 1.0


def test_what_does_not_vary_has_no_correlation() -> None:
    found = rank_correlation(np.ones(20), np.arange(20))
    assert (found.value, found.low, found.high) == (0.0, None, None)


def test_rank_correlation_bounds_hold_what_they_claim() -> None:
    generator = np.random.default_rng(7)
    truth = 6 / np.pi * np.arcsin(0.6 / 2)
    pairs = generator.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=(600, 60))
    bounds = [rank_correlation(pair[:, 0], pair[:, 1]) for pair in pairs]
    held = [
        one.low is not None and one.high is not None and one.low <= truth <= one.high
        for one in bounds
    ]
    assert np.mean(held) >= 0.93


def test_failed_conditions_are_left_out_of_samples_and_counted() -> None:
    points, values = sampled()
    kept = sampled_effects(points[3:], values[3:])
    values[:3] = np.nan
    found = sampled_effects(points, values)
    assert [one.dropped for one in found] == [3, 3, 3]
    assert [one.bins for one in found] == [one.bins for one in kept]


def test_equal_values_share_a_bin() -> None:
    points = np.repeat([0.0, 0.5, 1.0], [30, 50, 20])[:, np.newaxis]
    (effect,) = sampled_effects(points, np.repeat(points, 4, axis=1), bins=5)
    assert [(one.low, one.high, one.mean.n) for one in effect.bins] == [
        (0.0, 0.0, 30),
        (0.5, 0.5, 50),
        (1.0, 1.0, 20),
    ]


@pytest.mark.parametrize(
    ("points", "means", "reason"),
    [
        (np.ones((20, 2)), np.ones((19, 3)), "each condition"),
        (np.ones((9, 2)), np.ones((9, 3)), "10 conditions"),
    ],
)
def test_what_is_no_sample_is_refused(points: np.ndarray, means: np.ndarray, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        sampled_effects(points, means)


def test_equal_differences_have_no_interval_of_width_nought() -> None:
    """All or nothing in each of 60 replications says at least 94 in 100, and not all."""
    all_missed = np.repeat([[0.0], [1.0]], 60, axis=1)
    (effect,) = main_effects([[0.0], [1.0]], all_missed, of=LEVELS)
    told = effect.levels[1].difference
    assert told.value == told.high == 1.0
    assert told.low == pytest.approx(0.94, abs=0.02)
    (counted,) = main_effects([[0.0], [1.0]], all_missed, of=AMOUNTS)
    assert counted.levels[1].difference.kind is Kind.ALL_EQUAL
    assert counted.levels[1].difference.low is None
