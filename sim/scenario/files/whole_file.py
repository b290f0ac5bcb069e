"""A file of text that takes the place of an earlier one only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from sim.errors import InputError, Problem


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file to write text into, which takes the place of an earlier one only when it is whole.

    Raises:
        InputError: it cannot be written; an earlier one is as it was.
    """
    beside = _beside(path)
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        if beside != path:
            beside.replace(path)
    except OSError as error:
        raise unwritable(path, (error.strerror or str(error)).lower()) from None
    finally:
        if beside != path:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def unwritable(path: Path, found: str) -> InputError:
    """That a file cannot be written, and why."""
    problem = Problem(file=str(path), expected="a file that can be written", found=found)
    return InputError([problem])


def _beside(path: Path) -> Path:
    """A name of its own next to a file; a device is written to as it is."""
    if path.exists() and not path.is_file():
        return path
    return path.with_name(f".{path.name[:100]}.{os.getpid()}")
