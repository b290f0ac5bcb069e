"""Work on several processes: who does it changes nothing, and whatever goes wrong is told."""

from __future__ import annotations

import multiprocessing.connection
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import count, islice
from pathlib import Path
from queue import SimpleQueue

import pytest

from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.replicate import LadderWork, Replicate
from sim.experiments.failures import Failure
from sim.experiments.runner import Auto, Elsewhere, Here
from sim.experiments.workers import (
    AloneWarning,
    CannotStartError,
    Pool,
    can_fork,
    one_after_the_other,
    pool,
)
from sim.replication import Engine
from sim.statistics.precision import FixedNumber
from tests.scenarios_for_tests import load_data, minimal
from tests.unit.halving import Broken, Halving, die


@pytest.fixture(params=["forked", "spawned"])
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How other processes start."""
    forked = request.param == "forked"
    if forked and sys.platform != "linux":
        pytest.skip("processes are forked on Linux alone")
    monkeypatch.setattr("sim.experiments.workers.can_fork", lambda: forked)
    return str(request.param)


@pytest.fixture
def asked_to_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program that does something else than end when it is asked to; looks come quickly."""
    monkeypatch.setattr("sim.experiments.executor.PATIENCE", 0.1)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("start")
@pytest.mark.parametrize("chunk", [3, 50])
def test_every_item_is_done_once_in_chunks_of_any_size(chunk: int) -> None:
    with pool(Halving(), 2, chunk) as several:
        found = list(several.results(range(20)))
    here = list(one_after_the_other(Halving(), range(20)))
    halves = sorted(number for number, words in found if words.isdigit())
    assert halves == list(range(10))
    assert str(os.getpid()) not in {words for _, words in found}
    assert sorted(each for each in found if not each[1].isdigit()) == sorted(
        each for each in here if not each[1].isdigit()
    )
    assert (7, "ValueError: 7") in found


def test_items_are_taken_as_they_are_needed_and_results_stream() -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        for number in count(0, 2):
            taken.append(number)
            yield number

    with pool(Halving(), 2, chunk=5) as several:
        first = list(islice(several.results(endless()), 40))
    assert len({number for number, _ in first}) == 40
    assert len(taken) <= 40 + 2 * 5 * 5


@pytest.mark.usefixtures("start")
def test_work_that_cannot_be_made_ready_says_why() -> None:
    with pool(Broken(), 2) as several, pytest.raises(LookupError, match="nothing to begin"):
        list(several.results(range(3)))


ORPHANED = """
import sys, time
from dataclasses import dataclass
from sim.experiments.workers import pool

@dataclass(frozen=True)
class Waiting:
    def made_ready(self):
        return waited

    def failed(self, item, why):
        return item

def waited(item):
    time.sleep(0 if item < 2 else 3600)
    return item

if __name__ == "__main__":
    with pool(Waiting(), 2, chunk=1) as several:
        results = several.results(range(4))
        next(results), next(results)
        print("began", flush=True)
        sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_when_their_parent_is_gone(tmp_path: Path, how: signal.Signals) -> None:
    """Every process holds the parent's output open, so its end is the end of all of them."""
    script = tmp_path / "script.py"
    script.write_text(ORPHANED)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        try:
            assert parent.stdout is not None
            assert parent.stdout.readline() == "began\n"
            parent.send_signal(how)
            parent.communicate(timeout=60)
            assert parent.returncode == -how
        finally:
            with suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)


FROM_NOTHING = """
import multiprocessing
multiprocessing.set_start_method("spawn", force=True)
"""
UNGUARDED = """
import sim
sim.compare(sim.load("two-neighbours"), rule=sim.FixedNumber(4), workers=2)
print("went on")
"""


