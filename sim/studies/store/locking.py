"""One writer at a time: a lock that the operating system holds, and frees when its process ends.

The lock is on a file beside the store, which says who holds it. That file stays, empty, when the
store is closed: to remove it would let two processes hold locks on two files of one name.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sim.frozen import frozen
from sim.studies.store.errors import InUseError, told

_TRIES, _SECONDS_BETWEEN = 5, 0.05
"""Whoever only asks whether the lock is free holds it for an instant."""
_LOCKED_BYTE = 2**30
"""On Windows a locked byte cannot be read, so one is locked that the file does not have."""


@frozen
class Holder:
    """Who writes to a store."""

    pid: int
    since: str
    host: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} (since {self.since})"


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Holds the lock of a store; a process that it starts does not inherit it.

    Raises:
        InUseError: another process holds it.
        ReadOnlyStoreError: the folder cannot be written.
    """
    with told(store):
        file = _opened(lock_of(store))
    with file:
        _acquire(store, file)
        _held.add(file)
        try:
            with told(store):
                _sign(file)
            yield
        finally:
            _held.discard(file)
            file.truncate(0)
            _unlock(file)


@contextmanager
def alone(path: Path, file: BinaryIO) -> Iterator[None]:
    """Holds an open file itself, so that under another name it is nobody's either.

    Raises:
        InUseError: another process holds it, whatever it calls it.
    """
    at = file.tell()
    if not _tried(file):
        raise InUseError(path, "a process that calls it something else")
    file.seek(at)
    _held.add(file)
    try:
        yield
    finally:
        _held.discard(file)
        _unlock(file)


_held: set[BinaryIO] = set()
"""Files whose lock this process holds."""


def _leave_to_the_parent() -> None:
    """Lets go, in a forked process, of locks that would outlast the parent there."""
    for file in _held:
        file.close()
    _held.clear()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_leave_to_the_parent)


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Holds a folder against others who write the same files into it; nothing is left there.

    Raises:
        InUseError: another process does.
    """
    if sys.platform == "win32":  # where a folder cannot be opened
        with locked(folder / "tables"):
            yield
        lock_of(folder / "tables").unlink(missing_ok=True)
        return
    with told(folder):
        descriptor = os.open(folder, os.O_RDONLY)
    with _closing(descriptor):
        if not _tried(descriptor):
            raise InUseError(folder, "another export")
        yield


@contextmanager
def _closing(descriptor: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(descriptor)


def holder_of(store: Path) -> Holder | None:
    """Who writes to a store now; None when nobody does, or when it cannot be told."""
    try:
        file = lock_of(store).open("r+b", buffering=0)
    except OSError:
        return None
    with file:
        if _tried(file):
            _unlock(file)
            return None
        return _signed(file) or Holder(0, "an unknown time", "an unknown computer")


def lock_of(store: Path) -> Path:
    """The file beside a store that is locked."""
    return store.with_name(f"{store.name}.lock")


def _opened(path: Path) -> BinaryIO:
    # Neither truncated nor created anew: it may be another's, and say so.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    return os.fdopen(descriptor, "r+b", buffering=0)


def _acquire(store: Path, file: BinaryIO) -> None:
    for tried in range(_TRIES):
        if _tried(file):
            return
        if tried < _TRIES - 1:
            time.sleep(_SECONDS_BETWEEN)
    raise InUseError(store, str(_signed(file) or "another process"))


def _sign(file: BinaryIO) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    holder = Holder(os.getpid(), now, socket.gethostname())
    file.seek(0)
    file.truncate(0)
    file.write(json.dumps(asdict(holder)).encode())


def _signed(file: BinaryIO) -> Holder | None:
    try:
        file.seek(0)
        return Holder(**json.loads(file.read()))
    except (OSError, ValueError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _tried(file: BinaryIO) -> bool:
        try:
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _tried(file: BinaryIO | int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
