"""Does a store keep what it is given, once, and ask only for what is missing?"""

from itertools import islice
from math import nan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.files.canonical import digest
from sim.studies.store import writing as store_writing
from sim.studies.store.errors import DifferentRowError, OtherStudyError
from sim.studies.store.reading import open_store
from sim.studies.store.summary import summaries
from sim.studies.store.tables import Column, StudyRecord
from sim.studies.store.writing import Planned, open_to_write
from tests.sweeps.stores import (
    MEASURES,
    RECORD,
    TRUSTS,
    finished,
    grid,
    other,
    result,
    run_missing,
    table,
    table_at,
    writing,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a study.db"


def test_it_holds_everything_that_is_needed_to_run_it_again(path: Path) -> None:
    finished(path)
    with open_store(path) as store:
        assert store.scenario == RECORD.scenario
        assert store.scenario_digest == digest(RECORD.scenario)
        assert store.scenario_text == RECORD.scenario_text
        assert store.study == RECORD.study
        assert store.study_text == RECORD.study_text
        assert store.design == RECORD.design
        assert store.seed == RECORD.seed
        assert store.version == "0.1.0"
        assert store.measures == MEASURES
        (sitting,) = store.sittings()
        assert sitting.engine == "simpy"
        assert sitting.versions == RECORD.versions
        assert sitting.last_written is not None


def test_every_row_is_what_was_kept_to_the_last_bit(path: Path) -> None:
    finished(path)
    with open_store(path) as store:
        conditions = list(store.conditions())
        assert [condition.settings["dials.trust"] for condition in conditions] == list(TRUSTS)
        for condition in conditions:
            rows = list(store.rows(condition.id))
            trust = condition.settings["dials.trust"]
            assert [row.values for row in rows] == [result(trust, number) for number in range(4)]


def test_a_finished_study_has_nothing_missing(path: Path) -> None:
    finished(path)
    with writing(path) as store:
        assert list(store.missing()) == []


def test_only_what_is_missing_is_asked_for(path: Path) -> None:
    with writing(path) as store:
        first, second, third = store.conditions()
        store.keep(second.id, 1, (0.0, 1.0))
        for replication in range(4):
            store.keep(third.id, replication, (0.0, 1.0))
    with writing(path) as store:
        missing = {each.condition.id: each.replications for each in store.missing()}
    assert missing == {first.id: (0, 1, 2, 3), second.id: (0, 2, 3)}


def test_missing_conditions_come_in_pages_without_a_gap(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_writing, "_CONDITIONS_AT_ONCE", 3)
    planned = grid([i / 7 for i in range(7)], replications=2)
    with open_to_write(path, RECORD) as store:
        store.plan(planned)
        assert run_missing(store) == 14
    with open_to_write(path, RECORD) as store:
        assert list(store.missing()) == []


def test_more_replications_and_values_add_only_the_new_ones(path: Path) -> None:
    before = table_at(finished(path))
    with open_to_write(path, other(study={"axes": ["trust", "more"]})) as store:
        store.plan(grid((0.25, 0.3, 0.5, 1.0), replications=6))
        assert run_missing(store) == 6 + 3 * 2
        store.commit()
        after = table(store)
        assert store.study == {"axes": ["trust", "more"]}
    assert set(before) < set(after)

    fresh = path.with_name("fresh.db")
    with open_to_write(fresh, RECORD) as store:
        store.plan(grid((0.25, 0.3, 0.5, 1.0), replications=6))
        run_missing(store)
    assert table_at(fresh) == after


def test_what_a_study_no_longer_asks_for_stays_aside(path: Path) -> None:
    before = table_at(finished(path))
    with open_to_write(path, RECORD) as store:
        store.plan(grid(TRUSTS[:1], replications=3))
        assert table(store) == before[:4]
    with writing(path) as store:
        assert list(store.missing()) == []
        assert table(store) == before


def test_equal_settings_are_one_condition(path: Path) -> None:
    with open_to_write(path, RECORD) as store:
        store.plan([Planned({"a": 1}, 2), Planned({"a": 2}, 2), Planned({"a": 1.0}, 5)])
        assert [(each.position, each.wanted) for each in store.conditions()] == [(0, 5), (1, 2)]


def test_a_condition_may_want_more_but_not_less(path: Path) -> None:
    with writing(path) as store:
        first, *_ = store.conditions()
        store.want(first.id, 6)
        store.want(first.id, 5)
        assert next(store.missing()).replications == tuple(range(6))
        with pytest.raises(ValueError, match="no condition"):
            store.want("unknown", 5)


def test_the_same_row_again_is_the_same_row(path: Path) -> None:
    before = table_at(finished(path))
    with writing(path) as store:
        for condition in store.conditions():
            trust = condition.settings["dials.trust"]
            store.keep(condition.id, 0, result(trust, 0))
            store.keep(condition.id, 0, result(trust, 0))
    assert table_at(path) == before


@pytest.mark.parametrize("values", [(1.0, None), (0.5, 0.25), (None, 0.25)], ids=str)
def test_another_result_for_a_stored_row_is_refused_and_the_rest_is_kept(
    path: Path, values: tuple[float | None, float | None]
) -> None:
    with writing(path) as store:
        first, second, _ = store.conditions()
        store.keep(first.id, 0, (0.0, 0.25))
    with writing(path) as store:
        store.keep(second.id, 3, (1.0, 1.0))
        store.keep(first.id, 0, values)
        with pytest.raises(DifferentRowError, match="stored row was kept"):
            store.commit()
    rows = [(first.id, 0, (0.0, 0.25), None), (second.id, 3, (1.0, 1.0), None)]
    assert table_at(path) == rows


def test_two_results_for_one_row_in_a_batch_are_refused(path: Path) -> None:
    with writing(path) as store:
        first, *_ = store.conditions()
        store.keep(first.id, 0, (0.0, 0.25))
        with pytest.raises(DifferentRowError):
            store.keep(first.id, 0, (0.0, 0.5))
    assert table_at(path) == [(first.id, 0, (0.0, 0.25), None)]


def test_nothing_to_measure_is_a_gap_and_zero_has_no_sign(path: Path) -> None:
    with writing(path) as store:
        first, *_ = store.conditions()
        store.keep(first.id, 0, (nan, -0.0))
        store.keep(first.id, 0, (None, 0.0))
        store.commit()
        store.keep(first.id, 0, (nan, -0.0))
    (row,) = table_at(path)
    assert str(row[2]) == "(None, 0.0)"


@pytest.mark.parametrize("values", [(1.0,), (1.0, 2.0, 3.0), (1.0, float("inf"))], ids=str)
def test_what_cannot_stand_in_a_row_is_refused(path: Path, values: tuple[float, ...]) -> None:
    with writing(path) as store:
        first, *_ = store.conditions()
        with pytest.raises(ValueError, match="measure"):
            store.keep(first.id, 0, values)
    assert table_at(path) == []


def test_a_row_of_a_condition_that_nobody_planned_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="did not plan"), writing(path) as store:
        store.keep("unknown", 0, (0.0, 0.0))


