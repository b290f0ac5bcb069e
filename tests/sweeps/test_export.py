"""Do other programs get what the store holds, all of it and with its units?"""

import csv
import importlib.util
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.files.canonical import Json
from sim.studies.results import export as exporting
from sim.studies.results import tables
from sim.studies.results.export import Format, ParquetNotInstalledError, export
from sim.studies.store.errors import DiskError, FullDiskError, InUseError, NoFolderError
from sim.studies.store.locking import folder_locked
from sim.studies.store.reading import open_store
from sim.studies.store.summary import summaries
from sim.studies.store.tables import Column
from sim.studies.store.writing import Planned, open_to_write
from tests.sweeps.stores import RECORD, finished, grid, other, table_at, writing

ROOT = Path(__file__).parents[2]
AWKWARD: list[dict[str, Json]] = [
    {"law": 'reads "as is",\nand so on', "shared": True, "trust": 1, "missed": 0.25},
    {"law": "ленный; §", "shared": False, "trust": 0.1, "wait": "3 d"},
    {"law": ["a", 1], "trust": None, "large": 2**70, "wait": 4},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


def exported(path: Path, form: Format) -> Path:
    with open_store(path) as store:
        folder = path.with_name(f"as {form}")
        written = export(store, folder, form)
    assert {file.name for file in folder.iterdir()} == {file.name for file in written}
    return folder


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as written:
        return list(csv.DictReader(written))


def read_parquet(file: Path) -> list[dict[str, Any]]:
    found = duckdb.read_parquet(str(file))
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@pytest.fixture
def awkward(path: Path) -> Path:
    """A store with every kind of setting, gaps and failures."""
    with open_to_write(path, RECORD) as store:
        store.plan(Planned(one, 3) for one in AWKWARD)
        first, second, third = store.conditions()
        for replication in range(3):
            store.keep(first.id, replication, (replication % 2, replication / 7))
        store.keep(second.id, 2, (1.0, None))
        store.fail(second.id, "the process died", replication=0)
        store.fail(third.id, "no plan can be made")
    return path


def test_every_row_is_in_the_table_to_the_last_bit(path: Path) -> None:
    folder = exported(finished(path), Format.CSV)
    with open_store(path) as store:
        trusts = {each.id: each.settings["dials.trust"] for each in store.conditions()}
    found = [
        (
            row["condition"],
            int(row["replication"]),
            tuple(float(row[name]) if row[name] else None for name in ("missed", "delay")),
            row["error"] or None,
        )
        for row in read_csv(folder / "replications.csv")
    ]
    assert found == table_at(path)
    for row in read_csv(folder / "replications.csv"):
        assert float(row["dials.trust"]) == trusts[row["condition"]]
        assert row["seed"] == str(RECORD.seed)


def test_every_condition_has_its_means_and_intervals(path: Path) -> None:
    folder = exported(finished(path), Format.CSV)
    with open_store(path) as store:
        expected = list(summaries(store))
    found = read_csv(folder / "conditions.csv")
    assert len(found) == len(expected) == 3
    for row, summary in zip(found, expected, strict=True):
        assert row["condition"] == summary.condition.id
        assert row["version"] == "0.1.0"
        assert row["replications"] == row["wanted"] == "4"
        for name, average in zip(("missed", "delay"), summary.averages, strict=True):
            estimate = average.estimate
            assert estimate is not None
            assert float(row[f"{name}_mean"]) == estimate.value
            for end, bound in (("low", estimate.low), ("high", estimate.high)):
                assert row[f"{name}_{end}"] == ("" if bound is None else repr(bound))
            assert float(row[f"{name}_sd"]) == average.deviation
            assert int(row[f"{name}_n"]) == estimate.n
            assert row[f"{name}_interval"] == estimate.kind.value


def test_settings_of_any_kind_come_through(awkward: Path) -> None:
    one, two, three = read_csv(exported(awkward, Format.CSV) / "conditions.csv")
    assert one["law"] == AWKWARD[0]["law"]
    assert two["law"] == AWKWARD[1]["law"]
    assert json.loads(three["law"]) == AWKWARD[2]["law"]
    assert [each["shared"] for each in (one, two, three)] == ["true", "false", ""]
    assert [each["trust"] for each in (one, two, three)] == ["1", "0.1", ""]
    assert [each["wait"] for each in (one, two, three)] == ["", "3 d", "4"]
    assert int(three["large"]) == 2**70


def test_a_setting_and_a_measure_of_one_name_are_told_apart(awkward: Path) -> None:
    folder = exported(awkward, Format.CSV)
    row = read_csv(folder / "replications.csv")[0]
    assert (row["missed (set)"], row["missed"]) == ("0.25", "0.0")


def test_what_failed_is_a_row_with_its_error(awkward: Path) -> None:
    folder = exported(awkward, Format.CSV)
    failed = [row for row in read_csv(folder / "replications.csv") if row["error"]]
    assert [(row["error"], row["missed"]) for row in failed] == [("the process died", "")]
    _, two, three = read_csv(folder / "conditions.csv")
    assert (two["replications"], two["failed"], two["error"]) == ("1", "1", "the process died")
    assert (three["replications"], three["error"]) == ("0", "no plan can be made")
    assert (three["missed_mean"], three["missed_interval"]) == ("", "nothing to measure")


@settings(max_examples=15)
@given(
    st.lists(
        st.none()
        | st.tuples(
            st.none() | st.sampled_from([0.0, 0.5, 1.0]),
            st.sampled_from([1.0, 3.0]),
            st.none() | st.floats(0.0, 1e6),
            st.floats(0.5, 7.0),
            st.floats(-5.0, 5.0),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_conditions_of_one_row_are_told_as_any_are(given_: list[Any]) -> None:
    """By sums over one number each, and by that number."""
    kept = (
        Column("share_missed", "share", "of so many", per="threats"),
        Column("detection_time", "h", "hours", per="threats"),
        Column("mine", "share", "a share of its own"),
        Column("false_alarms", "number", "a count"),
        Column("balance", "", "whatever"),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.db"
        with open_to_write(path, other(measures=kept)) as store:
            store.plan(Planned({"law": number}, 1) for number in range(len(given_)))
            for condition, one in zip([*store.conditions()], given_, strict=True):
                if one is None:
                    store.fail(condition.id, "it failed", 0)
                else:
                    share, weight, hours, more, free = one
                    whole = (0.0 if share is None else weight, 0.0 if hours is None else more)
                    values = (share, hours, share, round(more), free)
                    store.keep(condition.id, 0, values, (*whole, 1.0, 1.0, 1.0))
            store.commit()
            sets = tables.settings_of(store)
            assert tables._has_one_row_each(store)
            found = [
                row
                for block in tables._conditions_of_one_row(store, sets)
                for row in zip(*block, strict=True)
            ]
            assert found == [*tables._condition_rows(store, sets)]


def test_conditions_without_a_row_take_no_memory_and_no_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_to_write(path, RECORD) as store:
        store.plan(Planned({"law": number}, 3) for number in range(9))
        kept = [*store.conditions()]
        for number, replications in ((1, 1), (2, 3), (7, 3), (8, 2)):
            for replication in range(replications):
                store.keep(kept[number].id, replication, (1.0, number))
        store.commit()
        sets = tables.settings_of(store)
        expected = [*tables.replication_rows(store, sets)]
        assert [(row[4], row[-1]) for row in expected] == [
            (number, float(number)) for number in (1, 2, 2, 2, 7, 7, 7, 8, 8)
        ]
        for size in (1, 2, 4):
            monkeypatch.setattr(tables, "ROWS_IN_A_BLOCK", size)
            assert [*tables.replication_rows(store, sets)] == expected


@pytest.mark.parametrize("name", ["replications", "conditions"])
def test_parquet_and_csv_hold_the_same(
    awkward: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.studies.results.tables.ROWS_IN_A_BLOCK", 2)
    written = read_csv(exported(awkward, Format.CSV) / f"{name}.csv")
    stored = read_parquet(exported(awkward, Format.PARQUET) / f"{name}.parquet")
    assert len(written) == len(stored) >= 3
    for text, values in zip(written, stored, strict=True):
        assert text.keys() == values.keys()
        for column, cell in text.items():
            match values[column]:
                case None:
                    assert cell == ""
                case bool() as truth:
                    assert cell == str(truth).lower()
                case float() | int() as number:
                    assert float(cell) == number
                case other_value:
                    assert cell == other_value


def test_parquet_has_types(awkward: Path) -> None:
    file = exported(awkward, Format.PARQUET) / "replications.parquet"
    found = duckdb.read_parquet(str(file))
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert types["replication"] == "BIGINT"
    assert types["shared"] == "BOOLEAN"
    assert types["trust"] == types["missed"] == types["delay"] == "DOUBLE"
    assert types["law"] == types["condition"] == "VARCHAR"


@pytest.mark.parametrize("form", list(Format))
def test_the_dictionary_names_every_column_with_its_unit(path: Path, form: Format) -> None:
    trust = Column("dials.trust", "share", "how far all trust each other")
    with writing(path, other(settings=(trust,))):
        pass
    folder = exported(path, form)
    entries = read_csv(folder / "dictionary.csv")
    for name in ("replications", "conditions"):
        file = folder / f"{name}.{form}"
        columns = (
            duckdb.read_parquet(str(file)).columns
            if form is Format.PARQUET
            else file.read_text(encoding="utf-8").splitlines()[0].split(",")
        )
        assert [row["column"] for row in entries if row["table"] == name] == list(columns)
    units = {(row["table"], row["column"]): row["unit"] for row in entries}
    assert units["replications", "delay"] == units["conditions", "delay_mean"] == "hours"
    assert units["replications", "dials.trust"] == "share"
    assert all(row["meaning"] for row in entries)


@pytest.mark.parametrize("form", list(Format))
def test_an_export_takes_the_place_of_the_last(path: Path, form: Format) -> None:
    exported(finished(path), form)
    with open_to_write(path, RECORD) as store:
        store.plan(grid((0.25,), replications=2))
    folder = exported(path, form)
    read = read_parquet if form is Format.PARQUET else read_csv
    assert len(read(folder / f"replications.{form}")) == 4


def test_without_what_writes_parquet_the_remedy_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(path)
    monkeypatch.setattr(exporting, "find_spec", lambda _: None)
    with (
        open_store(path) as store,
        pytest.raises(ParquetNotInstalledError, match=r"(?s)pip install .*duckdb.*csv"),
    ):
        export(store, path.parent, Format.PARQUET)
    assert exported(path, Format.CSV).is_dir()


def test_what_writes_parquet_is_fetched_only_for_it() -> None:
    code = "import sys, sim.studies.results.export; print('duckdb' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "False"
    assert importlib.util.find_spec("duckdb") is not None


WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from sim.studies.results.export import Format, export
from sim.studies.store.reading import open_store
from sim.studies.store.errors import StoreError
form = Format(sys.argv[2])
with open_store(Path(sys.argv[1])) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        export(store, Path(sys.argv[1]).with_name(f"as {form}"), form)
    except StoreError as error:
        sys.exit(type(error).__name__)
"""


@pytest.mark.parametrize("form", list(Format))
def test_where_there_is_no_room_an_earlier_export_stays(path: Path, form: Format) -> None:
    folder = exported(finished(path), form)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with open_to_write(path, RECORD) as store:
        store.plan(grid(replications=100))
        for condition in store.conditions():
            for replication in range(4, 100):
                store.keep(condition.id, replication, (0.0, replication / 3))
    command = [sys.executable, "-c", WITHOUT_ROOM, str(path), form]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stderr.strip() in {DiskError.__name__, FullDiskError.__name__}
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("form", list(Format))
def test_where_a_file_stands_in_the_way_of_the_folder_that_is_told(
    path: Path, form: Format
) -> None:
    in_the_way = path.with_name("taken")
    in_the_way.write_text("mine", encoding="utf-8")
    with open_store(finished(path)) as store, pytest.raises((DiskError, NoFolderError)):
        export(store, in_the_way / "deeper", form)
    assert in_the_way.read_text(encoding="utf-8") == "mine"


def memory_for(path: Path, form: Format, replications: int) -> int:
    """How much memory an export of so many replications takes at most, in bytes."""
    with open_to_write(path, RECORD) as store:
        store.plan(grid(replications=replications))
        for missing in store.missing():
            for replication in missing.replications:
                store.keep(missing.condition.id, replication, (0.5, replication / 3))
    with open_store(path) as store:
        export(store, path.with_name("first"), form)  # what is imported once is there then
        tracemalloc.start()
        export(store, path.with_name("second"), form)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most


@pytest.mark.parametrize("form", list(Format))
def test_memory_does_not_grow_with_the_study(
    path: Path, form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.studies.results.tables.ROWS_IN_A_BLOCK", 100)
    few, many = (memory_for(path, form, count) for count in (300, 3000))
    assert many < 1.5 * few


def test_no_text_becomes_a_formula_in_a_spreadsheet(path: Path) -> None:
    names = ["=HYPERLINK(1)", "+1", "-2 degrees", "@here", "\tindented", "plain", "'quoted'"]
    with open_to_write(path, RECORD) as store:
        store.plan(Planned({"desk": name, "law": -1.5}, 1) for name in names)
    read = read_csv(exported(path, Format.CSV) / "conditions.csv")
    assert [row["desk"] for row in read] == [
        *(f"'{name}" for name in names[:5]),
        "plain",
        "'quoted'",
    ]
    assert {row["law"] for row in read} == {"-1.5"}, "a number is no formula"
    parquet = read_parquet(exported(path, Format.PARQUET) / "conditions.parquet")
    assert [row["desk"] for row in parquet] == names
    meaning = {
        row["column"]: row["meaning"]
        for row in read_csv(path.with_name("as csv") / "dictionary.csv")
    }
    assert "apostrophe" in meaning["desk"]
    assert "apostrophe" not in meaning["law"]


def test_csv_begins_with_a_byte_order_mark_where_that_is_asked_for(path: Path) -> None:
    finished(path)
    for asked in (False, True):
        with open_store(path) as store:
            files = export(store, path.with_name("marked"), Format.CSV, byte_order_mark=asked)
        assert {file.read_bytes()[:3] == b"\xef\xbb\xbf" for file in files} == {asked}


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is held in another way there")
def test_two_exports_into_one_folder_exclude_each_other(path: Path) -> None:
    finished(path)
    folder = path.with_name("tables")
    folder.mkdir()
    with open_store(path) as store:
        with folder_locked(folder), pytest.raises(InUseError, match="another export"):
            export(store, folder, Format.CSV)
        assert not list(folder.iterdir())
        assert len(export(store, folder, Format.CSV)) == 3


@pytest.mark.parametrize("form", Format)
def test_what_a_killed_export_left_is_cleared_away(path: Path, form: Format) -> None:
    finished(path)
    folder = path.with_name(f"as {form}")
    (folder / ".export-abc").mkdir(parents=True)
    for leftover in ("replications.csv.new", "conditions.parquet.new"):
        (folder / leftover).touch()
    if form is Format.CSV:
        (folder / ".export-abc").rmdir()
    exported(path, form)


@pytest.mark.parametrize("name", ["who knew what?", "all[1]*", os.fsdecode(b"t\xff")])
@pytest.mark.parametrize("form", Format)
def test_a_folder_may_be_called_whatever_the_system_allows(
    path: Path, form: Format, name: str
) -> None:
    finished(path)
    with open_store(path) as store:
        files = export(store, path.with_name(name), form)
    assert all(file.stat().st_size for file in files)
    assert {file.name for file in files[0].parent.iterdir()} == {file.name for file in files}
