"""Work for other processes, in a module that each of them imports in no time."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

Done = tuple[int, str]


@dataclass(frozen=True)
class Halving:
    """Halves numbers; it cannot halve odd ones, and one of them kills who tries."""

    deadly: int = -1

    def made_ready(self) -> Callable[[int], Done]:
        """What halves one."""

        def halved(number: int) -> Done:
            if number == self.deadly:
                os._exit(3)
            if number % 2:
                raise ValueError(number)
            return number // 2, str(os.getpid())

        return halved

    def failed(self, item: int, why: str) -> Done:
        """The number as it was, and why."""
        return item, why


@dataclass(frozen=True)
class Broken:
    """Cannot even be made ready."""

    def made_ready(self) -> Callable[[int], int]:
        """What it would do."""
        raise LookupError("nothing to begin with")

    def failed(self, item: int, why: str) -> int:
        """Never asked: no item is to blame."""
        raise AssertionError(item, why)


def die() -> None:
    """Ends its process as a crash would."""
    os._exit(3)
