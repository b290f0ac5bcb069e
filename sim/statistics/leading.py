"""Which of several has the greatest mean, on common random numbers: what may be said of the first.

Of several means the greatest is not always that of the best, and to single it out asks more of the
data than one interval does. So each of the others is compared with it in pairs, and whatever is not
told apart from it stands beside it (subset selection, Gupta 1965; multiple comparisons with the
best, Hsu 1981). With the confidence shared out by Bonferroni the best is among those named in 95 of
100 cases or more, and of equals one is named alone in 5 of 100 at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Estimate, difference_interval

Floats = npt.NDArray[np.float64]
_RESAMPLES = 1999
_AS_EQUAL = 1e-12


def each_of(number: int, confidence: float = 0.95) -> float:
    """The confidence that each of so many intervals needs for all to hold together (Bonferroni)."""
    return 1.0 - (1.0 - confidence) / max(1, number)


class Bounds(Protocol):
    """Something with a lower bound, which the data may not give."""

    @property
    def low(self) -> float | None:
        """The lower bound."""


def not_told_apart(
    values: Sequence[float], lead: Callable[[int, int, float], Bounds], confidence: float = 0.95
) -> tuple[int, ...]:
    """The place of the greatest and, in order, of those that may be as great.

    `lead` makes an interval of how far the one place is above another, at a confidence.
    """
    if not values:
        return ()
    order = sorted(range(len(values)), key=lambda place: (-values[place], place))
    first = order[0]
    # Two-sided although one side counts: which of two equals comes first is chance, too.
    shared = each_of(len(values) - 1, confidence)
    leads = ((place, lead(first, place, shared).low) for place in order[1:])
    return first, *(place for place, low in leads if low is None or low <= 0.0)


def leaders(
    each: Sequence[Floats],
    confidence: float = 0.95,
    compared: Callable[[Floats, float], Estimate] = difference_interval,
) -> tuple[int, ...]:
    """The places of those whose mean may be the greatest, in the order of their means.

    `each` holds for every candidate its values over the same replications; `compared` makes an
    interval of paired differences at a confidence.
    """
    means = [float(one.mean()) for one in each]
    return not_told_apart(
        means, lambda first, other, shared: compared(each[first] - each[other], shared), confidence
    )


def shares_of_first_place(each: Sequence[Floats]) -> tuple[float, ...]:
    """In what share of resamples of the replications each has the greatest mean, above nought.

    Those that are equal share the place evenly. The sample itself is one of 2000 resamples, so the
    greatest of it never has a share of nought.
    """
    if not each:
        return ()
    table = np.column_stack(each)
    n = len(table)
    generator = np.random.Generator(np.random.Philox(key=0))
    drawn = generator.multinomial(n, np.full(n, 1.0 / n), size=_RESAMPLES)
    means = np.vstack([np.ones(n), drawn]) @ table / n
    greatest = means.max(axis=1, keepdims=True)
    slack = _AS_EQUAL * float(np.abs(table).max())
    first = (means >= greatest - slack) & (greatest > slack)
    shared = first / np.maximum(1, first.sum(axis=1, keepdims=True))
    return tuple(shared.mean(axis=0).tolist())
