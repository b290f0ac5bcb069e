"""Values set over what the file says, by an option or a study: ``--set dials.trust=0.5``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from sim.errors import InputError, Problem
from sim.scenario.document import MOST_DEPTH, Document, parse_value
from sim.scenario.dotted import Path, dotted, segments
from sim.scenario.places import place_of
from sim.scenario.source import decoded
from sim.scenario.words import described, did_you_mean, listed, nearest

_ALIKE: Final = 0.75
"""From this likeness on, a name that is not there counts as a misspelling of one that is."""
_DIGITS: Final = re.compile(r"\d+")

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True)
class _Override:
    """One option, taken apart."""

    label: str
    steps: tuple[str, ...]
    value: object

    def refused(self, path: Path, expected: str, found: str, hint: str = "") -> InputError:
        """The error that says why the option cannot be applied."""
        where = dotted(path)
        return InputError(
            [Problem(file=self.label, where=where, expected=expected, found=found, hint=hint)]
        )


def apply_overrides(document: Document, overrides: Sequence[str]) -> Document:
    """The document with each ``PATH=VALUE`` set, one after the other.

    A path names keys, and entries of a list by index or by their ``name``; a key that holds a dot
    stands in double quotes. A value is written as in the file. Mappings that the file leaves out
    are made. A name that is not there and much like one that is counts as a misspelling of it.
    Problems with an overridden value name the option instead of a line. ``null`` takes out an
    entry, and what has a value also where a file leaves it out.

    Raises:
        InputError: an option is not ``PATH=VALUE``, or its path leads nowhere; all of them.
    """
    return _each_applied(document, overrides, _parsed)


def apply_settings(document: Document, settings: Mapping[str, object]) -> Document:
    """The document with the value at each path set, as options do it; values are plain data.

    Raises:
        InputError: what should be a path is none, or leads nowhere; all of them.
    """
    return _each_applied(document, settings.items(), _of_setting)


def apply_file(document: Document, file: Document) -> Document:
    """The document with the value at each path that a file of settings has, as options do it.

    Raises:
        InputError: a key of the file is no path, or leads nowhere; all of them.
    """
    return _each_applied(document, file.data.items(), lambda entry: _of_entry(file, *entry))


def settings_of(overrides: Sequence[str]) -> dict[str, object]:
    """The value at each path that options set; of two at one path the later.

    Raises:
        InputError: an option is not ``PATH=VALUE``; the first.
    """
    settings: dict[str, object] = {}
    for text in overrides:
        override = _parsed(text)
        path = dotted(override.steps)
        settings.pop(path, None)
        settings[path] = override.value
    return settings


def _each_applied(
    document: Document, written: Iterable[T], understood: Callable[[T], _Override]
) -> Document:
    problems: list[Problem] = []
    for each in written:
        try:
            document = _applied(document, understood(each))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return document


def _of_setting(setting: tuple[str, object]) -> _Override:
    path, value = setting
    steps, rest = segments(path)
    override = _Override(f"{path} = {described(value)}", steps, value)
    if not steps or rest:
        raise override.refused((), "a path, such as dials.trust", f'"{path}"')
    return override


def _of_entry(file: Document, path: str, value: object) -> _Override:
    mark = file.key_marks[(path,)]
    steps, rest = segments(path)
    override = _Override(f"{file.name}:{mark.line}:{mark.column}", steps, value)
    if not steps or rest:
        raise override.refused((), "a path, such as dials.trust", f'"{path}"')
    if steps == ("entente",):
        raise override.refused((), "a file of settings, a path for each key", "a whole scenario")
    if len(steps) > MOST_DEPTH:
        raise override.refused((), f"a path of at most {MOST_DEPTH} names", str(len(steps)))
    return override


def _parsed(text: str) -> _Override:
    label = f"--set {text}"
    try:
        steps, rest = segments(decoded(text, label))
        unread = _Override(label, steps, None)
        if not steps or not rest.startswith("="):
            raise unread.refused((), "PATH=VALUE, such as dials.trust=0.5", f'"{text}"')
        if len(steps) > MOST_DEPTH:
            raise unread.refused((), f"a path of at most {MOST_DEPTH} names", str(len(steps)))
        return replace(unread, value=parse_value(rest[1:], label))
    except InputError as error:
        placeless = [replace(problem, line=None, column=None) for problem in error.problems]
        raise InputError(placeless) from error


def _applied(document: Document, override: _Override) -> Document:
    path = _resolved(document.data, override)
    if override.value is None and _is_taken_out(document.data, path, override):
        return _without(document, path)
    made = _made(document.data, path)
    return replace(
        document,
        data=_with(document.data, path, override.value),
        marks=_outside(document.marks, made),
        key_marks=_outside(document.key_marks, made),
        origins={**_outside(document.origins, made), made: override.label},
    )


def _is_taken_out(data: dict[str, object], path: Path, override: _Override) -> bool:
    """Whether ``null`` takes away what is there, and does not stand there as a value."""
    place = place_of(path)
    if place is None or place.nothing:
        return False
    if place.required:
        raise override.refused(path, "a value: it cannot be taken out", "nothing")
    there = _made(data, path) == path and _holds(data, path)
    if place.entry and not there:
        raise override.refused(path, "a name that is there, to take it out", f"`{path[-1]}`")
    return True


def _holds(data: dict[str, object], path: Path) -> bool:
    node: Any = data
    for step in path:
        if not (step in node if isinstance(node, dict) else isinstance(node, list)):
            return False
        node = node[step]
    return True


def _without(document: Document, path: Path) -> Document:
    """The document without what stands at a path; without its list's places, which move up."""
    node: Any = document.data
    for step in path[:-1]:
        node = node.get(step, {}) if isinstance(node, dict) else node[step]
    moved = path[:-1] if isinstance(node, list) else path
    if not _holds(document.data, path):
        return document
    left: Any = (
        [each for i, each in enumerate(node) if i != path[-1]]
        if isinstance(node, list)
        else {key: each for key, each in node.items() if key != path[-1]}
    )
    return replace(
        document,
        data=_with(document.data, path[:-1], left),
        marks=_outside(document.marks, moved),
        key_marks=_outside(document.key_marks, moved),
    )


