"""The text of a file: opened, of a bearable size, in UTF-8, and without control characters."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final, NoReturn

from sim.errors import InputError, Problem
from sim.scenario.files.words import did_you_mean, nearest

MOST_BYTES: Final = 5_000_000

_ENDINGS: Final = (".yaml", ".yml", ".csv", ".txt")
_MOST_FOLDERS: Final = 100

_NOT_TEXT: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, unusual ends of lines, and what stands for no character at all."""
_AS_PLAIN_TEXT: Final = "save it as plain text in UTF-8, under a name that ends in .yaml"
_KINDS_OF_FILE: Final = (
    (re.compile(rb"PK\x03\x04.*word/", re.DOTALL), "a Word document"),
    (re.compile(rb"PK\x03\x04.*xl/", re.DOTALL), "a workbook"),
    (
        re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", re.DOTALL),
        "an OpenDocument file",
    ),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old office document"),
    (re.compile(rb"\s*\{\\rtf"), "Rich Text Format"),
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE), "a web page"),
)
"""How other kinds of file begin that people take for text."""
_TAG_DIRECTIVE: Final = re.compile("^%TAG", re.MULTILINE)


def read_source(path: Path) -> bytes:
    """What a file holds, up to one byte more than a document may be long.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError([_unopened(path, error)]) from error


def decoded(source: str | bytes, name: str) -> str:
    """The text of a source, of characters that the parser takes and a screen can show.

    Letters that may be written in one piece or in several are put together, so that names that look
    the same are the same (Unicode's normal form C).

    Raises:
        InputError: it is longer than 5 MB, not UTF-8, or holds control characters.
    """
    if len(source) > MOST_BYTES:
        _refuse(name, expected=f"at most {MOST_BYTES // 1_000_000} MB", found="more")
    text = source if isinstance(source, str) else _utf8(source, name)
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    if match := _NOT_TEXT.search(text):
        if match[0] == "\0":
            _refuse(name, expected="text", found="a binary file")
        found = f"the control character {match[0]}"
        _refuse(name, text[: match.start()], expected="text", found=found, hint="leave it out")
    # The parser compares each of these lines with all before it, without end for a hostile file.
    if match := _TAG_DIRECTIVE.search(text):
        _refuse(name, text[: match.start()], expected="a document without tags", found="`%TAG`")
    return text


def control_character(text: str) -> str | None:
    """The first character of a written value that no screen should be sent, if there is one."""
    match = _NOT_TEXT.search(text)
    return match[0] if match else "\r" if "\r" in text else None


def _unopened(path: Path, error: OSError) -> Problem:
    found, hint = "one that cannot be read", error.strerror or ""
    match error:
        case FileNotFoundError() if path.parent.is_dir():
            found, hint = "none of this name", did_you_mean(_near_file(path)) or _looked_in(path)
        case FileNotFoundError() | NotADirectoryError():
            found, hint = f"no directory {path.parent}", ""
        case IsADirectoryError():
            found, hint = "a directory", ""
        case PermissionError():
            found, hint = "one that you may not read", ""
    return Problem(file=str(path), expected="a file", found=found, hint=hint)


def _near_file(path: Path) -> str | None:
    """A file of this name in a folder beside or below, or else one of a name much like it."""
    try:
        others = list(path.parent.iterdir())
        below = [other / path.name for other in others if other.is_dir()]
        elsewhere = [path.parent / ".." / path.name, *below[:_MOST_FOLDERS]]
        if found := next((other for other in elsewhere if other.is_file()), None):
            return str(found)
    except OSError:
        return None
    names = {other.stem: other.name for other in others if other.suffix in ("", *_ENDINGS)}
    near = nearest(path.stem if path.suffix in _ENDINGS else path.name, names)
    return str(path.with_name(names[near])) if near else None


def _looked_in(path: Path) -> str:
    return f"there is none in the folder {path.parent.resolve()}"


def _utf8(source: bytes, name: str) -> str:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(name, expected="text in UTF-8", found="UTF-16", hint="save the file as UTF-8")
    for beginning, kind in _KINDS_OF_FILE:
        if beginning.match(source):
            _refuse(name, expected="plain text", found=kind, hint=_AS_PLAIN_TEXT)
    if b"\0" in source:
        _refuse(name, expected="text", found="a binary file")
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        before = source[: error.start].decode().removeprefix("\ufeff")
        found = f"the byte {source[error.start]:#04x}"
        _refuse(name, before, expected="text in UTF-8", found=found, hint="save the file as UTF-8")


def _refuse(
    name: str, before: str | None = None, *, expected: str, found: str, hint: str = ""
) -> NoReturn:
    """Refuses the source, for what follows the text ``before`` or for the whole of it."""
    line = column = None
    if before is not None:
        lines = re.split("\r\n|\n|\r", before)
        line, column = len(lines), len(lines[-1]) + 1
    raise InputError(
        [Problem(file=name, line=line, column=column, expected=expected, found=found, hint=hint)]
    )
