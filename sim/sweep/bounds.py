"""Bounds by resampling what was drawn independently of each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isfinite

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RESAMPLES = 1999


@dataclass(frozen=True)
class Bounded:
    """What was estimated from n independent rows, and between which bounds it lies.

    A bound is None where the data give none.
    """

    value: float
    low: float | None
    high: float | None
    n: int

    @property
    def half_width(self) -> float | None:
        """The distance from the value to the farther bound; None when a bound is missing."""
        if self.low is None or self.high is None:
            return None
        return max(self.high - self.value, self.value - self.low)

    def widened(self, reach: float) -> Bounded:
        """With another, independent source of error that reaches so far to either side.

        The distances are added as legs of a right triangle (Zou and Donner 2008).
        """
        if self.low is None or self.high is None:
            return self
        low = self.value - hypot(self.value - self.low, reach)
        return Bounded(self.value, low, self.value + hypot(self.high - self.value, reach), self.n)


def resampled_counts(n: int, seed: int, resamples: int = RESAMPLES) -> Floats:
    """How often each of n rows is drawn in each resample; the same for the same seed.

    Shape: (resamples, n). A row of it times a column of data is the sum over one resample.
    """
    generator = np.random.Generator(np.random.Philox(key=seed))
    return generator.multinomial(n, np.full(n, 1.0 / n), size=resamples).astype(np.float64)


def percentile_bounds(
    resampled: npt.ArrayLike, confidence: float
) -> tuple[float | None, float | None]:
    """The bounds between which the resamples lie in a share `confidence` of cases.

    A resample may be infinite: what it estimates lies beyond what was looked at, and a bound that
    falls there is None. Those that are not a number are left out where they are rare; where they
    are not (more than lie beyond one bound), there are no bounds.
    """
    values = np.asarray(resampled, dtype=np.float64)
    tail = (1.0 - confidence) / 2.0
    known = np.sort(values[~np.isnan(values)])
    if known.size < values.size * (1.0 - tail) or known.size == 0:
        return None, None
    rank = max(1, round((known.size + 1) * tail))
    low, high = float(known[rank - 1]), float(known[-rank])
    return (low if isfinite(low) else None), (high if isfinite(high) else None)
