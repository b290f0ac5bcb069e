"""Whether two plans can differ in anything that happens, told without running them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import numpy as np

from sim.plan.values.cells import TableFill
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan


def same_plan(one: Plan, other: Plan) -> bool:
    """Whether two plans surely give the same on common random numbers.

    Numbers of the table that no copy can ever meet on its way are left out of account. That two
    plans are told apart does not say that they differ in what happens.
    """
    if not same(one.layout, other.layout):
        return False
    used = _used(one.layout)
    return (
        np.array_equal(one.table[used], other.table[used])
        and [write for write in one.writes if used[write.cell]]
        == [write for write in other.writes if used[write.cell]]
        and all(same(getattr(one, name), getattr(other, name)) for name in _OTHERS)
    )


_OTHERS = tuple(it.name for it in fields(Plan) if it.name not in ("layout", "table", "writes"))


def same(one: object, other: object) -> bool:
    """Whether two values of a plan are equal, to the last bit, through all that they hold."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return (one.shape, one.dtype, one.tobytes()) == (other.shape, other.dtype, other.tobytes())
    if is_dataclass(one):
        return all(same(getattr(one, it.name), getattr(other, it.name)) for it in fields(one))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _used(layout: Layout) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """By cell: whether something may look at it."""
    used = np.ones(layout.fill.cells, dtype=np.bool_)
    used[_met_on_the_way(layout.fill)] = False
    used[layout.used_cells] = True
    return used


def _met_on_the_way(fill: TableFill) -> slice:
    """Cells of law, channels, languages and systems: only copies on a route meet them."""
    return slice(fill.law.recognised, fill.work)
