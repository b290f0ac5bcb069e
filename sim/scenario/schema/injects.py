"""Injects: at a time, a message for the participants, and what changes in the world."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.schema.effects import MOST_EFFECTS, Effects, InjectEffect, InjectKeys
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Several


class Inject(Effects, InjectKeys):
    """A planned intervention: when, what participants are told, what changes."""

    at: Annotated[Hours, Varies(), Chosen()]
    """How long after the beginning of the exercise."""
    message: str = Field(max_length=2000)
    """What participants are told."""
    effects: Several[InjectEffect] = Field((), max_length=MOST_EFFECTS)
    """Several effects at once, in this order, in the place of one below its key."""
