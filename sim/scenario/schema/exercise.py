"""The exercise: who plays, in which moves, what teams may do, and what is to be learned."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.effects import ProgrammeKeys
from sim.scenario.schema.names import HomeName, MatterName, PartyName, TeamName
from sim.scenario.schema.programmes import Cost, Programme, ProgrammeChange, ProgrammeKind
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Name, Several
from sim.scenario.values.value import Value, with_fields

LONGEST_TEXT = 5000
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Question = Annotated[str, Field(min_length=1, max_length=500)]


class TeamCard(Value):
    """A team: for whom it speaks, and what its people are told."""

    speaks_for: Several[HomeName] = ()
    """Countries and bodies, with all their agencies; left out, the one of the team's name."""
    role: Text = ""
    """The role card: who its people are, and what they want."""
    told: Text = ""
    """What it alone is told at the start, beside the story."""


class MoveCard(Value):
    """A phase of play: how long it is in the story and in the room, and what is discussed."""

    lasts: Annotated[Hours, Chosen(), Field(gt=0)]
    """How long it is in the story; moves follow one another, the last one until the horizon."""
    minutes: Annotated[int, Chosen()] = Field(20, ge=1, le=24 * 60)
    """How long the room has for it."""
    questions: Several[Question] = ()
    """What every team discusses."""
    team_questions: dict[TeamName, Several[Question]] = Field(default_factory=dict)
    """What a team discusses besides."""


class LeverCard(Value):
    """Something that a team may do: who may, who must agree, its price, and what it changes."""

    card: Text = ""
    """What its card says beside what it changes."""
    teams: Several[TeamName] | None = None
    """Who may pull it; left out, every team."""
    agree: Several[TeamName] = ()
    """Who must agree, whoever pulls it; a team that pulls it need not agree with itself."""
    price: Annotated[Cost | None, Varies()] = None
    """What it costs; left out, nothing."""
    works_after: Annotated[Hours, Varies()] = 0.0
    """How long after it was pulled it begins to work."""
    often: Annotated[int, Chosen()] = Field(1, ge=1, le=100)
    """How many times it may be pulled."""
    since: Annotated[Hours, Varies(), Chosen()] = Field(0.0, alias="from")
    """From when on it may be pulled."""
    when: Annotated[Condition | None, Varies(), Chosen()] = None
    """What must have come true before it may be pulled."""
    pulled: Annotated[Hours | None, Varies(), Chosen()] = None
    """When it is pulled if the scenario is run without people; left out, never."""
    pulled_when: Annotated[Condition | None, Varies(), Chosen()] = None
    """Instead of a time: it is pulled when this first holds."""
    by_itself: bool = False
    """Whether that is so in a session, too, unless a team pulls it; else people alone pull it."""
    effects: dict[Name, ProgrammeChange] = Field(min_length=1)
    """What it changes, by name, as a programme does."""

    @model_validator(mode="after")
    def _time_for_its_hours(self) -> Self:
        if self.price is not None and self.price.hours > 0 and self.works_after == 0:
            raise ValueError("a delay in works_after, in which its analyst hours are spent")
        return self

    @model_validator(mode="after")
    def _pulled_once_at_most(self) -> Self:
        if self.pulled is not None and self.pulled_when is not None:
            raise ValueError("at most one of `pulled` and `pulled_when`")
        if self.pulled_when is not None and any(change.prevention for change in self._changes()):
            raise ValueError(
                "no `prevention` beside `pulled_when`: which threats there are would follow from it"
            )
        if self.by_itself and not self.is_pulled_as_written:
            raise ValueError("beside `by_itself` when that is: `pulled` or `pulled_when`")
        if self.by_itself and self.often > 1:
            raise ValueError(
                "`often: 1` beside `by_itself`: a team pulls it, or it comes by itself"
            )
        return self

    def _changes(self) -> Iterator[ProgrammeKeys]:
        for change in self.effects.values():
            yield from (change, *change.effects)

    @property
    def is_pulled_as_written(self) -> bool:
        """Whether the file itself says when it is pulled."""
        return self.pulled is not None or self.pulled_when is not None

    def as_programme(self, pulled_at: float, *, in_force: bool) -> Programme:
        """What pulling it comes to: a programme that starts then."""
        return Programme.model_construct(
            kind=ProgrammeKind.CAPACITY,
            in_force=in_force,
            starts=pulled_at,
            works_after=self.works_after,
            cost=self.price or Cost.model_construct(money=0.0, analyst_hours={}, hourly=0.0),
            effects=self.effects,
        )


