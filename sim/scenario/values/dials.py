"""Challenges to cooperation, and the dial of each: 0 removes it, 1 is as written, 2 doubles it."""

from enum import StrEnum
from typing import Self

from pydantic import Field

from sim.scenario.values.value import Value, with_fields


class Challenge(StrEnum):
    """Why a report waits, in the field's words."""

    TRUST = "trust"
    LAW = "law"
    COMMUNICATION = "communication"
    CAPACITY = "capacity"
    INTEROPERABILITY = "interoperability"
    PRIORITIES = "priorities"
    DEFINITIONS = "definitions"
    POLITICS = "politics"


class Dials(Value):
    """One dial for each challenge, from 0 to 10."""

    trust: float = Field(1.0, ge=0, le=10)
    """Distrust, and the vetting that comes of it."""
    law: float = Field(1.0, ge=0, le=10)
    """Legal review: how often, how long, how often refused."""
    communication: float = Field(1.0, ge=0, le=10)
    """Latency, loss, outages and closed hours."""
    capacity: float = Field(1.0, ge=0, le=10)
    """The work of triage."""
    interoperability: float = Field(1.0, ge=0, le=10)
    """Translation and conversion."""
    priorities: float = Field(1.0, ge=0, le=10)
    """How far a category that matters less is put behind."""
    definitions: float = Field(1.0, ge=0, le=10)
    """How far laws fail to recognise a category."""
    politics: float = Field(1.0, ge=0, le=10)
    """How deep political shocks go, and how long they last."""

    def __getitem__(self, challenge: Challenge) -> float:
        value: float = getattr(self, challenge.value)
        return value

    def without(self, *challenges: Challenge) -> Self:
        """The same dials with some challenges removed."""
        return with_fields(self, **{challenge.value: 0.0 for challenge in challenges})
