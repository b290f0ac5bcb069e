"""Does the program end as conventions say, however it is started and stopped?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interrupting import stopped_at_work

PROGRAM = [sys.executable, "-m", "sim"]
RUN = ["run", "two-neighbours", "-n", "3", "--workers", "1", "--engine", "simpy"]
ENVIRONMENT = os.environ | {"PYTHONUTF8": "1"}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither signals nor sh")


def in_shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a shell makes of a line; "$@" in it is the program with what it is to run."""
    return subprocess.run(
        ["bash", "-c", line, "bash", *PROGRAM, *RUN],
        cwd=folder,
        env=ENVIRONMENT | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("closed", ["1", "2"])
def test_it_runs_without_a_stream_to_write_to(closed: str, tmp_path: Path) -> None:
    ran = in_shell(f'"$@" {closed}>&-', tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ("As written" in ran.stdout) == (closed == "2")


def test_a_reader_that_stops_reading_ends_it(tmp_path: Path) -> None:
    ran = in_shell('PYTHONUNBUFFERED=1 "$@" | head -1; exit "${PIPESTATUS[0]}"', tmp_path)
    assert ran.returncode == 128 + signal.SIGPIPE, ran.stderr
    assert not ran.stderr


def test_a_file_that_is_called_like_a_module_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "signal.py").write_text("raise SystemExit('this is my own script')", "utf-8")
    # The module `sim` would look in the folder first, and the command does not.
    command = Path(sys.executable).with_name("entente")
    ran = in_shell(f'shift 3; "{command}" "$@" --workers 2', tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "my own" not in ran.stdout + ran.stderr


def test_a_request_to_end_shows_what_is_done(tmp_path: Path) -> None:
    told = stopped_at_work(
        *("run", "two-neighbours", "-n", "99999", "--workers", "1"),
        by=signal.SIGTERM,
        folder=tmp_path,
    )
    assert "Traceback" not in told.stderr
    assert told.returncode == 128 + signal.SIGTERM
    assert "What each challenge costs" in told.stdout
