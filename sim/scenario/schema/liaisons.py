"""Liaison officers: one agency's officer who works at another."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.schema.names import (
    AgencyName,
)
from sim.scenario.units.quantities import OpeningHours, Share, Two
from sim.scenario.values.value import Value, assumed


class Liaison(Value):
    """An officer of one agency who sits at another, through whose hands goes what they share."""

    between: Two[AgencyName]
    """The agency that hosts the officer, then the one that sends them; it works both ways."""
    opening: OpeningHours | Literal["office hours"] = Field(
        "office hours", union_mode="left_to_right"
    )
    """When the officer is at the desk, in the host's local time; copies wait for that."""
    vetting_times: Share = assumed(0.3)
    """What is left of the time of vetting between the two."""
    consent_times: Share = assumed(0.3)
    """What is left of the time that either thinks when the other asks to pass something on."""
    trust: Share = assumed(0.8)
    """The trust between the two is at least this, both ways."""

    @model_validator(mode="after")
    def _of_two(self) -> Self:
        if self.between[0] == self.between[1]:
            raise ValueError("a liaison between two different agencies")
        return self


def each_pair_once(liaisons: dict[str, Liaison]) -> dict[str, Liaison]:
    """Refuses a second officer between the same two agencies."""
    seen: dict[frozenset[str], str] = {}
    for name, liaison in liaisons.items():
        pair = frozenset(liaison.between)
        if pair in seen:
            raise ValueError(f"one liaison for each pair (here: `{seen[pair]}` and `{name}`)")
        seen[pair] = name
    return liaisons
