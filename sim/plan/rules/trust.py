"""Trust: what is released, how long vetting takes, what sanitising leaves."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.chance.elementary import power
from sim.scenario.schema.agencies import Marking

Array = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Array)

SENSITIVITY = {
    Marking.CLEAR: 0.0,
    Marking.GREEN: 0.5,
    Marking.AMBER: 1.0,
    Marking.STRICT: 2.0,
    Marking.RED: 4.0,
}
"""How much more trust a marking asks for; assumed numbers."""


def dialled(trust: Array, dial: float) -> Array:
    """Trust as the rules read it: 1 where the dial removes distrust, never below 0."""
    if dial == 1.0:
        return trust
    return np.maximum(0.0, trust + (1.0 - dial) * (1.0 - trust))


def learned(written: float, gained: float, lost: float) -> float:
    """Trust after so many good and bad outcomes: (r + 2 a) / (r + s + 2).

    The mean of a Beta reputation whose prior is the written trust: Josang and Ismail, *The Beta
    Reputation System*, 2002.
    """
    return (gained + 2.0 * written) / (gained + lost + 2.0)


def unknown(gained: float, lost: float) -> float:
    """How little of trust rests on experience: u = 2 / (r + s + 2), from 1 down to 0."""
    return 2.0 / (gained + lost + 2.0)


def dialled_one(trust: float, dial: float) -> float:
    """As `dialled`, of one number."""
    return trust if dial == 1.0 else max(0.0, trust + (1.0 - dial) * (1.0 - trust))


def release_probability(trust: Array, marking: Marking) -> Array:
    """The chance that trust alone lets a report with this marking go: T ** s."""
    sensitivity = SENSITIVITY[marking]
    distinct, places = np.unique(trust, return_inverse=True)
    powers = np.array([power(float(t), sensitivity) for t in distinct])
    released: Array = powers[places].reshape(trust.shape)
    return released


def vetting_factor(trust: Number, distrust: float, dial: float) -> Number:
    """How many times as long vetting takes as with full trust: f (1 + v (1 - T))."""
    return dial * (1.0 + distrust * (1.0 - trust))


def surviving_weight(trust: Number, kept: float) -> Number:
    """The share of a report's weight that sanitising leaves: c + (1 - c) T."""
    return kept + (1.0 - kept) * trust
