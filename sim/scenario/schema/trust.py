"""Trust between agencies, and how experience changes it."""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.schema.names import (
    AgencyName,
    HomeName,
)
from sim.scenario.units.quantities import Hours, Share
from sim.scenario.values.value import Value, assumed


class Learning(Value):
    """Trust that follows experience: good outcomes raise it, bad ones lower it faster."""

    half_life: Hours = assumed(180 * 24.0)
    """After this long an outcome counts half, so silence returns to the written trust."""
    known_after: Hours = assumed(7 * 24.0)
    """How long after the fact an outcome becomes known."""
    every: Hours = assumed(24.0)
    """How often trust is looked at anew."""
    confidence: float = assumed(0.0, ge=0, le=1000)
    """For how many outcomes the written trust stands; 0 is what nobody has tested yet."""
    loss: float = assumed(3.0, ge=0, le=100)
    """For how many good outcomes a bad one counts: caution, not an estimate."""

    @model_validator(mode="after")
    def _now_and_then(self) -> Self:
        if self.half_life <= 0:
            raise ValueError("a half_life greater than 0")
        if self.every < 1.0:
            raise ValueError("at least 1 h from one look to the next")
        return self


class Trust(Value):
    """How far agencies trust each other: directed, from 0 (no trust) to 1 (full trust)."""

    default: Share = assumed(0.5)
    """Between agencies of different countries or bodies, where nothing else is written."""
    within_country: Share = assumed(0.8)
    """Between agencies of one country or body, where nothing else is written."""
    countries: dict[HomeName, dict[HomeName, Share]] = Field(default_factory=dict)
    """The trust of the first country's agencies in the second's."""
    agencies: dict[AgencyName, dict[AgencyName, Share]] = Field(default_factory=dict)
    """The trust of the first agency in the second, where it differs."""
    learning: Learning | None = None
    """How experience changes it; left out, it stays as written."""
