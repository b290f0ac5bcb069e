"""Seals on compiled code that is kept: what is not as it was written is never run.

The compiler trusts what it finds on disk, and a damaged file of it ends the process. A seal is a
digest in a file beside each; it stands against accidents, not against anybody who can write there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

SUFFIX = ".seal"
CODE = (".nbi", ".nbc")
"""How the names of the compiler's files end: an index of what was compiled, and the code."""


def seal(folder: Path) -> None:
    """Seals all code in a folder as it is now.

    Raises:
        OSError: a seal cannot be written.
    """
    for file in _code(folder):
        digest = _digest(file)
        if digest is not None and _read(_seal_of(file)) != digest:
            _write(_seal_of(file), digest)


def clear_unsealed(folder: Path) -> None:
    """Removes code that is damaged, or was never sealed because its process died.

    Code that another process has written and not yet sealed goes too; that process has it in
    memory, and others compile again.
    """
    for file in _code(folder):
        digest = _digest(file)
        if digest is None or _read(_seal_of(file)) != digest:
            file.unlink(missing_ok=True)
            _seal_of(file).unlink(missing_ok=True)


def _code(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.suffix in CODE)


def _seal_of(file: Path) -> Path:
    return file.with_name(file.name + SUFFIX)


def _digest(file: Path) -> bytes | None:
    """None where another process has just removed the file, or nobody may read it."""
    content = _read(file)
    return None if content is None else blake2b(content, digest_size=16).hexdigest().encode()


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _write(file: Path, content: bytes) -> None:
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(file)
