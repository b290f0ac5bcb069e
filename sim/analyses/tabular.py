"""How findings show themselves in Python: a few lines where they are printed, and a table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, TypeVar

from sim.errors import InputError
from sim.scenario.problems.misspelt import misspelt
from sim.statistics.intervals import Estimate

Row = dict[str, Any]
"""A line of a table: by column a text, a number, or None where there is nothing."""
Value = TypeVar("Value")

_LIBRARIES = ("pandas", "polars")
"""What makes data frames, the first that is installed: pandas is what most readers know."""


class Tabular(Protocol):
    """Findings that print in a few lines and give a table.

    Notebooks show what `print` shows: lines of text need no HTML.
    """

    @abstractmethod
    def summary_lines(self) -> Iterator[str]:
        """What was found, in a few lines."""

    @abstractmethod
    def rows(self) -> list[Row]:
        """What was found as plain rows with the same columns; numbers as in `--json`."""

    def table(self) -> Any:
        """The same as a data frame: of pandas if installed, else of polars, else the rows."""
        return frame(self.rows())

    def __str__(self) -> str:
        return "\n".join(self.summary_lines())

    def __repr__(self) -> str:
        return str(self)


def frame(rows: Iterable[Row]) -> Any:
    """Rows as a data frame: of pandas if that is installed, else of polars, else as they are."""
    every = list(rows)
    for name in _LIBRARIES:
        if find_spec(name) is not None:
            return import_module(name).DataFrame(every)
    return every


def interval(name: str, estimate: Estimate | None) -> Row:
    """An estimate in three columns: its value under a name, and its bounds."""
    if estimate is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


class ByName(dict[str, Value]):
    """Findings by name; a misspelt one is met with the nearest.

    Raises:
        InputError: on looking up a name that is not there.
    """

    def __init__(self, what: str, entries: dict[str, Value]) -> None:
        super().__init__(entries)
        self._what = what

    def __missing__(self, name: object) -> Value:
        raise InputError([misspelt(self._what, name, self)])