def test_a_script_without_a_main_guard_is_told_so_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(FROM_NOTHING + UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "went on" not in done.stdout
    assert done.stderr.rstrip().endswith("or use workers=1.")
    assert done.stderr.count("Traceback") == 1
    assert "An attempt has been made" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_a_forked_process_runs_no_script(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("went on\n", "")


def test_a_script_from_standard_input_may_use_processes() -> None:
    """It is in no file that they could run, and it is not needed: the work is the program's."""
    guarded = UNGUARDED.replace("\nsim.", "\nif __name__ == '__main__':\n    sim.")
    guarded = FROM_NOTHING.replace("\nmulti", "\nif __name__ == '__main__':\n    multi") + guarded
    done = subprocess.run(
        [sys.executable], input=guarded, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "went on\n", done.stderr


def test_one_process_is_enough_for_a_script(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.replace(", workers=2", ""))
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "went on\n"
    assert not done.stderr


def ladder() -> Pool[tuple[int, Engine], Replicate | Failure]:
    return Pool(LadderWork(load_data(minimal()), 1), 2)


@pytest.mark.usefixtures("start")
def test_a_process_that_dies_while_idle_is_replaced() -> None:
    processes = ladder()
    submitted = processes._started().submit
    try:
        with pytest.raises(Exception, match="process"):
            submitted(die).result(timeout=30)
        results = list(Elsewhere(processes).results(range(12), Engine.SIMPY))
    finally:
        processes.close()
    assert sorted(r.replication for r in results) == list(range(12))
    assert not any(isinstance(r, Failure) for r in results)


@pytest.mark.usefixtures("asked_to_end")
@pytest.mark.parametrize(
    ("start", "how"),
    [("forked", signal.SIGKILL), ("forked", signal.SIGTERM), ("spawned", signal.SIGKILL)],
    indirect=["start"],
)
def test_a_process_killed_at_work_loses_nothing(start: str, how: signal.Signals) -> None:
    processes = ladder()
    try:
        results = Elsewhere(processes).results(range(200), Engine.SIMPY)
        seen = [next(results)]
        assert processes._executor is not None
        os.kill(next(iter(processes._executor._processes)), how)
        seen += results
    finally:
        processes.close()
    assert sorted(r.replication for r in seen) == list(range(200))
    assert not any(isinstance(r, Failure) for r in seen)


@pytest.mark.usefixtures("asked_to_end")
@pytest.mark.parametrize(
    ("start", "written"),
    [("forked", None), ("forked", 0), ("forked", 6), ("spawned", 6)],
    indirect=["start"],
)
def test_an_item_that_kills_its_process_is_told_apart_from_its_neighbours(
    start: str, written: int | None
) -> None:
    """Killed while it sends, it holds the lock that all send under, and half a message is sent."""
    if written is not None and sys.platform == "win32":
        pytest.skip("a result is one write there, without a lock")
    with pool(Halving(deadly=6, written=written), 2, chunk=5) as several:
        found = list(several.results(range(0, 20, 2)))
    assert (6, "the process that ran it died") in found
    assert sorted(number for number, words in found if words.isdigit()) == [
        half for half in range(10) if half != 3
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a result is one write, without a lock")
@pytest.mark.usefixtures("asked_to_end")
@pytest.mark.parametrize("start", ["forked"], indirect=True)
def test_a_pool_ends_though_a_process_was_killed_while_it_sent(start: str) -> None:
    with pool(Halving(deadly=6, written=6), 2, chunk=1) as several:
        executor = several._started()
        several._submitted([[0], [6]], SimpleQueue())
        multiprocessing.connection.wait([each.sentinel for each in executor._processes.values()])
    assert several._executor is None


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_where_a_second_process_cannot_start_the_first_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.experiments.workers.can_fork", lambda: True)
    begun: list[int] = []

    def fork() -> int:
        if begun:
            raise OSError(11, "Resource temporarily unavailable")
        begun.append(forked())
        return begun[0]

    forked = os.fork
    monkeypatch.setattr(os, "fork", fork)
    with pool(Halving(), 2) as made, pytest.warns(AloneWarning, match="unavailable"):
        assert len(list(made.results(range(4)))) == 4
    first = next(each for each in multiprocessing.active_children() if each.pid in begun)
    first.join(30)
    assert first.exitcode == -signal.SIGKILL


def test_a_process_beside_whose_thread_others_run_is_not_forked() -> None:
    assert can_fork() is (sys.platform == "linux" and threading.active_count() == 1)
    over = threading.Event()
    beside = threading.Thread(target=over.wait)
    beside.start()
    try:
        assert not can_fork()
    finally:
        over.set()
        beside.join()


def test_processes_are_called_in_only_when_that_pays() -> None:
    processes = ladder()
    auto = Auto(Here(LadderWork(load_data(minimal()), 1)), Elsewhere(processes), 2)
    results = list(auto.results(range(5), Engine.SIMPY))
    assert [r.replication for r in results] == list(range(5))
    assert processes._executor is None


def test_the_error_is_one_that_users_can_mend() -> None:
    assert "__main__" in str(CannotStartError())
    assert compare(load_data(minimal()), rule=FixedNumber(1)).provenance.replications == 1


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(30, "Read-only file system"), "Read-only file system"),
        (OSError(24, "Too many open files"), "Too many open files"),
        (AttributeError("module '__main__' has no attribute '__spec__'"), "no place"),
    ],
)
def test_where_no_other_process_can_start_this_one_does_it_all(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("sim.experiments.workers.Executor", refused)
    with pool(Halving(), 2) as made, pytest.warns(AloneWarning, match=why):
        assert [half for half, _ in made.results(range(0, 60, 2))] == list(range(30))
