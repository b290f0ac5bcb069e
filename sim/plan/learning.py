"""Learned trust: when it is looked at anew, and which numbers of the table follow."""

from __future__ import annotations

import numpy as np

from sim.chance.elementary import power
from sim.plan.parties import Parties
from sim.plan.rules.calendars import microseconds
from sim.plan.rules.trust import SENSITIVITY, Release
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.layout import Layout
from sim.plan.values.plan import LearningRule
from sim.scenario.schema.agencies import Marking
from sim.scenario.values.dials import Dials


def learning_of(
    parties: Parties, layout: Layout, dials: Dials, written: Floats, moments: tuple[int, ...]
) -> LearningRule | None:
    """How trust is learned, where it is.

    ``written`` is trust by pair when the exercise begins; ``moments`` are those at which it is
    written again.
    """
    learning, sharing, fill = parties.scenario.trust.learning, parties.scenario.sharing, layout.fill
    if learning is None:
        return None
    parties.rules.must_be_fit_for_learning()
    reviews = _reviews(microseconds(learning.every), layout.horizon_us, moments)
    spans = np.diff(reviews, prepend=0) / microseconds(learning.half_life)
    tear = sharing.onward.tear_line if sharing.onward else None
    return LearningRule(
        reviews=reviews,
        keep=np.array([power(0.5, float(span)) for span in spans]),
        known_after_us=microseconds(learning.known_after),
        loss=learning.loss,
        gained=learning.confidence * written,
        lost=learning.confidence * (1.0 - written),
        floor=parties.least_trust,
        vetting_us=fill.vetting_us,
        releases=tuple(
            Release(first, SENSITIVITY[Marking(marking)]) for marking, first in fill.release.items()
        ),
        written=fill.written,
        trust=fill.trust,
        vetting=fill.vetting,
        weight=fill.weight,
        tear=fill.tear,
        dial=dials.trust,
        distrust=sharing.vetting_distrust,
        kept=sharing.sanitised_weight,
        tear_line=0.0 if tear is None else parties.rules.cleared(tear, dials.trust),
    )


def _reviews(every: int, horizon: int, moments: tuple[int, ...]) -> Ints:
    """At regular times, and right after each moment at which trust is written."""
    written = {at + 1 for at in moments if 0 <= at < horizon - 1}
    return np.array(sorted({*range(every, horizon, every), *written}), dtype=np.int64)
