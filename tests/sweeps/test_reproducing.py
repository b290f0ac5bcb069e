"""Do stored rows come out again, and is a row found that somebody changed?"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from sim.replication import Engine
from sim.studies.file.reading import read_study
from sim.studies.running.reproducing import Reproduction, reproduce
from sim.studies.running.running import sweep
from sim.studies.store.errors import NotReproducibleError
from sim.studies.store.reading import open_store
from tests.sweeps.sweeps import written

ROWS = 4 * 5


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose study and scenario are no longer there."""
    folder = tmp_path_factory.mktemp("finished")
    file = written(folder, replications=5)
    sweep(read_study(file), folder / "study.sqlite", workers=1)
    file.unlink()
    return folder / "study.sqlite"


@pytest.fixture
def copied(finished: Path, tmp_path: Path) -> Path:
    """The same store, to be changed."""
    return Path(shutil.copy(finished, tmp_path / "study.sqlite"))


def again(path: Path, rows: int = ROWS, seed: int | None = None) -> Reproduction:
    with open_store(path) as store:
        return reproduce(store, rows, seed)


def changed(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        assert connection.execute(statement).rowcount == 1
    connection.close()


def test_every_row_comes_out_again(finished: Path) -> None:
    found = again(finished)
    assert (found.rows_stored, found.rows, found.equal) == (ROWS, ROWS, ROWS)
    assert found.all_equal
    assert not found.differences


def test_on_another_engine_too(finished: Path) -> None:
    pytest.importorskip("numba")
    with open_store(finished) as store:
        found = reproduce(store, 5, engine=Engine.COMPILED)
    assert found.all_equal
    assert found.engines == ("compiled",)


def test_no_more_rows_than_there_are_and_the_same_for_the_same_seed(finished: Path) -> None:
    assert again(finished, 1000).rows == ROWS
    assert again(finished, 3).rows == 3
    assert again(finished, 3, seed=5) == again(finished, 3, seed=5)
    assert len({again(finished, 3).drawn for _ in range(3)}) > 1


def test_a_row_that_somebody_changed_is_found(copied: Path) -> None:
    """By the last digit of one of its figures."""
    changed(copied, "UPDATE rows SET m0 = m0 * (1 + 3e-16) WHERE rowid = 7")
    found = again(copied)
    assert (found.rows, found.equal) == (ROWS, ROWS - 1)
    assert not found.all_equal
    (difference,) = found.differences
    assert difference.measure == "detection_time"
    assert difference.stored is not None
    assert difference.again is not None
    assert difference.stored != difference.again
    assert difference.stored == pytest.approx(difference.again, rel=1e-14)


def test_settings_that_somebody_changed_are_found(copied: Path) -> None:
    changed(copied, "UPDATE conditions SET settings = '{\"dials.trust\":2}' WHERE number = 1")
    found = again(copied)
    assert found.equal == ROWS - 5
    assert {difference.settings["dials.trust"] for difference in found.differences} == {2}


def test_a_row_that_can_no_longer_be_run_is_told(copied: Path) -> None:
    changed(copied, "UPDATE conditions SET settings = '{\"dials.trst\":2}' WHERE number = 1")
    found = again(copied)
    assert found.equal == ROWS - 5
    assert len(found.differences) == 5
    assert all("dials.trst" in str(difference.error) for difference in found.differences)


def test_measures_of_another_version_are_refused(copied: Path) -> None:
    changed(
        copied,
        "UPDATE about SET value = replace(value, 'share_missed', 'share_unseen') "
        "WHERE name = 'measures'",
    )
    with pytest.raises(NotReproducibleError, match="share_unseen"):
        again(copied)
