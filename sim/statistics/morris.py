"""Morris screening: which axes matter at all, from few conditions.

Along a trajectory one axis moves at a time, and what the measure changes by, over how far the axis
moved, is an elementary effect (Morris 1991). Their mean tells the direction, the mean of their
sizes mu* how much the axis matters (Campolongo, Cariboni and Saltelli 2007), their standard
deviation sigma whether this depends on where the others stand.

Replications give each effect an error, by its paired differences: variance over their number. From
sigma it is taken off. mu* cannot be rid of it, so each axis carries the mu* that would come of
noise alone, sqrt(2 / pi) times the typical error: an axis that does not stand out from it has not
been shown to matter. Where replications share their luck, an axis that does nothing has no error
and no effect. Intervals are over walks, and over the luck that all walks share: a jackknife over
groups of replications shows how far it may move a mean.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, pi, sqrt
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.bootstrap import Bounded, crossed, reach_of_luck, without_groups
from sim.statistics.intervals import Estimate, Kind, mean_interval
from sim.statistics.leading import not_told_apart
from sim.statistics.student_t import t_quantile

Floats = npt.NDArray[np.float64]
_Found = TypeVar("_Found", Estimate, Bounded)

FEWEST_TRAJECTORIES = 4
ADVISED_TRAJECTORIES = 10
"""With fewer the interval of mu* is too narrow where effects differ in sign (docs/intervals.md)."""


@frozen
class Screened:
    """What moving one dimension through its whole range changes."""

    mean: Estimate
    """With its sign: near nought beside a large mu* where the direction varies."""
    mu_star: Estimate
    sigma: Bounded
    noise: float | None
    """The mu* of noise alone; None with one replication, which cannot show it."""

    def of_a_step(self, step: float) -> Screened:
        """The same, of a move by a share of the range in place of the whole."""
        return Screened(
            mean=_scaled(self.mean, step),
            mu_star=_scaled(self.mu_star, step),
            sigma=_scaled(self.sigma, step),
            noise=None if self.noise is None else self.noise * step,
        )


@frozen
class Screening:
    """Each dimension's effects, in the order of the design."""

    dimensions: tuple[Screened, ...]
    leading: tuple[int, ...]
    """The dimension of the largest mu*, and those that are not told apart from it over the same
    walks and replications."""
    step: float
    """How far one move goes, as a share of the range: effects are changes over it. Between two
    conditions the measure changes by so much of an effect, and never by more than it can."""
    trajectories: int
    dropped: int
    """Trajectories left out whole, because a condition in them failed."""


