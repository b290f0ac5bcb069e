"""Passing on: who tells others what partners told it, and what the originator says to that."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.units.quantities import Hours, Names, Share
from sim.scenario.values.distributions import Takes, lognormal
from sim.scenario.values.value import Value, assumed


class Consent(Value):
    """How an originator answers when it is asked whether its report may be passed on."""

    duration: Takes = assumed(lognormal(48.0, 1.2))
    """How long it takes to decide, once somebody is there."""
    refusal: Share = assumed(0.1)
    """The share of requests that it refuses."""
    condition: Share = assumed(0.0)
    """The share that it grants on the condition that only a part goes."""
    condition_weight: Share = assumed(0.5)
    """What is left of a report's weight when only that part goes."""
    time_out: Hours | None = None
    """Who asks gives up after so long; left out, never."""


class Onward(Value):
    """Who passes on what partners told it.

    Without asking, as Traffic Light Protocol 2.0 has it: CLEAR to anyone, GREEN to members of an
    agreement with the originator, AMBER within the own country. Everything else needs the
    originator's consent, asked back the way the report came; RED goes no further.
    """

    by: Names = Field(min_length=1)
    """The agencies that do."""
    hops: int = Field(2, ge=2, le=4)
    """How many times a report is told at most, the first telling included."""
    consent: Consent = Consent()
    """What the originator says."""
    tear_line: Share | None = None
    """The weight of the part that every report has cleared in advance: it goes without asking."""
