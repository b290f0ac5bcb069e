"""Do the benchmarks tell what they measured, and does the README tell what was recorded?"""

from __future__ import annotations

import json

import pytest

from benchmarks.aims import Figure, Measured, at_least, at_most
from benchmarks.readme import README, RECORDED, recorded_run, renewed
from benchmarks.table import table
from sim.analyses.comparison.comparison import compare

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


def test_the_readme_tells_what_was_recorded() -> None:
    if not RECORDED.exists():
        pytest.skip("no run is recorded yet")
    text = README.read_text(encoding="utf-8")
    recorded = recorded_run()
    assert renewed(text, recorded) == text, "renew it by `python -m benchmarks.readme`"
    recorded["machine"]["plain_script_per_second"] += 1
    assert renewed(text, recorded) != text


def test_a_recorded_run_takes_the_place_of_the_one_before() -> None:
    machine = {"processors": 2, "plain_script_per_second": 29_000}
    recorded = {"machine": machine, "figures": SOME.as_data()}
    page = renewed("# A page\n<!-- measured -->\nold\n<!-- end of measured -->\nmore\n", recorded)
    assert "29,000 reports" in page
    assert "| rate | 50.0, missed | ≥ 60.0 |" in page
    assert "old" not in page
    assert renewed(page, recorded) == page


def test_the_compiled_loop_is_timed_by_itself() -> None:
    pytest.importorskip("numba")
    from benchmarks import loop

    def found() -> str:
        return repr(compare("two-neighbours", replications=4, engine="compiled").ladder)

    untimed = found()
    with loop.loop_timed() as spent:
        timed = found()
    assert spent.seconds != 0.0
    assert timed == untimed
