"""The program stopped at work: once its progress says that something is done, not by the clock."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOMETHING_IS_DONE = "Ctrl-C shows what is done"
"""What progress says as soon as there is anything to show."""
_LONGEST_SECONDS = 240


class _Watched:
    """What the program writes to the terminal that is its standard error."""

    def __init__(self, terminal: int, awaited: str) -> None:
        self._terminal, self._awaited = terminal, re.compile(awaited)
        self.text = ""
        self.seen = threading.Event()

    def read(self) -> None:
        """Reads until nobody can write any more."""
        while True:
            try:
                piece = os.read(self._terminal, 65536)
            except OSError:  # Linux says so where others give nothing
                piece = b""
            if not piece:
                self.seen.set()
                return
            self.text += piece.decode("utf-8", "replace")
            if self._awaited.search(self.text):
                self.seen.set()


def stopped_at_work(
    *arguments: str | Path,
    by: signal.Signals = signal.SIGINT,
    when: str = SOMETHING_IS_DONE,
    folder: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """The program stopped as a terminal does it, with a signal to its whole group.

    `when` is what its progress must have said before; standard error is a terminal, so that it says
    so, and `stderr` of what is returned holds all of it.
    """
    ours, its = os.openpty()
    command = [sys.executable, "-m", "sim", *map(str, arguments)]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=its,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "TERM": "xterm"},
    ) as process:
        os.close(its)
        watched = _Watched(ours, when)
        reader = threading.Thread(target=watched.read)
        reader.start()
        try:
            assert watched.seen.wait(_LONGEST_SECONDS), watched.text
            os.killpg(process.pid, by)
            shown, _ = process.communicate(timeout=_LONGEST_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            reader.join()
            os.close(ours)
    return subprocess.CompletedProcess(command, process.returncode, shown, watched.text)
