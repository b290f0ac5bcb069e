"""Estimates with intervals: shares, means, differences on common random numbers.

Values are one per replication unless said otherwise, so they are independent of each other.

How often a nominal 95 % interval held the truth is measured and published in docs/intervals.md, by
kind, distribution and number of values: 0.93 or more of samples, except where that page says less.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import cache
from math import comb, exp, factorial, floor, inf, isfinite, log10, sqrt

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.student_t import t_quantile, z_quantile
from sim.statistics.unseen import lower_bound, moments_of, upper_bound

Floats = npt.NDArray[np.float64]

FEWEST_NONZERO = 6
"""Of fewer differences, all of one sign, a sign test at 95 % says nothing yet (2 ** -5 is 0.03)."""
FEWEST_RESAMPLED = 20
"""Fewer differences than these other than nought are not worth resampling."""
NEARLY_SYMMETRIC = 0.5
_FEW = 3
_RESAMPLES = 1999
_CELLS_AT_ONCE = 2**17


class Kind(StrEnum):
    """How an interval was made, or why there is none."""

    T = "t"
    ONE_MORE = "one more at the limit"
    BOOTSTRAP_T = "bootstrap-t"
    WILSON = "Wilson"
    WILSON_CLUSTERED = "Wilson by replication"
    CROSSED = "over conditions and replications"
    ORDER = "order statistics"
    ORDER_CLUSTERED = "order statistics by replication"
    NOT_REACHED = "not reached"
    TOO_FEW = "too few to tell"
    ALL_EQUAL = "all equal"


@frozen
class Estimate:
    """What was estimated from n independent observations, and between which bounds it lies.

    A bound is None where the data give none.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    kind: Kind

    @property
    def half_width(self) -> float | None:
        """The distance from the value to the farther bound; None when a bound is missing."""
        if self.low is None or self.high is None:
            return None
        return max(self.high - self.value, self.value - self.low)

    def __str__(self) -> str:
        """The value and its interval, in as many digits as the interval leaves sense to."""
        if self.low is None and self.high is None:
            return f"{self.value:.4g} (no interval: {self.kind})"
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        reach = max(*bounds, self.value) - min(*bounds, self.value)
        form = f",.{max(0, 1 - floor(log10(reach)))}f" if reach > 0.0 else ".4g"
        value, *said = (format(one, form) for one in (self.value, *bounds))
        if self.high is None:
            return f"{value} (at least {said[0]})"
        if self.low is None:
            return f"{value} (at most {said[0]})"
        return f"{value} ({said[0]} to {said[1]})"


@frozen
class Difference(Estimate):
    """What pairs of values on common random numbers differ by, and how many of them which way."""

    more: int
    """Pairs whose difference is above nought."""
    less: int
    """Below it; the others do not differ."""

    @property
    def differ(self) -> int:
        """Pairs that differ at all."""
        return self.more + self.less

    @property
    def one_sign(self) -> bool:
        """Whether those that differ do so one way, more surely than 95 % (sign test, two-sided)."""
        rarer = min(self.more, self.less)
        chance = sum(comb(self.differ, k) for k in range(rarer + 1)) / 2**self.differ
        return self.differ > 0 and 2.0 * chance <= 0.05

    def times(self, factor: float) -> Difference:
        """The same in a unit of which so many make up this one; never a negative number."""
        low, high = (None if one is None else one * factor for one in (self.low, self.high))
        return replace(self, value=self.value * factor, low=low, high=high)


