"""The file of a journal: JSON lines, each forced to disk by the one process that may write it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import TypeAdapter, ValidationError

from sim.exercise.journal.entries import FORMAT, AnyEntry, Entry, Opened
from sim.exercise.journal.errors import (
    ExistingJournalError,
    NewerJournalError,
    NoJournalError,
    NotAJournalError,
    PlayedElsewhereError,
    WriteError,
)
from sim.exercise.journal.lines import LinesFile
from sim.studies.store.errors import InUseError
from sim.studies.store.locking import alone, holder_of, locked

_ENTRY: TypeAdapter[Any] = TypeAdapter(AnyEntry)


class JournalFile:
    """A journal that is open for writing; nobody else writes to it meanwhile."""

    def __init__(self, path: Path, lines: LinesFile, held: ExitStack) -> None:
        self._path, self._lines, self._held = path, lines, held

    @classmethod
    def begun(cls, path: Path) -> JournalFile:
        """A new file that only its owner may read: it holds the seed of all that is to come.

        Raises:
            ExistingJournalError: there is one of that name.
            WriteError: it cannot be made.
            PlayedElsewhereError: another process writes to it.
        """
        with ExitStack() as held:
            held.enter_context(_held(path))
            try:
                lines = held.enter_context(closing(LinesFile.begun(path)))
            except FileExistsError:
                raise ExistingJournalError(path) from None
            except OSError as error:
                raise WriteError(path, error.strerror or str(error)) from error
            held.enter_context(_alone(path, lines.file))
            return cls(path, lines, held.pop_all())

    @classmethod
    def continued(cls, path: Path) -> tuple[JournalFile, list[Entry], str]:
        """A file that is there, its entries, and the rest of a last line that was cut short.

        Raises:
            NoJournalError: it is not there.
            NotAJournalError: it is something else, or damaged before its last line.
            NewerJournalError: a later version of the program wrote it.
            PlayedElsewhereError: another process writes to it.
        """
        if not path.is_file():
            raise NoJournalError(path)
        with ExitStack() as held:
            held.enter_context(_held(path))
            try:
                lines = held.enter_context(closing(LinesFile.opened(path)))
            except OSError as error:
                raise WriteError(path, error.strerror or str(error)) from error
            held.enter_context(_alone(path, lines.file))
            entries, kept, rest = _read(path)
            try:
                lines.go_on_behind(kept)
            except OSError as error:
                raise WriteError(path, error.strerror or str(error)) from error
            return cls(path, lines, held.pop_all()), entries, rest

    def add(self, *entries: Entry) -> None:
        """Writes entries and waits until they are on the disk.

        Raises:
            WriteError: they could not be written; then nothing of them is there.
        """
        try:
            self._lines.add(written(entries))
        except OSError as error:
            raise WriteError(self._path, error.strerror or str(error)) from error

    def close(self) -> None:
        """Lets others write to it."""
        self._held.close()


def read_journal(path: Path) -> tuple[list[Entry], str]:
    """The entries of a file, and the rest of a last line that was cut short.

    Raises:
        NoJournalError: it is not there.
        NotAJournalError: it is something else, or damaged before its last line.
        NewerJournalError: a later version of the program wrote it.
    """
    if not path.is_file():
        raise NoJournalError(path)
    entries, _, rest = _read(path)
    return entries, rest


def line_of(entry: Entry) -> bytes:
    """An entry as a line of the file."""
    data = entry.model_dump(mode="json")
    return json.dumps(data, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def written(entries: Sequence[Entry]) -> bytes:
    """Entries as the lines of a file."""
    return b"".join(map(line_of, entries))


def _read(path: Path) -> tuple[list[Entry], int, str]:
    """The entries, how many bytes they take, and what follows them."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotAJournalError(path, 1, "a file that can be read", error.strerror or "") from error
    whole, _, rest = content.rpartition(b"\n")
    lines = whole.split(b"\n") if whole else []
    entries: list[Entry] = []
    for number, line in enumerate(lines):
        entries.append(_entry(path, number, line))
        _check_place(path, entries)
    if not entries:
        raise NotAJournalError(path, 1, "the journal of a session", _shown(rest))
    return entries, len(content) - len(rest), rest.decode(errors="replace")


def _entry(path: Path, number: int, line: bytes) -> Entry:
    try:
        data = json.loads(line)
    except ValueError:
        raise NotAJournalError(path, number + 1, "an entry in JSON", _shown(line)) from None
    if number == 0:
        _check_format(path, data)
    try:
        entry: Entry = _ENTRY.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the entry"
        raise NotAJournalError(
            path, number + 1, f"{place}: {first['msg']}", _shown(str(first["input"]).encode())
        ) from None
    return entry


def _check_format(path: Path, data: object) -> None:
    """The first line says what may follow."""
    if not isinstance(data, dict) or data.get("kind") != "opened":
        raise NotAJournalError(path, 1, "the journal of a session, which begins with `opened`")
    written = data.get("format")
    if isinstance(written, int) and written > FORMAT:
        raise NewerJournalError(path, written, FORMAT, str(data.get("written_by", "?")))


def _check_place(path: Path, entries: Sequence[Entry]) -> None:
    """Entries are numbered as they stand, made at a moment, and follow one that is not later."""
    number, entry = len(entries) - 1, entries[-1]
    line = number + 1
    if entry.number != number:
        raise NotAJournalError(path, line, f"entry number {number}", str(entry.number))
    if not _is_moment(entry.room):
        expected = "room: a time in ISO 8601 with its zone"
        raise NotAJournalError(path, line, expected, _shown(entry.room.encode()))
    if number == 0:
        if entry.after is not None or not isinstance(entry, Opened):
            raise NotAJournalError(path, line, "the opening of the session")
        return
    if isinstance(entry, Opened):
        raise NotAJournalError(path, line, "an entry of a session that is open", "another opening")
    if entry.after is None or not 0 <= entry.after < number:
        raise NotAJournalError(path, line, f"`after` from 0 to {number - 1}", str(entry.after))
    since = entries[entry.after].then_us
    if entry.story_us < since:
        raise NotAJournalError(
            path, line, f"a time of the story from {since} on", str(entry.story_us)
        )


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _shown(line: bytes) -> str:
    text = line.decode(errors="replace")
    return f"`{text[:60]}{'...' if len(text) > 60 else ''}`"


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """The lock on a journal, as long as its file is open."""
    with ExitStack() as held:
        try:
            held.enter_context(locked(path))
        except InUseError as error:
            raise PlayedElsewhereError(path, str(holder_of(path) or "another process")) from error
        yield


@contextmanager
def _alone(path: Path, file: BinaryIO) -> Iterator[None]:
    """The file itself, whatever others call it: a link would have a lock of its own beside it."""
    with ExitStack() as held:
        try:
            held.enter_context(alone(path, file))
        except InUseError as error:
            raise PlayedElsewhereError(path, "a process that calls it something else") from error
        yield
