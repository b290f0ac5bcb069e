"""Medians of times that are followed up to a window: of one window, and of all threats."""

from __future__ import annotations

from math import ceil, floor, inf, log, sqrt

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Estimate, Kind, finite
from sim.statistics.student_t import t_quantile

_EXACT = 1e-9
"""Shares that differ by less are the same."""


def median_of_one_window(
    times: npt.ArrayLike, censored_at: float, confidence: float = 0.95
) -> Estimate:
    """The median of times followed for one window, with a distribution-free interval.

    `times` are min(T, W) with W = `censored_at`, in any unit; a time of W or more was not
    reached. The median is the first time by which half were; when more than half were not, its
    value is W and its kind "not reached". The bounds are order statistics that hold at least the
    stated confidence (binomial, so wide in small samples); fewer than six times give none, and
    an upper bound that was not reached is None.

    Raises:
        ValueError: for no times, or for one that is not finite.
    """
    ordered = np.minimum(np.sort(finite(times)), censored_at)
    n = ordered.size
    middle = float(ordered[ceil(n / 2) - 1])
    kind = Kind.ORDER if middle < censored_at else Kind.NOT_REACHED
    rank = _rank_of_lower_bound(n, confidence)
    if rank == 0:
        return Estimate(middle, None, None, n, kind)
    low, high = float(ordered[rank - 1]), float(ordered[n - rank])
    return Estimate(middle, low, high if high < censored_at else None, n, kind)


def median_of_all(
    times: npt.ArrayLike,
    windows: npt.ArrayLike,
    replications: npt.ArrayLike,
    confidence: float = 0.95,
) -> Estimate:
    """The moment by which half of all threats are detected, each within its own window.

    `times` are min(T, W), `windows` the W and `replications` whose threat each is, one for each
    threat; a time equal to its window was not reached, whatever the others' windows are. When more
    than half were not, the value is the longest window and the kind "not reached".

    With one threat in each replication and one window the bounds are those of
    `median_of_one_window`. Otherwise threats of a replication resemble each other, and the bounds
    are Woodruff's (1952): the moments at which the share detected is as far from one half as the
    share detected by the median is uncertain, with the replication as the cluster. Where after one
    of these moments no more are detected for a while, the upper bound is the end of that while: any
    moment in it is as good. A bound that was not reached is None.

    Raises:
        ValueError: for shapes that differ, or no times.
    """
    ended, followed = np.asarray(times, np.float64), np.asarray(windows, np.float64)
    owner = np.asarray(replications, np.int64)
    if ended.ndim != 1 or not ended.size or not ended.shape == followed.shape == owner.shape:
        raise ValueError("a median needs a time, a window and a replication of each threat")
    _, cluster = np.unique(owner, return_inverse=True)
    clusters, longest = int(cluster.max()) + 1, float(followed.max())
    if clusters == ended.size and (followed == longest).all():
        return median_of_one_window(ended, longest, confidence)
    detected = np.where(ended < followed, ended, inf)
    ordered = np.sort(detected)
    middle = _at_share(ordered, 0.5)
    value = longest if middle == inf else middle
    kind = Kind.NOT_REACHED if middle == inf else Kind.ORDER_CLUSTERED
    if clusters < 2:
        return Estimate(value, None, None, clusters, kind)
    reach = _uncertainty(detected <= value, cluster, clusters, confidence)
    low, high = _at_share(ordered, 0.5 - reach), _past_share(ordered, 0.5 + reach)
    return Estimate(
        value,
        min(low, longest) if reach < 0.5 else None,
        high if high < inf else None,
        clusters,
        kind,
    )


def _rank_of_lower_bound(n: int, confidence: float) -> int:
    """The largest r with P(Binomial(n, 1/2) < r) <= (1 - confidence) / 2; 0 when there is none."""
    k = np.arange(n)
    logs = np.concatenate([[0.0], np.cumsum(np.log((n - k) / (k + 1)))]) - n * log(2)
    return int(np.count_nonzero(np.cumsum(np.exp(logs)) <= (1 - confidence) / 2))


def _at_share(ordered: npt.NDArray[np.float64], share: float) -> float:
    """The first moment by which this share was detected; infinite where it never is."""
    place = max(1, ceil(share * ordered.size))
    return float(ordered[place - 1]) if place <= ordered.size else inf


def _past_share(ordered: npt.NDArray[np.float64], share: float) -> float:
    """The first moment by which more than this share was detected; infinite where it never is."""
    place = floor(share * ordered.size + _EXACT)
    return float(ordered[place]) if place < ordered.size else inf


def _uncertainty(
    by_then: npt.NDArray[np.bool_],
    cluster: npt.NDArray[np.intp],
    clusters: int,
    confidence: float,
) -> float:
    """Half the width of the interval of the share detected by a moment."""
    won = np.bincount(cluster, weights=by_then, minlength=clusters)
    tried = np.bincount(cluster, minlength=clusters)
    share = won.sum() / tried.sum()
    squares = float(np.sum((won - share * tried) ** 2))
    variance = squares * clusters / (clusters - 1) / float(tried.sum()) ** 2
    return t_quantile(confidence, clusters - 1) * sqrt(variance)
