"""Response: which warrant applies between two countries, and when an operation can take place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.scenario.response import MutualRecognition, Response, Warrant

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOBODY_IS_HANDED_OVER = Warrant.model_validate(
    {"consented": {"fixed": "0 h"}, "contested": {"fixed": "0 h"}, "refusal": 1.0}
)
"""Where there is no extradition, everything outside mutual recognition is refused."""


def warrant_between(response: Response, asking: str, asked: str) -> Warrant | MutualRecognition:
    """What a country's warrant is carried out by in another.

    The most favourable agreement of mutual recognition that has both for members: the least chance
    of refusal, then the least mean time, then the first declared; else extradition.
    """
    covering = [
        agreement
        for agreement in response.warrants.values()
        if asking in agreement.members and asked in agreement.members
    ]
    if covering:
        return min(covering, key=lambda agreement: (agreement.refusal, mean_hours(agreement)))
    return response.extradition or NOBODY_IS_HANDED_OVER


def mean_hours(warrant: Warrant | MutualRecognition) -> float:
    """How long a warrant takes on average, contested or not."""
    contested = warrant.contested_share
    return contested * warrant.contested.mean_hours + (1 - contested) * warrant.consented.mean_hours


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
