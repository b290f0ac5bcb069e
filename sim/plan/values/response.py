"""The values of a response in a plan: who takes part, which warrants, what dials leave of both."""

from __future__ import annotations

from sim.chance.shapes import Shape
from sim.frozen import entity, frozen
from sim.plan.values.arrays import Floats, Ints


@frozen
class Timing:
    """A duration as a scale in microseconds times a standardised draw."""

    scale_us: float
    shape: Shape


@entity
class ResponseDraw:
    """What does not depend on the dials; runs of entries are given by first and number."""

    deadline_us: Ints
    """By written threat: how long after its onset it is too late."""
    participant_first: Ints
    """By written threat."""
    participant_number: Ints
    participant: Ints
    """Agencies that must be ready."""
    warrant_first: Ints
    """By written threat."""
    warrant_number: Ints
    asked: Ints
    """Countries that must hand somebody over, one after the other for each way to do it."""
    consented: Ints
    """By way: which of the timings."""
    contested: Ints
    contested_share: Floats
    refusal: Floats
    timings: tuple[Timing, ...]
    notice: Timing
    readiness: Timing
    arrest: float
    evidence: int


@frozen
class ResponseDials:
    """What the dials leave of a response."""

    notice: float
    """Of the delay of notices: communication."""
    readiness: float
    """Of what participants need to be ready: capacity."""
    law: float
    """Of the time and refusal of warrants."""
    applies: tuple[bool, ...]
    """By way of the draw: whether it is the most favourable of those to one warrant."""
