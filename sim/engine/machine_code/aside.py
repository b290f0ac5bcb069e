"""Aside: another process that compiles, so that nobody needs to wait and the work is never lost.

It is started with a request and hears nothing more: it belongs to no terminal, prints nothing, and
neither Ctrl-C nor the end of who asked ends it. It ends by itself within seconds, when the code is
kept; where the folder for that has been removed meanwhile, it leaves nothing behind.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

from sim.engine.machine_code.calling import Kind
from sim.engine.machine_code.keeping import made_and_kept
from sim.errors import CannotCompileError
from sim.frozen import frozen

_BEGIN = f"import sys; sys.path[:] = sys.argv[1:]; from {__name__} import answer; answer()"


@frozen
class Request:
    """What is to be compiled."""

    function: Callable[..., Any]
    kinds: tuple[Kind, ...]
    waited_for: bool
    """Whether somebody waits for it; else it lets others go first."""


@frozen
class Answer:
    """What came of it."""

    code: bytes | None = None
    """None where it is kept, or there is none."""
    trouble: str | None = None


class Compiler:
    """A process that compiles one function for arguments of some kinds.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, request: Request) -> None:
        if not sys.executable:
            raise OSError("there is no interpreter to start")
        path = [place or str(Path.cwd()) for place in sys.path]  # where this one found its modules
        self._process = _LeftAlone(
            [sys.executable, "-P", "-c", _BEGIN, *path],
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        with self._process.stdin as door:
            door.write(pickle.dumps(request))

    @property
    def is_done(self) -> bool:
        """Whether waiting for its answer takes no time."""
        return self._process.poll() is not None

    def answer(self) -> Answer:
        """What came of it, once it is done.

        Raises:
            CannotCompileError: it cannot be compiled, or the process died.
        """
        assert self._process.stdout is not None
        with self._process.stdout as door:
            content = door.read()
        self._process.wait()
        try:
            found: Answer = pickle.loads(content)  # noqa: S301 - of a process that this one started
        except Exception:  # noqa: BLE001 - whatever is wrong with it, there is no answer
            raise CannotCompileError("the process that compiles it died") from None
        if found.trouble is not None:
            raise CannotCompileError(found.trouble)
        return found


class _LeftAlone(Popen[bytes]):
    """A process that may go on when whoever started it is done, without a word about that."""

    def __del__(self) -> None:
        if self.stdout is not None:
            self.stdout.close()


def answer() -> None:
    """Compiles what is asked for on standard input, and keeps it; in a process of its own."""
    import gc

    gc.disable()
    request: Request = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - of who started this one
    if not request.waited_for and hasattr(os, "nice"):
        os.nice(10)
    try:
        code, is_kept = made_and_kept(request.function, request.kinds)
        found = Answer(None if is_kept else code)
    except Exception as error:  # noqa: BLE001 - whoever asked tells it, or does without
        found = Answer(trouble=first_line(error))
    try:
        sys.stdout.buffer.write(pickle.dumps(found))
        sys.stdout.flush()
    except OSError:  # nobody is there any more to read it
        os._exit(0)
    os._exit(0)


def first_line(error: Exception) -> str:
    """An error in one line."""
    return next(iter(f"{type(error).__name__}: {error}".splitlines()))[:200].rstrip(".")
