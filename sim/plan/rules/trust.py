"""Trust: what is released, how long vetting takes, what sanitising leaves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.elementary import power
from sim.scenario.agencies import Marking

Array = npt.NDArray[np.float64]

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


def release_probability(trust: Array, marking: Marking) -> Array:
    """The chance that trust alone lets a report with this marking go: T ** s."""
    sensitivity = SENSITIVITY[marking]
    distinct, places = np.unique(trust, return_inverse=True)
    powers = np.array([power(float(t), sensitivity) for t in distinct])
    released: Array = powers[places].reshape(trust.shape)
    return released


def vetting_factor(trust: Array, distrust: float, dial: float) -> Array:
    """How many times as long vetting takes as with full trust: f (1 + v (1 - T))."""
    return dial * (1.0 + distrust * (1.0 - trust))


def surviving_weight(trust: Array, kept: float) -> Array:
    """The share of a report's weight that sanitising leaves: c + (1 - c) T."""
    return kept + (1.0 - kept) * trust
