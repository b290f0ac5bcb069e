"""Is everything that can be wrong with a store told clearly, and does nothing get lost or mixed?"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sim.errors import EntenteError
from sim.studies.store.errors import (
    CorruptedStoreError,
    DiskError,
    FullDiskError,
    InUseError,
    LongNameError,
    NewerStoreError,
    NoStoreError,
    NotAStoreError,
    ReadOnlyStoreError,
    SeveralNamesError,
    StoreError,
    TornCopyError,
)
from sim.studies.store.locking import lock_of
from sim.studies.store.reading import open_store
from sim.studies.store.tables import FORMAT
from sim.studies.store.writing import open_to_write
from tests.sweeps.stores import RECORD, finished, grid, run_missing, table, table_at, writing

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


def refused_by_both(path: Path, error: type[StoreError]) -> str:
    """What readers and the writer are told; the file must stay as it is."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error) as to_reader:
        table_at(path)
    with pytest.raises(error) as to_writer, open_to_write(path, RECORD):
        pass
    assert (path.read_bytes() if path.is_file() else None) == before
    assert isinstance(to_reader.value, EntenteError)
    assert str(path) in str(to_reader.value)
    assert str(path) in str(to_writer.value)
    return str(to_writer.value)


def test_a_store_that_is_not_there_is_told_to_its_reader(path: Path) -> None:
    with pytest.raises(NoStoreError, match="`entente sweep` makes one"):
        open_store(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", "an empty file"), (b"agencies: {}\n", "a file of another kind")],
    ids=["empty", "text"],
)
def test_a_file_of_another_kind_is_left_alone(path: Path, content: bytes, found: str) -> None:
    path.write_bytes(content)
    assert found in refused_by_both(path, NotAStoreError)
    assert not lock_of(path).exists()


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    long = tmp_path / ("s" * 300)
    with pytest.raises(LongNameError, match="a shorter name, found one of 300 characters"):
        open_store(long)


def test_a_folder_is_no_store(path: Path) -> None:
    path.mkdir()
    assert "a folder" in refused_by_both(path, NotAStoreError)


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE rows (condition)")
    assert "another program" in refused_by_both(path, NotAStoreError)


