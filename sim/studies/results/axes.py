"""The axes of a stored study as analyses need them: a number for each condition, and its words.

An axis of numbers, durations or rates has these as its numbers. One of anything else, such as
medians that move together with tails, has the places of its values in the order of the study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.frozen import frozen
from sim.scenario.files.canonical import canonical
from sim.scenario.files.paths import dotted
from sim.scenario.reading.varying import steps_of
from sim.scenario.units.amounts import Sort, alike, amount, number_in
from sim.statistics.designs import Floats
from sim.studies.file.axes import levels_of, number_of_levels, takes_whole_numbers
from sim.studies.file.schema import Axis

_MOST_WORDS = 60
_SHORT = 5
_DIGITS = 3
_SUFFIXES = {Sort.NUMBER: "", Sort.HOURS: "h", Sort.PER_DAY: "per day"}


@frozen
class Level:
    """One value of an axis."""

    number: float
    words: str


@frozen
class AnsweredAxis:
    """What varied."""

    name: str
    label: str
    unit: str
    """What its numbers are counted in, where words of its values do not say it already."""
    suffix: str
    """What those words end with: that these are hours, or so many a day."""
    measured: bool
    """Whether its numbers are amounts; otherwise they are places in the study's list."""
    whole: bool
    """Whether there is nothing between whole numbers, as of analysts."""
    shown_by: str
    """Of several paths that take different values, the one whose values these are; else empty."""
    levels: tuple[Level, ...]
    """Those that some condition has, in increasing order of their numbers."""

    def words(self, number: float) -> str:
        """What is said of a number on this axis, also between its levels."""
        nearest = min(self.levels, key=lambda level: abs(level.number - number))
        if not self.measured or nearest.number == number:
            return nearest.words
        return _amount_words(number, self.suffix)


@frozen
class Placed:
    """The axes, and where on them each condition lies."""

    axes: tuple[AnsweredAxis, ...]
    numbers: Floats
    """Shape: (conditions, axes)."""


def placed(axes: Mapping[str, Axis], settings: Sequence[Mapping[str, Any]]) -> Placed:
    """Where conditions lie on the axes of their study, from what each sets."""
    found = [_axis(name, axis, settings) for name, axis in axes.items()]
    columns = [column for _, column in found]
    numbers = np.array(columns, dtype=np.float64).T.reshape(len(settings), len(found))
    return Placed(tuple(axis for axis, _ in found), numbers)


def _axis(
    name: str, axis: Axis, settings: Sequence[Mapping[str, Any]]
) -> tuple[AnsweredAxis, list[float]]:
    paths = [dotted(steps_of(path)) for path in axis.strands]
    keys = [canonical([one.get(path) for path in paths]) for one in settings]
    firsts = {
        key: [one.get(path) for path in paths] for key, one in zip(keys, settings, strict=True)
    }
    listed = _listed(axis)
    order = [key for key in listed if key in firsts]
    order += [key for key in firsts if key not in listed]
    strand = _telling_strand([firsts[key] for key in order])
    if strand is None:
        numbers, suffix = {key: float(place) for place, key in enumerate(order)}, ""
    else:
        numbers = {key: amount(firsts[key][strand]).size for key in order}
        suffix = _SUFFIXES[amount(firsts[order[0]][strand]).sort] if order else ""
    levels = (
        Level(numbers[key], listed.get(key) or _words(firsts[key][strand or 0])) for key in order
    )
    shown = AnsweredAxis(
        name=name,
        label=axis.label or name,
        unit=axis.unit,
        suffix=suffix,
        measured=strand is not None,
        whole=strand is not None and takes_whole_numbers(steps_of([*axis.strands][strand])),
        shown_by=[*axis.strands][strand or 0] if axis.together is not None else "",
        levels=tuple(sorted(levels, key=lambda level: level.number)),
    )
    return shown, [numbers[key] for key in keys]


def _listed(axis: Axis) -> dict[str, str]:
    """Values that the study lists one by one: how the store has them, and how they are written."""
    if not any(strand.values is not None for strand in axis.strands.values()):
        return {}
    if number_of_levels(axis) is None:
        return {}
    return {
        canonical([alike(value) for value in level.values()]): _words(next(iter(level.values())))
        for level in levels_of(axis)
    }


def _telling_strand(rows: Sequence[Sequence[Any]]) -> int | None:
    """Which of the values that move together tells as a number which level it is."""
    for strand in range(len(rows[0]) if rows else 0):
        numbers = [number_in(row[strand]) for row in rows]
        sorts = {
            amount(row[strand]).sort for row, n in zip(rows, numbers, strict=True) if n is not None
        }
        if None not in numbers and len(sorts) == 1 and len(set(numbers)) == len(rows):
            return strand
    return None


def _words(value: object) -> str:
    """A value as a scenario writes it, short and on one line."""
    match value:
        case None:
            said = "as written"
        case bool():
            said = "yes" if value else "no"
        case dict():
            said = ", ".join(f"{key} {_words(each)}" for key, each in value.items())
        case list() | tuple():
            said = ", ".join(_words(each) for each in value)
        case _:
            said = _text(value)
    return said if len(said) <= _MOST_WORDS else f"{said[: _MOST_WORDS - 3]}..."


def _text(value: object) -> str:
    """An amount in few digits where it has many; anything else as it is."""
    if number_in(value) is None or len(str(value)) <= _SHORT:
        return str(value)
    found = amount(value)
    return _amount_words(found.size, _SUFFIXES[found.sort])


def _amount_words(number: float, suffix: str) -> str:
    whole = abs(number) >= 10 ** (_DIGITS - 1)
    return f"{f'{number:.0f}' if whole else f'{number:.{_DIGITS}g}'} {suffix}".rstrip()
