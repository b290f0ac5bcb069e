"""A function that takes arguments of every kind and is compiled in a moment."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

RECORD = np.dtype([("number", "i8"), ("small", "i4"), ("real", "f8")], align=True)


class Inner(NamedTuple):
    """Arrays of records and of two dimensions."""

    records: Any
    grid: Any
    nothing: Any


class Outer(NamedTuple):
    """A named tuple in a named tuple."""

    inner: Inner
    key: Any
    flag: bool
    real: float


def add_up(outer: Outer, least: int, found: Any) -> None:
    """Adds up whatever is given."""
    total = 0.0
    for record in outer.inner.records:
        total += record["number"] + record["small"] + record["real"]
    for row in range(outer.inner.grid.shape[0]):
        for column in range(outer.inner.grid.shape[1]):
            total += outer.inner.grid[row, column] * (row + 1) * (column + 10)
    if outer.flag and outer.inner.nothing is None:
        total *= outer.real
    found[0] = total
    found[1] = float(outer.key >> np.uint64(60)) + least


def given(*, contiguous: bool = True) -> tuple[Outer, int, Any]:
    """Arguments of it."""
    records = np.zeros(3, dtype=RECORD)
    records["number"], records["small"], records["real"] = 2**40, (-1, 2, 3), 0.1
    grid = np.arange(24.0).reshape(4, 6)
    outer = Outer(
        Inner(records, grid if contiguous else grid[::2, ::-1], None),
        np.uint64(2**63 + 2**60),
        True,
        -0.75,
    )
    return outer, -7, np.zeros(2)
