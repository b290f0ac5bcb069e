"""How the program ends when it is stopped from outside: as conventions say, no traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

STOPPED = 130
"""The exit code after Ctrl-C, as shells have it."""
TERMINATED = 143
"""After a request to end, as services and schedulers make it."""
BROKEN_PIPE = 141
"""After whoever read the output has stopped reading."""

OUTPUT_REFUSED = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})
"""What the system says where a disk has no room for what is printed."""


class EndRequest(KeyboardInterrupt):
    """A request to end: Ctrl-C for what only lets go, and more for what waits for the next line."""


@contextmanager
def ending_as_asked() -> Iterator[None]:
    """Lets a request to end do what Ctrl-C does, but for the exit code."""
    asked: list[int] = []

    def stop(number: int, _frame: object) -> None:
        asked.append(number)
        raise EndRequest

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # in a thread, which hears of no signals
        yield
        return
    try:
        yield
    except SystemExit as end:
        if asked and end.code == STOPPED:
            raise SystemExit(TERMINATED) from None
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def with_streams() -> None:
    """Opens standard streams that the program was started without; what goes there is lost."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    if isinstance(sys.stdout, TextIOWrapper):  # a code page may lack what names are written with
        sys.stdout.reconfigure(errors="backslashreplace")


def without_output() -> None:
    """Lets what is still to be written go nowhere: its reader is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
