"""What can be wrong with a store, said so that its owner knows what to do.

The whole tree of errors is drawn in `sim.errors`.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sim.errors import EntenteError, printable, shortened

_LONGEST_PATH = 200
_WHAT_IS_SAFE = "Everything committed before is safe"


class StoreError(EntenteError):
    """A store cannot be used as asked: which file, what is wrong, what to do."""

    def __init__(self, path: Path, wrong: str, remedy: str) -> None:
        self.path = path
        place = printable(shortened(str(path), _LONGEST_PATH))
        super().__init__(f"{place}: {printable(wrong)}\n    {printable(remedy)}")


class NoStoreError(StoreError):
    """There is no such file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "expected the store of a study, found no file", "`entente sweep` makes one."
        )


class NotAStoreError(StoreError):
    """The file is something else."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            path,
            f"expected the store of a study, found {found}",
            "It was left as it is. Name the file that `entente sweep` wrote, or a new one.",
        )


class NewerStoreError(StoreError):
    """A later version of the program wrote it."""

    def __init__(self, path: Path, known: int, found: int) -> None:
        super().__init__(
            path,
            f"expected a store of format {known} or older, found format {found}",
            "A later version of Entente wrote it. It was left as it is: install that version.",
        )


class ClosedStoreError(StoreError):
    """It was closed before it was asked."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "expected an open store, found it closed",
            "Use it inside its `with` statement, or open it again with `sim.open_store`.",
        )


class CorruptedStoreError(StoreError):
    """It was damaged."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            path,
            f"expected a sound store, found it damaged ({found})",
            "Nothing more was written to it. Take it from a backup, or keep this file aside and "
            "start a new store; `sqlite3 FILE .recover` saves what can still be read.",
        )


class ReadOnlyStoreError(StoreError):
    """It, or its folder, may not be used."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            path,
            f"expected a store and a folder that may be read and written, found {found}",
            "Change the permissions, or copy the store to a folder of your own.",
        )


class NoFolderError(StoreError):
    """It would stand in a folder that is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "expected a place in a folder, found no such folder",
            "Make the folder, or name another one.",
        )


class FullDiskError(StoreError):
    """No room is left."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "expected room on the disk, found it full",
            f"{_WHAT_IS_SAFE}. Make room and give the same command again: it goes on from there.",
        )


class LongNameError(StoreError):
    """No file can be called so."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"expected a shorter name, found one of {len(path.name)} characters",
            "File systems take about 255 for a name and what is put behind it. Name another.",
        )


class DiskError(StoreError):
    """The disk or the file system refuses."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            path,
            f"expected a disk that reads and writes, found {found}",
            f"{_WHAT_IS_SAFE}. The disk may be full, over a quota, failing, or shared over a "
            "network: a store needs a disk of this computer. Then give the same command again.",
        )


class InUseError(StoreError):
    """Another process writes to it."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(
            path,
            f"expected a store that nobody else writes to, found {holder} at it",
            "Wait for it or stop it, or name another store. Looking at the store and exporting "
            "it work meanwhile.",
        )


class SeveralNamesError(StoreError):
    """It is one file under several names."""

    def __init__(self, path: Path, names: int) -> None:
        super().__init__(
            path,
            f"expected a store with one name, found a file with {names} (hard links)",
            "Rows that are being written lie beside one of the names, so that under another they "
            "would be lost. Make a copy (`cp`), and name the copy.",
        )


class TornCopyError(StoreError):
    """It was copied while it was written to."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "expected a whole store, found one that was copied while it was written to",
            "What was written last lay in the file beside it, whose name ends in -wal. Stop the "
            'sweep and copy again, or copy with `sqlite3 FILE ".backup COPY"`.',
        )


class OtherStudyError(StoreError):
    """It holds another scenario, seed, version or other measures."""

    def __init__(self, path: Path, what: str, stored: str, asked: str, remedy: str) -> None:
        self.what = what
        super().__init__(
            path,
            f"expected {what} {stored}, of which the store holds rows, found {asked}",
            f"{remedy} Nothing was changed.",
        )


class OtherCodeError(StoreError):
    """Its rows come from a measure or rule of its user's own that is another one now."""

    def __init__(self, path: Path, what: str, stored: str, found: str) -> None:
        super().__init__(
            path,
            f"expected the {what} by which its rows were computed ({stored}), found {found}",
            "Put it back as it was, or name a new store. Nothing was changed.",
        )


class MissingCodeError(StoreError):
    """Its rows come from a measure or rule of its user's own that is not here."""

    def __init__(self, path: Path, what: str, why: str) -> None:
        super().__init__(
            path,
            f"expected the {what}, by which its rows were computed, found none: {why}",
            "Put its module beside the store or work in its folder; from Python, give it to "
            "`sim.reproduce`.",
        )


class DifferentRowError(StoreError):
    """A row came a second time with other values."""

    def __init__(self, path: Path, condition: str, replication: int) -> None:
        super().__init__(
            path,
            f"expected replication {replication} of condition {condition} to give what is stored, "
            "found other values",
            "The stored row was kept. Equal runs give equal rows, so something that computes has "
            "changed: `entente study reproduce` tells whether other rows differ too.",
        )


class NotReproducibleError(StoreError):
    """It keeps what this version cannot compute."""

    def __init__(self, path: Path, version: str, unknown: Sequence[str]) -> None:
        super().__init__(
            path,
            f"expected measures that can be computed here, found {', '.join(unknown)}",
            f"Entente {version} wrote it. Install that version to run its rows again.",
        )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system report into what the user can do about it."""
    try:
        yield
    except sqlite3.Error as error:
        known = _of_sqlite(path, error)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise _of_system(path, error) from error


def _of_sqlite(path: Path, error: sqlite3.Error) -> StoreError | None:
    # Extended codes keep the plain code in their lowest byte; Python's own errors have none.
    found = str(error)
    if isinstance(error, sqlite3.ProgrammingError) and "closed database" in found:
        return ClosedStoreError(path)
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return FullDiskError(path)
        case sqlite3.SQLITE_IOERR:
            return DiskError(path, found)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_FORMAT:
            return CorruptedStoreError(path, found)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return ReadOnlyStoreError(path, found)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return InUseError(path, "another program")
    return None


def _of_system(path: Path, error: OSError) -> StoreError:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return FullDiskError(path)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return ReadOnlyStoreError(path, str(error.strerror))
        case errno.ENOENT | errno.ENOTDIR:
            return NoFolderError(path)
        case errno.ENAMETOOLONG:
            return LongNameError(path)
    return DiskError(path, str(error.strerror))