def morris_effects(
    points: npt.ArrayLike, values: npt.ArrayLike, confidence: float = 0.95
) -> Screening:
    """The effects from what was measured at the points of `sim.statistics.designs.morris`.

    Shapes: points (trajectories, d + 1, d); values (trajectories, d + 1, replications), or
    (trajectories, d + 1) for means alone. What failed is not a number. A replication that failed
    in one condition of a trajectory is left out of the trajectory; one that keeps none (of
    several: fewer than two) is left out whole.

    Raises:
        ValueError: for shapes that do not fit, an infinite value, points that do not move one
            coordinate at a time, or fewer than four trajectories that are whole.
    """
    cube, measured = np.asarray(points, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if measured.ndim == 2:
        measured = measured[:, :, np.newaxis]
    _fit_each_other(cube, measured)
    usable = np.asarray(~np.isnan(measured).any(axis=1))
    whole = np.count_nonzero(usable, axis=1) >= min(2, measured.shape[2])
    trajectories = int(np.count_nonzero(whole))
    if trajectories < FEWEST_TRAJECTORIES:
        raise ValueError(
            f"a screening needs {FEWEST_TRAJECTORIES} whole trajectories or more, "
            f"not {trajectories}"
        )
    effects, errors = _elementary_effects(cube[whole], measured[whole], usable[whole])
    told = measured.shape[2] > 1
    without = _without_groups(cube[whole], measured[whole])
    reaches = reach_of_luck(without, confidence)
    return Screening(
        tuple(
            _screened(effects[:, i], errors[:, i], reaches[:, i], confidence, noise_told=told)
            for i in range(cube.shape[2])
        ),
        _leading(np.abs(effects), without[:, 1], confidence),
        float(np.abs(np.diff(cube[whole], axis=1)).sum(axis=2).mean()),
        trajectories,
        len(measured) - trajectories,
    )


def _scaled(one: _Found, step: float) -> _Found:
    low, high = (None if end is None else end * step for end in (one.low, one.high))
    return replace(one, value=one.value * step, low=low, high=high)


def _fit_each_other(cube: Floats, measured: Floats) -> None:
    if cube.ndim != 3 or measured.ndim != 3 or cube.shape[:2] != measured.shape[:2]:
        raise ValueError("a screening needs trajectories of points and a value at each point")
    moved = np.count_nonzero(np.diff(cube, axis=1), axis=(1, 2)), np.diff(cube, axis=1) != 0.0
    once = moved[1].sum(axis=1) == 1
    if cube.shape[1] != cube.shape[2] + 1 or not once.all() or (moved[0] != cube.shape[2]).any():
        raise ValueError("a trajectory moves each coordinate once, one after the other")
    if np.isinf(measured).any():
        raise ValueError("a screening needs values that are finite, or not a number where failed")


def _elementary_effects(
    cube: Floats, measured: Floats, usable: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Effects and the variances of their errors; one row a trajectory, one column a dimension."""
    moves = np.diff(cube, axis=1)
    who = np.argmax(moves != 0.0, axis=2)
    far = np.take_along_axis(moves, who[:, :, np.newaxis], axis=2)
    paired = np.where(usable[:, np.newaxis], np.diff(measured, axis=1) / far, 0.0)
    replications = np.count_nonzero(usable, axis=1)[:, np.newaxis]
    means = paired.sum(axis=2) / replications
    luck = np.where(usable[:, np.newaxis], paired - means[:, :, np.newaxis], 0.0)
    errors = (luck**2).sum(axis=2) / replications / np.maximum(replications - 1, 1)
    order = np.argsort(who, axis=1)
    return np.take_along_axis(means, order, axis=1), np.take_along_axis(errors, order, axis=1)


def _screened(
    effects: Floats, errors: Floats, reaches: Floats, confidence: float, *, noise_told: bool
) -> Screened:
    return Screened(
        mean=_with_luck(mean_interval(effects, confidence), reaches[0]),
        mu_star=_with_luck(mean_interval(np.abs(effects), confidence), reaches[1]),
        sigma=_spread(effects, float(errors.mean()), confidence),
        noise=sqrt(2.0 / pi * float(errors.mean())) if noise_told else None,
    )


def _leading(sizes: Floats, without: Floats, confidence: float) -> tuple[int, ...]:
    """By sizes of effects, a row for each walk, and mean sizes without groups of replications."""

    def lead(first: int, other: int, shared: float) -> Estimate:
        luck = reach_of_luck(without[:, first] - without[:, other], shared)
        return _with_luck(mean_interval(sizes[:, first] - sizes[:, other], shared), float(luck))

    return not_told_apart(sizes.mean(axis=0).tolist(), lead, confidence)


def _without_groups(cube: Floats, measured: Floats) -> Floats:
    """Each mean, and each mean size, without one group of replications after the other.

    Shape: (groups, 2, dimensions); all groups alike where luck cannot be told.
    """

    def figures(kept: npt.NDArray[np.bool_]) -> Floats | None:
        left = measured[:, :, kept]
        usable = np.asarray(~np.isnan(left).any(axis=1))
        if not usable.any(axis=1).all():
            return None
        effects, _ = _elementary_effects(cube, left, usable)
        return np.array([effects.mean(axis=0), np.abs(effects).mean(axis=0)])

    found = without_groups(measured.shape[2], figures)
    return np.zeros((2, 2, cube.shape[2])) if found is None else found


def _with_luck(mean: Estimate, reach: float) -> Estimate:
    """The mean over walks, with what luck that they share may add to its error."""
    luck = Estimate(mean.value, mean.value - reach, mean.value + reach, mean.n, Kind.T)
    return mean if reach == 0.0 else crossed(mean, luck)


def _spread(effects: Floats, noise: float, confidence: float) -> Bounded:
    """The standard deviation without noise, by a jackknife of the log variance (Miller 1968)."""
    n, variance = effects.size, float(effects.var(ddof=1))
    without = np.array([np.delete(effects, k).var(ddof=1) for k in range(n)])
    if variance <= 1e-24 * float(np.mean(effects**2)) or not (without > 0.0).all():
        value = _without(variance, noise)
        return Bounded(value, None, None, n) if variance > 0.0 and value > 0.0 else _nought(n)
    logs = n * log(variance) - (n - 1) * np.log(without)
    reach = t_quantile(confidence, n - 1) * float(logs.std(ddof=1)) / sqrt(n)
    centre = float(logs.mean())
    low, high = (_without(exp(centre + side * reach), noise) for side in (-1, 1))
    value = _without(variance, noise)
    return Bounded(value, min(low, value), max(high, value), n)


def _without(variance: float, noise: float) -> float:
    return sqrt(max(variance - noise, 0.0))


def _nought(n: int) -> Bounded:
    return Bounded(0.0, 0.0, 0.0, n)
