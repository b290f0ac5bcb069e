"""Conditions: what must have happened in a run, or been decided, for something to come.

A condition holds at a moment by what lies before that moment alone. When it does is told from the
record of a run, in `sim.measures.conditions`.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from sim.scenario.files.paths import Path
from sim.scenario.schema.names import InjectName, LeverName, MatterName, PartyName, TeamName
from sim.scenario.units.notes import Nested
from sim.scenario.units.quantities import Hours, Name, Several
from sim.scenario.values.value import Value

MOST_TOGETHER = 50
"""So many conditions at most in one list."""


class WaitedFor(StrEnum):
    """What a report or copy can wait for."""

    READING = "reading"
    """Somebody at the desk that triages it; closed hours count."""
    TRIAGE = "triage"
    VETTING = "vetting"
    CONSENT = "consent"
    LEGAL_REVIEW = "legal review"
    FORMAL_ROUTE = "formal route"
    NOT_RECOGNISED = "not recognised"
    TRANSIT = "transit"
    TRANSLATION = "translation"
    CONVERSION = "conversion"
    DECISION = "decision"
    """An order of its team."""


class OrderName(StrEnum):
    """What a team can order."""

    HOLD = "hold"
    SEND = "send"
    ASK_US_FIRST = "ask us first"
    READ_FIRST = "read first"
    DISCOUNT = "discount"
    BELIEVE = "believe"
    WARN = "warn"
    ASK = "ask"


class About(Value):
    """What reports and copies are meant."""

    threat: MatterName | None = None
    """A threat or red herring; left out, whatever they are about, routine work as well."""
    category: Name | None = None
    """A category; left out, any."""


class DetectedAtom(Value):
    """An agency is sure enough of a threat to act."""

    threat: MatterName | None = None
    """A threat or red herring; left out, any threat."""
    by: PartyName | None = None
    """An agency, or any of a country or body; left out, anybody."""


class BelievedAtom(Value):
    """An agency that has read something about a case holds it for likely."""

    threat: MatterName | None = None
    """A threat or red herring; left out, any."""
    by: PartyName | None = None
    """An agency, or any of a country or body; left out, anybody."""
    above: float = Field(ge=0, lt=1)
    """The probability above which its belief lies."""


class DeliveredAtom(About):
    """A copy has arrived."""

    sender: PartyName | None = Field(None, alias="from")
    """Who sent it."""
    to: PartyName | None = None
    """At whose desk; left out, at anybody's."""


class ReadAtom(About):
    """A report or copy has been read, and put together with its case if it has one."""

    sender: PartyName | None = Field(None, alias="from")
    """Who sent it; left out, reports of one's own count as well."""
    by: PartyName | None = None
    """Who has read it; left out, anybody."""


class WaitingAtom(About):
    """A report or copy has waited longer than a time, and still does."""

    longer_than: Hours
    """For how long it has waited without a break."""
    at: PartyName | None = None
    """At whose desk, or on whose way out or in; left out, anywhere."""
    cause: WaitedFor = Field(WaitedFor.READING, alias="for", strict=False)
    """What it waits for."""


class DecidedAtom(Value):
    """A team has pulled a lever, or given an order."""

    lever: LeverName | None = None
    """Which lever; one that is pulled as the file says counts as well."""
    order: OrderName | None = Field(None, strict=False)
    """Or: what was ordered."""
    by: TeamName | None = None
    """Which team; left out, any."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.lever is None) == (self.order is None):
            raise ValueError("exactly one of `lever` and `order`")
        return self


class RatedAtom(Value):
    """A team has rated one of its own decisions."""

    by: TeamName | None = None
    """Which team; left out, any."""
    lever: LeverName | None = None
    """Pulling which lever it rated; left out, any decision."""
    at_least: int = Field(1, ge=1, le=5)
    """The least rating that counts, from 1, it should not have been taken, to 5, it was right."""
    at_most: int = Field(5, ge=1, le=5)
    """The highest rating that counts."""


class Condition(Nested, Value):
    """Something that holds, or does not, at each moment of a run: exactly one key."""

    all: Several["Condition"] = Field((), max_length=MOST_TOGETHER)
    """All of these hold."""
    any: Several["Condition"] = Field((), max_length=MOST_TOGETHER)
    """At least one of these holds."""
    no: "Condition | None" = Field(None, alias="not")
    """This does not hold."""
    by: "TimedCondition | None" = None
    """This came true before a time; from then on that stays so."""
    not_by: "TimedCondition | None" = None
    """The time has come, and this never came true before it."""
    detected: DetectedAtom | None = None
    """An agency is sure enough of a threat to act."""
    believed: BelievedAtom | None = None
    """An agency that has read something about a case holds it for likely."""
    delivered: DeliveredAtom | None = None
    """A copy has arrived."""
    read: ReadAtom | None = None
    """A report or copy has been read, and put together with its case if it has one."""
    waiting: WaitingAtom | None = None
    """A report or copy has waited longer than a time, and still does."""
    decided: DecidedAtom | None = None
    """A team has pulled a lever, or given an order."""
    rated: RatedAtom | None = None
    """A team has rated one of its own decisions."""
    fired: InjectName | None = None
    """The inject of this name has come."""

    def parts(self, path: Path = ()) -> Iterator[tuple[Path, "Condition"]]:
        """It and every condition inside it, with where each stands."""
        yield path, self
        for key in ("all", "any"):
            for number, one in enumerate(getattr(self, key)):
                yield from one.parts((*path, key, number))
        for key, inner in (("not", self.no), ("by", self.by), ("not_by", self.not_by)):
            if inner is not None:
                yield from inner.parts((*path, key))

    @property
    def written(self) -> tuple[str, Any]:
        """Its key, and what stands there."""
        key = next(key for key in CONDITION_KEYS if getattr(self, key) not in (None, ()))
        return key, getattr(self, key)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        written = [key for key in CONDITION_KEYS if getattr(self, key) not in (None, ())]
        if len(written) != 1:
            found = f", found {' and '.join(map(_as_written, written))}" if written else ""
            more = ": several are a list in `all` or `any`" if written else ""
            raise ValueError(f"exactly one condition{found}{more}")
        return self


class TimedCondition(Condition):
    """A condition, and the time before which it came true or did not."""

    time: Hours
    """How long after the beginning of the exercise."""


CONDITION_KEYS = tuple(Condition.model_fields)


def _as_written(key: str) -> str:
    return f"`{Condition.model_fields[key].alias or key}`"
