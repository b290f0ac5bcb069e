"""What is computed once for a value, and remembered for as long as that value lives.

Nothing is forgotten by a step of Python: Ctrl-C that arrives in a callback of Python's own garbage
collection would be lost, and the program would run on.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

Owner = TypeVar("Owner")
Value = TypeVar("Value")
More = ParamSpec("More")


class Remembered(Generic[Owner, Value]):
    """Values by what they belong to: by that object itself, whatever else equals it."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[weakref.ref[Any], Value]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def get(self, owner: Owner) -> Value | None:
        """What is remembered for it."""
        held = self._held.get(id(owner))
        return None if held is None else held[1]

    def keep(self, owner: Owner, value: Value) -> Value:
        """Remembers a value until its owner is gone."""
        # Called with the reference, which is then what `pop` answers where there is nothing.
        forget: Callable[[Any], object] = partial(self._held.pop, id(owner))
        self._held[id(owner)] = weakref.ref(owner, forget), value
        return value


def remembered(
    compute: Callable[Concatenate[Owner, More], Value],
) -> Callable[Concatenate[Owner, More], Value]:
    """Has a pure function compute but once for its first argument, on which alone it depends."""
    values = Remembered[Owner, Value]()

    @wraps(compute)
    def looked_up(owner: Owner, /, *more: More.args, **named: More.kwargs) -> Value:
        known = values.get(owner)
        return values.keep(owner, compute(owner, *more, **named)) if known is None else known

    return looked_up