def test_a_store_from_a_newer_version_is_left_alone(path: Path) -> None:
    finished(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    assert f"found format {FORMAT + 1}" in refused_by_both(path, NewerStoreError)


def test_a_store_without_one_of_its_tables_is_damaged(path: Path) -> None:
    finished(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE rows")
    assert "no table rows" in refused_by_both(path, CorruptedStoreError)


def test_a_store_that_was_cut_short_is_damaged(path: Path) -> None:
    finished(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "backup" in refused_by_both(path, CorruptedStoreError)


def test_overwritten_bytes_are_found_before_anything_is_written(path: Path) -> None:
    finished(path)
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        ((size,),) = connection.execute("PRAGMA page_size")
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'rows'")
    content[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(content)
    assert "damaged" in refused_by_both(path, CorruptedStoreError)


@pytest.mark.parametrize("seed", range(8))
def test_damage_anywhere_is_told_or_changes_nothing(path: Path, seed: int) -> None:
    finished(path)
    before = table_at(path)
    content = bytearray(path.read_bytes())
    place = (seed * 2 + 1) * len(content) // 16
    content[place : place + 600] = bytes((seed * 31 + i * 17) % 256 for i in range(600))
    path.write_bytes(content)
    try:
        with open_to_write(path, RECORD) as store:
            assert table(store) == before
    except CorruptedStoreError:
        assert path.read_bytes() == content


def test_a_full_disk_costs_nothing_that_was_committed_and_the_batch_can_be_tried_again(
    path: Path,
) -> None:
    with open_to_write(path, RECORD) as store:
        store.plan(grid(replications=400))
        first, second, third = store.conditions()
        for number in range(400):
            store.keep(first.id, number, (0.0, number / 3))
        store.commit()
        before = table_at(path)
        assert len(before) == 400

        connection = store._connection
        ((pages,),) = connection.execute("PRAGMA page_count")
        connection.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(400):
            store.keep(second.id, number, (0.0, number / 3))
        with pytest.raises(FullDiskError, match="give the same command again"):
            store.commit()
        assert table_at(path) == before

        connection.execute(f"PRAGMA max_page_count = {pages * 100}")
        store.keep(third.id, 0, (1.0, None))
    assert len(table_at(path)) == 801


WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from sim.studies.store.errors import StoreError
from sim.studies.store.writing import open_to_write
from tests.sweeps.stores import RECORD, grid
store, record = Path(sys.argv[1]), RECORD
most = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    with open_to_write(store, record) as writing:
        writing.plan(grid(replications=5000))
        for condition in writing.conditions():
            for number in range(5000):
                writing.keep(condition.id, number, (0.0, number / 3))
                if number % 100 == 99:
                    writing.commit()
                    print(number, flush=True)
except StoreError as error:
    sys.exit(type(error).__name__)
"""


@pytest.mark.parametrize("most", [2_000, 30_000, 200_000])
def test_where_no_file_may_grow_what_was_committed_is_there(path: Path, most: int) -> None:
    command = [sys.executable, "-c", WITHOUT_ROOM, str(path), str(most)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stderr.strip() in {DiskError.__name__, FullDiskError.__name__}
    committed = 100 * len(ended.stdout.splitlines())
    if path.exists():
        assert len(table_at(path)) == committed
    with open_to_write(path, RECORD) as store:
        store.plan(grid(replications=5000))
        missing = sum(len(each.replications) for each in store.missing())
    assert missing == 15_000 - committed
    assert committed > 0 or most < 200_000


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A finished store that may be read but not written, in a folder of that kind."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        finished(folder / "study.db")
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        superuser = os.geteuid() == 0  # whom permissions do not bind
        if superuser:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if superuser:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_store_in_a_read_only_folder_can_be_read_and_not_written(closed_folder: Path) -> None:
    path = closed_folder / "study.db"
    before = path.read_bytes()
    assert len(table_at(path)) == 12
    with pytest.raises(ReadOnlyStoreError, match="copy the store"), open_to_write(path, RECORD):
        pass
    assert path.read_bytes() == before


def test_no_store_is_made_in_a_read_only_folder(closed_folder: Path) -> None:
    path = closed_folder / "new.db"
    with pytest.raises(ReadOnlyStoreError), open_to_write(path, RECORD):
        pass
    assert not path.exists()


def test_a_store_that_may_not_be_read_is_told(closed_folder: Path) -> None:
    path = closed_folder / "study.db"
    user = os.geteuid()
    if user == NOBODY:
        os.seteuid(0)
    path.chmod(0)
    os.seteuid(user)
    with pytest.raises(ReadOnlyStoreError, match="Change the permissions"):
        open_store(path)


def test_a_reader_leaves_nothing_behind_and_writes_nothing(path: Path) -> None:
    finished(path)
    before = path.read_bytes()
    with open_store(path) as store:
        with pytest.raises(ReadOnlyStoreError):
            list(store.select("DELETE FROM rows"))
        assert len(table(store)) == 12
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["study.db", "study.db.lock"]


def test_what_was_left_half_made_is_made_anew(path: Path) -> None:
    path.with_name("study.db.new").write_bytes(b"SQLite format 3\0 and no more")
    path.with_name("study.db.new-wal").write_bytes(b"something")
    finished(path)
    assert sorted(file.name for file in path.parent.iterdir()) == ["study.db", "study.db.lock"]


def test_a_second_writer_is_refused_and_the_first_goes_on(path: Path) -> None:
    with writing(path) as store:
        with pytest.raises(InUseError, match=f"process {os.getpid()} "), writing(path):
            pass
        run_missing(store)
    assert len(table_at(path)) == 12


def test_another_program_that_writes_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.store.reading._SECONDS_PATIENT", 0.05)
    with writing(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        run_missing(store)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InUseError, match="another program"):
            store.commit()
        other.execute("ROLLBACK")
    assert len(table_at(path)) == 12


def test_one_store_is_one_whatever_link_it_is_called_by(path: Path, tmp_path: Path) -> None:
    """Its lock and its log lie beside the file itself, and a link is never replaced by a file."""
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with writing(link) as store:
        store.plan(grid())
        with pytest.raises(InUseError), open_to_write(path, RECORD):
            pass
        run_missing(store)
    assert link.is_symlink()
    assert table_at(link) == table_at(path)
    assert [file.name for file in link.parent.iterdir()] == [link.name]


def test_a_store_with_two_names_is_read_and_not_written(path: Path, tmp_path: Path) -> None:
    """What is being written lies beside one of them, and would be lost under the other."""
    finished(path)
    before = table_at(path)
    second = tmp_path / "second.db"
    second.hardlink_to(path)
    for name in (path, second):
        with (
            pytest.raises(SeveralNamesError, match=r"found a file with 2 \(hard links\)"),
            open_to_write(name, RECORD),
        ):
            pass
        assert table_at(name) == before
    second.unlink()
    with writing(path) as store:
        assert run_missing(store) == 0


def test_a_copy_that_was_made_while_it_was_written_is_told(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with writing(path) as store:
        store.plan(grid())
        copy.write_bytes(path.read_bytes())
    with open_store(copy) as found, pytest.raises(TornCopyError, match="-wal"):
        assert found.study_text
    with writing(copy) as store:
        store.plan(grid())
        run_missing(store)
    finished(path)
    assert table_at(copy) == table_at(path)
