"""Are conditions read from a table as they stand there, and its mistakes told by line?"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError, Problem
from sim.studies.file.schema import Axis
from sim.studies.file.table import TableLine, read_table
from tests.sweeps.files import TEXT, read_text

AXES = {
    "trust": Axis(path="dials.trust"),
    "fusion": Axis(path="sharing.fusion"),
}


def table_of(text: str | bytes, folder: Path) -> tuple[TableLine, ...]:
    file = folder / "conditions.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(file, AXES)


def refusals(text: str | bytes, folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        table_of(text, folder)
    return caught.value.problems


def test_each_row_is_a_condition(tmp_path: Path) -> None:
    rows = table_of("fusion,trust\nnaive,0\norigin-aware,0.5\n", tmp_path)
    assert [dict(row.condition.settings) for row in rows] == [
        {"dials.trust": 0, "sharing.fusion": "naive"},
        {"dials.trust": 0.5, "sharing.fusion": "origin-aware"},
    ]
    assert [row.line for row in rows] == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbftrust,fusion\r\n0.5,naive\r\n",
        ' trust , fusion \n\n "0.5" , naive \n,\n',
        'trust,fusion\n"0.5","naive"',
    ],
)
def test_what_spreadsheets_write_is_read(text: str | bytes, tmp_path: Path) -> None:
    (row,) = table_of(text.replace(' "0.5" ', "0.5") if isinstance(text, str) else text, tmp_path)
    assert dict(row.condition.settings) == {"dials.trust": 0.5, "sharing.fusion": "naive"}


@pytest.mark.parametrize(
    ("text", "line", "expected", "found"),
    [
        ("", 1, "a column for each axis: trust and fusion", "none for trust and fusion"),
        ("trust\n0\n", 1, "a column for each axis", "none for fusion"),
        ("trust,fusion,law\n0,naive,1\n", 1, "a column for each axis", "`law`"),
        ("trust,fusion,trust\n0,naive,1\n", 1, "a column for each axis", "`trust` twice"),
        ("trust,fusion\n", None, "a row for each condition", "none"),
        ("trust,fusion\n0\n", 2, "2 cells (here: 1)", ""),
        ("trust,fusion\n0,naive\n0,\n", 3, "a value in the column fusion", ""),
        ("trust,fusion\n007,naive\n", 2, "leading zeros", ""),
        ("trust,fusion\n0,naive\n0.0,naive\n", 3, "each condition once", "line 2"),
        ('trust,fusion\n0,"naive\n', 2, "cells with commas between", "end"),
        ("trust,fusion\n0,\x07\n", 2, "text", "control character"),
        (b"trust,fusion\n0,\xff\n", 2, "UTF-8", "0xff"),
    ],
)
def test_a_mistake_is_told_by_its_line(
    text: str | bytes, line: int | None, expected: str, found: str, tmp_path: Path
) -> None:
    (problem,) = refusals(text, tmp_path)
    assert problem.line == line
    assert expected in problem.expected
    assert found in problem.found
    assert problem.file.endswith("conditions.csv")


def test_a_column_that_is_nearly_an_axis_is_guessed(tmp_path: Path) -> None:
    (problem,) = refusals("trust,fusoin\n0,naive\n", tmp_path)
    assert problem.hint == "did you mean `fusion`?"


def test_paths_with_different_values_have_no_column(tmp_path: Path) -> None:
    together = Axis.model_validate({"together": {"dials.trust": {"values": [1]}}})
    file = tmp_path / "conditions.csv"
    file.write_text("both\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match="an axis of its own"):
        read_table(file, {"both": together})


def test_a_study_runs_over_the_table_beside_it(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("trust\n0.25\n3\n", encoding="utf-8")
    opened = read_text(TEXT.replace("full grid", "{table: rows.csv}"), tmp_path)
    assert opened.conditions == 2
    assert [dict(row.condition.values) for row in opened.rows] == [{"trust": 0.25}, {"trust": 3}]


def test_a_value_that_the_scenario_refuses_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("trust\n0.25\n11\nhigh\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_text(TEXT.replace("full grid", "{table: rows.csv}"), tmp_path)
    told = [(one.line, one.where, one.found) for one in caught.value.problems]
    assert told == [(3, "trust", "11"), (4, "trust", '"high"')]
    assert all(one.file.endswith("rows.csv") for one in caught.value.problems)
