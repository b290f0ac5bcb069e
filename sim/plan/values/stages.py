"""The stages of a route: what can happen to a copy on its way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

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


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a route.

    A WORK or DELAY stage with a ``gate`` happens only to a copy whose ``gate_chance`` is below the
    gate's cell, and then ends it when ``refusal_chance`` is below the refusal's cell. For a SEND
    the gate is the chance that a sending is lost. An ASK is refused below the refusal's cell, and
    granted on condition below the gate's.
    """

    kind: StageKind
    cause: Cause
    place: int = -1
    """A desk for WORK, else a calendar."""
    scale: int = -1
    """The cell with the scale of the duration, in microseconds."""
    chance: int = -1
    """The column of the standardised duration."""
    gate: int = -1
    gate_chance: int = -1
    refusal: int = -1
    refusal_chance: int = -1
    again: int = -1
    """The cell with the microseconds after which a lost sending is repeated, or an ASK gives up."""
    attempts: int = 1
    weight: int = -1
    """The cell with what an ASK granted on condition leaves of the weight."""
    needed: int = -1
    """The cell that is 0 where nobody is needed: then the stage is passed by; -1 always needed."""

    @property
    def slots(self) -> int:
        """How many instants are recorded: when it ends, and for WORK first when it starts."""
        return 2 if self.kind is StageKind.WORK else 1


@dataclass(frozen=True)
class Route:
    """The stages between one agency's decision to tell and another's desk."""

    stages: tuple[Stage, ...]

    @property
    def slots(self) -> int:
        """How many instants of a copy on this route are recorded."""
        return sum(stage.slots for stage in self.stages)
