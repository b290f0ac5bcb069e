"""Threats, what they leave to be seen, and the routine work beside them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.names import (
    AgencyName,
    CountryName,
)
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Name, PerDay, Several, Share
from sim.scenario.values.distributions import Takes, fixed
from sim.scenario.values.value import Value, assumed, cited


class Indicator(Value):
    """Something that can be seen of a threat: a kind, a place, a moment and what it says."""

    kind: Name
    """What kind of thing it is, in the words that agencies' `observes` use."""
    where: Several[CountryName] = Field(min_length=1)
    """The country where it can be seen; of several, one is drawn for each threat."""
    when: Takes = fixed(0.0)
    """How long after the onset it can be seen; with a rate, after that the first may come."""
    likelihood_ratio: float = assumed(10.0, ge=1, le=1e6)
    """How many times likelier it is to be seen if the threat is real than if not."""
    count: Annotated[int, Chosen()] = Field(1, ge=1, le=10_000)
    """How many of them; each has its own luck."""
    rate: PerDay | None = None
    """Instead of a count: they come as a Poisson process at this rate until the deadline."""
    marking: Marking | None = Field(None, strict=False)
    """The marking of reports about it; left out, the scenario's default."""
    sanitised: bool = True
    """Whether copies are vetted and sanitised; a tip cleared in advance is not."""

    @model_validator(mode="after")
    def _count_or_rate(self) -> Self:
        if self.rate is not None and self.count != 1:
            raise ValueError("an indicator with either a count or a rate")
        return self


class RedHerring(Value):
    """A threat that does not exist and leaves a few indicators all the same."""

    category: Name
    """The category that it seems to belong to."""
    case: Name | None = None
    """What participants call it, which must not give it away; left out, a name is made."""
    onset: Takes | None = None
    """When it begins; or write arrives."""
    arrives: PerDay | None = None
    """How often one begins, at random moments; or write onset."""
    indicators: dict[Name, Indicator] = Field(min_length=1)
    """What can be seen of it."""
    urgency: float = assumed(1.0, ge=0, le=1000)
    """The rank of its reports at a desk, before priorities; routine work has 0.5."""
    lasts: Hours | None = None
    """How long after its onset indicators that come at a rate keep coming."""

    @model_validator(mode="after")
    def _once_or_often(self) -> Self:
        if (self.onset is None) == (self.arrives is None):
            raise ValueError("either an onset or a rate in `arrives`")
        return self

    @property
    def threatens(self) -> str | None:
        """Nobody."""
        return None

    @property
    def span_hours(self) -> float | None:
        """How long after its onset indicators that come at a rate keep coming."""
        return self.lasts


class Threat(RedHerring):
    """A category, a country, a deadline and a set of indicators. It never adapts."""

    country: CountryName
    """The country that it threatens."""
    deadline: Hours
    """How long after its onset it is too late."""

    @property
    def threatens(self) -> str | None:
        """The country that it threatens."""
        return self.country

    @property
    def span_hours(self) -> float | None:
        """Indicators that come at a rate keep coming until the deadline, unless written."""
        return self.deadline if self.lasts is None else self.lasts


TIPS_THAT_MATTER = "about 1.5 % of tips become a case, 2008; derived"


class Stream(Value):
    """Routine reports that load the analysts."""

    category: Name
    """The category that they are about."""
    rate: PerDay
    """How many a day at each agency that receives them."""
    agencies: Several[AgencyName] | None = None
    """Who receives them; left out, every agency."""
    rates: dict[AgencyName, PerDay] = Field(default_factory=dict)
    """How many at an agency where that differs."""
    work: Annotated[Takes | None, Varies()] = None
    """How long one takes to triage; left out, as long as a report about a threat."""
    worth_sharing: Annotated[Share, Varies()] = cited(0.015, TIPS_THAT_MATTER)
    """The share that is considered for telling partners."""
    urgency: Annotated[float, Varies()] = assumed(0.5, ge=0, le=1000)
    """Its rank at a desk, before priorities."""
    marking: Marking | None = Field(None, strict=False)
    """The marking; left out, the scenario's default."""
