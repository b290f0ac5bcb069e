"""Response: which warrant applies between two countries, and when an operation can take place."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.plan.rules.law import restricted_mean
from sim.scenario.schema.response import MutualRecognition, Response, Warrant

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Way = Warrant | MutualRecognition
"""A way by which one country hands somebody over to another."""

NOBODY_IS_HANDED_OVER = Warrant.model_validate(
    {"consented": {"fixed": "0 h"}, "contested": {"fixed": "0 h"}, "refusal": 1.0}
)
"""Where there is no extradition, everything outside mutual recognition is refused."""


def ways_between(response: Response, asking: str, asked: str) -> tuple[Way, ...]:
    """The ways of which the most favourable applies to a country's warrant in another.

    Every agreement of mutual recognition that has both for members, and extradition.
    """
    covering = (
        agreement
        for agreement in response.warrants.values()
        if asking in agreement.members and asked in agreement.members
    )
    return (*covering, response.extradition or NOBODY_IS_HANDED_OVER)


@lru_cache(maxsize=4096)
def hours_to_grant(way: Way, dial: float, within: float) -> float:
    """The hours that a warrant is expected to take, a refused one counted as all of W.

    With refusal q, the share c contested and durations C and D with and without, all under the
    dial of law, and W for ``within``: ``q W + (1 - q) (c E[min(C, W)] + (1 - c) E[min(D, W)])``.
    """
    refusal = min(1.0, dial * way.refusal)
    contested, consented = (
        restricted_mean(duration, dial, within) for duration in (way.contested, way.consented)
    )
    lasts = way.contested_share * contested + (1.0 - way.contested_share) * consented
    return refusal * within + (1.0 - refusal) * lasts


def ready_after(notice: Floats, readiness: Floats, communication: float, capacity: float) -> Floats:
    """By participant: from the warning until it is ready, under the dials.

    Notice has to reach it, which is communication; then it needs people and means, which is
    capacity.
    """
    return communication * notice + capacity * readiness


def warrant_after(time: Floats, law: float) -> Floats:
    """By warrant: from the warning until it is granted, under the dial of law."""
    return law * time


def refused(chance: Floats, refusal: Floats, law: float) -> np.typing.NDArray[np.bool_]:
    """By warrant: whether it is refused, under the dial of law."""
    return np.asarray(chance < np.minimum(1.0, law * refusal))


def last_of(owner: Ints, times: Floats, owners: int) -> Floats:
    """By owner the latest of its times: who has none waits for nothing."""
    last = np.zeros(owners)
    np.maximum.at(last, owner, times)
    return last
