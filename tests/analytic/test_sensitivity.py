"""Sobol indices of functions whose indices are known, through the same path as a study's.

Ishigami and Homma 1990 (a = 7, b = 0.1); Sobol's g function with coefficients 0, 1, 4.5, 9, 99
(Sobol 1998). Condition means carry the noise of so many replications: luck that all conditions
share and that stretches their differences, and luck of their own.
"""

from collections.abc import Callable
from math import pi

import numpy as np
import pytest

from sim.statistics.bootstrap import Bounded
from sim.statistics.designs import saltelli
from sim.statistics.sobol import ADVISED_ROWS, Indices, sobol_indices

Function = Callable[[np.ndarray], np.ndarray]
COEFFICIENTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0])


def ishigami(points: np.ndarray) -> np.ndarray:
    x = pi * (2.0 * points - 1.0)
    stretched = 1.0 + 0.1 * x[..., 2] ** 4
    return np.asarray(np.sin(x[..., 0]) * stretched + 7.0 * np.sin(x[..., 1]) ** 2)


def g_function(points: np.ndarray) -> np.ndarray:
    factors = (np.abs(4.0 * points - 2.0) + COEFFICIENTS) / (1.0 + COEFFICIENTS)
    return np.asarray(factors.prod(axis=-1))


def of_ishigami() -> tuple[np.ndarray, np.ndarray, float]:
    """First orders, total orders, variance."""
    alone = np.array([0.5 * (1 + 0.1 * pi**4 / 5) ** 2, 49 / 8, 0.0])
    together = 0.1**2 * pi**8 * (1 / 18 - 1 / 50)
    variance = alone.sum() + together
    return alone / variance, (alone + together * np.array([1, 0, 1])) / variance, float(variance)


def of_g_function() -> tuple[np.ndarray, np.ndarray, float]:
    """First orders, total orders, variance."""
    alone = 1.0 / (3.0 * (1.0 + COEFFICIENTS) ** 2)
    variance = np.prod(1.0 + alone) - 1.0
    others = np.array([np.prod(np.delete(1.0 + alone, i)) for i in range(alone.size)])
    return alone / variance, alone * others / variance, float(variance)


FUNCTIONS = {
    "Ishigami": (ishigami, 3, of_ishigami()),
    "Sobol g": (g_function, 5, of_g_function()),
}


def study(
    function: Function, dimensions: int, rows: int, replications: int, noise: float, seed: int
) -> Indices:
    """Points, replications with their luck, indices; noise in standard deviations of a mean."""
    means = function(saltelli(rows, dimensions, seed))
    generator = np.random.default_rng(seed + 1_000_000)
    shared = generator.normal(size=(2, replications))
    own = noise * replications**0.5 * generator.normal(size=(*means.shape, replications))
    stretched = means[..., np.newaxis] * (1.0 + 0.3 * shared[0])
    return sobol_indices(stretched + 5.0 * shared[1] + own, seed=seed)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_known_indices_without_noise(name: str) -> None:
    function, dimensions, (first, total, variance) = FUNCTIONS[name]
    found = sobol_indices(function(saltelli(4096, dimensions, seed=1)))
    assert [one.value for one in found.first] == pytest.approx(first, abs=0.015)
    assert [one.value for one in found.total] == pytest.approx(total, abs=0.015)
    assert found.variance == pytest.approx(variance, rel=0.01)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_noise_moves_no_index(name: str) -> None:
    function, dimensions, (first, total, variance) = FUNCTIONS[name]
    spread = variance**0.5
    found = [study(function, dimensions, 256, 10, 0.5 * spread, seed) for seed in range(20)]
    for orders, known in (("first", first), ("total", total)):
        values = np.array([[one.value for one in getattr(each, orders)] for each in found])
        error = values.std(axis=0, ddof=1) / len(found) ** 0.5
        assert (np.abs(values.mean(axis=0) - known) < 3.5 * error + 0.005).all(), orders
    shares = [one.noise_share.value for one in found if one.noise_share is not None]
    # Stretched by luck, means also vary by 0.3 ** 2 / 10 of the variance that is not noise alone.
    expected = 0.25 + 0.009
    assert np.mean(shares) == pytest.approx(expected / (1 + expected), abs=0.02)


def held(bounded: tuple[Bounded, ...], known: np.ndarray) -> list[bool]:
    return [
        one.low is not None and one.high is not None and one.low <= truth <= one.high
        for one, truth in zip(bounded, known, strict=True)
    ]


def share_held(name: str, rows: int, studies: int) -> np.ndarray:
    """How often the nominal 95 % bounds of each index held it; first orders, then total."""
    function, dimensions, (first, total, variance) = FUNCTIONS[name]
    hits = []
    for seed in range(studies):
        found = study(function, dimensions, rows, 10, 0.3 * variance**0.5, seed)
        hits.append(held(found.first, first) + held(found.total, total))
    return np.asarray(np.mean(hits, axis=0))


def test_bounds_hold_the_indices() -> None:
    assert share_held("Ishigami", 64, 60).mean() >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_bounds_of_every_index_hold_it(name: str) -> None:
    shares = share_held(name, ADVISED_ROWS, 400)
    assert (shares >= 0.93).all(), shares
