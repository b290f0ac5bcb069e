"""What follows a warning: a joint operation, its legal basis, arrests and prosecutions."""

from pydantic import Field

from sim.scenario.schema.names import (
    AgencyName,
    CountryName,
)
from sim.scenario.units.quantities import Name, Several, Share, duration_hours
from sim.scenario.values.distributions import Distribution, Gamma, Takes, fixed, lognormal
from sim.scenario.values.value import Value, assumed, cited, unchecked

WARRANTS_2017 = (
    "warrants under mutual recognition in 2017: 15 d with consent, 40 d contested; European "
    "Commission figures, 2019; the shape is an assumption"
)
EXTRADITION_BEFORE = (
    "about 9 months under extradition, before mutual recognition: European Commission figures, "
    "2019; the shape is an assumption"
)
ALERT_FOLLOW_UP = (
    "deadline of 12 h to follow up an alert between national bureaux, manual of 2011; a deadline "
    "is no observed duration"
)


def _gamma(mean: str) -> Distribution:
    gamma = unchecked(Gamma, mean=duration_hours(mean), shape=2.0)
    return unchecked(Distribution, gamma=gamma)


class Warrant(Value):
    """How one country hands somebody over to another."""

    consented: Takes
    """How long it takes when the person consents."""
    contested: Takes
    """How long it takes when the person contests it."""
    contested_share: Share = assumed(0.5)
    """How often it is contested."""
    refusal: Share = assumed(0.05)
    """How often it is refused in the end."""


EXTRADITION = unchecked(Warrant, consented=_gamma("9 months"), contested=_gamma("9 months"))


class MutualRecognition(Value):
    """An agreement by which its members recognise each other's warrants."""

    members: Several[CountryName] = Field(min_length=2)
    """Countries that recognise each other's warrants."""
    consented: Takes = cited(_gamma("15 d"), WARRANTS_2017)
    """How long a warrant takes when the person consents."""
    contested: Takes = cited(_gamma("40 d"), WARRANTS_2017)
    """How long it takes when the person contests it."""
    contested_share: Share = assumed(0.5)
    """How often it is contested."""
    refusal: Share = assumed(0.05)
    """How often it is refused in the end."""


class Response(Value):
    """What happens when the agency responsible for a threatened country has been warned."""

    participants: dict[CountryName, Several[AgencyName]] = Field(default_factory=dict)
    """By threatened country: agencies that take part beside the responsible one."""
    notice: Takes = cited(fixed(12.0), ALERT_FOLLOW_UP)
    """From the warning until notice of the operation has reached a participant."""
    readiness: Takes = assumed(lognormal(48.0, 0.8))
    """How long a participant needs from there until it is ready."""
    warrants: dict[Name, MutualRecognition] = Field(default_factory=dict)
    """Agreements of mutual recognition."""
    extradition: Warrant | None = cited(EXTRADITION, EXTRADITION_BEFORE)
    """What applies where no such agreement is more favourable; null where there is none."""
    arrest: Share = assumed(0.7)
    """How often an operation in time leads to an arrest."""
    evidence: int = assumed(3, ge=0, le=1000)
    """How many indicators a prosecution needs that came through a legal channel."""
