"""What is told of an experiment while it runs: how much is done, of how much, and what goes on."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What is going on."""

    COMPILING = "first start on this machine: compiling, about 10 s"
    PLANNING = "plans"
    RUNNING = "replications"
    HALF_AND_DOUBLE = "half and double"
    ORDER = "order of challenges"
    SETTINGS = "settings to choose from"

    @property
    def keeps_what_is_done(self) -> bool:
        """Whether Ctrl-C still gives a result, of what is done by then."""
        return self is not Stage.PLANNING


Progress = Callable[[int, int, Stage], None]
"""Called with how much is done, how much there is to be by the next look, and what is going on."""
