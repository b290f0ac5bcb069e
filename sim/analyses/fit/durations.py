"""Durations that somebody measured, read from a CSV file, with what is known of how they end.

Cells stand apart by commas, semicolons or tabs, and numbers have a decimal point or a comma, as the
file has it: with both signs in one column nobody could tell thousands from thousandths.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.errors import InputError, Problem
from sim.frozen import entity, frozen
from sim.scenario.files.source import decoded, read_source
from sim.scenario.files.words import did_you_mean, listed, nearest
from sim.scenario.units.quantities import DURATION_WORDS, HOURS_IN, LONGEST_HOURS, duration_hours

MOST_ROWS: Final = 200_000
_YES: Final = frozenset({"1", "yes", "true", "y", "censored"})
_NO: Final = frozenset({"0", "no", "false", "n"})
_BEGINS_A_FIGURE: Final = frozenset("0123456789.+-")
_MARK_WORDS: Final = "yes or no, true or false, or 1 or 0"
_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", ",": "commas"}
_COMMA: Final = re.compile(r"([+-]?\d+),(\d+(?:[eE][+-]?\d+)?(?: ?[a-z]+)?)")
_WHOLE: Final = re.compile(r"[+-]?\d+(?: ?[a-z]+)?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?|[+-]?\d{1,3}(?:\.\d{3})+,\d*")


@entity
class Durations:
    """What a file holds."""

    file: str
    """Its name without folders."""
    column: str
    """Where the durations stand: a heading, or the number of a column."""
    hours: npt.NDArray[np.float64]
    censored: npt.NDArray[np.bool_]
    """Which were still going on when they were last looked at."""
    limits: npt.NDArray[np.float64] | None = None
    """The longest that each could have been and be in the file; None where none is missing."""
    decimal_mark: str = "point"
    """What numbers are written with: a point or a comma."""


@frozen
class _Cells:
    """The rows of a file, each with the line on which it ends, and its headings if it has some."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    columns: int
    separator: str
    """What stands between cells."""

    def as_many_as_first(self, row: Sequence[str]) -> None:
        """Refuses a row of another length."""
        if len(row) != self.columns:
            cells = "1 cell" if self.columns == 1 else f"{self.columns} cells"
            apart = _SEPARATORS[self.separator]
            raise ValueError(f"{cells} between {apart}, as in the first line (here: {len(row)})")

    def refuse(self, expected: str, found: str = "", hint: str = "") -> InputError:
        """What is wrong with the file as a whole."""
        problem = Problem(file=self.file, expected=expected, found=found, hint=hint)
        return InputError([problem])


def read_durations(
    path: Path,
    *,
    unit: str | None = None,
    column: str | None = None,
    censored: str | None = None,
    truncated: str | None = None,
) -> Durations:
    """The durations in a CSV file.

    A cell is a duration with its unit, such as ``36 h``, or a number of the ``unit``. The first
    line may hold headings: then columns go by these, else by number from 1. A column of marks
    says which durations were still going on; a column of limits, or one for all, how long each
    could have been and be in the file.

    Raises:
        InputError: it cannot be read, has no such column, or a cell that says nothing of the kind;
            every problem with its line.
    """
    if censored is not None and truncated is not None:
        raise InputError([_BOTH])
    cells = _cells(path)
    marks = None if censored is None else _column(cells, censored)
    limit = None if truncated is None else _limit(cells, truncated)
    ends = limit if isinstance(limit, int) else None
    place = _only(cells, marks, ends) if column is None else _column(cells, column)
    if place in (marks, ends):
        found = f"`{censored or truncated}` for both"
        raise cells.refuse("durations and what is known of them in two columns", found)
    points = _Points(cells.separator)
    hours, going, limits = list[float](), list[bool](), list[float]()
    problems = list[Problem]()
    for line, row in cells.rows:
        try:
            cells.as_many_as_first(row)
            hours.append(_hours(points.written(row[place], line), unit))
            going.append(marks is not None and _mark(row[marks]))
            if limit is not None:
                most = limit if ends is None else _hours(points.written(row[ends], line), unit)
                limits.append(_reached(hours[-1], most))
        except ValueError as error:
            found = _found(row, place, marks, ends)
            problems.append(Problem(file=cells.file, line=line, expected=str(error), found=found))
    if problems:
        raise InputError(_unit_once(problems))
    return Durations(
        file=path.name,
        column=cells.header[place] if cells.header else f"{place + 1}",
        hours=np.array(hours),
        censored=np.array(going, dtype=np.bool_),
        limits=None if limit is None else np.array(limits),
        decimal_mark="point" if points.comma_on is None else "comma",
    )


