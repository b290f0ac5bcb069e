"""What is measured beside what is aimed at, and the values that the rounds have given so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from statistics import median
from typing import Any


class Bound(StrEnum):
    """On which side of an aim the value is to lie."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


@dataclass(frozen=True)
class Aim:
    """What a value is to reach."""

    bound: Bound
    value: float

    def reached_by(self, value: float) -> bool:
        """Whether a value lies on the right side."""
        return value <= self.value if self.bound is Bound.AT_MOST else value >= self.value


def at_most(value: float) -> Aim:
    """The aim of what is better when it is less."""
    return Aim(Bound.AT_MOST, value)


def at_least(value: float) -> Aim:
    """The aim of what is better when it is more."""
    return Aim(Bound.AT_LEAST, value)


@dataclass(frozen=True)
class Figure:
    """Something that is measured in every round."""

    section: str
    name: str
    unit: str = ""
    """Left out for a ratio."""
    aim: Aim | None = None
    """None for what only describes the machine or helps to read the others."""
    of: str = ""
    """What it is one of, where a short table tells several together."""


@dataclass(frozen=True)
class Row:
    """A figure with what the rounds gave."""

    figure: Figure
    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the aim; None where there is none."""
        return None if self.figure.aim is None else self.figure.aim.reached_by(self.middle)


@dataclass
class Measured:
    """The values of each figure, in the order in which figures were first measured."""

    values: dict[Figure, list[float]] = field(default_factory=dict)

    def add(self, figure: Figure, value: float) -> None:
        """Notes what one round gave."""
        self.values.setdefault(figure, []).append(value)

    def rows(self) -> Iterator[Row]:
        """One for each figure."""
        return (Row(figure, tuple(values)) for figure, values in self.values.items())

    def missed(self) -> list[Row]:
        """Those whose aim was missed."""
        return [row for row in self.rows() if row.reached is False]

    def as_data(self) -> list[dict[str, Any]]:
        """All of it, for JSON."""
        return [
            {**asdict(row.figure), "values": list(row.values), "reached": row.reached}
            for row in self.rows()
        ]

    @classmethod
    def of_data(cls, data: Iterable[Mapping[str, Any]]) -> Measured:
        """What was written as JSON."""
        return cls({_figure_of(each): list(each["values"]) for each in data})


def _figure_of(data: Mapping[str, Any]) -> Figure:
    aim = data["aim"] and Aim(Bound(data["aim"]["bound"]), data["aim"]["value"])
    return Figure(data["section"], data["name"], data["unit"], aim, data["of"])
