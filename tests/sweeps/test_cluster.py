"""Does a cluster give the rows that a run here gives, also when a worker of it dies on the way?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sim.replication import Engine
from sim.studies.file.reading import OpenedStudy, read_study
from sim.studies.running.cluster import Cluster, ClusterError, Sealed, _opened
from sim.studies.running.running import SweepEnding, sweep
from sim.studies.running.runs import Done, StudyRuns
from sim.studies.running.tasks import Asked, Task
from sim.studies.store.reading import open_store
from sim.studies.store.status import status
from tests.sweeps.stores import table_at
from tests.sweeps.sweeps import ROOT, written

pytest.importorskip("distributed")

SECONDS_TO_START = 60
LOOPBACK = "127.0.0.1"


@dataclass
class Started:
    """A scheduler and its workers, as processes."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """In which the scheduler says where it is."""
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        """Where the scheduler is."""
        address: str = json.loads(self.file.read_text("utf-8"))["address"]
        return address

    def start(self, what: str, *options: str | Path) -> None:
        """Starts one, in a process group of its own."""
        module = {"scheduler": "dask_scheduler", "worker": "dask_worker"}[what]
        command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, options)]
        with (self.folder / "said.txt").open("ab") as said:
            process = subprocess.Popen(
                [*command, "--scheduler-file", str(self.file)],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self.processes.append(process)

    def kill(self, number: int) -> None:
        """Ends one at once, with all that it started."""
        process = self.processes[number]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=SECONDS_TO_START)

    @property
    def scheduler_is_there(self) -> bool:
        """Whether it has said where."""
        with suppress(OSError, ValueError, KeyError):
            return bool(self.address)
        return False


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Started]:
    """A scheduler and so many workers on this computer, gone afterwards whatever happens."""
    started = Started(folder)
    try:
        started.start("scheduler", "--host", LOOPBACK, "--port", "0", "--no-dashboard")
        deadline = time.monotonic() + SECONDS_TO_START
        while not started.scheduler_is_there and time.monotonic() < deadline:
            time.sleep(0.05)
        for _ in range(workers):
            started.start(
                "worker", "--host", LOOPBACK, "--nthreads", "1", "--no-nanny", "--no-dashboard"
            )
        yield started
    finally:
        for number in reversed(range(len(started.processes))):
            started.kill(number)


def study(folder: Path, replications: int) -> OpenedStudy:
    return read_study(written(folder, replications))


def local(folder: Path, replications: int) -> Path:
    """The store of a run here."""
    path = folder / "local.sqlite"
    sweep(study(folder, replications), path, workers=1, engine="auto")
    return path


OWN = """\
import sim

@sim.measure(unit="reports", meaning="Longest queue before any desk")
def longest_queue(run):
    return run.desks.queue_length.max()

rules = sim.Rules(release=lambda trust, marking: trust ** sim.SENSITIVITY[marking] * 0.9)
"""
KEPT = """\
measures: [share_missed, "only_here:longest_queue"]
rules: "only_here:rules"
"""


def own_study(folder: Path, replications: int) -> OpenedStudy:
    """A study by a module that no worker of the cluster could import."""
    place = folder / "mine"
    place.mkdir(exist_ok=True)
    (place / "only_here.py").write_text(OWN, encoding="utf-8")
    file = written(place, replications)
    file.write_text(file.read_text(encoding="utf-8") + KEPT, encoding="utf-8")
    return read_study(file)


def test_a_worker_that_dies_on_the_way_changes_nothing(tmp_path: Path) -> None:
    replications, path = 120, tmp_path / "study.sqlite"
    killed: list[int] = []
    with cluster(tmp_path, 2) as started:

        def kill_one(done: int, wanted: int) -> None:
            if done > wanted // 4 and not killed:
                killed.append(done)
                started.kill(1)

        of = own_study(tmp_path, replications)
        swept = sweep(of, path, cluster=started.address, progress=kill_one)
    assert killed
    assert killed[0] < 4 * replications
    assert swept.ending is SweepEnding.COMPLETE
    assert swept.status.rows_failed == 0
    sweep(of, tmp_path / "local.sqlite", workers=1, engine="auto")
    assert table_at(path) == table_at(tmp_path / "local.sqlite")


def test_a_scheduler_that_is_gone_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.studies.running.cluster.SECONDS_PATIENT", 3)
    replications, path = 120, tmp_path / "study.sqlite"
    with cluster(tmp_path, 1) as started:

        def kill_it(done: int, wanted: int) -> None:
            if done > wanted // 4:
                started.kill(0)

        with pytest.raises(ClusterError, match="scheduler of the cluster is gone"):
            sweep(study(tmp_path, replications), path, cluster=started.address, progress=kill_it)
    with open_store(path) as store:
        assert 0 < status(store).rows_done < 4 * replications
        assert status(store).rows_failed == 0
    sweep(study(tmp_path, replications), path, workers=1, engine="auto")
    assert table_at(path) == table_at(local(tmp_path, replications))


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.running.cluster.SECONDS_PATIENT", 0.2)
    with pytest.raises(ClusterError, match="dask scheduler"):
        sweep(study(tmp_path, 2), tmp_path / "study.sqlite", cluster=f"tcp://{LOOPBACK}:9")


def work(folder: Path) -> StudyRuns:
    opened = study(folder, 2)
    return StudyRuns(opened.base.document, 1, Engine.SIMPY, opened.study.kept)


def test_a_worker_with_another_version_is_refused(tmp_path: Path) -> None:
    sealed = Sealed.of(work(tmp_path))
    assert _opened(sealed) == work(tmp_path)
    other = Sealed(sealed.digest, "0.0.1", sealed.content)
    with pytest.raises(ClusterError, match=r"has Entente .*, not 0\.0\.1"):
        _opened(other)


def test_a_worker_without_the_engine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = Sealed.of(work(tmp_path))
    monkeypatch.setattr(Engine, "installed", False)
    with pytest.raises(ClusterError, match="lacks the compiled engine"):
        _opened(sealed)


# What becomes of a task


@dataclass
class Ended:
    """A task of a cluster that has ended badly."""

    error: Exception
    status: str = "error"

    def result(self, timeout: float) -> Done:
        """Nothing."""
        assert timeout
        raise self.error


def ended(folder: Path, future: Ended) -> Done:
    given = work(folder)
    task = Task((Asked("a", {}),), (1, 2))
    done = Cluster(None, given)._result(future, task)
    assert done.task == task
    return done


def test_a_task_that_kills_its_workers_is_told(tmp_path: Path) -> None:
    from distributed import KilledWorker

    dead: Any = None
    killed = KilledWorker("task", dead, 3)
    assert ended(tmp_path, Ended(killed)).lost == "the workers that ran it died"


@pytest.mark.parametrize(
    ("future", "said"),
    [
        (Ended(CancelledError(), "cancelled"), "scheduler of the cluster is gone"),
        (Ended(ClusterError("as the worker says")), "as the worker says"),
        (Ended(ModuleNotFoundError("no sim")), "ModuleNotFoundError: no sim"),
        (Ended(TimeoutError("of the task's own")), "TimeoutError: of the task's own"),
    ],
    ids=["cancelled", "refused by the worker", "not installed there", "a timeout of its own"],
)
def test_what_is_wrong_with_a_cluster_becomes_no_row(
    tmp_path: Path, future: Ended, said: str
) -> None:
    with pytest.raises(ClusterError, match=said):
        ended(tmp_path, future)