def test_a_condition_that_fails_is_told_and_not_tried_again(path: Path) -> None:
    with writing(path) as store:
        first, second, _ = store.conditions()
        store.fail(first.id, "no plan can be made")
        store.fail(first.id, "a later error")
        store.fail(second.id, "the process died", replication=2)
        assert run_missing(store) == 3 + 4
    with writing(path) as store:
        assert list(store.missing()) == []
        assert next(store.conditions()).error == "no plan can be made"
        _, _, died, _ = store.rows(second.id)
        assert (died.error, died.values) == ("the process died", (None, None))


def test_what_failed_can_be_tried_again(path: Path) -> None:
    undisturbed = table_at(finished(path.with_name("undisturbed.db")))
    with writing(path) as store:
        first, second, _ = store.conditions()
        store.fail(first.id, "no plan can be made")
        store.fail(second.id, "the process died", replication=2)
        run_missing(store)
        assert store.try_again() == 2
        assert run_missing(store) == 4 + 1
    assert table_at(path) == undisturbed


def test_a_batch_is_written_when_it_is_full_or_late(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_writing, "MOST_IN_A_BATCH", 3)
    monkeypatch.setattr(store_writing, "SECONDS_BETWEEN_BATCHES", 1e9)
    with writing(path) as store:
        first, *_ = store.conditions()
        store.want(first.id, 5)
        for replication in range(4):
            store.keep(first.id, replication, (0.0, 0.0))
        assert len(table_at(path)) == 3
        monkeypatch.setattr(store_writing, "SECONDS_BETWEEN_BATCHES", 0.0)
        store.keep(first.id, 4, (0.0, 0.0))
        assert len(table_at(path)) == 5


