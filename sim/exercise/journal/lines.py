"""Lines: a file that grows by whole lines, each on the disk before anybody hears of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


class LinesFile:
    """One that is open for writing; whatever goes wrong with it is an OSError."""

    def __init__(self, file: BinaryIO) -> None:
        """A file without a buffer, at the place where lines are to be added."""
        self.file = file

    @classmethod
    def begun(cls, path: Path) -> LinesFile:
        """A new file that only its owner may read; FileExistsError where there is one."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0)
        _force_folder(path.parent)
        return cls(file)

    @classmethod
    def opened(cls, path: Path) -> LinesFile:
        """One that is there."""
        return cls(path.open("r+b", buffering=0))

    def go_on_behind(self, kept: int) -> None:
        """Drops what follows so many bytes: a line that was cut short."""
        self.file.truncate(kept)
        self.file.seek(kept)

    def add(self, lines: bytes) -> None:
        """Writes whole lines and waits until they are on the disk, or leaves nothing of them."""
        before = self.file.tell()
        try:
            _write(self.file, lines)
            os.fsync(self.file.fileno())
        except OSError:
            with suppress(OSError):
                self.go_on_behind(before)
            raise

    def close(self) -> None:
        """Nothing more is written."""
        self.file.close()


def _write(file: BinaryIO, lines: bytes) -> None:
    done = 0
    while done < len(lines):  # a file without a buffer may take less than it is given
        done += file.write(lines[done:]) or 0


def _force_folder(folder: Path) -> None:
    """That there is a new file in it is on the disk, where the system knows of such a thing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
