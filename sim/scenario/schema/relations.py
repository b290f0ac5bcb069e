"""Relations between homes: what depresses them, how they recover, what advocacy gives back."""

from typing import Self

from pydantic import Field, field_validator, model_validator

from sim.scenario.schema.names import (
    HomeName,
)
from sim.scenario.units.quantities import Hours, Two
from sim.scenario.values.value import Value


class Shock(Value):
    """A political crisis: how far relations fall, and how soon they recover by themselves."""

    depth: float = Field(gt=0, le=1)
    """The share of relations that is lost at once: 1 leaves no trust at all."""
    half_life: Hours | None = None
    """After so long half of it is back; left out, nothing comes back by itself."""

    @field_validator("half_life")
    @classmethod
    def _longer_than_nothing(cls, half_life: float | None) -> float | None:
        if half_life == 0:
            raise ValueError("a duration greater than 0")
        return half_life


class Strain(Shock):
    """Relations that are depressed when the exercise begins."""

    between: Two[HomeName]
    """The two countries or bodies."""

    @model_validator(mode="after")
    def _two(self) -> Self:
        different(self.between)
        return self


def different(between: tuple[str, str]) -> None:
    """Refuses relations of one with itself."""
    if between[0] == between[1]:
        raise ValueError("two different countries or bodies")
