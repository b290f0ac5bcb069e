"""What may stand at a path of a model: an entry that can be taken out, or a key of its form."""

from __future__ import annotations

from types import NoneType
from typing import get_args

from pydantic import BaseModel

from sim.frozen import frozen
from sim.scenario.files.paths import Path
from sim.scenario.units.kinds import kinds_at
from sim.scenario.values.distributions import Distribution


@frozen
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
    for kind in kinds_at(model, path[:-1]) if path else ():
        if field := kind.field(path[-1]):
            nothing = NoneType in get_args(field.annotation)
            return Place(entry=False, nothing=nothing, required=field.is_required())
        if kind.is_mapping or kind.is_list:
            nothing = NoneType in get_args(get_args(kind.type)[-1 if kind.is_mapping else 0])
            return Place(entry=True, nothing=nothing, required=False)
    return None


def has_entries(path: Path, model: type[BaseModel]) -> bool:
    """Whether what stands at a path has keys each of which can be set by itself.

    A distribution has none: its keys say one thing together.
    """
    ways = [kinds_at(model, path[:length]) for length in range(1, len(path) + 1)]
    if not ways or any(kind.type is Distribution for way in ways for kind in way):
        return False
    return any(kind.is_mapping or kind.keys for kind in ways[-1])


def is_section(key: str, model: type[BaseModel]) -> bool:
    """Whether a model has entries by name under this key."""
    return any(kind.is_mapping for kind in kinds_at(model, (key,)))
