"""Small steps with columns of numbers: spread counts out, join, round, give a draw its shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chance.shapes import Shape
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.layout import Layout

Bools = npt.NDArray[np.bool_]


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For counts per owner: the owner of each item, and its ordinal with that owner."""
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - before[owner]


def first_of_each(values: Ints) -> Ints:
    """Where each value stands first, in the order of values.

    As numpy's unique says, which at its first call loads masked arrays: that takes longer than
    many a run.
    """
    order = np.argsort(values, kind="stable")
    begins = np.ones(len(values), dtype=np.bool_)
    begins[1:] = np.diff(values[order]) != 0
    return order[begins]


def standardised(u: Floats, shape: Shape | None) -> Floats:
    """Uniform numbers as draws of a shape; None leaves them as they are."""
    return u if shape is None else shape.quantiles(u)


LONGEST = 2.0**60
"""Microseconds: 36,000 years, beyond every horizon; what lasts longer counts as this.

Three such times, one after the other, still are a number of 8 bytes.
"""


def whole(microseconds: Floats) -> Ints:
    """The nearest whole microseconds, at most the longest time."""
    return np.rint(np.minimum(microseconds, LONGEST)).astype(np.int64)


def joined(parts: Sequence[npt.NDArray[np.generic]], dtype: type = np.int64) -> npt.NDArray[Any]:
    """Columns one after the other, of a type that does not depend on which are empty."""
    return np.concatenate([np.empty(0, dtype=dtype), *parts]).astype(dtype, copy=False)


def shaped(layout: Layout, u: Floats, families: Ints, possible: Sequence[int]) -> Floats:
    """Uniform numbers as standardised draws, each of its family among those possible."""
    if len(possible) == 1:
        return standardised(u, layout.shapes[possible[0]])
    z = np.empty(len(u))
    for family in possible:
        mine = families == family
        z[mine] = standardised(u[mine], layout.shapes[family])
    return z
