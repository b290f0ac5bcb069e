"""Channels: between which agencies a report can go, how long it takes, and what may go."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.names import (
    AgencyName,
)
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import (
    ROUND_THE_CLOCK,
    OffsetMinutes,
    OpeningHours,
    Several,
    Two,
)
from sim.scenario.values.distributions import Takes, fixed
from sim.scenario.values.value import Value, assumed


class Channel(Value):
    """A way to tell: between two agencies, or through a relay with members."""

    between: Two[AgencyName] | None = None
    """The two agencies at its ends; or write members."""
    members: Several[AgencyName] | None = Field(None, min_length=2)
    """Agencies that can all tell each other through this relay; or write between."""
    kind: str = Field("channel", max_length=60)
    """What it is, in a word: hotline, bulletin, bureau."""
    latency: Takes = assumed(fixed(1.0))
    """From sending to arrival."""
    relay: Takes = assumed(fixed(0.0))
    """What a relay adds before it passes a copy on."""
    opening: OpeningHours = ROUND_THE_CLOCK
    """When it is staffed, in its own local time."""
    utc: Annotated[OffsetMinutes, Chosen()] = 0
    """How far its clocks are ahead of UTC."""
    loss: float = assumed(0.0, ge=0, le=0.95)
    """The chance that a sending does not arrive."""
    resend_after: Takes = assumed(fixed(24.0))
    """How long until the sender notices and sends again."""
    attempts: int = assumed(3, ge=1, le=100)
    """After so many sendings the sender gives up."""
    ceiling: Marking = Field(Marking.RED, strict=False)
    """The highest marking it may carry."""
    open: Annotated[bool, Varies()] = True
    """Whether it is there from the beginning; else an effect opens it, if anything does."""

    @model_validator(mode="after")
    def _with_ends(self) -> Self:
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
