"""What may stand at a path of a model: an entry that can be taken out, or a key of its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from sim.scenario.files.paths import Path
from sim.scenario.values.distributions import Distribution


@dataclass(frozen=True)
class Place:
    """The last step of a path."""

    entry: bool
    """Whether it is an entry of a mapping or a list, of which there may be more or fewer."""
    nothing: bool
    """Whether nothing may stand there."""
    required: bool
    """Whether it may not be left out."""


def place_of(path: Path, model: type[BaseModel]) -> Place | None:
    """What a model has at a path; None where its form says nothing of it."""
    found = _at(path, model)
    return found[-1][1] if found else None


def has_entries(path: Path, model: type[BaseModel]) -> bool:
    """Whether what stands at a path has keys each of which can be set by itself.

    A distribution has none: its keys say one thing together.
    """
    kinds = [list(_kinds(kind)) for kind, _ in _at(path, model)]
    if not kinds or any(Distribution in alternatives for alternatives in kinds):
        return False
    return any(get_origin(kind) is dict or _is_model(kind) for kind in kinds[-1])


def is_section(key: str, model: type[BaseModel]) -> bool:
    """Whether a model has entries by name under this key."""
    found = _at((key,), model)
    return bool(found) and any(get_origin(kind) is dict for kind in _kinds(found[0][0]))


def _at(path: Path, model: type[BaseModel]) -> list[tuple[Any, Place]]:
    """What a model has at each step of a path; nothing where its form says nothing of one."""
    kind: Any = model
    found: list[tuple[Any, Place]] = []
    for step in path:
        each = next((each for one in _kinds(kind) if (each := _step(one, str(step)))), None)
        if each is None:
            return []
        found.append(each)
        kind = each[0]
    return found


def _kinds(kind: Any) -> Iterator[Any]:
    """The alternatives of a type, without what is only noted beside it."""
    if get_origin(kind) is Annotated:
        yield from _kinds(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for each in get_args(kind):
            yield from _kinds(each)
    else:
        yield kind


def _step(kind: Any, step: str) -> tuple[Any, Place] | None:
    if _is_model(kind):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                nothing = NoneType in list(_kinds(field.annotation))
                return field.annotation, Place(
                    entry=False, nothing=nothing, required=field.is_required()
                )
        return None
    inner = get_args(kind)
    if get_origin(kind) in (dict, list, tuple) and inner:
        of = inner[1] if get_origin(kind) is dict else inner[0]
        return of, Place(entry=True, nothing=NoneType in list(_kinds(of)), required=False)
    return None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
