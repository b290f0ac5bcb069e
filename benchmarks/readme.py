"""Puts the table of a recorded run into the README: ``python -m benchmarks.readme``.

The run is recorded by ``python -m benchmarks --json benchmarks/recorded.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.aims import Measured, Row
from benchmarks.table import aim, number, value

ROOT = Path(__file__).parents[1]
README, RECORDED = ROOT / "README.md", ROOT / "benchmarks" / "recorded.json"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"


def renewed(text: str, recorded: Mapping[str, Any]) -> str:
    """A page with the table of a recorded run where it says that it is measured."""
    table = BEGIN + "\n".join(_lines(recorded)) + "\n" + END
    return re.sub(f"{BEGIN}.*{END}", lambda _: table, text, flags=re.DOTALL)


def recorded_run() -> dict[str, Any]:
    """The run that the README tells of."""
    told: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return told


def _lines(recorded: Mapping[str, Any]) -> Iterator[str]:
    machine = recorded["machine"]
    yield (
        f"Medians of one run on {machine['processors']} shared processors, on which a plain SimPy "
        f"script of the benchmark\nnetwork handles {machine['plain_script_per_second']:,} reports "
        "a second."
    )
    rows = Measured.of_data(recorded["figures"]).rows()
    for section, own in groupby(rows, lambda row: row.figure.section):
        yield ""
        yield f"| {section.replace(chr(10), ' ')} | measured | aim |"
        yield "| --- | ---: | --- |"
        for (name, of), together in groupby(own, _told_as):
            yield _line(name or of, list(together))
    yield ""


def _told_as(row: Row) -> tuple[str, str]:
    """What is told together has the same: a name of its own, or what it is one of."""
    return ("", row.figure.of) if row.figure.of else (row.figure.name, "")


def _line(name: str, rows: Sequence[Row]) -> str:
    figure = rows[0].figure
    told = value(rows[0].middle, figure.unit)
    if len(rows) > 1:
        middles = [row.middle for row in rows]
        told = f"{number(min(middles))} to {number(max(middles))}, median {number(median(middles))}"
    if any(row.reached is False for row in rows):
        told += ", missed"
    held_to = "" if figure.aim is None else aim(figure.aim).replace("<=", "≤").replace(">=", "≥")
    return f"| {name} | {told} | {held_to} |"


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8"), recorded_run()), encoding="utf-8")
