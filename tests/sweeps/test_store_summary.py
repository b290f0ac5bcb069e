"""Does a store tell how far a study is, and what its conditions gave on average?"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from sim.statistics.averages import average
from sim.statistics.intervals import Kind, wilson
from sim.statistics.unseen import AMOUNTS
from sim.studies.store import status as store_status
from sim.studies.store.locking import Holder
from sim.studies.store.reading import open_store
from sim.studies.store.status import _COUNTS, _Counts, _simple_counts, status
from sim.studies.store.summary import Average, summaries
from sim.studies.store.writing import Planned, open_to_write
from tests.sweeps.stores import RECORD, TRUSTS, finished, grid, run_missing, writing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


def averages_of(path: Path, values: list[float | None]) -> Average:
    """What a store makes of these delays."""
    with open_to_write(path, RECORD) as store:
        store.plan(grid([0.5], replications=len(values)))
        (condition,) = store.conditions()
        for replication, value in enumerate(values):
            store.keep(condition.id, replication, (0.0, value))
        store.commit()
        (summary,) = summaries(store)
        return summary.averages[1]


def test_a_new_study_is_all_missing(path: Path) -> None:
    with writing(path):
        pass
    with open_store(path) as store:
        found = status(store)
    assert (found.conditions, found.complete, found.begun, found.failed) == (3, 0, 0, 0)
    assert (found.rows_wanted, found.rows_done, found.rows_missing) == (12, 0, 12)
    assert found.last_written is None
    assert found.writer is None


def test_a_store_without_a_plan_has_nothing_to_do(path: Path) -> None:
    with open_to_write(path, RECORD):
        pass
    with open_store(path) as store:
        assert (status(store).conditions, status(store).rows_missing) == (0, 0)
        assert list(summaries(store)) == []


def test_every_condition_and_row_is_counted_where_it_belongs(path: Path) -> None:
    with open_to_write(path, RECORD) as store:
        store.plan(grid((0.0, *TRUSTS, 2.0)))
        complete, begun, broken, impossible, _ = store.conditions()
        for number in range(4):
            store.keep(complete.id, number, (0.0, 0.0))
        store.keep(begun.id, 3, (0.0, 0.0))
        store.fail(broken.id, "the process died", replication=1)
        store.keep(broken.id, 2, (0.0, 0.0))
        store.keep(impossible.id, 0, (0.0, 0.0))
        store.fail(impossible.id, "no plan can be made")
        store.commit()
        found = status(store)
        missing = sum(len(each.replications) for each in store.missing())
        assert isinstance(found.writer, Holder)
    assert (found.conditions, found.complete, found.begun, found.failed) == (5, 1, 2, 2)
    assert (found.rows_wanted, found.rows_done, found.rows_failed) == (20, 7, 1)
    assert found.rows_missing == missing == 3 + 2 + 4
    assert found.last_written is not None


def test_what_is_set_aside_is_counted_apart(path: Path) -> None:
    finished(path)
    with open_to_write(path, RECORD) as store:
        store.plan(grid(TRUSTS[:1], replications=3))
        found = status(store)
        (condition,) = store.conditions()
        assert len([*store.rows(condition.id)]) == 4
        assert [one.replications for one in summaries(store)] == [4]
    assert (found.rows_done, found.rows_beyond, found.rows_missing) == (3, 1, 0)
    assert found.rows_set_aside == 8
    assert found.complete == 1


def test_to_count_rows_no_row_is_read(path: Path) -> None:
    with open_store(finished(path)) as store:
        steps = [step[-1] for step in store.select(f"EXPLAIN QUERY PLAN {store_status._COUNTS}")]
    reading = [step for step in steps if {"c", "r"} & set(step.split())]
    assert len(reading) == 4
    assert all("COVERING INDEX" in step for step in reading)


@settings(max_examples=12)
@given(
    st.lists(st.none() | st.floats(0.0, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=30)
)
def test_means_and_intervals_are_those_of_all_values_together(
    tmp_path_factory: pytest.TempPathFactory, values: list[float | None]
) -> None:
    found = averages_of(tmp_path_factory.mktemp("means") / "study.db", values)
    measured = [value for value in values if value is not None]
    if not measured:
        assert found == Average(None, None)
        return
    assert found.estimate is not None
    assert found.estimate.n == len(measured)
    expected = average(measured, AMOUNTS)
    assert found.estimate.kind is expected.kind
    if expected.low is None or set(measured) <= {0.0, 1.0}:
        assert (found.estimate.low, found.estimate.high) == (expected.low, expected.high)
        return
    largest = max(map(abs, measured))
    assert found.estimate.value == pytest.approx(expected.value, rel=1e-12, abs=1e-14 * largest)
    assert found.estimate.low == pytest.approx(expected.low, rel=1e-9, abs=1e-11 * largest)
    assert found.estimate.high == pytest.approx(expected.high, rel=1e-9, abs=1e-11 * largest)


def test_small_differences_on_large_values_are_not_lost(path: Path) -> None:
    values = [1e9 + i / 1024 for i in range(200)]
    found = averages_of(path, [*values])
    assert found.deviation == pytest.approx(float(np.std(values, ddof=1)), rel=1e-9)


def test_equal_values_have_their_own_mean_and_no_interval(path: Path) -> None:
    found = averages_of(path, [0.3772194867038786] * 100)
    assert found.deviation == 0.0
    assert found.estimate is not None
    assert found.estimate.value == 0.3772194867038786
    assert (found.estimate.low, found.estimate.kind) == (None, Kind.ALL_EQUAL)


def test_a_share_that_was_never_reached_keeps_an_open_interval(path: Path) -> None:
    with writing(path) as store:
        first, *_ = store.conditions()
        for replication in range(4):
            store.keep(first.id, replication, (0.0, 0.5))
        store.commit()
        summary, *rest = summaries(store)
    assert summary.averages[0].estimate == wilson(0, 4)
    assert summary.replications == 4
    assert [each.replications for each in rest] == [0, 0]


def test_one_value_has_no_interval(path: Path) -> None:
    found = averages_of(path, [2.5])
    assert found.estimate is not None
    assert (found.estimate.value, found.estimate.low) == (2.5, None)
    assert found.estimate.kind is Kind.TOO_FEW


def test_failures_are_counted_and_left_out(path: Path) -> None:
    with writing(path) as store:
        first, second, _ = store.conditions()
        store.fail(first.id, "later", replication=3)
        store.fail(first.id, "sooner", replication=1)
        store.fail(second.id, "no plan can be made")
        run_missing(store)
        store.commit()
        summary, impossible, _ = summaries(store)
    assert (summary.replications, summary.failed, summary.error) == (2, 2, "sooner")
    assert summary.averages[0].estimate is not None
    assert summary.averages[0].estimate.n == 2
    assert (impossible.replications, impossible.error) == (0, "no plan can be made")


@settings(max_examples=25)
@given(
    wanted=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    more=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=12),
    again=st.booleans(),
)
@example(wanted=[1, 1], more=[(0, 0, True)], again=True)
@example(wanted=[2, 2], more=[(0, 0, True), (0, 1, True), (1, 0, False), (1, 1, True)], again=True)
@example(wanted=[1, 1], more=[(0, 0, True), (1, 1, True)], again=True)
@example(wanted=[1, 1], more=[(0, 0, True), (1, 0, True)], again=False)
def test_sums_tell_what_a_look_at_each_condition_tells(
    wanted: list[int], more: list[tuple[int, int, bool]], again: bool
) -> None:
    """How far a study is: where sums are enough, they come to the same."""
    with TemporaryDirectory() as folder, open_to_write(Path(folder) / "s.db", RECORD) as store:
        planned = [Planned({"trust": number}, many) for number, many in enumerate(wanted)]
        store.plan(planned)
        names = [one.id for one in store.conditions()]
        for (condition, replication), works in {(c, r): works for c, r, works in more}.items():
            if condition >= len(names):
                continue
            if works:
                store.keep(names[condition], replication, (0.0, 0.0))
            else:
                store.fail(names[condition], "it failed", replication)
        store.commit()
        if not again:
            store.plan(planned[1:])
        simple = _simple_counts(store)
        event("sums are enough" if simple else "each is looked at")
        assert simple in (None, _Counts(*next(store.select(_COUNTS))))
