"""What ties agencies together: channels, agreements, trust, and how they share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict, model_validator

from sim.scenario.schema.agencies import Marking, Role
from sim.scenario.schema.homes import Review
from sim.scenario.schema.learning import Learning
from sim.scenario.schema.onward import Onward
from sim.scenario.units.quantities import (
    ROUND_THE_CLOCK,
    Hours,
    Name,
    NamePair,
    Names,
    OffsetMinutes,
    OpeningHours,
    Share,
)
from sim.scenario.values.distributions import Takes, fixed, lognormal
from sim.scenario.values.value import Value, assumed, cited

Roles = Annotated[tuple[Role, ...], Strict(False)]


class Channel(Value):
    """A way to tell: between two agencies, or through a relay with members."""

    between: NamePair | None = None
    """The two agencies at its ends; or write members."""
    members: Names | None = Field(None, min_length=2)
    """Agencies that can all tell each other through this relay; or write between."""
    kind: str = Field("channel", max_length=60)
    """What it is, in a word: hotline, bulletin, bureau."""
    latency: Takes = assumed(fixed(1.0))
    """From sending to arrival."""
    relay: Takes = assumed(fixed(0.0))
    """What a relay adds before it passes a copy on."""
    opening: OpeningHours = ROUND_THE_CLOCK
    """When it is staffed, in its own local time."""
    utc: OffsetMinutes = 0
    """How far its clocks are ahead of UTC."""
    loss: float = assumed(0.0, ge=0, le=0.95)
    """The chance that a sending does not arrive."""
    resend_after: Takes = assumed(fixed(24.0))
    """How long until the sender notices and sends again."""
    attempts: int = assumed(3, ge=1, le=100)
    """After so many sendings the sender gives up."""
    ceiling: Marking = Field(Marking.RED, strict=False)
    """The highest marking it may carry."""

    @model_validator(mode="after")
    def _with_ends(self) -> Channel:
        if (self.between is None) == (self.members is None):
            raise ValueError(
                "a channel with either two agencies in `between` or a list of `members`"
            )
        ends = self.ends
        if len(set(ends)) != len(ends):
            raise ValueError("a channel that names each agency once")
        if self.resend_after.fixed is None:
            raise ValueError("a plain duration for resend_after, such as 24 h")
        return self

    @property
    def ends(self) -> tuple[str, ...]:
        """The agencies that it connects."""
        return self.between or self.members or ()


class Ratification(Value):
    """When a party ratifies an agreement, and for what."""

    at: Hours = 0.0
    """How long after the beginning of the exercise."""
    covers: Names | None = None
    """The categories for which it ratifies; left out, all that the agreement covers."""


class Agreement(Value):
    """What its members have agreed about legal review, and what else they share."""

    members: Names = ()
    """Countries, or bodies by name, that ratified it in full before the exercise."""
    ratified: dict[Name, Ratification] = Field(default_factory=dict)
    """Those that ratify it later, or for some categories only; it binds two once both have."""
    covers: Names | None = None
    """The categories of threat that it covers; left out, all."""
    between_roles: Roles | None = Field(None, min_length=1)
    """Roles: it covers only what passes between agencies of these; left out, all."""
    review: Review
    """What it does to legal review between members."""
    dual_criminality: bool = True
    """Whether both laws must recognise the category; if not, the sender's law is enough."""
    conversion_times: Share = 1.0
    """What is left of the time of conversion between members: 0 with one format for all."""
    translation_times: Share = 1.0
    """What is left of the time of translation between members, say with a common service."""
    overrides: bool = False
    """Whether it applies even where another agreement is more favourable."""
    in_force: bool = True
    """Whether it is in force when the exercise begins; an inject can change that."""

    @model_validator(mode="after")
    def _of_several(self) -> Agreement:
        if not set(self.members).isdisjoint(self.ratified):
            raise ValueError("each party either in `members` or in `ratified`")
        if not self.parties:
            raise ValueError("`members` or `ratified`, with the parties of the agreement")
        return self

    @property
    def parties(self) -> tuple[str, ...]:
        """All that have ratified it or will at a stated time."""
        return (*self.members, *self.ratified)

    @property
    def eases_reading(self) -> bool:
        """Whether it spares its members conversion or translation."""
        return self.conversion_times < 1 or self.translation_times < 1


class Trust(Value):
    """How far agencies trust each other: directed, from 0 (not at all) to 1 (as themselves)."""

    default: Share = assumed(0.5)
    """Between agencies of different countries or bodies, where nothing else is written."""
    within_country: Share = assumed(0.8)
    """Between agencies of one country or body, where nothing else is written."""
    countries: dict[Name, dict[Name, Share]] = Field(default_factory=dict)
    """The trust of the first country's agencies in the second's."""
    agencies: dict[Name, dict[Name, Share]] = Field(default_factory=dict)
    """The trust of the first agency in the second, where it differs."""
    learning: Learning | None = None
    """How experience changes it; left out, it stays as written."""


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


LEGAL_ASSISTANCE = (
    "mutual legal assistance takes about 10 months on average: European Judicial Network, 2018; "
    "the shape is derived"
)
NOTICES_REFUSED = "international notices refused, about 4.5 % a year, 2017 to 2021"
FORMAL_ROUTE = Review(probability=1.0, duration=lognormal(270 * 24.0, 0.55), refusal=0.045)


class Law(Value):
    """What applies where no agreement does."""

    formal_route: Review | None = cited(FORMAL_ROUTE, f"{LEGAL_ASSISTANCE}; {NOTICES_REFUSED}")
    """The slow way that is always there; null where there is none: then nothing leaves."""
    dual_criminality: bool = True
    """Whether both laws must recognise the category; if not, the sender's law is enough."""


TRANSLATION = "target 12 h at top priority: inspector general of a justice ministry, 2005 and 2010"


class Friction(Value):
    """What languages and systems cost."""

    translation: Takes = cited(lognormal(12.0, 0.9), TRANSLATION)
    """Translating one copy, where sender and receiver share no language."""
    conversion: Takes = assumed(lognormal(6.0, 0.8))
    """Converting one copy, where sender and receiver share no system."""
