"""A YAML file as plain data, with the line and column of everything in it.

The parser's events are read once. What would surprise a reader (anchors, tags, merge keys, keys
written twice) or the program (nesting without end) is refused, not interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path as FilePath
from typing import Final, NoReturn, cast

import yaml

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files import syntax
from sim.scenario.files.paths import Path, dotted, value_at
from sim.scenario.files.scalars import UnreadableError, scalar
from sim.scenario.files.slips import BY_COLON, SET_BY_SIGN
from sim.scenario.files.source import control_character, decoded, read_source
from sim.scenario.files.words import described

MOST_DEPTH: Final = 64
MOST_NODES: Final = 200_000

_UNNAMED: Final = "?"
"""Stands in a path for a key that is itself a list or a mapping."""
_NUMBER_SO_FAR: Final = re.compile(r"(?<![\w.,])([-+]?\d+),\Z")
_LONGEST_NUMBER: Final = 20
_VALUE_FOLLOWS: Final = re.compile(r"\s*:")
_KEYS_WITH_VALUES: Final = "keys with values, such as `title: Harbour`"


@frozen
class Mark:
    """A place in a text: line and column, both counted from 1."""

    line: int
    column: int


@frozen
class Origin:
    """What set a value that the file itself does not say."""

    name: str
    """An option, such as ``--set dials.trust=2``, or a file of settings."""
    mark: Mark | None = None
    """Where in the file."""


@frozen
class Document:
    """What a file says, and where it says it."""

    name: str
    text: str
    data: dict[str, object]
    marks: Mapping[Path, Mark]
    """Where each value begins."""
    key_marks: Mapping[Path, Mark]
    """Where the key of each value begins."""
    origins: Mapping[Path, Origin] = field(default_factory=dict)
    """What each value was set by, if the file did not say it."""

    def value(self, path: Path) -> object:
        """What stands at a path that exists."""
        return value_at(self.data, path)

    def problem(
        self, path: Path, expected: str, found: str = "", hint: str = "", *, of_key: bool = False
    ) -> Problem:
        """A problem with what stands at a path, or with its key, placed as closely as is known."""
        file, mark = self._place(path, of_key=of_key)
        return Problem(
            file=file,
            line=mark.line if mark else None,
            column=mark.column if mark else None,
            where=dotted(path),
            expected=expected,
            found=found,
            hint=hint,
        )

    def _place(self, path: Path, *, of_key: bool) -> tuple[str, Mark | None]:
        """The file or option, and the place in it, of the deepest part of the path it knows."""
        parts = (path[:length] for length in range(len(path), -1, -1))
        known = next(part for part in parts if part in self.origins or part in self.marks)
        if known in self.origins:
            return self.origins[known].name, self.origins[known].mark
        by_key = of_key or known != path or isinstance(self.value(known), dict | list)
        return self.name, (self.key_marks.get(known) if by_key else None) or self.marks[known]


def read_document(path: FilePath) -> Document:
    """The document in a file.

    Raises:
        InputError: the file cannot be read, or does not hold what a document may hold.
    """
    return parse_document(read_source(path), str(path))


def parse_document(source: str | bytes, name: str) -> Document:
    """The document in a text; ``name`` is what problems call it.

    Raises:
        InputError: the text does not hold what a document may hold: one mapping at most 64 deep.
    """
    text = decoded(source, name)
    reader = _Reader(name, wanted=_KEYS_WITH_VALUES)
    data = reader.read(text)
    if not isinstance(data, dict):
        raise InputError([_no_mapping(data, reader.marks[()], name)])
    return Document(name, text, data, reader.marks, reader.key_marks)


def parse_value(source: str, name: str) -> object:
    """The value in a text, by the rules of a document but of any kind.

    Raises:
        InputError: the text does not hold one value.
    """
    return _Reader(name, wanted="a value").read(decoded(source, name))


def _no_mapping(value: object, mark: Mark, name: str) -> Problem:
    return Problem(
        file=name,
        line=mark.line,
        column=mark.column,
        expected=_KEYS_WITH_VALUES,
        found=described(value),
        hint=_towards_keys(value),
    )


def _towards_keys(value: object) -> str:
    """How what is no mapping might become one."""
    if isinstance(value, str) and SET_BY_SIGN.match(value):
        return BY_COLON
    missing_space = isinstance(value, str) and ":" in value
    return "put a space after each colon" if missing_space else ""


class _Reader:
    """Builds plain data from events, and collects what is wrong with it on the way."""

    def __init__(self, name: str, wanted: str) -> None:
        self.marks: dict[Path, Mark] = {}
        self.key_marks: dict[Path, Mark] = {}
        self._name = name
        self._wanted = wanted
        self._text = ""
        self._nodes = 0
        self._problems: list[Problem] = []

    def read(self, text: str) -> object:
        """The one value that a text holds.

        Raises:
            InputError: it is not YAML, holds nothing, or holds what is refused; all of it.
        """
        self._text = text
        try:
            value = self._only_document(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.YAMLError as error:
            problem = syntax.explained(error, text, self._name)
            raise InputError([*self._problems, problem]) from error
        if self._problems:
            raise InputError(self._problems)
        return value

    def _only_document(self, events: Iterator[yaml.Event]) -> object:
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            raise InputError([Problem(file=self._name, expected=self._wanted, found="nothing")])
        value = self._value(next(events), events, ())
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._complain(after, (), "one document", "`---` and a second one")
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> object:
        self.marks[path] = _mark(event)
        self._limit(event, path)
        self._refuse_references(event, path)
        match event:
            case yaml.MappingStartEvent():
                return self._mapping(events, path)
            case yaml.SequenceStartEvent():
                return self._sequence(events, path)
            case yaml.ScalarEvent():
                return self._scalar(event, path)
        return None

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event, events, path)
            inner = (*path, key)
            again = key in data
            if again:
                first = self.key_marks[inner].line
                found = f"`{key}` a second time (first on line {first})"
                self._complain(event, inner, "each key once", found)
            else:
                self.key_marks[inner] = _mark(event)
            value = self._value(next(events), events, inner)
            if not again:
                data[key] = value
        return data

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            data.append(self._value(event, events, (*path, len(data))))
        return data

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._value(event, events, (*path, _UNNAMED))
            return self._no_key(event, path, "a list, a mapping or an alias")
        self._limit(event, path)
        self._refuse_references(event, path)
        if event.value == "<<" and event.implicit[0]:
            hint = "write the keys out; merge keys are not read"
            self._complain(event, path, "a key", "`<<`", hint)
        if self._ends_a_number(event):
            return self._decimal_comma(event, path)
        key = self._scalar(event, path)
        return key if isinstance(key, str) else self._no_key(event, path, f"`{event.value}`")

    def _ends_a_number(self, event: yaml.ScalarEvent) -> bool:
        """Whether what reads as a key of its own is what follows a decimal comma."""
        start, end = _index(event.start_mark), _index(event.end_mark)
        return (
            not event.style
            and event.value[:1].isdigit()
            and _NUMBER_SO_FAR.search(self._text, max(0, start - _LONGEST_NUMBER), start)
            is not None
            and _VALUE_FOLLOWS.match(self._text, end) is None
        )

    def _decimal_comma(self, event: yaml.ScalarEvent, path: Path) -> str:
        start = _index(event.start_mark)
        so_far = _NUMBER_SO_FAR.search(self._text, max(0, start - _LONGEST_NUMBER), start)
        whole = so_far[1] if so_far else ""
        mark = _mark(event)
        self._problems.append(
            Problem(
                file=self._name,
                line=mark.line,
                column=mark.column - len(whole) - 1,
                where=dotted(path),
                expected="a decimal point",
                found=f"the comma in `{whole},{event.value}`",
                hint=f"write {whole}.{event.value} with a point",
            )
        )
        return f"(after a comma, line {mark.line}, column {mark.column})"

    def _no_key(self, event: yaml.Event, path: Path, found: str) -> str:
        self._complain(event, path, "a key that is text", found, "put it in quotes")
        return f"(not text, line {_mark(event).line}, column {_mark(event).column})"

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> object:
        if (character := control_character(event.value)) is not None:
            self._complain(event, path, "text", f"the control character {character}")
        if not event.implicit[0]:
            return event.value
        try:
            return scalar(event.value)
        except UnreadableError as error:
            self._complain(event, path, error.expected, event.value, error.hint)
            return event.value

    def _refuse_references(self, event: yaml.Event, path: Path) -> None:
        """Complains about anchors, aliases and tags."""
        tag = getattr(event, "tag", None)
        if tag is not None:
            hint = "leave it out, or put text that begins with `!` in quotes"
            self._complain(event, path, "a value without a tag", f"`{_short(tag)}`", hint)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            hint = "write the value in each place, or put text that begins so in quotes"
            self._complain(event, path, "every value written out", f"`{sign}{anchor}`", hint)

    def _limit(self, event: yaml.Event, path: Path) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(event, f"at most {MOST_NODES:,} values")
        if len(path) > MOST_DEPTH:
            self._stop(event, f"at most {MOST_DEPTH} levels, one inside another")

    def _complain(
        self, event: yaml.Event, path: Path, expected: str, found: str, hint: str = ""
    ) -> None:
        mark = _mark(event)
        self._problems.append(
            Problem(
                file=self._name,
                line=mark.line,
                column=mark.column,
                where=dotted(path),
                expected=expected,
                found=found,
                hint=hint,
            )
        )

    def _stop(self, event: yaml.Event, expected: str) -> NoReturn:
        self._complain(event, (), expected, "more")
        raise InputError(self._problems)


def _index(mark: object) -> int:
    return cast("yaml.Mark", mark).index


def _mark(event: yaml.Event) -> Mark:
    start = cast("yaml.Mark", event.start_mark)
    return Mark(start.line + 1, start.column + 1)


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
