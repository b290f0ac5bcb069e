"""Numbers for distinct values, in the order in which they are first used."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Numbering(Generic[T]):
    """Gives each distinct value an index from 0."""

    def __init__(self, *values: T) -> None:
        self._index: dict[T, int] = {}
        for value in values:
            self.index(value)

    def index(self, value: T) -> int:
        """The index of a value, new if it has none yet."""
        return self._index.setdefault(value, len(self._index))

    def __len__(self) -> int:
        return len(self._index)

    def values(self) -> tuple[T, ...]:
        """All values, by index."""
        return tuple(self._index)
