"""Threat assessments on a schedule, which raise what a category matters to their readers."""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.schema.names import (
    PartyName,
)
from sim.scenario.units.quantities import Hours, Name, Several, Share
from sim.scenario.values.value import Value, assumed

MOST_ASSESSMENTS = 1000
"""So many of one kind can be sent in one exercise."""


class Assessments(Value):
    """Threat assessments that some agencies send to others again and again."""

    senders: Several[PartyName] = Field(min_length=1)
    """Countries, bodies or agencies that write them."""
    receivers: Several[PartyName] = Field(min_length=1)
    """Countries, bodies or agencies that read them."""
    category: Name
    """What they are about."""
    every: Hours
    """The time from one to the next; the first is written when the exercise begins."""
    takes: Hours = assumed(12.0)
    """How long one takes from the writer to the reader's desk."""
    lasts: Hours
    """How long after that it still has an effect."""
    raises_priority_to: Share
    """What the category then matters to a reader who trusts the writer fully; with trust T the
    priority rises T of the way, and never falls."""

    @model_validator(mode="after")
    def _now_and_then(self) -> Self:
        if self.every < 1.0:
            raise ValueError("at least 1 h from one assessment to the next")
        return self
