"""What agencies have learned about each other in one run."""

from __future__ import annotations

from sim.engine.record import Record
from sim.engine.records import Records
from sim.frozen import frozen
from sim.plan.values.arrays import Floats


@frozen
class Experience:
    """Of one run, at its end, by pair."""

    gained: Floats
    """How many good outcomes count."""
    lost: Floats
    """For how many good ones the bad outcomes count."""


def experience_of(record: Record) -> Experience | None:
    """What agencies have learned in a run; None where nothing is learned."""
    if record.plan.learning is None:
        return None
    return Experience(record.gained, record.lost)


def experiences_of(records: Records) -> list[Experience | None]:
    """By replication: the same."""
    if records.plan.learning is None:
        return [None] * len(records)
    return [Experience(*pair) for pair in zip(records.gained, records.lost, strict=True)]
