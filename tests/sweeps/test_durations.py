"""Are durations read as they were written, and bad files refused in their place?"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analyses.fit import durations
from sim.analyses.fit.durations import Durations, read_durations
from sim.errors import InputError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "delays.csv"


def read(
    path: Path,
    text: str,
    *,
    unit: str | None = None,
    column: str | None = None,
    censored: str | None = None,
    truncated: str | None = None,
) -> Durations:
    path.write_text(text, encoding="utf-8", newline="")
    return read_durations(path, unit=unit, column=column, censored=censored, truncated=truncated)


def refused(path: Path, text: str, **options: str) -> str:
    with pytest.raises(InputError) as error:
        read(path, text, **options)
    return str(error.value)


def test_durations_with_their_units(path: Path) -> None:
    found = read(path, "36 h\n2 d\n90 min\n0 h\n")
    assert found.hours.tolist() == [36.0, 48.0, 1.5, 0.0]
    assert not found.censored.any()
    assert (found.file, found.column) == ("delays.csv", "1")


@pytest.mark.parametrize(("unit", "hours"), [("h", [1.5, 20.0]), ("d", [36.0, 480.0])])
def test_numbers_of_a_unit(path: Path, unit: str, hours: list[float]) -> None:
    assert read(path, "1.5\n2e1\n", unit=unit).hours.tolist() == hours


def test_headings_columns_and_marks(path: Path) -> None:
    text = "\ufeffcase, hours ,open\r\na,3,yes\r\n\r\nb,4,0\r\nc,5,TRUE\r\n"
    found = read(path, text, unit="h", column="hours", censored="open")
    assert found.hours.tolist() == [3.0, 4.0, 5.0]
    assert found.censored.tolist() == [True, False, True]
    assert found.column == "hours"


def test_the_only_column_that_is_left_is_taken(path: Path) -> None:
    assert read(path, "hours,open\n3 h,no\n", censored="open").hours.tolist() == [3.0]
    assert read(path, "no,3 h\n", censored="1").hours.tolist() == [3.0]


def test_columns_go_by_number_without_headings(path: Path) -> None:
    assert read(path, "a,3 h\nb,4 h\n", column="2").hours.tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    "text",
    [
        "delay;open\n12,5;0\n30;1\n",
        "delay\topen\n12,5\t0\n30\t1\n",
        "delay;open\n12.5;0\n30;1\n",
        'delay,open\n"12,5",0\n30,1\n',
    ],
    ids=["semicolons", "tabs", "semicolons and points", "quoted"],
)
def test_cells_and_decimals_as_other_countries_write_them(path: Path, text: str) -> None:
    found = read(path, text, unit="h", column="delay", censored="open")
    assert found.hours.tolist() == [12.5, 30.0]
    assert found.censored.tolist() == [False, True]
    assert found.decimal_mark == ("point" if "." in text else "comma")


def test_one_column_of_decimal_commas(path: Path) -> None:
    assert read(path, "delay\n12,5\n30\n7,25\n", unit="h").hours.tolist() == [12.5, 30.0, 7.25]
    assert read(path, "delay\n1,5 d\n30 h\n").hours.tolist() == [36.0, 30.0]


def test_limits_by_column_and_for_all(path: Path) -> None:
    by_row = read(path, "h,most\n3,5\n4,9\n", unit="h", column="h", truncated="most")
    assert by_row.limits is not None
    assert by_row.limits.tolist() == [5.0, 9.0]
    for_all = read(path, "3\n4\n", unit="h", truncated="2 d")
    assert for_all.limits is not None
    assert for_all.limits.tolist() == [48.0, 48.0]
    left = read(path, "h,most\n3,5\n", unit="h", truncated="most")
    assert left.hours.tolist() == [3.0]
    assert read(path, "3 h\n").limits is None


BAD: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "an empty file": ("", {}, ("one a line", "none")),
    "only headings": ("hours\n", {"unit": "h"}, ("headings and nothing below",)),
    "a word": ("hours\n3\nsoon\n", {"unit": "h"}, (":3", "a duration such as", '"soon"')),
    "no unit": ("3\n4\n", {}, (":1", ":2", "--unit")),
    "no unit anywhere": ("3\n4\n5\n", {}, (":1", "as in 2 more rows", "--unit h")),
    "another unit": ("3 fortnights\n4 h\n", {"column": "1"}, ("36 h",)),
    "below nought": ("3\n-4\n", {"unit": "h"}, (":2", "from 0 to 100 years", '"-4"')),
    "no number": ("3\nnan\n", {"unit": "h"}, (":2", "from 0 to 100 years")),
    "without end": ("3\ninf\n", {"unit": "d"}, (":2", "from 0 to 100 years")),
    "too long": ("3\n40000\n", {"unit": "d"}, (":2", "from 0 to 100 years")),
    "too long with its unit": ("3 h\n200 years\n", {}, (":2", "at most 100 years")),
    "an empty cell": ("a,3 h\nb,\n", {"column": "2"}, (":2", "a duration such as")),
    "too few cells": ("a,3 h\nb\n", {"column": "2"}, (":2", "2 cells", "here: 1")),
    "too many cells": ("3 h\n4 h,5 h\n", {}, (":2", "1 cell", "here: 2")),
    "a mark that is none": (
        "hours,open\n3 h,perhaps\n",
        {"censored": "open"},
        (":2", "yes or no", '"perhaps"'),
    ),
    "no such heading": (
        "hours,open\n3 h,no\n",
        {"column": "huors", "censored": "open"},
        ("`huors`", "did you mean `hours`"),
    ),
    "a heading twice": ("hours,hours\n3 h,4 h\n", {"column": "hours"}, ("twice",)),
    "no such number": ("3 h\n4 h\n", {"column": "2"}, ("`2`", "no headings")),
    "several columns": ("case,hours\n1,3 h\n", {}, ("case and hours", "--column")),
    "one column for both": (
        "hours\n3 h\n",
        {"column": "hours", "censored": "hours"},
        ("in two columns",),
    ),
    "a quote that does not end": ('3 h\n"4 h\n', {}, ("cells with commas between",)),
    "marks beside limits": (
        "hours,open,most\n3 h,no,4 h\n",
        {"column": "hours", "censored": "open", "truncated": "most"},
        ("either --truncated or --censored", "leaves nothing out"),
    ),
    "a limit that was passed": (
        "hours,most\n3 h,4 h\n5 h,4 h\n",
        {"column": "hours", "truncated": "most"},
        (":3", "within its limit", '"5 h", "4 h"'),
    ),
    "one limit that was passed": ("hours\n3\n5\n", {"unit": "h", "truncated": "4 h"}, (":3",)),
    "a limit that is neither a column nor a duration": (
        "hours,most\n3 h,4 h\n",
        {"column": "hours", "truncated": "msot"},
        ("did you mean `most`",),
    ),
    "commas and points": ("h;x\n1,5;a\n2.5;b\n", {"column": "h", "unit": "h"}, (":3", "line 2")),
    "thousands and a decimal comma": ("h;x\n1.234,5;a\n", {"column": "h", "unit": "h"}, (":2",)),
    "thousands in quotes": ('h\n"1,234"\n', {"unit": "h"}, (":2", "separators of thousands")),
    "halves of a number": ("12,5\n30,2\n", {"unit": "h"}, ("a decimal comma",)),
    "cells between semicolons": ("a;1 h\nb\n", {"column": "2"}, (":2", "between semicolons")),
    "a control character": ("3 h\n4\x07 h\n", {}, ("control character",)),
}


@pytest.mark.parametrize(("text", "options", "said"), BAD.values(), ids=BAD)
def test_bad_files(path: Path, text: str, options: dict[str, str], said: tuple[str, ...]) -> None:
    told = refused(path, text, **options)
    assert "delays.csv" in told or "--truncated" in told
    for each in said:
        assert each in told


def test_every_bad_line_is_told(path: Path) -> None:
    told = refused(path, "3 h\nsoon\n4 h\nlater\n")
    assert ":2" in told
    assert ":4" in told


def test_a_file_that_is_not_there_and_one_that_is_no_text(path: Path) -> None:
    with pytest.raises(InputError, match="none of this name"):
        read_durations(path)
    path.write_bytes(b"3 h\n\xff\xfe\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_durations(path)


def test_more_than_can_be_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durations, "MOST_ROWS", 3)
    assert read(path, "hours\n1 h\n2 h\n3 h\n").hours.size == 3
    assert "at most 3 durations" in refused(path, "hours\n1 h\n2 h\n3 h\n4 h\n5 h\n")
    assert "at most 3 durations" in refused(path, "1 h\n2 h\n3 h\n4 h\n")
