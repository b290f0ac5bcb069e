"""Injects: at a time, one typed effect on the world, with a message for the participants."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from sim.scenario.schema.agencies import Observes
from sim.scenario.schema.names import (
    AgencyName,
    AgreementName,
    ChannelName,
    CountryName,
    HomeName,
    PartyName,
    StreamName,
)
from sim.scenario.schema.relations import RelationsEffect
from sim.scenario.units.notes import Varies
from sim.scenario.units.quantities import Hours, Name, Names, Share, Two
from sim.scenario.values.value import Value


class TrustEffect(Value):
    """Trust between two countries, bodies or agencies changes."""

    between: Two[PartyName] | None = None
    """Both ways; countries, bodies or agencies."""
    of: PartyName | None = None
    """One way: whose trust changes."""
    towards: PartyName | None = None
    """One way: in whom."""
    becomes: Share | None = None
    """The new trust."""
    times: float | None = Field(None, ge=0, le=100)
    """Or: multiplied by this (never above 1)."""

    @model_validator(mode="after")
    def _well_formed(self) -> TrustEffect:
        if (self.between is None) == (self.of is None) or (self.of is None) != (
            self.towards is None
        ):
            raise ValueError("either `between` two parties, or `of` one `towards` another")
        _one_of(self.becomes, self.times, "becomes", "times")
        return self

    @property
    def directions(self) -> tuple[tuple[str, str], ...]:
        """The (who, in whom) pairs that it names."""
        if self.between:
            return (self.between, (self.between[1], self.between[0]))
        assert self.of is not None
        assert self.towards is not None
        return ((self.of, self.towards),)


class ChannelEffect(Value):
    """A channel closes for a while, becomes slower or faster, or loses more or less."""

    name: ChannelName
    """The channel."""
    closed_for: Hours | None = None
    """Nothing is sent for so long; what is on its way arrives."""
    latency_times: float | None = Field(None, ge=0, le=1000)
    """Latency is multiplied by this from now on."""
    loss: float | None = Field(None, ge=0, le=0.95)
    """The chance of a loss from now on."""

    @model_validator(mode="after")
    def _well_formed(self) -> ChannelEffect:
        if sum(x is not None for x in (self.closed_for, self.latency_times, self.loss)) != 1:
            raise ValueError("exactly one of closed_for, latency_times and loss")
        return self


class AgreementEffect(Value):
    """An agreement enters into force or is suspended."""

    name: AgreementName
    """The agreement."""
    in_force: bool
    """Whether it is in force from now on."""


class RatificationEffect(Value):
    """A party ratifies an agreement."""

    agreement: AgreementName
    """Which."""
    party: HomeName
    """The country or body."""
    covers: Names | None = None
    """The categories for which it ratifies; left out, all that the agreement covers."""


class AnalystsEffect(Value):
    """Analysts come or go; those who are busy finish what they do."""

    agency: AgencyName
    """Whose."""
    become: int | None = Field(None, ge=0, le=100_000)
    """The new number."""
    change: int | None = Field(None, ge=-100_000, le=100_000)
    """Or: so many more (or fewer, with a minus)."""

    @model_validator(mode="after")
    def _well_formed(self) -> AnalystsEffect:
        _one_of(self.become, self.change, "become", "change")
        return self


class TriageEffect(Value):
    """Triage at an agency takes longer or shorter from now on."""

    agency: AgencyName
    """Where."""
    times: float = Field(ge=0, le=1000)
    """The work is multiplied by this."""


class BackgroundEffect(Value):
    """A stream of routine reports swells or dries up for a while."""

    stream: StreamName
    """Which."""
    times: float = Field(ge=0, le=100)
    """Its rate is multiplied by this."""
    lasting: Hours
    """For so long."""


class PriorityEffect(Value):
    """A category comes to matter more or less to a country."""

    country: CountryName
    """To whom."""
    category: Name
    """Which category."""
    becomes: Share
    """The new priority."""


class RecognitionEffect(Value):
    """A country's law comes to recognise a category more or less."""

    country: CountryName
    """Whose law."""
    category: Name
    """Which category."""
    becomes: Share
    """The new degree."""


class ObservationEffect(Observes):
    """From now on an agency observes kinds of indicator, more surely, or sooner."""

    agency: AgencyName
    """Which agency."""
    replaces: bool = False
    """Whether the chance takes the place of what it was; otherwise it is never lowered."""
    earlier: Hours | None = None
    """Sees each so much sooner than it shows: never before this comes, nor before the onset."""


class MatchingEffect(Value):
    """An agency links reports to their threats more or less surely from now on."""

    agency: AgencyName
    """Which agency."""
    becomes: Share
    """The new chance."""


class OverlooksEffect(Value):
    """Triage at an agency sets aside more or fewer reports about threats from now on."""

    agency: AgencyName
    """Which agency."""
    becomes: Share
    """The new share."""


_EFFECTS = (
    "trust",
    "channel",
    "agreement",
    "ratification",
    "analysts",
    "triage",
    "background",
    "priority",
    "recognition",
    "relations",
    "observation",
    "matching",
    "overlooks",
    "tamper_evident",
)


class Effect(Value):
    """What changes in the world: at most one of these."""

    trust: Annotated[TrustEffect | None, Varies()] = None
    channel: Annotated[ChannelEffect | None, Varies()] = None
    agreement: Annotated[AgreementEffect | None, Varies()] = None
    ratification: Annotated[RatificationEffect | None, Varies()] = None
    analysts: Annotated[AnalystsEffect | None, Varies()] = None
    triage: Annotated[TriageEffect | None, Varies()] = None
    background: BackgroundEffect | None = None
    priority: Annotated[PriorityEffect | None, Varies()] = None
    recognition: Annotated[RecognitionEffect | None, Varies()] = None
    relations: Annotated[RelationsEffect | None, Varies()] = None
    """Relations between two countries or bodies fall, or are mended."""
    observation: ObservationEffect | None = None
    """An agency observes more or less, or sooner."""
    matching: MatchingEffect | None = None
    """An agency links reports to their threats more or less surely."""
    overlooks: OverlooksEffect | None = None
    """Triage at an agency sets aside more or fewer reports in error."""
    tamper_evident: Literal[True] | None = None
    """Records become tamper-evident: from now on no copy loses its origin."""

    _for_more: ClassVar[str] = "write two, each with one"

    @model_validator(mode="after")
    def _one_effect(self) -> Effect:
        written = [effect for effect in _EFFECTS if getattr(self, effect) is not None]
        if len(written) > 1:
            found = " and ".join(f"`{effect}`" for effect in written)
            raise ValueError(f"at most one effect, found {found}: {self._for_more}")
        return self


class Inject(Effect):
    """A planned intervention: when, what participants are told, what changes."""

    _for_more: ClassVar[str] = "write two injects at the same time"

    at: Annotated[Hours, Varies()]
    """How long after the beginning of the exercise."""
    message: str = Field(max_length=2000)
    """What participants are told."""


def _one_of(first: object, second: object, first_name: str, second_name: str) -> None:
    if (first is None) == (second is None):
        raise ValueError(f"exactly one of `{first_name}` and `{second_name}`")
