"""The kinds of columns that plans, timetables and records are made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

DAY = 24 * 3_600_000_000
"""Microseconds."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]


def present(families: Ints) -> tuple[int, ...]:
    """The numbers of what is there, in order, without none."""
    return tuple(sorted(set(families.ravel().tolist()) - {-1}))
