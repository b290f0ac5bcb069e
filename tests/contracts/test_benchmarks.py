"""Do the benchmarks tell what they measured?"""

from __future__ import annotations

import json

import pytest

from benchmarks.aims import Figure, Measured, at_least, at_most
from benchmarks.table import table
from sim.scenario.reading.reading import load

SOME = Measured(
    {
        Figure("Waiting", "start to the answer of a question set", "s", at_most(4.0)): [
            3.0,
            5.0,
        ],
        Figure("Waiting", "imports", "s"): [0.25],
        Figure("The loop", "rate", "", at_least(60.0)): [44.0, 50.0, 61.0],
        Figure("The loop", "handlings", "/s"): [2_670_000.0, 2_700_000.0],
    }
)


def test_the_table_says_what_was_reached_in_80_columns() -> None:
    lines = list(table(SOME))
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if "MISSED" in line] == [
        line for line in lines if "50.0" in line
    ]
    assert lines[-1] == "1 of 2 aims are reached, 1 are missed."


def test_what_is_written_as_json_is_read_back() -> None:
    assert Measured.of_data(json.loads(json.dumps(SOME.as_data()))) == SOME


def test_the_compiled_loop_is_timed_by_itself() -> None:
    pytest.importorskip("numba")
    from benchmarks import loop

    assert loop.seconds_of_comparison(load("two-neighbours"), range(1)) > 0.0
