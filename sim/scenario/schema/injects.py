"""Injects: at a time or once a condition holds, a message, and what changes in the world."""

from enum import StrEnum
from math import inf
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.schema.conditions import Condition, TimedCondition
from sim.scenario.schema.effects import MOST_EFFECTS, Effects, InjectEffect, InjectKeys
from sim.scenario.schema.names import ObjectiveName, TeamName
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Several


class InjectKind(StrEnum):
    """What an inject is in the list of events of an exercise."""

    INJECT = "inject"
    """It comes at its time."""
    EXPECTED = "expected event"
    """What people are expected to do then: told to the facilitator alone."""
    CONTINGENCY = "contingency"
    """It comes only when the facilitator fires it."""


class Inject(Effects, InjectKeys):
    """A planned intervention: when, what participants are told, what changes."""

    kind: InjectKind = Field(InjectKind.INJECT, strict=False)
    """Whether it comes by itself, is expected of people, or comes only by hand."""
    at: Annotated[Hours | None, Varies(), Chosen()] = None
    """How long after the beginning of the exercise it comes."""
    when: Annotated[Condition | None, Varies(), Chosen()] = None
    """Instead of a time: it comes when this first holds."""
    not_by: Annotated[TimedCondition | None, Varies(), Chosen()] = None
    """Instead: it comes at the time that is said there, unless the condition came true before."""
    message: str = Field(max_length=2000)
    """What participants are told."""
    to: Several[TeamName] = ()
    """The teams that are told; left out, every team."""
    sender: str = Field("", alias="from", max_length=200)
    """From whom it comes in the story."""
    by: str = Field("", max_length=100)
    """By what way, such as telephone, letter or press."""
    expected: str = Field("", max_length=1000)
    """What people are expected to do, for the facilitator alone."""
    objective: ObjectiveName | None = None
    """The objective that it serves."""
    notes: str = Field("", max_length=2000)
    """For the facilitator alone."""
    effects: Several[InjectEffect] = Field((), max_length=MOST_EFFECTS)
    """Several effects at once, in this order, in the place of one below its key."""

    @property
    def comes(self) -> float:
        """When it comes by itself, in hours; infinite where it does not, or on a condition."""
        by_itself = self.kind is InjectKind.INJECT and self.at is not None
        return self.at if by_itself and self.at is not None else inf

    @property
    def comes_by_itself(self) -> bool:
        """Whether it comes without the facilitator, at its time or on a condition."""
        return self.comes < inf or self.condition is not None

    @property
    def condition(self) -> Condition | None:
        """What it waits for, where it comes once that holds."""
        if self.not_by is not None:
            return Condition.model_construct(not_by=self.not_by)
        return self.when

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        written = sum(each is not None for each in (self.at, self.when, self.not_by))
        if written > 1 or (not written and self.kind is not InjectKind.CONTINGENCY):
            raise ValueError(
                "exactly one of `at`, `when` and `not_by`, which only a contingency may leave out"
            )
        if self.condition is not None and self.kind is not InjectKind.INJECT:
            raise ValueError(f"a time in `at`: no condition brings an inject of kind {self.kind}")
        if self.kind is InjectKind.EXPECTED and any(self.each()):
            raise ValueError("no effect: an expected event is what people do by themselves")
        return self
