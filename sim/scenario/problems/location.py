"""Where an error of validation lies: in the document, and in the model that it should fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, get_args, get_origin

from pydantic import BaseModel

from sim.frozen import frozen
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path
from sim.scenario.units.kinds import Accepted, kinds

_THE_KEY: Final = "[key]"
"""How pydantic says that an error is about a key, not its value."""


@frozen
class Location:
    """Where an error lies: its place in the document, and what the model takes there."""

    path: Path
    """The deepest place of the document on the way."""
    kinds: tuple[Accepted, ...]
    """What the model takes there, or under the key that is absent."""
    around: tuple[Accepted, ...]
    """What the model takes one step higher."""
    absent: str | None = None
    """A key that the model knows at the end of the way, and the document lacks."""
    of_key: bool = False
    """Whether the error is about the key itself."""
    arms: tuple[tuple[Path, str], ...] = ()
    """The unions on the way: at which place of the document, and the label of the arm."""

    def is_arm(self, step: str | int) -> bool:
        """Whether a step that the document lacks can only be the label of a union's arm."""
        return isinstance(step, str) and not any(step in kind.keys for kind in self.kinds)


def followed(steps: Iterable[str | int], document: Document, model: type[BaseModel]) -> Location:
    """Where an error lies by the steps that pydantic gives, from the top of the document.

    Steps are keys and indices, but also the arms of unions and steps that a validator made
    up before the model looked; these are not in the document and are stepped over.
    """
    top = tuple(kinds(model))
    location = Location(path=(), kinds=top, around=())
    node: object = document.data
    for step in steps:
        deeper = tuple(kind for outer in location.kinds for kind in outer.inside(step))
        arm = tuple(kind for kind in location.kinds if kind.is_called(str(step)))
        if _holds(node, step):
            node = node[step]  # type: ignore[index]
            location = replace(
                location,
                path=(*location.path, step),
                kinds=deeper or arm,
                around=location.kinds,
                absent=None,
            )
        elif step == _THE_KEY:
            location = replace(location, of_key=True, kinds=_kinds_of_keys(location.around))
        elif deeper and not location.is_arm(step):
            location = replace(location, kinds=deeper, around=location.kinds, absent=str(step))
        else:
            label = (location.path, str(step))
            location = replace(location, kinds=arm or location.kinds, arms=(*location.arms, label))
    return location


def _kinds_of_keys(around: Iterable[Accepted]) -> tuple[Accepted, ...]:
    """The kinds of key that mappings take."""
    return tuple(
        kind
        for outer in around
        if isinstance(origin := get_origin(outer.type), type) and issubclass(origin, dict)
        for kind in kinds(get_args(outer.type)[0])
    )


def _holds(node: object, step: str | int) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)
