"""Replications on several processes: who runs them changes nothing, and a bad start is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.run import Engine
from sim.study.comparison import compare
from sim.study.conditions import Design
from sim.study.findings import Failure
from sim.study.precision import FixedNumber
from sim.study.workers import Auto, CannotStartError, Pool
from tests.scenarios_for_tests import load_data, minimal

UNGUARDED = """
import sim
sim.compare(sim.load("two-neighbours"), rule=sim.FixedNumber(4), workers=2)
print("went on")
"""


def test_a_script_without_a_main_guard_is_told_so_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "went on" not in done.stdout
    assert done.stderr.rstrip().endswith("or use workers=1.")
    assert done.stderr.count("An attempt has been made") <= 2


def test_one_process_is_enough_for_a_script(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.replace(", workers=2", ""))
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "went on\n"
    assert not done.stderr


def test_a_process_that_dies_while_idle_is_replaced() -> None:
    scenario = load_data(minimal())
    pool = Pool(scenario, 1, 2)
    submitted = pool._started().submit
    try:
        with pytest.raises(Exception, match="process"):
            submitted(_die).result(timeout=30)
        results = list(pool.results(range(12), Engine.SIMPY))
    finally:
        pool.close()
    assert sorted(r.replication for r in results) == list(range(12))
    assert not any(isinstance(r, Failure) for r in results)


def test_a_process_killed_at_work_loses_nothing() -> None:
    pool = Pool(load_data(minimal()), 1, 2)
    try:
        results = pool.results(range(200), Engine.SIMPY)
        seen = [next(results)]
        assert pool._executor is not None
        os.kill(next(iter(pool._executor._processes)), signal.SIGKILL)
        seen += results
    finally:
        pool.close()
    assert sorted(r.replication for r in seen) == list(range(200))
    assert not any(isinstance(r, Failure) for r in seen)


def _die() -> None:
    os._exit(3)


def test_processes_are_called_in_only_when_that_pays() -> None:
    design = Design(load_data(minimal()))
    auto = Auto(design, 1, 2)
    results = list(auto.results(range(5), Engine.SIMPY))
    assert [r.replication for r in results] == list(range(5))
    assert auto._pool._executor is None
    auto.close()


def test_the_error_is_one_that_users_can_mend() -> None:
    assert "__main__" in str(CannotStartError())
    assert compare(load_data(minimal()), rule=FixedNumber(1)).replications == 1
