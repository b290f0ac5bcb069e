"""Agencies: who observes, triages, believes and tells."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from sim.scenario.schema.homes import Finishes
from sim.scenario.schema.names import AgencyName, BodyName, CountryName
from sim.scenario.units.notes import Varies
from sim.scenario.units.quantities import Name, Names, OpeningHours, Several, Share
from sim.scenario.values.distributions import Takes, lognormal
from sim.scenario.values.roles import KNOWN_ROLES, USUAL_ROLE
from sim.scenario.values.value import Value, assumed, cited

Role = Annotated[Name, Field(json_schema_extra={"examples": list(KNOWN_ROLES)})]
"""What kind of agency it is; rules only what an agreement restricted to roles covers."""


class Marking(StrEnum):
    """How far a report may go, with the meanings of Traffic Light Protocol 2.0."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    STRICT = "AMBER+STRICT"
    RED = "RED"

    @property
    def rank(self) -> int:
        """0 for the freest to 4 for the closest."""
        return list(Marking).index(self)


class Observes(Value):
    """Which kinds of indicator an agency can observe, where, and how surely."""

    kinds: Names = Field(min_length=1)
    """Kinds of indicator."""
    where: Several[CountryName] | None = None
    """Countries; left out, its own."""
    probability: Share = assumed(1.0)
    """The chance that it observes such an indicator."""


TIP_TRIAGE = (
    "urgent tips: inspector general of a justice ministry, 2008; the shape is an assumption"
)


class Agency(Value):
    """One desk of analysts with eyes, a picture of each threat, and a threshold to act on."""

    country: CountryName | None = None
    """The country it belongs to; or write body."""
    body: BodyName | None = None
    """The international body it belongs to; or write country."""
    role: Role = USUAL_ROLE
    """What kind of agency it is, in a word or two."""
    analysts: Annotated[int, Varies()] = assumed(4, ge=1, le=100_000)
    """How many reports it can triage at once."""
    triage: Annotated[Takes, Varies()] = cited(lognormal(8.0, 0.8), TIP_TRIAGE)
    """How long one analyst needs for one report about a threat."""
    opening: Annotated[OpeningHours | Literal["office hours"], Varies()] = Field(
        "office hours", union_mode="left_to_right"
    )
    """When analysts are at work: hours of the week, or the office hours of its country or body."""
    finishes: Finishes = Field(Finishes.WHILE_OPEN, strict=False)
    """Work begun rests when the desk closes, or is finished after hours."""
    observes: Annotated[tuple[Observes, ...], Strict(False)] = ()
    """What it can see for itself."""
    matching: Share = assumed(1.0)
    """The chance that it links a report to the threat that the report is about."""
    overlooks: Share = assumed(0.0)
    """The share of reports about threats that its triage sets aside in error."""
    prior: Annotated[float, Varies()] = assumed(0.01, gt=0, lt=1)
    """How likely it holds a threat to be before the first indicator."""
    threshold: Annotated[float, Varies()] = assumed(0.9, gt=0, lt=1)
    """The belief at which it acts."""
    marking: Annotated[Marking | None, Varies()] = Field(None, strict=False)
    """Its reports carry at least this marking."""
    languages: Annotated[Names | None, Varies()] = None
    """The languages it reads; left out, those of its country or body."""
    systems: Annotated[Names, Varies()] = ()
    """The systems it speaks; two agencies with none in common convert what they exchange."""
    priorities: Annotated[dict[Name, Share], Varies()] = Field(default_factory=dict)
    """How much each category matters to it, where that differs from its country."""
    co_located: Annotated[dict[AgencyName, int], Varies()] = Field(default_factory=dict)
    """For a task force: agencies whose analysts sit here, and how many each has sent."""

    @model_validator(mode="after")
    def _homeed(self) -> Self:
        if (self.country is None) == (self.body is None):
            raise ValueError("an agency with either a country or a body")
        return self

    @model_validator(mode="after")
    def _can_be_convinced(self) -> Self:
        if self.threshold <= self.prior:
            raise ValueError("a threshold above the prior")
        return self

    @model_validator(mode="after")
    def _sent_by_somebody(self) -> Self:
        if any(number < 1 for number in self.co_located.values()):
            raise ValueError("at least one analyst from each agency in `co_located`")
        return self

    @property
    def home(self) -> str:
        """The country or body it belongs to."""
        return self.country or self.body or ""


def analysts_at_work(agencies: Mapping[str, Agency]) -> dict[str, int]:
    """How many analysts sit at each agency: its own and those sent to it, less those it sent."""
    here = {name: agency.analysts for name, agency in agencies.items()}
    for name, agency in agencies.items():
        for origin, number in agency.co_located.items():
            here[name] += number
            if origin in here:
                here[origin] -= number
    return here


def enough_at_home(agencies: dict[str, Agency]) -> dict[str, Agency]:
    """Refuses a task force of itself, and one that leaves an agency without analysts."""
    for name, agency in agencies.items():
        if name in agency.co_located:
            raise ValueError(f"other agencies in the `co_located` of {name}")
    for name, number in analysts_at_work(agencies).items():
        if number < 1:
            raise ValueError(f"at least one analyst who stays at {name}")
    return agencies
