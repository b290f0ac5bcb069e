"""Homes of agencies: a country, or an international body; clock, hours, languages and desks."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.schema.names import (
    AgencyName,
)
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import (
    ROUND_THE_CLOCK,
    Name,
    Names,
    OffsetMinutes,
    Opening,
    OpeningHours,
    Share,
    opening,
)
from sim.scenario.values.distributions import Takes
from sim.scenario.values.value import Value, assumed, unchecked

WORKING_WEEK: Opening = opening("Monday to Friday 09:00 to 17:00")


class Finishes(StrEnum):
    """What becomes at closing time of work that has begun."""

    WHILE_OPEN = "while open"
    """It rests until the desk opens again."""
    WHAT_IT_BEGAN = "what it began"
    """It is finished after hours."""


class Desk(Value):
    """A desk that reports pass: who works there, and when."""

    staff: int | None = Field(None, ge=1, le=10_000)
    """How many can work at once; left out, there is always somebody free."""
    opening: OpeningHours | Literal["office hours"] = Field(
        "office hours", union_mode="left_to_right"
    )
    """Its hours: hours of the week in local time, or the office hours of the country or body."""
    finishes: Finishes = Field(Finishes.WHILE_OPEN, strict=False)
    """At a desk with `staff`: work begun rests when it closes, or is finished after hours."""

    @model_validator(mode="after")
    def _has_hands(self) -> Self:
        if self.staff is None and self.finishes is Finishes.WHAT_IT_BEGAN:
            raise ValueError("`staff` beside `finishes`, as a desk without goes on at any hour")
        return self


class Review(Value):
    """A legal review: how often a copy has to pass it, how long it takes, how often it refuses."""

    probability: Share = assumed(1.0)
    """The share of copies that are reviewed at all."""
    duration: Takes
    """How long a review takes once begun."""
    refusal: Share = assumed(0.0)
    """The share of reviewed cases that are refused."""


class Home(Value):
    """What a country and an international body have in common: people who work somewhere."""

    languages: Annotated[Names, Varies()] = ()
    """The languages that its agencies read."""
    utc: Annotated[OffsetMinutes, Chosen()] = 0
    """How far its clocks are ahead of UTC."""
    works: Annotated[OpeningHours, Varies()] = WORKING_WEEK
    """Its office hours, in local time."""
    legal_desk: Annotated[Desk, Varies()] = unchecked(Desk)
    """Who reviews what leaves."""
    translation_desk: Annotated[Desk, Varies()] = unchecked(Desk, opening=ROUND_THE_CLOCK)
    """Who translates what arrives."""
    translation: Annotated[Takes | None, Varies()] = None
    """How long translating what arrives takes here; left out, as the scenario says."""

    def hours(self, written: Opening | Literal["office hours"]) -> Opening:
        """Hours as they are written for somebody who works here, or its office hours."""
        return self.works if isinstance(written, str) else written


class Country(Home):
    """A fictional country."""

    responsible: Annotated[AgencyName | None, Varies()] = None
    """The agency that is to be warned of a threat to this country."""
    recognises: Annotated[dict[Name, Share], Varies()] = Field(default_factory=dict)
    """To what degree its law recognises each category of threat (1 where not written)."""
    priorities: Annotated[dict[Name, Share], Varies()] = Field(default_factory=dict)
    """How much each category matters to it (1 where not written)."""
    internal_review: Annotated[Review | None, Varies()] = None
    """A legal review between its own agencies; left out, there is none."""


class Body(Home):
    """An international body, with clock, hours, languages and desks of its own."""
