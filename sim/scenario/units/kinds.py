"""The kinds of value that a model takes at a path, and what limits each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from sim.frozen import frozen


@frozen
class Accepted:
    """One kind of value that the model takes at a place, and what limits it."""

    type: Any
    limits: tuple[object, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that it knows, if it is a model."""
        return tuple(_named_fields(self.type))

    def is_called(self, label: str) -> bool:
        """Whether this is the arm of a union that pydantic calls ``label``."""
        tags = [limit.tag for limit in self.limits if isinstance(limit, Tag)]
        literals = [
            value
            for field in _named_fields(self.type).values()
            if get_origin(field.annotation) is Literal
            for value in get_args(field.annotation)
        ]
        # An arm with validators of its own is called function-after[validator(), Model].
        name = label.rstrip("]").rpartition(", ")[2]
        return name in (getattr(self.type, "__name__", None), *tags, *literals)

    @property
    def is_mapping(self) -> bool:
        """Whether it has entries by name."""
        return get_origin(self.type) is dict

    @property
    def is_list(self) -> bool:
        """Whether it has entries by number."""
        return get_origin(self.type) in (list, tuple)

    def field(self, step: str | int) -> FieldInfo | None:
        """The field under a key, if it is a model that has it."""
        return _named_fields(self.type).get(str(step))

    def inside(self, step: str | int) -> tuple[Accepted, ...]:
        """The kinds of value that it takes under a key or at an index."""
        field = self.field(step)
        if field:
            return tuple(kinds(field.annotation, field.metadata))
        origin, arguments = get_origin(self.type), get_args(self.type)
        if not isinstance(origin, type):
            return ()
        if isinstance(step, str):
            inner = arguments[1:] if issubclass(origin, dict) else ()
        elif issubclass(origin, tuple) and Ellipsis not in arguments:
            inner = arguments[step : step + 1]
        else:
            inner = arguments[:1]
        return tuple(kind for argument in inner for kind in kinds(argument))


def kinds(annotation: Any, limits: Iterable[object] = ()) -> Iterator[Accepted]:
    """Every kind of value that an annotation takes, nothing excepted."""
    limits = tuple(_flat(limits))
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        yield from kinds(inner, (*limits, *more))
    elif origin in (Union, UnionType):
        for arm in get_args(annotation):
            yield from kinds(arm, limits)
    elif annotation is not NoneType:
        yield Accepted(annotation, limits)


def kinds_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[Accepted, ...]:
    """What a model takes at a path; nothing where its form says nothing of it.

    An entry of a list may be named by whatever a path says there.
    """
    here = tuple(kinds(model))
    for step in path:
        here = tuple(each for kind in here for each in (kind.inside(step) or kind.inside(0)))
    return here


def _named_fields(kind: Any) -> dict[str, FieldInfo]:
    """A model's fields by the name that a document calls them."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def _flat(limits: Iterable[object]) -> Iterator[object]:
    for limit in limits:
        if isinstance(limit, FieldInfo):
            yield from limit.metadata
        else:
            yield limit
