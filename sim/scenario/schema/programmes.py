"""Programmes: what a coalition can pay for, what it costs, and what it changes once it works."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.schema.effects import MOST_EFFECTS, Effects, ProgrammeEffect, ProgrammeKeys
from sim.scenario.schema.names import (
    AgencyName,
)
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Name, Several
from sim.scenario.values.value import Value, assumed


class ProgrammeKind(StrEnum):
    """What kind of programme it is; names a picture, rules nothing."""

    EXERCISES = "joint exercises"
    TRAINING = "training"
    CAPACITY = "capacity building"
    TECHNOLOGY = "technology"
    PARTNERSHIP = "public-private partnership"
    COMMUNITY = "community engagement"
    PREVENTION = "prevention"


class ProgrammeChange(Effects, ProgrammeKeys):
    """What a programme changes at a time, once it works."""

    later: Annotated[Hours, Varies(), Chosen()] = 0.0
    """How long after the programme begins to work this comes."""
    effects: Several[ProgrammeEffect] = Field((), max_length=MOST_EFFECTS)
    """Several effects at once, in this order, in the place of one below its key."""

    @model_validator(mode="after")
    def _some_effect(self) -> Self:
        if not any(self.each()):
            raise ValueError(
                f"exactly one effect, of: {', '.join(PROGRAMME_KEYS)}; or several in `effects`"
            )
        return self


PROGRAMME_KEYS = tuple(ProgrammeKeys.model_fields)


class Cost(Value):
    """What a programme costs: money, hours of analysts, or both."""

    money: float = Field(0.0, ge=0, le=1e12)
    """In one unit for all programmes of a scenario, such as thousands."""
    analyst_hours: dict[AgencyName, Hours] = Field(default_factory=dict)
    """By agency, working hours of analysts who are away from their desk for it."""
    hourly: float = assumed(0.05, ge=0, le=1e6)
    """What one hour of an analyst is worth, in the unit of the money."""

    @model_validator(mode="after")
    def _costs_something(self) -> Self:
        if self.total <= 0:
            raise ValueError("a cost greater than 0, in money or in analyst hours")
        return self

    @property
    def hours(self) -> float:
        """Hours of analysts, of all agencies together."""
        return sum(self.analyst_hours.values())

    @property
    def total(self) -> float:
        """Money, and what the hours of analysts are worth in it."""
        return self.money + self.hours * self.hourly


class Programme(Value):
    """Something that can be set up for a cost, and changes the world after a delay."""

    kind: ProgrammeKind = Field(ProgrammeKind.CAPACITY, strict=False)
    """What kind of programme it is."""
    in_force: Annotated[bool, Varies()] = False
    """Whether it is carried out when the scenario is run as written; otherwise it is on offer."""
    starts: Annotated[Hours, Varies(), Chosen()] = 0.0
    """When it starts, after the beginning of the exercise."""
    works_after: Annotated[Hours, Varies()]
    """How long after its start it begins to work."""
    cost: Annotated[Cost, Varies()]
    """What it costs."""
    effects: dict[Name, ProgrammeChange] = Field(min_length=1)
    """What it changes, by name."""

    @model_validator(mode="after")
    def _time_for_its_hours(self) -> Self:
        if self.cost.hours > 0 and self.works_after == 0:
            raise ValueError("a delay in works_after, in which its analyst hours are spent")
        return self

    @property
    def works_at(self) -> float:
        """When it begins to work, in hours after the beginning of the exercise."""
        return self.starts + self.works_after
