"""Thresholds: from which value of one axis on the effect of another stops mattering.

At each value of the axis that was tried the effect is the mean of paired differences between two
settings of something else, and it matters while it is larger than a stated size, in either
direction. Between two values nothing was observed: an effect may run straight, in a curve, or drop
in one step. So the bounds of a threshold are values that were tried: the lower one up to which the
effect surely matters, the upper one from which on it surely does not. They presume that it only
shrinks on the way from one to the other, and no more.

The bounds hold however many values were tried. Each is found by tests in a fixed order, from the
end where the answer is plainest, up to the first value that cannot be told: so only the first value
at which the answer is the other one can be called wrongly (Maurer, Hothorn and Lehmacher 1995), in
half of the misses that the confidence allows. The effect's own bounds are those of paired
differences (`sim.statistics.intervals`).

Beside them stands where the means come down to the size if they are joined by straight lines, from
mean to mean or along the monotone fit (least squares, Barlow et al. 1972): a guess to look at, and
without bounds of its own. How often the bounds held thresholds of straight, curved and stepped
effects is in docs/intervals.md.
"""

from __future__ import annotations

from enum import StrEnum
from math import ceil, inf, isfinite

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.intervals import Kind, difference_interval, mean_interval

Floats = npt.NDArray[np.float64]

FEWEST_REPLICATIONS = 20
FEWEST_VALUES = 3
"""With two, all that can be said is that the effect differs between them."""
_ROUNDING = 9
"""Decimals to which a straight line is a whole number."""


class Side(StrEnum):
    """On which side of the threshold the effect does not matter."""

    ABOVE = "above"
    BELOW = "below"


class Fit(StrEnum):
    """How the effect runs between the values that were tried."""

    MONOTONE = "monotone"
    POINT_TO_POINT = "from point to point"


class Found(StrEnum):
    """What became of the search."""

    WITHIN = "within the values tried"
    NEVER = "never: at the last value tried it still matters"
    ALWAYS = "always: at no value tried does it matter"


@frozen
class Threshold:
    """Where an effect stops mattering, and how surely."""

    found: Found
    sure: bool
    """Whether the bounds say so too: both lie within the values tried, or the effect surely matters
    at the last value, or surely does not at any."""
    low: float | None
    """The value tried up to which the effect surely matters; None where it surely does at none."""
    high: float | None
    """The value tried from which on it surely does not; None where it may at the last."""
    straight: float | None
    """Where a straight line between the means puts it; None unless that is within the values."""
    crossings: int
    """How often the means themselves enter or leave the band: more than once speaks against a
    single threshold."""
    replications: int
    dropped: int
    """Replications left out, because they failed at one value or more."""


