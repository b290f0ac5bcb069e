"""Whether plans and their layouts are alike, told without running them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace

import numpy as np

from sim.plan.values.cells import TableFill
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan


class Layouts:
    """Layouts met so far, of which the first of all that are alike stands for the others.

    Plans that share a layout share what is drawn.
    """

    def __init__(self, most: int | None = None) -> None:
        """None is met yet; of more than so many the one met longest ago is forgotten."""
        self._met: list[Layout] = []
        self._most = most

    def first_like(self, layout: Layout) -> Layout:
        """The first that is alike in everything, which may be this one."""
        found = next((one for one in self._met if alike(one, layout)), layout)
        self._met = [*(one for one in self._met if one is not found), found]
        if self._most is not None:
            del self._met[: -self._most]
        return found


def sharing_layouts(plans: Iterable[Plan]) -> list[Plan]:
    """The plans, those whose layouts are alike with one and the same."""
    met = Layouts()
    return [replace(plan, layout=met.first_like(plan.layout)) for plan in plans]


def alike(one: Layout, other: Layout) -> bool:
    """Whether two layouts are equal in everything, to the last bit."""
    return one is other or all(
        same(getattr(one, name), getattr(other, name)) for name in _SMALL_FIRST
    )


_LARGE = ("routes", "ties", "pairs", "fill")
"""What takes long to compare is compared where nothing else tells two apart."""
_SMALL_FIRST = sorted((it.name for it in fields(Layout)), key=lambda name: name in _LARGE)


def same_plan(one: Plan, other: Plan) -> bool:
    """Whether two plans surely give the same on common random numbers.

    Numbers of the table that no copy can ever meet on its way are left out of account, and what
    waits for a condition only to tell somebody something. That two plans are told apart does not
    say that they differ in what happens.
    """
    if _changes_on_a_condition(one) or _changes_on_a_condition(other):
        return one is other
    if not alike(one.layout, other.layout):
        return False
    used = _used(one.layout)
    return (
        np.array_equal(one.table[used], other.table[used])
        and [write for write in one.writes if used[write.cell]]
        == [write for write in other.writes if used[write.cell]]
        and all(same(getattr(one, name), getattr(other, name)) for name in _OTHERS)
    )


_OTHERS = tuple(
    it.name for it in fields(Plan) if it.name not in ("layout", "table", "writes", "awaiting")
)


def _changes_on_a_condition(plan: Plan) -> bool:
    return plan.awaiting is not None and not plan.awaiting.only_tells


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