def wilson(successes: int, n: int, confidence: float = 0.95) -> Estimate:
    """The share of successes among n independent trials, with Wilson's (1927) score interval.

    From one to three successes, or failures, the bound on their side is that of the Poisson
    distribution where it lies farther out (Brown, Cai and DasGupta 2001): Wilson's alone leaves
    very small shares out too often, one of 0.0015 in 14 % of samples of 100.

    Raises:
        ValueError: without trials, or for a count outside 0 to n.
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"no share can be told from {successes} successes in {n} trials")
    low, high = _score_interval(successes / n, n, confidence)
    failures = n - successes
    if 1 <= successes <= _FEW:
        low = min(low, _least_rate(successes, confidence) / n)
    if 1 <= failures <= _FEW:
        high = max(high, 1.0 - _least_rate(failures, confidence) / n)
    return Estimate(successes / n, low, high, n, Kind.WILSON)


def ratio_of_counts(
    successes: npt.ArrayLike, totals: npt.ArrayLike, confidence: float = 0.95
) -> Estimate:
    """The share of successes when each replication contributes several trials.

    Trials of one replication resemble each other, so they count as fewer: Wilson's interval is
    taken at the number of independent trials that would have given the ratio estimator's variance
    with the replication as the cluster (Cochran 1977, chapter 3), never more than there were,
    and lowered for estimating that variance (Korn and Graubard 1998). When every trial succeeded
    or none did, the data cannot show the resemblance and each replication counts as one trial.
    With one trial in each replication this is `wilson`.

    Shapes: one count of successes and one of trials for each replication; replications without
    trials say nothing and are left out. The estimate's n is the number of the others.

    Raises:
        ValueError: for counts that do not fit each other, or when there are no trials.
    """
    won, tried = np.asarray(successes, dtype=np.int64), np.asarray(totals, dtype=np.int64)
    if won.shape != tried.shape or np.any(won < 0) or np.any(won > tried) or not tried.any():
        raise ValueError("each replication needs from 0 to total successes, and some a trial")
    won, tried = won[tried > 0], tried[tried > 0]
    clusters, trials = tried.size, int(tried.sum())
    if trials == clusters:
        return wilson(int(won.sum()), trials, confidence)
    share = int(won.sum()) / trials
    if clusters == 1:
        return Estimate(share, None, None, 1, Kind.TOO_FEW)
    effective = _independent_trials(won, tried, share, confidence)
    low, high = _score_interval(share, effective, confidence)
    return Estimate(share, low, high, clusters, Kind.WILSON_CLUSTERED)


def mean_interval(values: npt.ArrayLike, confidence: float = 0.95) -> Estimate:
    """The mean of independent values with Student's t interval; none from a single value.

    Raises:
        ValueError: for no values, or for one that is not finite.
    """
    sample = finite(values)
    if sample.size == 1:
        return Estimate(float(sample[0]), None, None, 1, Kind.TOO_FEW)
    return _t_interval(sample, confidence)


def paired_difference(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    confidence: float = 0.95,
    seed: int = 0,
    most: float | None = None,
) -> Difference:
    """The mean of a - b over replications that share their luck.

    Where both lie between nought and `most` see `limited_difference`, else `difference_interval`.

    Raises:
        ValueError: when a and b differ in shape, are empty, or hold what is not finite.
    """
    first, second = finite(a), finite(b)
    if first.shape != second.shape:
        raise ValueError(f"{first.size} values cannot be paired with {second.size}")
    if most is None:
        return difference_interval(first - second, confidence, seed)
    rooms = most - float(first.mean()), most - float(second.mean())
    return limited_difference(first - second, *rooms, confidence)


def limited_difference(
    differences: npt.ArrayLike, below: float, above: float, confidence: float = 0.95
) -> Difference:
    """The mean of paired differences of what ends at a limit, such as hours at a window.

    What a sample may not have met is a replication in which one of the two alone reaches the limit
    and the other is as usual: then the difference is `above`, or minus `below`. Each bound adds
    one such value (see `sim.statistics.unseen`), or the most extreme one met where that lies
    farther out. Where fewer than 20 differ, what was met stands for its opposite, too: six that
    differ one way, and are about as large, are then told apart from nought, as by a sign test.

    Raises:
        ValueError: for no differences, or for one that is not finite.
    """
    sample = finite(differences)
    if not np.any(sample):
        return _difference(Estimate(0.0, None, None, sample.size, Kind.TOO_FEW), sample)
    moments = moments_of(sample)
    if moments.n == 1:
        return _difference(Estimate(moments.mean, None, None, 1, Kind.TOO_FEW), sample)
    low, high = min(moments.low, -below), max(moments.high, above)
    if np.count_nonzero(sample) < FEWEST_RESAMPLED:
        low, high = min(low, -moments.high), max(high, -moments.low)
    z = z_quantile(confidence)
    lower, upper = lower_bound(moments, low, z), upper_bound(moments, high, z)
    return _difference(Estimate(moments.mean, lower, upper, moments.n, Kind.ONE_MORE), sample)


def difference_interval(
    differences: npt.ArrayLike, confidence: float = 0.95, seed: int = 0
) -> Difference:
    """The mean of paired differences, many of which may be zero, with an interval to suit them.

    - Fewer than 6 differ from zero: too few to tell, and no interval.
    - Fewer than 20: one more value on each side, as far out as the farthest met on either
      (see `sim.statistics.unseen`).
    - Skewness from -0.5 to 0.5, fairly symmetrical (Bulmer 1979): Student's t.
    - Otherwise bootstrap-t with 1999 resamples (Efron and Tibshirani 1993, chapter 12); t after
      all where so many differences are equal that resamples have no spread.

    A rule that allows t more skewness in larger samples picks it just where a sample has missed the
    long tail: Cochran's n > 25 G**2 did so for three of four samples of 100 exponential
    differences, and t then held the truth in 0.92 of them.

    The resamples follow from `seed` alone: equal differences give equal intervals.

    Raises:
        ValueError: for no differences, or for one that is not finite.
    """
    sample = finite(differences)
    nonzero = np.count_nonzero(sample)
    if nonzero < FEWEST_NONZERO:
        mean = float(sample.mean())
        return _difference(Estimate(mean, None, None, sample.size, Kind.TOO_FEW), sample)
    if nonzero < FEWEST_RESAMPLED:
        return _difference(_one_more_either_way(sample, confidence), sample)
    if abs(_skewness(sample)) <= NEARLY_SYMMETRIC:
        return _difference(_t_interval(sample, confidence), sample)
    return _difference(_bootstrap_t_interval(sample, confidence, seed), sample)


def finite(values: npt.ArrayLike) -> Floats:
    """Values as an array.

    Raises:
        ValueError: there are none, or one is not finite.
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
        raise ValueError("an estimate needs a list of finite values, at least one")
    return sample


