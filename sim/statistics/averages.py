"""The mean of a measure over replications, from its moments, with an interval that suits it.

What a run measures is seldom normal: hours end at the window, alarms are few, most runs may give
nought. Student's t then holds the truth too seldom, and never knows of the rare long miss that the
sample has not met. Where the limits of a measure are known, its mean is bounded with one more value
at the limit, see `sim.statistics.unseen`; on a side without a limit the largest value met stands
for it, and Student's quantile for the normal one. Report and study use the same. Measured coverage
is in docs/intervals.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Estimate, Kind, wilson
from sim.statistics.student_t import t_quantile, z_quantile
from sim.statistics.unseen import COUNTS, Limits, Moments, lower_bound, moments_of, upper_bound

FEWEST_DIFFERENT = 5
Floats = npt.NDArray[np.float64]


def average(values: npt.ArrayLike, of: Limits = COUNTS, confidence: float = 0.95) -> Estimate:
    """The mean of a measure over replications; see `average_from`.

    Raises:
        ValueError: for no values, or for one that is not finite.
    """
    return average_from(moments_of(values), of, confidence)


def average_from(moments: Moments, of: Limits = COUNTS, confidence: float = 0.95) -> Estimate:
    """The mean of a measure over replications, with an interval inside what it may be.

    - A share that was only ever 0 or 1: Wilson's interval.
    - One value: no interval.
    - Without an upper limit, and counting nothing: none where all are equal, nor where fewer than
      five are other than the lowest or than the highest. What happens so rarely may as well be
      missing from the sample.
    - Otherwise with one more value at the limit. Without a limit it is the highest or the lowest
      value met; where all counts are equal, one more.
    """
    n, mean = moments.n, moments.mean
    if of.counted and of.most == 1.0 and moments.yes_or_no:
        return wilson(round(mean * n), n, confidence)
    if n == 1:
        return Estimate(mean, None, None, n, Kind.TOO_FEW)
    if of.most is None and not of.counted and moments.different < FEWEST_DIFFERENT:
        kind = Kind.TOO_FEW if moments.different else Kind.ALL_EQUAL
        return Estimate(mean, None, None, n, kind)
    known, unknown = z_quantile(confidence), t_quantile(confidence, n - 1)
    low = (
        lower_bound(moments, moments.low, unknown)
        if of.least is None
        else lower_bound(moments, of.least, known)
    )
    high = (
        upper_bound(moments, _highest(moments, of), unknown)
        if of.most is None
        else upper_bound(moments, of.most, known)
    )
    return Estimate(mean, min(low, mean), max(high, mean), n, Kind.ONE_MORE)


def _highest(moments: Moments, of: Limits) -> float:
    """What stands for a limit that is not known."""
    return moments.high + (of.counted and moments.different == 0)
