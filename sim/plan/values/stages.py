"""The stages of a route: what can happen to a copy on its way."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import ClassVar

from sim.frozen import frozen
from sim.plan.values.causes import Cause


class StageKind(IntEnum):
    """What can happen to a copy on its way; no kind knows what it is used for."""

    WORK = 0
    """Wait for one of the servers of a desk, then be worked on."""
    DELAY = 1
    """Wait until a calendar is open, if there is one, then let time pass."""
    OPEN = 2
    """Wait until a calendar is open."""
    SEND = 3
    """Be sent, each time only while a calendar is open, until a sending is not lost."""
    ASK = 4
    """Ask back the way it came, and wait for the answer; how long that takes the way says."""


class Where(IntEnum):
    """Where a report, copy, request or warning is."""

    SENDER = 0
    """With its sender, or with the legal or translation desk of that country."""
    AHEAD = 1
    """On the way to its receiver."""
    RECEIVER = 2
    """With its receiver, before it comes to the desk, or with that country's translators."""
    DESK = 3
    """At the receiver's own desk."""
    BACK = 4
    """On the way back to its sender."""
    NOWHERE = 5
    """Nobody has anything yet."""


@frozen
class Gate:
    """Open to a row whose chance lies below a cell."""

    cell: int
    chance: int


@frozen
class WorkStage:
    """Work at a desk; as all stages, with the cause that its hours are charged to."""

    kind: ClassVar = StageKind.WORK
    slots: ClassVar = 2
    """How many instants are recorded: when it starts, and when it ends."""

    cause: Cause
    desk: int
    scale: int
    """The cell with the scale of the duration, in microseconds."""
    chance: int = -1
    """The standardised duration; -1 where it is always 1."""
    gate: Gate | None = None
    """To whom it happens at all."""
    refusal: Gate | None = None
    """To whom it puts an end once it is over."""
    needed: int = -1
    """The cell that is 0 where nobody is needed: then the stage is passed by; -1 always needed."""
    where: Where = Where.SENDER


@frozen
class DelayStage:
    """A delay, begun while a calendar is open; its fields are as those of work."""

    kind: ClassVar = StageKind.DELAY
    slots: ClassVar = 1

    cause: Cause
    scale: int
    chance: int = -1
    calendar: int = -1
    gate: Gate | None = None
    refusal: Gate | None = None
    needed: int = -1
    where: Where = Where.SENDER


@frozen
class OpenStage:
    """A wait until a calendar is open."""

    kind: ClassVar = StageKind.OPEN
    slots: ClassVar = 1

    cause: Cause
    calendar: int = -1
    needed: int = -1
    where: Where = Where.SENDER


@frozen
class SendStage:
    """Sending, each time while a calendar is open, until a sending is not lost."""

    kind: ClassVar = StageKind.SEND
    slots: ClassVar = 1

    cause: Cause
    calendar: int = -1
    loss: Gate | None = None
    """Which sendings are lost; None where none is."""
    again: int = -1
    """The cell with the microseconds after which a lost sending is repeated."""
    attempts: int = 1
    where: Where = Where.SENDER


@frozen
class AskStage:
    """Asking back the way it came; one chance decides what the answer is."""

    kind: ClassVar = StageKind.ASK
    slots: ClassVar = 1

    cause: Cause
    decision: int
    """The chance: denied below one cell, granted on condition below the next."""
    denied: int
    conditional: int
    weight: int
    """The cell with what an answer on condition leaves of the weight."""
    gives_up: int
    """The cell with the microseconds after which nobody waits any more."""
    chance: int = -1
    """The standardised time of an answer; its scale stands with the tie it came by."""
    needed: int = -1
    where: Where = Where.SENDER


Stage = WorkStage | DelayStage | OpenStage | SendStage | AskStage


def at_a_desk(takes: DelayStage, desk: int) -> WorkStage:
    """What would be a delay as work at a desk."""
    return WorkStage(
        takes.cause,
        desk=desk,
        scale=takes.scale,
        chance=takes.chance,
        gate=takes.gate,
        refusal=takes.refusal,
        needed=takes.needed,
        where=takes.where,
    )


def cells_of(stage: Stage) -> Iterator[int]:
    """The cells that a stage reads."""
    for name in ("scale", "needed", "again", "denied", "conditional", "weight", "gives_up"):
        yield getattr(stage, name, -1)
    for name in ("gate", "refusal", "loss"):
        gate: Gate | None = getattr(stage, name, None)
        if gate is not None:
            yield gate.cell


@frozen
class Route:
    """The stages between one agency's decision to tell and another's desk."""

    stages: tuple[Stage, ...]

    @property
    def slots(self) -> int:
        """How many instants of a copy on this route are recorded."""
        return sum(stage.slots for stage in self.stages)
