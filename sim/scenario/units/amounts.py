"""Amounts with their unit: numbers, durations and rates, read, written and told apart."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite

from sim.frozen import frozen
from sim.scenario.files.canonical import Json
from sim.scenario.units.quantities import duration_hours, rate_per_day

DIGITS = 12
"""So many digits tell two amounts apart: few enough for 0.1 + 0.2 to be 0.3."""
AMOUNT_WORDS = "a number, a duration such as 36 h, or a rate such as 3 per week"


class Sort(StrEnum):
    """What an amount is an amount of."""

    NUMBER = "number"
    HOURS = "hours"
    PER_DAY = "per day"


@frozen
class Amount:
    """So much of something."""

    sort: Sort
    size: float
    """A number, hours, or so many per day."""

    def written(self) -> int | float | str:
        """As a scenario writes it; a whole number without a fraction."""
        size = rounded(self.size, DIGITS)
        if self.sort is Sort.NUMBER:
            return int(size) if size.is_integer() else size
        return f"{size:.{DIGITS}g} {'h' if self.sort is Sort.HOURS else 'per day'}"


def rounded(size: float, digits: int) -> float:
    """A number with so many significant digits."""
    return float(f"{size:.{digits}g}")


def amount(written: object) -> Amount:
    """The amount that a number or a text says.

    Raises:
        ValueError: it says none.
    """
    if isinstance(written, int | float) and not isinstance(written, bool) and isfinite(written):
        return Amount(Sort.NUMBER, float(written))
    for read, sort in ((duration_hours, Sort.HOURS), (rate_per_day, Sort.PER_DAY)):
        try:
            return Amount(sort, read(written))
        except ValueError:
            continue
    raise ValueError(AMOUNT_WORDS)


def number_in(written: object) -> float | None:
    """The number, hours or number per day that a value says; None for anything else."""
    try:
        return amount(written).size
    except ValueError:
        return None


def alike(value: object) -> Json:
    """A value written in the one way in which all equal ones are: ``1 d`` and ``24 h`` alike."""
    if isinstance(value, dict):
        return {str(key): alike(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [alike(inner) for inner in value]
    try:
        return amount(value).written()
    except ValueError:
        return value if value is None or isinstance(value, bool | int | float) else str(value)
