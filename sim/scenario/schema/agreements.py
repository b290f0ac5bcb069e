"""Agreements on legal review, and the formal route where there is none."""

from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from sim.scenario.schema.agencies import Role
from sim.scenario.schema.homes import Review
from sim.scenario.schema.names import HomeName
from sim.scenario.units.quantities import Hours, Names, Several, Share
from sim.scenario.values.distributions import lognormal
from sim.scenario.values.value import Value, cited, unchecked

Roles = Annotated[tuple[Role, ...], Strict(False)]


class Ratification(Value):
    """When a party ratifies an agreement, and for what."""

    at: Hours = 0.0
    """How long after the beginning of the exercise."""
    covers: Names | None = None
    """The categories for which it ratifies; left out, all that the agreement covers."""


class Agreement(Value):
    """What its members have agreed about legal review, and what else they share."""

    members: Several[HomeName] = ()
    """Countries, or bodies by name, that ratified it in full before the exercise."""
    ratified: dict[HomeName, Ratification] = Field(default_factory=dict)
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
    def _of_several(self) -> Self:
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


LEGAL_ASSISTANCE = (
    "mutual legal assistance takes about 10 months on average: European Judicial Network, 2018; "
    "the shape is derived"
)
NOTICES_REFUSED = "international notices refused, about 4.5 % a year, 2017 to 2021"
FORMAL_ROUTE = unchecked(
    Review, probability=1.0, duration=lognormal(270 * 24.0, 0.55), refusal=0.045
)


class Law(Value):
    """What applies where no agreement does."""

    formal_route: Review | None = cited(FORMAL_ROUTE, f"{LEGAL_ASSISTANCE}; {NOTICES_REFUSED}")
    """The slow way that is always there; null where there is none: then nothing leaves."""
    dual_criminality: bool = True
    """Whether both laws must recognise the category; if not, the sender's law is enough."""
