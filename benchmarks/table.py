"""The table of what was measured, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from benchmarks.aims import Aim, Bound, Measured, Row

NAME, VALUE, SPREAD = 37, 11, 13


def table(measured: Measured) -> Iterator[str]:
    """Its lines: by section, each figure with the spread of its rounds and its aim."""
    for section, rows in groupby(measured.rows(), lambda row: row.figure.section):
        yield ""
        yield section
        for row in rows:
            yield _line(row)
    yield ""
    yield _verdict(measured)


def _line(row: Row) -> str:
    told = f"  {row.figure.name:{NAME}}{value(row.middle, row.figure.unit):>{VALUE}}"
    spread = ""
    if len(row.values) > 1:
        spread = f"{number(min(row.values))} to {number(max(row.values))}"
    return f"{told}  {spread:{SPREAD}}{_held_to(row)}".rstrip()


def _held_to(row: Row) -> str:
    if row.figure.aim is None:
        return ""
    return f"{aim(row.figure.aim):>7} {'' if row.reached else 'MISSED'}"


def _verdict(measured: Measured) -> str:
    held = [row for row in measured.rows() if row.reached is not None]
    missed = measured.missed()
    if not missed:
        return f"All {len(held)} aims are reached."
    return f"{len(held) - len(missed)} of {len(held)} aims are reached, {len(missed)} are missed."


def aim(one: Aim) -> str:
    """An aim in a few signs."""
    return f"{'<=' if one.bound is Bound.AT_MOST else '>='} {number(one.value)}"


def value(one: float, unit: str) -> str:
    """A value with its unit."""
    return f"{number(one)} {unit}".rstrip()


def number(one: float) -> str:
    """A number in about three digits."""
    if abs(one) >= 100:
        return f"{one:,.0f}"
    return f"{one:.1f}" if abs(one) >= 10 else f"{one:.2f}"
