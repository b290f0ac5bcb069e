"""Conditions written one by one in a CSV file: a column for each axis, a row for each condition."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.scalars import UnreadableError, scalar
from sim.scenario.files.source import decoded, read_source
from sim.scenario.files.words import did_you_mean, listed, nearest
from sim.studies.file.axes import Axes, PlannedCondition, condition_of

MOST_ROWS: Final = 100_000


@frozen
class TableLine:
    """One row of a table, and the line of the file on which it ends."""

    condition: PlannedCondition
    line: int


def read_table(path: Path, axes: Axes) -> tuple[TableLine, ...]:
    """The conditions in a CSV file; cells are written as values in a study file.

    Raises:
        InputError: it cannot be read, has other columns than the axes, or a row that does not fit.
    """
    name = str(path)
    reader = csv.reader(io.StringIO(decoded(read_source(path), name), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if problems := [*_columns(header, axes, name)]:
            raise InputError(problems)
        return _rows(header, reader, axes, name)
    except csv.Error as error:
        problem = Problem(
            file=name, line=reader.line_num, expected="cells with commas between", found=str(error)
        )
        raise InputError([problem]) from error


def _columns(header: Sequence[str], axes: Axes, name: str) -> Iterator[Problem]:
    told = f"a column for each axis: {listed(axes, 'and')}"
    for column in dict.fromkeys(header):
        if column not in axes:
            hint = did_you_mean(nearest(column, axes))
            yield Problem(file=name, line=1, expected=told, found=f"`{column}`", hint=hint)
        elif header.count(column) > 1:
            yield Problem(file=name, line=1, expected=told, found=f"`{column}` twice")
        elif axes[column].together is not None:
            hint = "give each of its paths an axis of its own"
            found = f"`{column}`, whose paths take different values"
            yield Problem(file=name, line=1, expected="one value a cell", found=found, hint=hint)
    missing = [axis for axis in axes if axis not in header]
    if missing and not any(nearest(column, missing) for column in header if column not in axes):
        found = f"none for {listed(missing, 'and')}"
        yield Problem(file=name, line=1, expected=told, found=found)


def _rows(
    header: Sequence[str], reader: Iterator[list[str]], axes: Axes, name: str
) -> tuple[TableLine, ...]:
    rows: list[TableLine] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for line, cells in _lines(reader):
        if len(rows) >= MOST_ROWS:
            raise InputError(
                [Problem(file=name, expected=f"at most {MOST_ROWS:,} rows", found="more")]
            )
        try:
            condition = _condition(header, cells, axes)
        except UnreadableError as error:
            problems.append(Problem(file=name, line=line, expected=error.expected, hint=error.hint))
            continue
        first = lines.setdefault(condition.identity, line)
        if first != line:
            found = f"the condition of line {first} again"
            problems.append(
                Problem(file=name, line=line, expected="each condition once", found=found)
            )
        rows.append(TableLine(condition, line))
    if not rows and not problems:
        problems = [Problem(file=name, expected="a row for each condition", found="none")]
    if problems:
        raise InputError(problems)
    return tuple(rows)


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the line on which each ends."""
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield getattr(reader, "line_num", 0), cells


def _condition(header: Sequence[str], cells: Sequence[str], axes: Axes) -> PlannedCondition:
    if len(cells) != len(header):
        raise UnreadableError(f"{len(header)} cells (here: {len(cells)})")
    values = dict(zip(header, (scalar(cell.strip()) for cell in cells), strict=True))
    empty = [name for name, value in values.items() if value is None]
    if empty:
        raise UnreadableError(f"a value in the column {listed(empty, 'and')}")
    return condition_of(axes, {name: values[name] for name in axes})
