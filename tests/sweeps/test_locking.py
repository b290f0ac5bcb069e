"""Is there ever more than one writer, and does a dead one stand in nobody's way?"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import EntenteError
from sim.studies.store.errors import InUseError, NoFolderError
from sim.studies.store.locking import holder_of, lock_of, locked

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


@pytest.fixture
def holding(store: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that holds the lock, and the number of its worker."""
    command = [sys.executable, "-m", "tests.sweeps.holding", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        try:
            yield process, worker
        finally:
            process.kill()
            os.kill(worker, signal.SIGTERM)


def test_a_second_process_is_told_who_holds_the_store_and_what_to_do(
    store: Path, holding: tuple[subprocess.Popen[str], int]
) -> None:
    process, _ = holding
    with pytest.raises(InUseError) as refused, locked(store):
        pass
    assert isinstance(refused.value, EntenteError)
    told = str(refused.value)
    assert f"process {process.pid} " in told
    assert "since 20" in told
    assert "Wait for it or stop it" in told


def test_a_killed_holder_leaves_the_lock_free_while_its_worker_lives(
    store: Path, holding: tuple[subprocess.Popen[str], int]
) -> None:
    process, worker = holding
    process.kill()
    process.wait()
    os.kill(worker, 0)
    with locked(store):
        pass
    assert holder_of(store) is None


def test_the_lock_can_be_asked_for_and_tells_who_holds_it(store: Path) -> None:
    assert holder_of(store) is None
    with locked(store):
        holder = holder_of(store)
        assert holder is not None
        assert holder.pid == os.getpid()
    assert holder_of(store) is None


def test_what_somebody_else_wrote_into_the_lock_does_no_harm(store: Path) -> None:
    with locked(store):
        lock_of(store).write_text("not JSON", encoding="utf-8")
        with pytest.raises(InUseError, match="another process"), locked(store):
            pass
        assert holder_of(store) is not None


def test_a_lock_is_given_back_when_what_it_guards_fails(store: Path) -> None:
    with pytest.raises(RuntimeError), locked(store):
        raise RuntimeError
    with locked(store):
        assert holder_of(store) is not None


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoFolderError, match="no such folder"), locked(tmp_path / "no" / "s"):
        pass
