"""Designs: which points of the unit cube a study looks at.

A dimension of the cube is one axis of the study or several that move together; `per_axis` gives
each axis the column of its dimension. Every design follows from its sizes and its seed alone, with
one version of numpy and scipy. Designs that can grow keep their earlier points: a longer Sobol
sequence, more rows of Saltelli's or more trajectories of Morris's begin with the shorter ones, and
a grid with more levels begins with the rows it had. A larger Latin hypercube is another one.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import product
from math import ceil, log2

import numpy as np
import numpy.typing as npt

from sim.statistics.extra import scipy_stats

Floats = npt.NDArray[np.float64]

_SOBOL_BITS = 30


def dimensions_of(together: Sequence[Hashable | None]) -> tuple[int, ...]:
    """The dimension of each axis: axes with the same mark move together, one without moves alone.

    >>> dimensions_of(["a", None, "a", None])
    (0, 1, 0, 2)
    """
    numbers: dict[Hashable, int] = {}
    marks = [(place, None) if mark is None else (None, mark) for place, mark in enumerate(together)]
    return tuple(numbers.setdefault(mark, len(numbers)) for mark in marks)


def per_axis(points: Floats, dimension_of: Sequence[int]) -> Floats:
    """The points with one column for each axis, from points with one for each dimension."""
    return points[..., list(dimension_of)]


def level_of(points: npt.ArrayLike, levels: int) -> npt.NDArray[np.int64]:
    """Which of so many listed values each coordinate stands for, all equally often; from 0."""
    numbers = np.floor(np.asarray(points, dtype=np.float64) * levels).astype(np.int64)
    return np.minimum(numbers, levels - 1)


def full_grid(levels: Sequence[Sequence[float]], earlier: npt.ArrayLike | None = None) -> Floats:
    """Every combination of the levels of each dimension, the last dimension changing fastest.

    Levels are any numbers that tell them apart: values, or their places in a list. Rows of an
    `earlier` grid that are combinations of these levels come first, in their order.

    Raises:
        ValueError: for a dimension without levels, or with one twice.
    """
    if any(not one or len(set(one)) < len(one) for one in levels):
        raise ValueError("each dimension of a grid needs levels that differ")
    rows = dict.fromkeys(product(*levels))
    before = np.empty((0, len(levels))) if earlier is None else np.asarray(earlier, np.float64)
    kept = dict.fromkeys(row for row in map(tuple, before.tolist()) if row in rows)
    return np.array(list(kept | rows), dtype=np.float64).reshape(len(rows), len(levels))


def latin_hypercube(points: int, dimensions: int, seed: int) -> Floats:
    """Points of which each dimension's equal intervals, as many as there are points, hold one.

    McKay, Beckman and Conover 1979. Shape: (points, dimensions).

    Raises:
        ResearchNotInstalledError: scipy is not there.
        ValueError: for no points or no dimensions.
    """
    _some(points=points, dimensions=dimensions)
    sampler = scipy_stats().qmc.LatinHypercube(dimensions, rng=_generator(seed))
    return np.asarray(sampler.random(points), dtype=np.float64)


def sobol(points: int, dimensions: int, seed: int) -> Floats:
    """The first points of a scrambled Sobol sequence; never 0 or 1.

    Sobol 1967, with Matousek's scrambling (1998). A power of two fills the cube most evenly.
    Shape: (points, dimensions).

    Raises:
        ResearchNotInstalledError: scipy is not there.
        ValueError: for no points or no dimensions, or more than there are.
    """
    _some(points=points, dimensions=dimensions)
    sampler = scipy_stats().qmc.Sobol(dimensions, bits=_SOBOL_BITS, rng=_generator(seed))
    drawn = sampler.random_base2(ceil(log2(points)))[:points]
    return np.asarray(drawn, dtype=np.float64) + 0.5 ** (_SOBOL_BITS + 1)


def saltelli(rows: int, dimensions: int, seed: int) -> Floats:
    """Rows of d + 2 points for `sim.statistics.sobol`: A, B, and A with each coordinate from B.

    Saltelli et al. 2010, with A and B from one Sobol sequence of 2 d dimensions.
    Shape: (rows, dimensions + 2, dimensions).

    Raises:
        ResearchNotInstalledError: scipy is not there.
        ValueError: for no rows or no dimensions, or more than there are.
    """
    _some(rows=rows, dimensions=dimensions)
    both = sobol(rows, 2 * dimensions, seed)
    a, b = both[:, :dimensions], both[:, dimensions:]
    points = np.repeat(a[:, np.newaxis], dimensions + 2, axis=1)
    points[:, 1] = b
    for i in range(dimensions):
        points[:, 2 + i, i] = b[:, i]
    return points


def morris(trajectories: int, dimensions: int, seed: int, levels: int = 4) -> Floats:
    """Trajectories that move one coordinate after the other, for `sim.statistics.morris`.

    Morris 1991: each begins anywhere on a lattice of so many levels from 0 to 1, and moves its
    coordinates in random order by half the levels up or down. The ends 0 and 1 are among them.
    Shape: (trajectories, dimensions + 1, dimensions).

    Raises:
        ValueError: for no trajectories or no dimensions, or a number of levels that is not even.
    """
    _some(trajectories=trajectories, dimensions=dimensions, levels=levels)
    if levels % 2:
        raise ValueError(f"the lattice needs an even number of levels, not {levels}")
    drawn = [_trajectory(dimensions, seed, number, levels) for number in range(trajectories)]
    return np.array(drawn, dtype=np.float64) / (levels - 1)


def explicit(points: npt.ArrayLike) -> Floats:
    """A table of points as it is written.

    Raises:
        ValueError: it is not a table, or a coordinate lies outside 0 to 1.
    """
    table = np.array(points, dtype=np.float64)
    if table.ndim != 2 or table.size == 0 or not ((table >= 0.0) & (table <= 1.0)).all():
        raise ValueError("a design needs a table of coordinates from 0 to 1")
    return table


def _trajectory(dimensions: int, seed: int, number: int, levels: int) -> npt.NDArray[np.int64]:
    """One trajectory in whole steps of the lattice; it follows from seed and number alone."""
    sequence = np.random.SeedSequence(seed, spawn_key=(number,))
    generator = np.random.Generator(np.random.PCG64(sequence))
    low = generator.integers(levels // 2, size=dimensions)
    rises = generator.integers(2, size=dimensions)
    start = low + (1 - rises) * (levels // 2)
    step = (2 * rises - 1) * (levels // 2)
    moved_at = generator.permutation(dimensions)
    moved = np.arange(dimensions + 1)[:, np.newaxis] > moved_at
    return np.asarray(start + moved * step, dtype=np.int64)


def _generator(seed: int) -> np.random.Generator:
    # Not Philox by key: scipy spawns from the sequence that a seed makes.
    return np.random.Generator(np.random.PCG64(seed))


def _some(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"a design needs at least one of its {name}, not {size}")