def _unit_once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems, of which that numbers have no unit is one."""
    bare = [one for one in problems if one.expected == _A_UNIT and _is_bare(one)]
    if len(bare) < _MANY:
        return list(problems)
    more = f"{bare[0].found}, as in {len(bare) - 1:,} more rows"
    hint = "say what the numbers are in, such as --unit h"
    others = [one for one in problems if one not in bare]
    return [replace(bare[0], found=more, hint=hint), *others]


def _is_bare(problem: Problem) -> bool:
    return _number(problem.found.strip('"')) is not None


_MANY: Final = 3
_A_UNIT: Final = f"{DURATION_WORDS}, or --unit for numbers without one"
_BOTH: Final = Problem(
    file="--truncated",
    expected="either --truncated or --censored",
    found="both",
    hint="a file that lists what is still going on leaves nothing out for taking too long",
)


class _Points:
    """The decimal marks of a file: all points, or all commas."""

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self.comma_on: int | None = None
        self._point_on: int | None = None

    def written(self, cell: str, line: int) -> str:
        """The cell with a decimal point."""
        if _THOUSANDS.fullmatch(cell) and ("." in cell or self._separator == ","):
            raise ValueError("a number without separators of thousands")
        if match := _COMMA.fullmatch(cell):
            self.comma_on = self.comma_on or line
            cell = f"{match[1]}.{match[2]}"
        elif "." in cell:
            self._point_on = self._point_on or line
        if self.comma_on and self._point_on:
            first = min(self.comma_on, self._point_on)
            mark = "commas" if first == self.comma_on else "points"
            raise ValueError(f"decimal {mark} throughout, as in line {first}")
        return cell


def _limit(cells: _Cells, written: str) -> int | float:
    """The column of limits, or the hours that are every row's."""
    if written not in cells.header:
        try:
            return float(duration_hours(written))
        except ValueError:
            pass
    return _column(cells, written)


def _reached(hours: float, limit: float) -> float:
    if hours > limit:
        raise ValueError("a duration within its limit, or it could not be in the file")
    return limit


def _cells(path: Path) -> _Cells:
    name = str(path)
    text = decoded(read_source(path), name)
    separator = _separator(text)
    if _one_column_of_decimal_commas(text):
        separator = ";"
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    rows = list[tuple[int, list[str]]]()
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        expected = f"cells with {_SEPARATORS[separator]} between"
        problem = Problem(file=name, line=reader.line_num, expected=expected, found=str(error))
        raise InputError([problem]) from error
    if not rows:
        raise InputError([Problem(file=name, expected="durations, one a line", found="none")])
    first = rows[0][1]
    header = () if any(map(_could_be_figure, first)) else tuple(first)
    body = tuple(rows[1:] if header else rows)
    if not body:
        found = "headings and nothing below"
        raise InputError([Problem(file=name, expected="durations, one a line", found=found)])
    if len(body) > MOST_ROWS:
        raise InputError(
            [Problem(file=name, expected=f"at most {MOST_ROWS:,} durations", found="more")]
        )
    return _Cells(name, header, body, len(first), separator)


def _separator(text: str) -> str:
    """What stands between the cells, by the first line that is not empty."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return next((sign for sign in _SEPARATORS if sign in outside), ",")


def _one_column_of_decimal_commas(text: str) -> bool:
    """One heading without a comma, and below it nothing but numbers, some with a comma."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or _separator(text) in lines[0] or _could_be_figure(lines[0]):
        return False
    commas = [_COMMA.fullmatch(line) is not None for line in lines[1:]]
    others = (line for line, comma in zip(lines[1:], commas, strict=True) if not comma)
    return any(commas) and all(_WHOLE.fullmatch(line) for line in others)


def _could_be_figure(cell: str) -> bool:
    """Whether a cell could be meant as a duration, so that its line is no line of headings."""
    return cell[:1] in _BEGINS_A_FIGURE or _number(cell) is not None


def _column(cells: _Cells, name: str) -> int:
    """Which column a name or a number means."""
    if cells.header:
        if cells.header.count(name) == 1:
            return cells.header.index(name)
        known = listed((f"`{each}`" for each in cells.header), "and")
        meant = did_you_mean(nearest(name, cells.header))
        times = "twice" if name in cells.header else "none"
        raise cells.refuse(f"one column `{name}`", times, meant or f"the columns are {known}")
    if name in map(str, range(1, cells.columns + 1)):
        return int(name) - 1
    numbers = "1" if cells.columns == 1 else f"1 to {cells.columns}"
    raise cells.refuse(f"the number of a column, {numbers}, as there are no headings", f"`{name}`")


def _only(cells: _Cells, *others: int | None) -> int:
    """The column of durations where nobody named it: the one that is left."""
    left = [number for number in range(cells.columns) if number not in others]
    if len(left) == 1:
        return left[0]
    names: Sequence[str] = cells.header or [str(number + 1) for number in range(cells.columns)]
    hint = "say which with --column, and which marks those still going on with --censored"
    if not cells.header and cells.columns == 2 and cells.separator == ",":
        hint = "say which with --column; if the comma is a decimal comma, write a heading above"
    raise cells.refuse(
        "one column of durations", f"{cells.columns} columns: {listed(names, 'and')}", hint
    )


def _hours(cell: str, unit: str | None) -> float:
    number = _number(cell)
    if number is None:
        return duration_hours(cell)
    if unit is None:
        raise ValueError(_A_UNIT)
    hours = number * HOURS_IN[unit]
    if not (isfinite(hours) and 0.0 <= hours <= LONGEST_HOURS):
        raise ValueError("a duration from 0 to 100 years")
    return hours


def _number(cell: str) -> float | None:
    try:
        return float(cell) if "_" not in cell else None
    except ValueError:
        return None


def _mark(cell: str) -> bool:
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    raise ValueError(_MARK_WORDS)


def _found(row: Sequence[str], *places: int | None) -> str:
    """The cells that were looked at."""
    told = [row[place] for place in places if place is not None and place < len(row)]
    return ", ".join(f'"{cell}"' for cell in told)