def _difference(estimate: Estimate, sample: Floats) -> Difference:
    more, less = int(np.count_nonzero(sample > 0)), int(np.count_nonzero(sample < 0))
    return Difference(**vars(estimate), more=more, less=less)


def _one_more_either_way(sample: Floats, confidence: float) -> Estimate:
    moments, farthest = moments_of(sample), float(np.abs(sample).max())
    quantile = t_quantile(confidence, moments.n - 1)
    low = lower_bound(moments, -farthest, quantile)
    high = upper_bound(moments, farthest, quantile)
    return Estimate(moments.mean, low, high, moments.n, Kind.ONE_MORE)


def _score_interval(share: float, n: float, confidence: float) -> tuple[float, float]:
    square = z_quantile(confidence) ** 2
    centre = share + square / (2 * n)
    reach = sqrt(square * (share * (1 - share) / n + square / (4 * n * n)))
    low = 0.0 if share == 0.0 else (centre - reach) / (1 + square / n)
    high = 1.0 if share == 1.0 else (centre + reach) / (1 + square / n)
    return low, high


@cache
def _least_rate(events: int, confidence: float) -> float:
    """The Poisson mean at which as many events or more are as rare as a miss is allowed to be."""
    low, high = 0.0, float(events)
    while low < (middle := (low + high) / 2.0) < high:
        fewer = sum(middle**k / factorial(k) for k in range(events)) * exp(-middle)
        low, high = (middle, high) if 1.0 - fewer < 1.0 - confidence else (low, middle)
    return low


def _independent_trials(
    won: npt.NDArray[np.int64], tried: npt.NDArray[np.int64], share: float, confidence: float
) -> float:
    clusters, trials = tried.size, int(tried.sum())
    if share in (0.0, 1.0):
        return float(clusters)
    squares = float(np.sum((won - share * tried) ** 2))
    variance = squares * clusters / (clusters - 1) / trials**2
    estimated = (z_quantile(confidence) / t_quantile(confidence, clusters - 1)) ** 2
    if variance == 0.0:
        return trials * estimated
    return min(share * (1 - share) / variance, trials) * estimated


def _t_interval(sample: Floats, confidence: float) -> Estimate:
    n, mean = sample.size, float(sample.mean())
    reach = t_quantile(confidence, n - 1) * float(sample.std(ddof=1)) / sqrt(n)
    return Estimate(mean, mean - reach, mean + reach, n, Kind.T)


def _skewness(sample: Floats) -> float:
    centred = sample - sample.mean()
    spread = float(centred.std())
    return float(np.mean((centred / spread) ** 3)) if spread > 0 else 0.0


def _bootstrap_t_interval(sample: Floats, confidence: float, seed: int) -> Estimate:
    n, mean = sample.size, float(sample.mean())
    error = float(sample.std(ddof=1)) / sqrt(n)
    statistics = np.sort(_studentised(sample, seed))
    rank = max(1, round((_RESAMPLES + 1) * (1 - confidence) / 2))
    lower, upper = float(statistics[rank - 1]), float(statistics[-rank])
    if not (isfinite(lower) and isfinite(upper)):
        # Nearly all differences are equal: too many resamples show no spread to divide by.
        return _t_interval(sample, confidence)
    return Estimate(mean, mean - upper * error, mean - lower * error, n, Kind.BOOTSTRAP_T)


def _studentised(sample: Floats, seed: int) -> Floats:
    """The t statistic of every resample about the sample's own mean; infinite without spread."""
    n = sample.size
    centred = sample - sample.mean()
    generator = np.random.Generator(np.random.Philox(key=seed))
    sums, squares = np.empty(_RESAMPLES), np.empty(_RESAMPLES)
    rows = max(1, _CELLS_AT_ONCE // n)
    for start in range(0, _RESAMPLES, rows):
        chunk = slice(start, min(start + rows, _RESAMPLES))
        drawn = centred.take(generator.integers(n, size=(chunk.stop - start, n)))
        sums[chunk], squares[chunk] = drawn.sum(axis=1), np.einsum("ij,ij->i", drawn, drawn)
    means = sums / n
    variances = (squares - n * means**2) / (n - 1)
    spread = variances > 1e-12 * float(centred.var())
    errors = np.sqrt(variances, where=spread, out=np.zeros(_RESAMPLES)) / sqrt(n)
    without = np.copysign(inf, means)
    return np.divide(means, errors, where=spread, out=without)
