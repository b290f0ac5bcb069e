"""Durations that somebody measured, read from a CSV file, with a mark for those still going on."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.errors import InputError, Problem
from sim.scenario.quantities import DURATION_WORDS, HOURS_IN, LONGEST_HOURS, duration_hours
from sim.scenario.source import decoded, read_source
from sim.scenario.words import did_you_mean, listed, nearest

MOST_ROWS: Final = 200_000
_YES: Final = frozenset({"1", "yes", "true", "y", "censored"})
_NO: Final = frozenset({"0", "no", "false", "n"})
_BEGINS_A_FIGURE: Final = frozenset("0123456789.+-")
_MARK_WORDS: Final = "yes or no, true or false, or 1 or 0"


@dataclass(frozen=True, eq=False)
class Durations:
    """What a file holds."""

    file: str
    """Its name without folders."""
    column: str
    """Where the durations stand: a heading, or the number of a column."""
    hours: npt.NDArray[np.float64]
    censored: npt.NDArray[np.bool_]
    """Which were still going on when they were last looked at."""


@dataclass(frozen=True)
class _Cells:
    """The rows of a file, each with the line on which it ends, and its headings if it has some."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    columns: int

    def as_many_as_first(self, row: Sequence[str]) -> None:
        """Refuses a row of another length."""
        if len(row) != self.columns:
            raise ValueError(f"{self.columns} cells as in the first line (here: {len(row)})")

    def refuse(self, expected: str, found: str = "", hint: str = "") -> InputError:
        """What is wrong with the file as a whole."""
        problem = Problem(file=self.file, expected=expected, found=found, hint=hint)
        return InputError([problem])


def read_durations(
    path: Path, *, unit: str | None = None, column: str | None = None, censored: str | None = None
) -> Durations:
    """The durations in a CSV file.

    A cell is a duration with its unit, such as ``36 h``, or a number of the ``unit``. The first
    line may hold headings: then columns go by these, else by number from 1. A column of marks
    says which durations were still going on.

    Raises:
        InputError: it cannot be read, has no such column, or a cell that says nothing of the kind;
            every problem with its line.
    """
    cells = _cells(path)
    marks = None if censored is None else _column(cells, censored)
    place = _only(cells, marks) if column is None else _column(cells, column)
    if place == marks:
        raise cells.refuse("durations and marks in two columns", f"`{censored}` for both")
    hours, going = list[float](), list[bool]()
    problems = list[Problem]()
    for line, row in cells.rows:
        try:
            cells.as_many_as_first(row)
            hours.append(_hours(row[place], unit))
            going.append(marks is not None and _mark(row[marks]))
        except ValueError as error:
            found = _found(row, place, marks)
            problems.append(Problem(file=cells.file, line=line, expected=str(error), found=found))
    if problems:
        raise InputError(problems)
    name = cells.header[place] if cells.header else f"{place + 1}"
    return Durations(path.name, name, np.array(hours), np.array(going, dtype=np.bool_))


def _cells(path: Path) -> _Cells:
    name = str(path)
    text = decoded(read_source(path), name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = list[tuple[int, list[str]]]()
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        problem = Problem(
            file=name, line=reader.line_num, expected="cells with commas between", found=str(error)
        )
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
    return _Cells(name, header, body, len(first))


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


def _only(cells: _Cells, marks: int | None) -> int:
    """The column of durations where nobody named it: the one that is left."""
    left = [number for number in range(cells.columns) if number != marks]
    if len(left) == 1:
        return left[0]
    names: Sequence[str] = cells.header or [str(number + 1) for number in range(cells.columns)]
    raise cells.refuse(
        "one column of durations",
        f"{cells.columns} columns: {listed(names, 'and')}",
        "say which with --column, and which marks those still going on with --censored",
    )


def _hours(cell: str, unit: str | None) -> float:
    number = _number(cell)
    if number is None:
        return duration_hours(cell)
    if unit is None:
        raise ValueError(f"{DURATION_WORDS}, or --unit for numbers without one")
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
