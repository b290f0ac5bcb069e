"""What durations say before any family is presumed: the share ended by each hour.

Where some were still going on it is the product-limit estimate of Kaplan and Meier (1958). Where
cases are known only if they ended by some day, longer ones are missing, and the same product taken
from the longest down tells the share among those that could be seen (Lynden-Bell, *Monthly Notices
of the Royal Astronomical Society* 155 (1971), 95-118).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.frozen import entity
from sim.statistics.curve import Curve

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@entity
class Steps:
    """The observed share just before and just after each duration, in ascending order.

    With one more axis in front, of as many samples.
    """

    hours: Floats
    before: Floats
    after: Floats
    ended: Flags

    def farthest(self, shares: Floats) -> Floats:
        """The largest difference of a family's shares at these durations from those observed."""
        off = np.maximum(np.abs(self.after - shares), np.abs(shares - self.before))
        return np.asarray(np.where(self.ended, off, 0.0).max(axis=-1))


def steps(hours: Floats, going: Flags | None, limits: Floats | None) -> Steps:
    """The steps of one sample or, with one more axis in front, of many.

    `going` says which had not ended, `limits` the longest that each could have been and be known;
    at most one of them is given.
    """
    rows = hours.shape[-1]
    place = np.arange(rows)
    if going is None:
        ordered = np.sort(hours, axis=-1)
        ended = np.ones(ordered.shape, np.bool_)
    else:
        order = np.lexsort((going, hours), axis=-1)
        ordered = np.take_along_axis(hours, order, axis=-1)
        ended = ~np.take_along_axis(going, order, axis=-1)
    edge = np.ones((*hours.shape[:-1], 1))
    if limits is not None:
        no_longer = np.searchsorted(np.sort(limits), ordered, side="left")
        kept = 1.0 - 1.0 / np.maximum(1, place + 1 - no_longer)
        down = np.concatenate([np.cumprod(kept[..., ::-1], axis=-1)[..., ::-1], edge], axis=-1)
        return Steps(ordered, down[..., :-1], down[..., 1:], ended)
    last = np.cumprod(1.0 - ended / (rows - place), axis=-1)
    left = np.concatenate([edge, last], axis=-1)
    return Steps(ordered, 1.0 - left[..., :-1], 1.0 - left[..., 1:], ended)


def observed_curve(hours: Floats, going: Flags, limits: Floats | None) -> Curve:
    """The observed shares as a curve; with limits, of those that end within the longest limit."""
    one = steps(hours, going if limits is None else None, limits)
    moments, first = np.unique(one.hours[one.ended][::-1], return_index=True)
    shares = one.after[one.ended][::-1][first]
    until = float(hours.max() if limits is None else limits.max())
    return Curve(moments, shares, until, hours.size)
