"""Learned trust: what agencies make of what became of each other's reports."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.units.quantities import Hours
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
    def _now_and_then(self) -> Learning:
        if self.half_life <= 0:
            raise ValueError("a half_life longer than nothing")
        if self.every < 1.0:
            raise ValueError("at least 1 h from one look to the next")
        return self
