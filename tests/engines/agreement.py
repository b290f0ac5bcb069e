"""Whether two timetables or two records are the same to the last bit, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.compiled.filling import rows_of
from sim.engine.compiled.memory import ROW
from sim.engine.record import Record
from sim.engine.timetable import Timetable

WHOSE = {"plan", "timetable", "layout"}
"""What a record or timetable belongs to; the rest is what it says."""


def assert_same(one: Record | Timetable, other: Record | Timetable) -> None:
    """Fails with the first column, and the first place in it, at which two of a kind differ."""
    others = dict(columns(other))
    names = []
    for name, column in columns(one):
        names.append(name)
        where = first_difference(column, others[name])
        assert where is None, f"{name}{where}: {shown(column, where)}, {shown(others[name], where)}"
    assert names == list(others)


def assert_same_rows(one: Timetable, other: Timetable) -> None:
    """Fails when two timetables give the compiled engine's memory different rows."""
    mine, others = rows_of(one), rows_of(other)
    for name in ROW.names or ():
        where = first_difference(mine[name], others[name])
        assert where is None, (
            f"{name}{where}: {shown(mine[name], where)}, {shown(others[name], where)}"
        )


def columns(held: Any, prefix: str = "") -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Every column of a record or timetable by name; a single number is a column too."""
    for field in fields(held):
        if field.name not in WHOSE:
            value = getattr(held, field.name)
            if hasattr(value, "__dataclass_fields__"):
                yield from columns(value, f"{prefix}{field.name}.")
            elif isinstance(value, tuple):
                yield from ((f"{prefix}{field.name}.{i}", each) for i, each in enumerate(value))
            elif value is None:
                yield prefix + field.name, np.empty(0)
            else:
                yield prefix + field.name, np.asarray(value)


def first_difference(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> tuple[int, ...] | None:
    """The first place at which two columns differ, bit by bit; () when their lengths do."""
    if one.shape != other.shape:
        return ()
    places = np.argwhere(bits(one) != bits(other))
    return tuple(places[0].tolist()) if len(places) else None


def bits(column: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """The bits of numbers; whole numbers of different sizes have the same ones."""
    kind = np.float64 if column.dtype.kind == "f" else np.uint64
    wide = np.ascontiguousarray(column).astype(kind)
    return wide.view(np.uint64)


def shown(column: npt.NDArray[Any], where: tuple[int, ...]) -> str:
    """What stands at a place of a column; its shape when there is no place."""
    return repr(column[where].item()) if where or not column.shape else f"shape {column.shape}"
