"""Two-sided bounds at 99.9 % for the comparison of a simulated figure with an exact one.

A fixed seed either passes for ever or fails for ever; at this confidence a right program would have
failed one comparison in a thousand when its seed was first tried.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

CONFIDENCE = 0.999


def mean_agrees(samples: Sequence[float], exact: float, precision: float = 0.05) -> None:
    """The mean of independent samples is the exact one.

    The interval is Student's; it must be narrower than ``precision`` of the exact value on either
    side, or a wrong program could pass.
    """
    values = np.asarray(samples, dtype=float)
    reach = stats.t.ppf(0.5 + CONFIDENCE / 2, len(values) - 1) * stats.sem(values)
    assert reach < precision * exact, f"too few samples: {values.mean()} +- {reach}"
    assert abs(values.mean() - exact) < reach, f"{values.mean()} +- {reach}, exactly {exact}"


def share_agrees(hits: int, trials: int, exact: float) -> None:
    """A count of hits is in the middle of the binomial distribution with this probability."""
    low, high = stats.binom.interval(CONFIDENCE, trials, exact)
    assert low <= hits <= high, f"{hits} of {trials}, expected {low} to {high}"
