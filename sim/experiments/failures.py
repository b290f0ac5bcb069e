"""A replication that ended in an error: left out of every condition, and reported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """A replication that ended in an error; it is left out of every condition."""

    replication: int
    condition: str
    error: str
