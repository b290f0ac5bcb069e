"""Trust: what is released, how long vetting takes, what sanitising leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from sim.chance.elementary import power
from sim.scenario.schema.agencies import Marking

Array = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Array)
Table = Any
"""Numbers by cell: a list of them, or an array."""
Cells = Any
"""Whatever names the first cell of each block that follows from trust by pair (``trust``,
``vetting``, ``weight``, and ``tear``, which is -1 without a tear-line); where trust is learned also
that of trust as ``written``, and what rules read: ``dial``, ``distrust``, ``kept``, ``tear_line``.
"""
Pair = Any
"""The number of a pair, or an array of such numbers."""

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


class Release(NamedTuple):
    """The chances of release of one marking."""

    first: int
    """The cell of the first pair."""
    sensitivity: float


def write_pair(
    table: Table,
    cells: Cells,
    pair: Pair,
    level: Number,
    vetting: Number,
    weight: Number,
    torn: Number,
) -> None:
    """Writes what follows from trust as the rules read it, besides the chances of release.

    ``pair`` is a number, or numbers of pairs with arrays of what is written of them.
    """
    table[cells.trust + pair] = level
    table[cells.vetting + pair] = vetting
    table[cells.weight + pair] = weight
    if cells.tear >= 0:
        table[cells.tear + pair] = torn


def relearn(
    table: Table,
    cells: Cells,
    releases: Iterable[Any],
    pair: int,
    gained: float,
    lost: float,
    floor: float,
    vetting_us: float,
) -> None:
    """Writes what follows from the trust of a pair after so many good and bad outcomes.

    The same cells, by the same rules, as the table of a condition is filled with; trust never
    falls below the ``floor``.
    """
    level = dialled_one(max(learned(table[cells.written + pair], gained, lost), floor), cells.dial)
    for release in releases:
        table[release.first + pair] = power(level, release.sensitivity)
    vetting = vetting_us * vetting_factor(level, cells.distrust, cells.dial)
    weight = surviving_weight(level, cells.kept)
    write_pair(table, cells, pair, level, vetting, weight, weight * cells.tear_line)


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
