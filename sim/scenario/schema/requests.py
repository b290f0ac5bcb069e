"""Requests for information, and databases that members search."""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.names import (
    AgencyName,
    HomeName,
)
from sim.scenario.units.quantities import Hours, Several
from sim.scenario.values.distributions import Takes, fixed
from sim.scenario.values.value import Value, assumed, cited

ROUTINE_DEADLINE = (
    "deadline of 7 d for what is not urgent, directive of 2023 on exchange between police; a "
    "deadline is no observed duration"
)
SECONDS = (
    "queries of databases of travel documents and of alerts take seconds, 2013 and 2016; that it "
    "is five is an assumption"
)


class Requests(Value):
    """Agencies that half believe in a threat ask: partners, and databases that they belong to."""

    interest: float = assumed(0.1, gt=0, lt=1)
    """The belief from which on an agency asks, until it reaches its threshold."""
    work: Takes | None = None
    """How long an analyst of a partner that is asked searches; left out, partners are not asked."""
    by: Several[AgencyName] | None = Field(None, min_length=1)
    """Agencies that ask; left out, all."""
    deadline: Hours = cited(7 * 24.0, ROUTINE_DEADLINE)
    """An answer that comes within this time counts as in time."""


class Database(Value):
    """What its members upload, searched by them in seconds; it has no analysts."""

    seat: HomeName
    """The country or international body that keeps it, and whose law holds for it."""
    members: Several[AgencyName] = Field(min_length=2)
    """Agencies that upload what they saw and search for what others saw."""
    latency: Takes = cited(fixed(5.0 / 3600.0), SECONDS)
    """How long an upload, a query or its answer takes to arrive."""
    ceiling: Marking = Field(Marking.RED, strict=False)
    """The highest marking that may be uploaded."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.members)) != len(self.members):
            raise ValueError("a database that names each member once")
        return self
