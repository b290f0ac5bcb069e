"""How much is measured, and how far that is: progress with the time that is left, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Effort:
    """How many rounds, and whether a first impression is enough."""

    quick: bool

    @property
    def rounds(self) -> int:
        """Interleaved, of what takes seconds."""
        return 3 if self.quick else 9

    @property
    def long_rounds(self) -> int:
        """Of what takes minutes."""
        return 1 if self.quick else 3


@dataclass
class Progress:
    """How far all sections are; each takes a share of the time that is known beforehand."""

    expected: Sequence[float]
    """By section: its seconds on some machine."""
    began: float = field(default_factory=perf_counter)
    section: int = -1
    name: str = ""

    def enter(self, name: str) -> None:
        """The next section begins."""
        self.section, self.name = self.section + 1, name
        self._tell(0.0)

    def through(self, items: Sequence[Item]) -> Iterator[Item]:
        """The steps of a section, of which all take about as long."""
        for number, item in enumerate(items):
            self._tell(number / len(items))
            yield item

    def leave(self) -> None:
        """Nothing more is told."""
        self._write("")

    def _tell(self, share: float) -> None:
        behind = sum(self.expected[: self.section]) + share * self.expected[self.section]
        ahead, took = sum(self.expected) - behind, perf_counter() - self.began
        # Before enough has been seen of this machine, it is taken for the one of the estimates.
        left = ahead * (took + 20) / (behind + 20)
        self._write(f"Measuring {self.name} ... about {_clock(left)} left")

    def _write(self, told: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{told}")
            sys.stderr.flush()
        elif told:
            print(told, file=sys.stderr, flush=True)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