class WrittenOrder(StrEnum):
    """What agencies can be ordered to do otherwise than they would by themselves."""

    HOLD = "hold"
    """Copies stay until the order is lifted."""
    SEND = "send"
    """Copies go, whatever trust and the need to know say; what was stopped goes again."""
    ASK_US_FIRST = "ask us first"
    """Copies wait for an answer, at most for a time."""
    READ_FIRST = "read first"
    """It is taken up before all else at their desks."""
    BELIEVE = "believe"
    """What partners say counts to a degree, whatever the trust in them."""
    WARN = "warn"
    """They act on a case as if they believed in it, once they have read of it."""
    ASK = "ask"
    """They ask partners about a case, once they have read of it."""


class OrderCard(Value):
    """An order that stands without people, and that a team may lift when people play."""

    order: WrittenOrder = Field(strict=False)
    """What is ordered."""
    by: Several[PartyName] = Field(min_length=1)
    """The agencies that are ordered, or all of a country or body."""
    to: Several[PartyName] = ()
    """Who receives the copies, whose word it is, or who is asked; left out, everybody."""
    category: Name | None = None
    """Only what is of this category."""
    threat: MatterName | None = None
    """Only what is about this threat or red herring."""
    indicator: Name | None = None
    """Only what shows this indicator of it."""
    level: Annotated[float, Varies(), Chosen()] = Field(1.0, ge=0, le=1)
    """To which degree partners are believed."""
    within: Annotated[Hours, Varies(), Chosen()] = 24.0
    """How long a copy waits for an answer before it is as if nobody had been asked."""
    given: Annotated[Hours | None, Varies(), Chosen()] = None
    """When it is given, after the beginning of the exercise; left out, never."""
    lifted: Annotated[Hours | None, Varies(), Chosen()] = None
    """When it is lifted; left out, it stands to the end."""

    @model_validator(mode="after")
    def _about_what_it_orders(self) -> Self:
        if self.order is WrittenOrder.BELIEVE and (self.category or self.threat or self.indicator):
            raise ValueError("no category, threat or indicator: it is about partners")
        if self.indicator is not None and self.threat is None:
            raise ValueError("the threat of the indicator, in `threat`")
        return self


class CriticalTask(Value):
    """What an organisation must do for an objective to be met."""

    says: Question
    """What is to be done."""
    by: Annotated[Hours | None, Chosen()] = None
    """By when, after the beginning of the exercise."""
    evidence: Annotated[Condition | None, Chosen()] = None
    """What shows that it was done: it counts from when this first holds."""


class Objective(Value):
    """What the exercise is to show or train."""

    capability: str = Field("", max_length=200)
    """The core capability that it belongs to."""
    organisation: TeamName | None = None
    """The team whose objective it is; left out, everybody's."""
    tasks: dict[Name, CriticalTask] = Field(default_factory=dict)
    """Its critical tasks, by name."""


class Exercise(Value):
    """What people need beside the world to play it; what is left out has a default."""

    teams: dict[Name, TeamCard] = Field(default_factory=dict)
    """Who plays; left out, a team for each country that has an agency."""
    moves: dict[Name, MoveCard] = Field(default_factory=dict)
    """Phases of play, in their order; left out, four of equal length."""
    levers: dict[Name, LeverCard] = Field(default_factory=dict)
    """What teams may do; left out, what the world of the scenario allows."""
    orders: dict[Name, OrderCard] = Field(default_factory=dict)
    """What agencies are ordered; a team may lift what its own are."""
    objectives: dict[Name, Objective] = Field(default_factory=dict)
    """What it is to show or train."""

    def in_a_session(self, pulled: Collection[str] = ()) -> Self:
        """The same where levers that teams pulled, and those that they alone pull, do not come."""
        levers = {
            name: card
            if card.by_itself and name not in pulled
            else with_fields(card, pulled=None, pulled_when=None)
            for name, card in self.levers.items()
        }
        return with_fields(self, levers=levers)
