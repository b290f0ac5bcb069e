"""Sharing: release, vetting and sanitising, passing on with consent, translation and conversion."""

from enum import StrEnum

from pydantic import Field

from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.names import (
    AgencyName,
)
from sim.scenario.units.quantities import Hours, Several, Share
from sim.scenario.values.distributions import Takes, lognormal
from sim.scenario.values.value import Value, assumed, cited, unchecked


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

    by: Several[AgencyName] = Field(min_length=1)
    """The agencies that do."""
    hops: int = Field(2, ge=2, le=4)
    """How many times a report is told at most, the first telling included."""
    consent: Consent = unchecked(Consent)
    """What the originator says."""
    tear_line: Share | None = None
    """The weight of the part that every report has cleared in advance: it goes without asking."""


class Per(StrEnum):
    """Whether a pair decides anew for each report, or once for a threat."""

    REPORT = "report"
    CASE = "case"


class Fusion(StrEnum):
    """How a picture counts a copy whose origin was stripped."""

    AWARE = "origin-aware"
    NAIVE = "naive"


class Sharing(Value):
    """How agencies decide what to tell, and what they take out before they do."""

    per: Per = Field(Per.REPORT, strict=False)
    """Whether release is decided for each report or once per case."""
    vetting: Takes = assumed(lognormal(24.0, 1.0))
    """How long vetting and sanitising one copy takes with full trust."""
    vetting_within_country: Takes | None = None
    """The same between agencies of one country or body; left out, the same."""
    vetting_distrust: float = assumed(1.0, ge=0, le=100)
    """How much longer vetting takes without any trust: 1 is twice as long."""
    sanitised_weight: Share = assumed(0.5)
    """What is left of a report's weight when it is sanitised for somebody without any trust."""
    strip_origin_below: Share = assumed(0.0)
    """Below this trust the origin is removed as well."""
    fusion: Fusion = Field(Fusion.AWARE, strict=False)
    """How a picture counts a copy whose origin was stripped."""
    default_marking: Marking = Field(Marking.AMBER, strict=False)
    """The marking of a report where nothing else says."""
    onward: Onward | None = None
    """Who passes on what partners told it; left out, nobody does."""


TRANSLATION = "target 12 h at top priority: inspector general of a justice ministry, 2005 and 2010"


class Friction(Value):
    """What languages and systems cost."""

    translation: Takes = cited(lognormal(12.0, 0.9), TRANSLATION)
    """Translating one copy, where sender and receiver share no language."""
    conversion: Takes = assumed(lognormal(6.0, 0.8))
    """Converting one copy, where sender and receiver share no system."""
