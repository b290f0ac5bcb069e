"""What is noted on fields of a model: whose name it is, whether studies vary it, who says it."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from sim.frozen import frozen
from sim.scenario.files.paths import ANY_DEPTH

Pattern = tuple[str, ...]
"""A place in a document, step by step; ``*`` stands for any key or entry, ``**`` for any steps."""


class Nested:
    """A model that may hold others of its kind, at any depth."""


@frozen
class Refers:
    """Noted on a name: an entry of that name must be in one of these sections."""

    sections: tuple[str, ...]


@frozen
class Varies:
    """Noted on a field: a study may vary what stands there, and all that lies below."""


@frozen
class Chosen:
    """Noted on a number that whoever writes an exercise chooses: no publication could say it."""


N = TypeVar("N")


class Place(NamedTuple):
    """A place of a model at which something is noted."""

    pattern: Pattern
    of_key: bool
    """Whether it is noted on the key itself, not on what stands under it."""


def noted(model: type[BaseModel], kind: type[N]) -> dict[Place, N]:
    """What is noted of one kind anywhere in a model, by place, in the order of its fields."""
    return {place: note for place, note in _inside(model, ()) if isinstance(note, kind)}


def _inside(annotation: Any, pattern: Pattern) -> Iterator[tuple[Place, object]]:
    """Everything noted at a place and below it, what pydantic itself reads included."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from ((Place(pattern, of_key=False), note) for note in arguments[1:])
        yield from _inside(arguments[0], pattern)
    elif origin in (Union, UnionType):
        for arm in arguments:
            yield from _inside(arm, pattern)
    elif origin is dict:
        key, value = arguments
        for place, note in _inside(key, (*pattern, "*")):
            yield place._replace(of_key=True), note
        yield from _inside(value, (*pattern, "*"))
    elif origin is tuple:
        for entry in arguments:
            yield from _inside(entry, (*pattern, "*"))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _of_model(annotation, pattern)


def _of_model(model: type[BaseModel], pattern: Pattern) -> Iterator[tuple[Place, object]]:
    """What is noted in a model; in one that holds others of its kind once, at any depth."""
    if not issubclass(model, Nested):
        yield from _of_fields(model, pattern)
    elif ANY_DEPTH not in pattern:
        yield from _of_fields(model, (*pattern, ANY_DEPTH))


def _of_fields(model: type[BaseModel], pattern: Pattern) -> Iterator[tuple[Place, object]]:
    for name, field in model.model_fields.items():
        here = (*pattern, field.alias or name)
        yield from ((Place(here, of_key=False), note) for note in field.metadata)
        yield from _inside(field.annotation, here)