def test_what_interrupts_the_writer_does_not_cost_its_last_batch(path: Path) -> None:
    def interrupted() -> None:
        with writing(path) as store:
            run_missing(store)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(table_at(path)) == 12


def test_readers_see_a_store_that_is_written(path: Path) -> None:
    with writing(path) as store, open_store(path) as reader:
        run_missing(store)
        with reader.as_of_now():
            assert table(reader) == []
            store.commit()
            assert table(reader) == []
        assert len(table(reader)) == 12


EDITED = {"dials": {"trust": 0.5}, "agencies": ["Red Desk"]}


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (other(scenario=EDITED), "was edited since"),
        (other(seed=1), "expected the seed 18446744073709551615"),
        (other(versions={"entente": "0.2.0"}), "Install that version"),
        (other(measures=MEASURES[:1]), r"expected the measures missed \(share\), delay \(hours\)"),
        (
            other(measures=(MEASURES[0], Column("delay", "d", ""))),
            r"found missed \(share\), delay \(d\)",
        ),
    ],
    ids=["scenario", "seed", "version", "fewer measures", "another unit"],
)
def test_what_belongs_to_another_study_is_refused_and_nothing_changes(
    path: Path, record: StudyRecord, told: str
) -> None:
    finished(path)
    before = path.read_bytes()
    with pytest.raises(OtherStudyError, match=told), open_to_write(path, record):
        pass
    assert path.read_bytes() == before


def test_the_text_of_a_scenario_may_change_where_its_meaning_does_not(path: Path) -> None:
    finished(path)
    same = {"agencies": ["Red Desk", "Blue Desk"], "dials": {"trust": 0.50}}
    record = other(scenario=same, scenario_text="# with a remark\n", versions={"entente": "0.1.0"})
    with writing(path, record) as store:
        assert list(store.missing()) == []
        assert store.scenario_text == "# with a remark\n"
    with open_store(path) as reader:
        assert [each.versions for each in reader.sittings()] == [
            RECORD.versions,
            {"entente": "0.1.0"},
        ]


def test_rows_to_look_at_again_are_drawn_without_failed_ones(path: Path) -> None:
    with writing(path) as store:
        first, *_ = store.conditions()
        store.fail(first.id, "the process died", replication=0)
        run_missing(store)
        store.commit()
        drawn = store.sample(5, seed=1)
        assert len({(row.condition, row.replication) for row in drawn}) == 5
        assert drawn == store.sample(5, seed=1)
        assert drawn != store.sample(5, seed=2)
        everything = store.sample(100, seed=1)
        assert len(everything) == 11
        assert not [row for row in everything if row.error]


def test_measures_need_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="name of its own"):
        other(measures=(MEASURES[0], MEASURES[0]))


@settings(max_examples=15)
@given(
    order=st.permutations([(trust, number) for trust in TRUSTS for number in range(3)]),
    sizes=st.lists(st.integers(1, 4), min_size=9, max_size=9),
    failing=st.sets(st.tuples(st.sampled_from(TRUSTS), st.integers(0, 2)), max_size=2),
)
def test_the_order_of_batches_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory,
    order: list[tuple[float, int]],
    sizes: list[int],
    failing: set[tuple[float, int]],
) -> None:
    folder = tmp_path_factory.mktemp("order")
    tables, averages = [], []
    for name, keys in (("sorted", sorted(order)), ("shuffled", order)):
        with open_to_write(folder / name, RECORD) as store:
            store.plan(grid(replications=3))
            ids = {each.settings["dials.trust"]: each.id for each in store.conditions()}
            coming = iter(keys)
            for size in sizes:
                for trust, number in islice(coming, size):
                    if (trust, number) in failing:
                        store.fail(ids[trust], "failed", number)
                    else:
                        store.keep(ids[trust], number, result(trust, number))
                store.commit()
            tables.append(table(store))
            averages.append([summary.averages for summary in summaries(store)])
    assert tables[0] == tables[1]
    assert averages[0] == averages[1]
    assert len(tables[0]) == len(order)
