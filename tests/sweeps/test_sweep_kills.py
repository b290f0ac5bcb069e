"""Does a sweep outlive `kill -9` of itself and of its workers, at any moment, with every row?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sim.studies.file.reading import read_study
from sim.studies.running.running import sweep
from sim.studies.store.errors import NoStoreError
from sim.studies.store.locking import holder_of
from sim.studies.store.writing import MOST_IN_A_BATCH
from tests.sweeps.stores import Table, table_at
from tests.sweeps.sweeps import started, written

OWN = """\
import sim

@sim.measure(unit="reports", meaning="Longest queue before any desk")
def longest_queue(run):
    return run.desks.queue_length.max()
"""
SECONDS_UNDER_WAY = 2.5
"""In which somebody is killed: while processes start, and while they run."""


def stored(path: Path) -> Table:
    try:
        return table_at(path)
    except NoStoreError:
        return []


def workers_of(parent: int) -> list[int]:
    """The processes that a sweep has started to run replications."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=", "-o", "ppid=", "-o", "args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    each = (line.split(None, 2) for line in listed.splitlines())
    return [int(pid) for pid, ppid, args in each if int(ppid) == parent and _works(args)]


def _works(args: str) -> bool:
    """Whether this is a process that was forked or spawned, and not one that helps it."""
    return "spawn_main" in args or " sweep " in args


def disturbed(file: Path, path: Path, luck: random.Random) -> None:
    """Starts a sweep, kills a worker or none, then the sweep itself; nobody is left behind.

    Every process of it holds its output open, so that ends with the last of them.
    """
    with started("sweep", file, "--store", path, "--workers", "2") as process:
        try:
            wait = luck.uniform(0, SECONDS_UNDER_WAY)
            if luck.random() < 0.5:
                time.sleep(wait)
                for worker in workers_of(process.pid)[:1]:
                    with suppress(ProcessLookupError):
                        os.kill(worker, signal.SIGKILL)
                wait = luck.uniform(0, 1)
            time.sleep(wait)
            process.kill()
            process.communicate(timeout=60)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def outlives(folder: Path, kills: int, replications: int, more: str = "") -> None:
    file, path = written(folder, replications), folder / "study.sqlite"
    with file.open("a", encoding="utf-8") as text:
        text.write(more)
    sweep(read_study(file), folder / "undisturbed.sqlite", workers=1, engine="auto")
    expected = table_at(folder / "undisturbed.sqlite")
    assert len(expected) == 4 * replications
    every, before = set(expected), set(stored(path))
    luck = random.Random(kills)  # noqa: S311 - when to kill is no secret
    survived = 0
    for _ in range(kills):
        disturbed(file, path, luck)
        rows = stored(path)
        after = set(rows)
        assert before <= after <= every
        assert len(after) == len(rows) <= len(before) + MOST_IN_A_BATCH * 10
        assert holder_of(path) is None
        survived += len(after) < len(expected)
        before = after
    assert survived, "it was over before anybody was killed: ask for more replications"
    sweep(read_study(file), path, workers=2, engine="auto")
    assert table_at(path) == expected


def test_two_kills_lose_nothing(tmp_path: Path) -> None:
    outlives(tmp_path, 2, 700)


@pytest.mark.slow
def test_a_measure_of_ones_own_lives_through_kills(tmp_path: Path) -> None:
    (tmp_path / "of_a_killed_sweep.py").write_text(OWN, encoding="utf-8")
    outlives(tmp_path, 4, 600, 'measures: [share_missed, "of_a_killed_sweep:longest_queue"]\n')


def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    file, path = written(tmp_path, 600), tmp_path / "study.sqlite"
    with started("sweep", file, "--store", path, "--workers", "2") as process:
        try:
            deadline = time.monotonic() + 60
            while not stored(path) and time.monotonic() < deadline:
                time.sleep(0.05)
            os.kill(workers_of(process.pid)[0], signal.SIGKILL)
            said, _ = process.communicate(timeout=120)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, said
    assert "Done: 2,400 rows of 4 conditions." in said
    assert all(error is None for *_, error in table_at(path))


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    outlives(tmp_path, 50, 25_000)
