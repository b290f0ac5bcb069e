"""The order of what happens at one instant: by kind, then by key, whatever was planned first."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.plan.values.arrays import Keys

KEY_BITS = 60


class Happens(IntEnum):
    """What can happen at an instant, first things first."""

    WRITE = 0
    """An inject changes numbers of the table."""
    ORDER = 1
    """An order begins or ceases to stand, or a copy has waited long enough for an answer."""
    OPENING = 2
    """A desk opens with work waiting."""
    DONE = 3
    """Somebody at a desk finishes."""
    BACK = 4
    """Somebody who has rested after work is back at a desk."""
    RESUME = 5
    """A copy goes on with its route."""
    ARRIVAL = 6
    """A copy comes to a desk."""
    REPORT = 7
    """A new report comes to its author's desk."""


def order_within(keys: Keys) -> Keys:
    """What sorts, within an instant and a kind, by key; with ``first_of`` a kind, the place."""
    return keys >> np.uint64(64 - KEY_BITS)


def first_of(kind: Happens) -> int:
    """The place of the first thing of a kind in an instant; to be added to ``order_within``."""
    return int(kind) << KEY_BITS


def desk_place(desk: int) -> int:
    """The place of the opening of a desk, by its number."""
    return first_of(Happens.OPENING) + desk