def _resolved(data: dict[str, object], override: _Override) -> Path:
    """The path with indices for the entries of lists; what is to be made comes as it is named."""
    path: Path = ()
    node: Any = data
    for position, step in enumerate(override.steps):
        match node:
            case None:
                return (*path, *override.steps[position:])
            case dict() if step not in node:
                _refuse_misspelt(override, path, step, node, _parties(data) if path else ())
                return (*path, *override.steps[position:])
            case dict():
                path = (*path, step)
            case list():
                path = (*path, _entry(override, path, step, node))
            case _:
                raise override.refused(path, f"keys, to set `{step}` among them", described(node))
        node = node[path[-1]]
    return path


def _refuse_misspelt(
    override: _Override,
    path: Path,
    step: str,
    siblings: Mapping[str, object],
    named: Collection[str],
) -> None:
    """Refuses a new key that is probably an old one; names may differ in their number.

    What the scenario gives a name to somewhere, such as an agency, is never taken for misspelt.
    """
    near = nearest(step, siblings, _ALIKE)
    if near is not None and _DIGITS.sub("", near) == _DIGITS.sub("", step):
        near = None
    if step in named:
        return
    near = near or next((name for name in siblings if name.startswith(f"{step}.")), None)
    if near:
        meant = did_you_mean(dotted((near,)))
        raise override.refused((*path, step), "a name that is there", f"`{step}`", meant)


def _parties(data: dict[str, object]) -> set[str]:
    """The names of countries, bodies and agencies, which other sections are keyed by."""
    sections = (data.get(section) for section in ("countries", "bodies", "agencies"))
    return {name for section in sections if isinstance(section, dict) for name in section}


def _entry(override: _Override, path: Path, step: str, entries: list[object]) -> int:
    """The index of the entry of a list that a step means."""
    if step in map(str, range(len(entries))):
        return int(step)
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    if names.count(step) == 1:
        return names.index(step)
    known = [name for name in names if isinstance(name, str)]
    raise override.refused(
        path,
        f"the name of one entry, or a number below {len(entries)}" if entries else "entries",
        f"`{step}`" if entries else "an empty list",
        did_you_mean(nearest(step, known)) or (f"the names are {listed(known)}" if known else ""),
    )


def _made(data: dict[str, object], path: Path) -> Path:
    """The first part of a path that the option makes: the end of it, or a mapping on the way."""
    node: Any = data
    for length, step in enumerate(path):
        if node is None or (isinstance(node, dict) and step not in node):
            return path[: length + (node is not None)]
        node = node[step]
    return path


def _with(node: Any, path: Path, value: object) -> Any:
    """A copy of the node in which the path leads to the value."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(node, list) and isinstance(step, int):
        return [*node[:step], _with(node[step], rest, value), *node[step + 1 :]]
    mapping = node or {}
    return {**mapping, step: _with(mapping.get(step), rest, value)}


def _outside(places: Mapping[Path, V], path: Path) -> dict[Path, V]:
    """The places that do not lie at the path or below it."""
    return {place: held for place, held in places.items() if place[: len(path)] != path}