def threshold(
    values: npt.ArrayLike,
    differences: npt.ArrayLike,
    size: float,
    side: Side = Side.ABOVE,
    fit: Fit = Fit.MONOTONE,
    confidence: float = 0.95,
    seed: int = 0,
    *,
    whole: bool = False,
) -> Threshold:
    """From which value on the effect is at most `size`.

    Shapes: `values` of the axis, increasing; `differences` (values, replications), each the
    effect in one replication at one value, not a number where it failed. `whole` where there is
    nothing between whole numbers: the straight line then tells the first at which it is so small.

    Raises:
        ValueError: for shapes that do not fit, fewer than three values or values that do not
            increase, a size that is not positive, or fewer than twenty replications that did not
            fail.
    """
    axis, effects = np.asarray(values, dtype=np.float64), np.asarray(differences, dtype=np.float64)
    if axis.ndim != 1 or axis.size < FEWEST_VALUES or not (np.diff(axis) > 0).all():
        raise ValueError(f"a threshold needs {FEWEST_VALUES} values of an axis that increase")
    if effects.ndim != 2 or len(effects) != axis.size or not size > 0:
        raise ValueError("a threshold needs differences at each value and a size above nought")
    complete = np.isfinite(effects).all(axis=0)
    effects = effects[:, complete]
    if effects.shape[1] < FEWEST_REPLICATIONS:
        raise ValueError(
            f"a threshold needs {FEWEST_REPLICATIONS} replications or more, not {effects.shape[1]}"
        )
    if side is Side.BELOW:
        axis, effects = -axis[::-1], effects[::-1]
    # Which way the effect shrinks is settled by where it matters most: at the first value.
    effects = effects if effects[0].mean() >= 0.0 else -effects
    means = effects.mean(axis=1)
    low, high = _bounds(effects, confidence, seed)
    matters = (low > size) | (high < -size)
    calm = (low >= -size) & (high <= size)
    largest = 0 if fit is Fit.MONOTONE else int(np.argmax(np.abs(means)))
    last = largest + _leading(matters[largest:]) - 1
    first = axis.size - _leading(calm[::-1])
    lower = None if last < largest else float(axis[last])
    upper = None if first == axis.size else float(axis[first])
    place = _straight(axis, means, size, fit)
    found = Found.WITHIN if isfinite(place) else Found.NEVER if place > 0 else Found.ALWAYS
    sure = {
        Found.WITHIN: lower is not None and upper is not None,
        Found.NEVER: bool(matters[-1]),
        Found.ALWAYS: first == 0,
    }
    if whole and isfinite(place):
        place = float(ceil(round(place, _ROUNDING)))
    straight = place if isfinite(place) else None
    if side is Side.BELOW:
        straight, lower, upper = _negated(straight), _negated(upper), _negated(lower)
    return Threshold(
        found=found,
        sure=sure[found],
        low=lower,
        high=upper,
        straight=straight,
        crossings=int(np.count_nonzero(np.diff(np.abs(means) <= size))),
        replications=effects.shape[1],
        dropped=int(np.count_nonzero(~complete)),
    )


def _leading(flags: npt.NDArray[np.bool_]) -> int:
    """How many of them hold before the first that does not."""
    return flags.size if flags.all() else int(np.argmin(flags))


def _straight(axis: Floats, means: Floats, size: float, fit: Fit) -> float:
    """Where a line through the means last comes down to the size; infinite where it does not."""
    line = _falling(means) if fit is Fit.MONOTONE else means
    return max(_last_above(axis, line, size), _last_above(axis, -line, size))


def _bounds(effects: Floats, confidence: float, seed: int) -> tuple[Floats, Floats]:
    """The lower and the upper bound of the effect at each value."""
    estimates = [difference_interval(row, confidence, seed) for row in effects]
    # Where hardly a replication differs there is no better interval than Student's.
    told = [
        mean_interval(row, confidence) if estimate.kind is Kind.TOO_FEW else estimate
        for row, estimate in zip(effects, estimates, strict=True)
    ]
    low, high = np.array([(one.low, one.high) for one in told], dtype=np.float64).T
    return low, high


def _falling(means: Floats) -> Floats:
    """The closest row that never rises: the smallest mean back of the largest mean ahead."""
    sums = np.concatenate([[0.0], np.cumsum(means)])
    starts, ends = np.arange(means.size)[:, np.newaxis], np.arange(1, means.size + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        runs = np.where(ends > starts, (sums[ends] - sums[starts]) / (ends - starts), -inf)
    ahead = np.maximum.accumulate(runs[:, ::-1], axis=1)[:, ::-1]
    return np.array([ahead[: place + 1, place].min() for place in range(means.size)])


def _last_above(axis: Floats, line: Floats, size: float) -> float:
    """Where the line last comes down to the size.

    Infinite below when it is never above, infinite above when it ends there.
    """
    above = np.flatnonzero(line > size)
    if above.size == 0:
        return -inf
    last = int(above[-1])
    if last == axis.size - 1:
        return inf
    share = (line[last] - size) / (line[last] - line[last + 1])
    return float(axis[last] + share * (axis[last + 1] - axis[last]))


def _negated(value: float | None) -> float | None:
    return None if value is None else -value
