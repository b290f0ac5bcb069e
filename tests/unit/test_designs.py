"""Which points of the unit cube a study looks at, and that designs grow without moving."""

import sys
from collections.abc import Callable

import numpy as np
import pytest

from sim.statistics.designs import (
    dimensions_of,
    explicit,
    full_grid,
    latin_hypercube,
    level_of,
    morris,
    per_axis,
    saltelli,
    sobol,
)
from sim.statistics.extra import ResearchNotInstalledError

SAMPLED = [latin_hypercube, sobol, saltelli, morris]
Design = Callable[[int, int, int], np.ndarray]


def test_axes_with_one_mark_share_a_dimension() -> None:
    numbers = dimensions_of(["trust", None, "law", "trust", None])
    assert numbers == (0, 1, 2, 0, 3)
    points = per_axis(sobol(8, 4, seed=1), numbers)
    assert points.shape == (8, 5)
    assert (points[:, 0] == points[:, 3]).all()
    assert len({tuple(column) for column in points.T}) == 4


def test_axes_that_move_together_do_so_in_rows_and_trajectories_too() -> None:
    assert per_axis(saltelli(4, 2, seed=1), (0, 1, 0)).shape == (4, 4, 3)


def test_a_coordinate_stands_for_each_listed_value_equally_often() -> None:
    assert level_of([0.0, 0.24, 0.26, 0.74, 0.76, 1.0], 4).tolist() == [0, 0, 1, 2, 3, 3]
    assert np.bincount(level_of(sobol(64, 1, seed=3)[:, 0], 4)).tolist() == [16] * 4


def test_a_grid_has_every_combination_once() -> None:
    grid = full_grid([[0.1, 0.5], [1.0, 2.0, 3.0]])
    assert grid.tolist() == [[0.1, 1], [0.1, 2], [0.1, 3], [0.5, 1], [0.5, 2], [0.5, 3]]


def test_a_grid_that_grows_begins_with_the_rows_it_had() -> None:
    small = full_grid([[0, 1], [0, 1]])
    large = full_grid([[0, 2, 1], [0, 1, 5]], earlier=small)
    assert large[:4].tolist() == small.tolist()
    assert {tuple(row) for row in large} == {(a, b) for a in (0, 1, 2) for b in (0, 1, 5)}
    assert len(large) == 9


def test_rows_that_left_the_grid_do_not_come_back() -> None:
    assert full_grid([[1, 2]], earlier=full_grid([[0, 1]])).tolist() == [[1], [2]]


@pytest.mark.parametrize("levels", [[[1.0], []], [[1.0, 1.0]]])
def test_a_grid_needs_levels_that_differ(levels: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="levels"):
        full_grid(levels)


def test_a_latin_hypercube_has_one_point_in_each_interval_of_each_dimension() -> None:
    points = latin_hypercube(50, 4, seed=2)
    cells = np.sort(np.floor(points * 50), axis=0)
    assert (cells == np.arange(50)[:, np.newaxis]).all()


def test_a_sobol_sequence_puts_as_many_points_into_each_box_of_a_grid() -> None:
    points = sobol(64, 2, seed=2)
    counts = np.zeros((8, 8))
    for x, y in np.floor(points * 8).astype(int):
        counts[x, y] += 1
    assert (counts == 1).all()
    assert ((points > 0) & (points < 1)).all()


def test_saltelli_rows_swap_one_coordinate_each() -> None:
    points = saltelli(16, 3, seed=4)
    assert points.shape == (16, 5, 3)
    a, b = points[:, 0], points[:, 1]
    assert (a != b).all()
    for i in range(3):
        mixed = points[:, 2 + i]
        assert (mixed[:, i] == b[:, i]).all()
        assert (np.delete(mixed, i, axis=1) == np.delete(a, i, axis=1)).all()


def test_morris_trajectories_move_each_coordinate_once_by_half_the_lattice() -> None:
    points = morris(200, 3, seed=5, levels=4)
    assert points.shape == (200, 4, 3)
    assert set(np.unique((points * 3).round(9))) == {0.0, 1.0, 2.0, 3.0}
    moves = np.diff(points, axis=1)
    assert (np.count_nonzero(moves, axis=2) == 1).all()
    assert (np.count_nonzero(moves, axis=1) == 1).all()
    assert np.abs(moves[moves != 0]) == pytest.approx(2 / 3)
    # Every order of the three occurs, and as many moves up as down.
    assert len({tuple(order) for order in np.argmax(moves != 0, axis=2)}) == 6
    assert 0.4 < np.mean(moves[moves != 0] > 0) < 0.6


@pytest.mark.parametrize("design", SAMPLED)
def test_a_design_follows_from_its_seed(design: Design) -> None:
    assert (design(10, 3, 7) == design(10, 3, 7)).all()
    assert (design(10, 3, 7) != design(10, 3, 8)).any()


@pytest.mark.parametrize("design", [sobol, saltelli, morris])
@pytest.mark.parametrize(("few", "many"), [(5, 6), (16, 64), (100, 300)])
def test_a_design_that_grows_keeps_its_points(design: Design, few: int, many: int) -> None:
    assert (design(many, 3, 7)[:few] == design(few, 3, 7)).all()


@pytest.mark.parametrize("design", SAMPLED)
@pytest.mark.parametrize(("size", "dimensions"), [(0, 2), (5, 0)])
def test_nothing_is_no_design(design: Design, size: int, dimensions: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        design(size, dimensions, 1)


def test_an_odd_lattice_has_no_half() -> None:
    with pytest.raises(ValueError, match="even"):
        morris(4, 2, seed=1, levels=5)


def test_a_table_is_taken_as_it_is() -> None:
    assert explicit([[0.0, 1.0], [0.25, 0.5]]).tolist() == [[0.0, 1.0], [0.25, 0.5]]


@pytest.mark.parametrize("table", [[], [0.5], [[0.5, 1.1]], [[-0.1]], [[float("nan")]]])
def test_a_table_outside_the_cube_is_refused(table: list[object]) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        explicit(table)  # type: ignore[arg-type]


def test_without_scipy_the_reader_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(ResearchNotInstalledError, match=r"pip install .*scipy"):
        sobol(4, 2, seed=1)
    assert len(morris(4, 2, seed=1)) == 4
