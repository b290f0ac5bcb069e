"""Values set over what the file says, by an option or a study: ``--set dials.trust=0.5``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.document import MOST_DEPTH, Document, Mark, Origin, parse_value
from sim.scenario.files.paths import (
    NOTHING,
    Path,
    dotted,
    paths_in,
    segments,
    value_at,
    with_value,
    without,
)
from sim.scenario.files.slips import OPENING_QUOTES
from sim.scenario.files.source import decoded
from sim.scenario.files.words import described, did_you_mean, listed, nearest
from sim.scenario.values.places import has_entries, place_of

_ALIKE: Final = 0.75
"""From this likeness on, a name that is not there counts as a misspelling of one that is."""
_CANNOT_BE_OUT: Final = "a value: it cannot be taken out"
_ENTRIES: Final = {
    "agencies": "agency",
    "agreements": "agreement",
    "background": "stream",
    "bodies": "body",
    "channels": "channel",
    "countries": "country",
    "databases": "database",
    "injects": "inject",
    "liaisons": "liaison",
    "programmes": "programme",
    "red_herrings": "red herring",
    "threats": "threat",
}
"""What an entry of a section is called."""
_DIGITS: Final = re.compile(r"\d+")

T = TypeVar("T")
V = TypeVar("V")


@frozen
class _Override:
    """One option, taken apart."""

    origin: Origin
    steps: tuple[str, ...]
    value: object
    model: type[BaseModel]
    """What it is a value of."""
    file: Document | None = None
    """The file that says it; None for an option."""
    place: Path = ()
    """Where the file says it."""

    def parts(self) -> Iterator[_Override]:
        """Each key that can be set by itself as an override of its own; what cannot, whole."""
        divided = isinstance(self.value, dict) and has_entries(self.steps, self.model)
        if not (self.value and divided):
            yield self
            return
        assert isinstance(self.value, dict)
        for key, value in self.value.items():
            place = (*self.place, key)
            origin = _origin(self.file, place) if self.file else self.origin
            inner = replace(self, origin=origin, steps=(*self.steps, key), value=value, place=place)
            yield from inner.parts()

    def origins(self, path: Path, made: Path) -> dict[Path, Origin]:
        """What is said to have set what was made at a path, and everything below it."""
        if self.file is None:
            return {made: self.origin}
        below = {
            (*path, *rest): _origin(self.file, (*self.place, *rest))
            for rest in paths_in(self.value)
        }
        return {made: self._said(made)} | below

    def _said(self, path: Path) -> Origin:
        """Where the first steps of the path are said, or all of them."""
        if self.file is None or not path:
            return self.origin
        first = max(1, len(self.place) - (len(self.steps) - len(path)))
        return _origin(self.file, self.place[:first])

    def refused(self, path: Path, expected: str, found: str, hint: str = "") -> InputError:
        """The error that says why the option cannot be applied."""
        said = self._said(path)
        problem = Problem(
            file=said.name,
            line=said.mark.line if said.mark else None,
            column=said.mark.column if said.mark else None,
            where=dotted(path),
            expected=expected,
            found=found,
            hint=hint,
        )
        return InputError([problem])


def apply_overrides(
    document: Document, overrides: Sequence[str], model: type[BaseModel]
) -> Document:
    """The document with each ``PATH=VALUE`` set, one after the other.

    A path names keys, and entries of a list by index or by their ``name``; a key that holds a dot
    stands in double quotes. A value is written as in the file. Mappings that the file leaves out
    are made. A mapping sets each of its keys and leaves the others; an empty one, and a
    distribution, replace what stood there. A name that is not there and much like one that is
    counts as a misspelling of it. Problems with an overridden value name the option instead of a
    line. ``null`` takes out an entry, and what has a value also where a file leaves it out.

    Raises:
        InputError: an option is not ``PATH=VALUE``, or its path leads nowhere; all of them.
    """
    return _without_problems(*_each_applied(document, overrides, partial(_parsed, model)))


def apply_settings(
    document: Document, settings: Mapping[str, object], model: type[BaseModel]
) -> Document:
    """The document with the value at each path set, as options do it; values are plain data.

    Raises:
        InputError: what should be a path is none, or leads nowhere; all of them.
    """
    return _without_problems(*try_settings(document, settings, model))


def try_settings(
    document: Document, settings: Mapping[str, object], model: type[BaseModel]
) -> tuple[Document, tuple[Problem, ...]]:
    """The document with what of the settings can be set; what cannot is the problems."""
    return _each_applied(document, settings.items(), partial(_of_setting, model))


def apply_given(
    document: Document,
    files: Sequence[Document],
    overrides: Sequence[str],
    model: type[BaseModel],
) -> tuple[Document, tuple[Problem, ...]]:
    """The document with what can be set of what files of settings and then options say.

    A file says paths, or keys in keys as a scenario has them. What cannot be set is the problems:
    what is not ``PATH=VALUE``, and every path that leads nowhere.
    """
    problems: tuple[Problem, ...] = ()
    for file in files:
        document, more = _each_applied(document, file.data.items(), partial(_of_entry, model, file))
        problems += more
    document, more = _each_applied(document, overrides, partial(_parsed, model))
    return document, (*problems, *more)


def alone(file: Document, model: type[BaseModel]) -> tuple[Document, tuple[Problem, ...]]:
    """What a file of settings says as the document of a scenario that says nothing besides.

    What it takes out is not in it. What is no path of a scenario is the problems.
    """
    document = replace(file, data={}, marks={(): Mark(1, 1)}, key_marks={})
    problems: list[Problem] = []
    for entry in file.data.items():
        try:
            for part in _of_entry(model, file, entry).parts():
                if part.value is None and not _may_be_nothing(part):
                    continue
                document = replace(
                    document,
                    data=with_value(document.data, part.steps, part.value),
                    origins={**document.origins, **part.origins(part.steps, part.steps)},
                )
        except InputError as error:
            problems += error.problems
    return document, tuple(problems)


def _may_be_nothing(override: _Override) -> bool:
    """Whether ``null`` stands at the path as a value, and does not take something out."""
    place = place_of(override.steps, override.model)
    if place is None or place.nothing:
        return True
    if place.required:
        raise override.refused(override.steps, _CANNOT_BE_OUT, "nothing")
    return False


def settings_of(
    files: Sequence[Document], overrides: Sequence[str], model: type[BaseModel]
) -> dict[str, object]:
    """The value at each path that files and then options set; of two at one path the later.

    Raises:
        InputError: an option is not ``PATH=VALUE``, or a key of a file no path; the first.
    """
    given = [_of_entry(model, file, entry) for file in files for entry in file.data.items()]
    settings: dict[str, object] = {}
    for override in (*given, *map(partial(_parsed, model), overrides)):
        for part in override.parts():
            path = dotted(part.steps)
            settings.pop(path, None)
            settings[path] = part.value
    return settings


def _each_applied(
    document: Document, written: Iterable[T], understood: Callable[[T], _Override]
) -> tuple[Document, tuple[Problem, ...]]:
    problems: list[Problem] = []
    for each in written:
        try:
            parts = tuple(understood(each).parts())
        except InputError as error:
            problems += error.problems
            continue
        for part in parts:
            try:
                document = _applied(document, part)
            except InputError as error:
                problems += error.problems
    return document, tuple(dict.fromkeys(problems))


def _without_problems(document: Document, problems: Sequence[Problem]) -> Document:
    if problems:
        raise InputError(problems)
    return document


def _of_setting(model: type[BaseModel], setting: tuple[str, object]) -> _Override:
    path, value = setting
    steps, rest = segments(path)
    override = _Override(Origin(f"{path} = {described(value)}"), steps, value, model)
    if not steps or rest:
        raise override.refused((), "a path, such as dials.trust", f'"{path}"')
    if len(steps) > MOST_DEPTH:
        raise override.refused((), f"a path of at most {MOST_DEPTH} names", str(len(steps)))
    return override


def _of_entry(model: type[BaseModel], file: Document, entry: tuple[str, object]) -> _Override:
    path, value = entry
    steps, rest = segments(path)
    override = _Override(_origin(file, (path,)), steps, value, model, file, (path,))
    if not steps or rest:
        raise override.refused((), "a path, such as dials.trust", f'"{path}"')
    if steps == ("entente",):
        raise override.refused((), "a file of settings, a path for each key", "a whole scenario")
    if len(steps) > MOST_DEPTH:
        raise override.refused((), f"a path of at most {MOST_DEPTH} names", str(len(steps)))
    return override


def _parsed(model: type[BaseModel], text: str) -> _Override:
    label = f"--set {text}"
    try:
        steps, rest = segments(decoded(text, label))
        unread = _Override(Origin(label), steps, None, model)
        if text[:1] in OPENING_QUOTES and text:
            straight = text.strip(f"{OPENING_QUOTES}\u00bb")
            hint = f'leave them out, or write straight ones: "{straight}"'
            raise unread.refused((), "PATH=VALUE", f"curly quotes round it: {text}", hint)
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
        data=with_value(document.data, path, override.value),
        marks=_outside(document.marks, made),
        key_marks=_outside(document.key_marks, made),
        origins=_outside(document.origins, made) | override.origins(path, made),
    )


def _is_taken_out(data: dict[str, object], path: Path, override: _Override) -> bool:
    """Whether ``null`` takes away what is there, and does not stand there as a value."""
    place = place_of(path, override.model)
    if place is None or place.nothing:
        return False
    if place.required:
        raise override.refused(path, _CANNOT_BE_OUT, "nothing")
    if place.entry and value_at(data, path) is NOTHING:
        raise override.refused(path, "a known name, to take it out", f"`{path[-1]}`")
    return True


def _without(document: Document, path: Path) -> Document:
    """The document without what stands at a path; without its list's places, which move up."""
    if value_at(document.data, path) is NOTHING:
        return document
    in_list = isinstance(value_at(document.data, path[:-1]), list)
    moved = path[:-1] if in_list else path
    return replace(
        document,
        data=without(document.data, path),
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
        expected, called = _known(path, step, override.model)
        raise override.refused((*path, step), expected, f"the unknown {called} `{step}`", meant)


def _known(path: Path, step: str, model: type[BaseModel]) -> tuple[str, str]:
    """What should have been there instead of a misspelt step, and what such a thing is called."""
    place = place_of((*path, step), model)
    if place is None or not place.entry:
        return "a key known here", "key"
    if len(path) == 1 and path[0] in _ENTRIES:
        return f"one of the `{path[0]}`", _ENTRIES[str(path[0])]
    return "a name known here", "name"


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


def _origin(file: Document, place: Path) -> Origin:
    return Origin(file.name, file.key_marks.get(place) or file.marks[place])


def _outside(places: Mapping[Path, V], path: Path) -> dict[Path, V]:
    """The places that do not lie at the path or below it."""
    return {place: held for place, held in places.items() if place[: len(path)] != path}
