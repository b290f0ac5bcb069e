"""Entries: everything that can stand in the journal of a session, each of one kind.

One more kind is a class here, in the union below. What an entry does to the world is said in
`sim.exercise.world`, what it does to the session in `sim.exercise.course`.
"""

from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, JsonValue

from sim.exercise.journal.orders import ORDERS
from sim.exercise.names import named
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.orders import DEADLINE_US
from sim.scenario.units.quantities import Name, duration_text
from sim.scenario.values.value import Value
from sim.sentences import Figure, Sentence, joined

FORMAT = 1
"""The version of the journal's format that this program writes, and the newest that it reads."""
LONGEST = 2000

Steer = Literal["hold", "fire", "move", "cancel"]
"""What can be done with an inject."""
STEERS: tuple[str, ...] = get_args(Steer)
Note = Literal["", "strength", "area for improvement", "assessment"]
"""What a note is in the report; an assessment is what a team itself thinks is going on."""
NOTED: tuple[str, ...] = get_args(Note)


def _order(what: str) -> str:
    if what not in ORDERS:
        raise ValueError(f"expected one of {', '.join(ORDERS)}")
    return what


Text = Annotated[str, Field(max_length=LONGEST)]
OrderName = Annotated[str, AfterValidator(_order)]
LeverName = Annotated[str, Field(min_length=1, max_length=LONGEST)]
"""Longer than a name in a file: it may hold the names of two agencies."""


class Entry(Value):
    """One line of the journal."""

    number: int = Field(ge=0)
    """Counted through the file from 0."""
    after: int | None
    """The entry that it follows: the one before it, or the one that play went back to."""
    story_us: int = Field(ge=0)
    """When in the story it was made: microseconds since the exercise began."""
    room: str
    """When in the room it was made, as ISO 8601 in universal time."""

    @cached_property
    def made_at(self) -> datetime:
        """When in the room it was made."""
        return datetime.fromisoformat(self.room)

    @property
    def words(self) -> str:
        """What it says, in a line."""
        raise NotImplementedError

    @property
    def then_us(self) -> int:
        """When in the story the session stands once it is made."""
        return self.story_us

    @property
    def changes_the_world(self) -> bool:
        """Whether the world goes on otherwise from here."""
        return False


class Opened(Entry):
    """The session begins."""

    kind: Literal["opened"] = "opened"
    format: int = FORMAT
    written_by: str
    """The version of the program."""
    scenario: str
    """What the scenario is called."""
    file: str
    """Where it was read; empty where settings had changed it, or it came from no file."""
    text: str
    """The scenario itself, as the file says it."""
    seed: int = Field(ge=0, lt=2**64)
    day: int = Field(ge=0, lt=2**63)
    """The replication whose luck the session has."""

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("{scenario} opened", scenario=self.scenario)


class Advanced(Entry):
    """The story goes on to a later time."""

    kind: Literal["advanced"] = "advanced"
    to_us: int = Field(ge=0)

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("the story goes on")

    @property
    def then_us(self) -> int:
        """The later time."""
        return self.to_us


class Pulled(Entry):
    """A team pulls a lever."""

    kind: Literal["pulled"] = "pulled"
    team: Name
    lever: LeverName
    agreed: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """The other teams that had to agree, and did."""
    why: Text = ""
    """The team's reason."""
    expects: Text = ""
    """What the team expects, and by when."""

    @property
    def words(self) -> str:
        """What it says."""
        return self.words_with(self.lever)

    def words_with(self, lever: str) -> str:
        """The same, its lever called so."""
        if self.agreed:
            return Sentence(
                "{team} with {others}: {lever}", team=self.team, others=self.agreed, lever=lever
            )
        if self.lever.startswith(self.team):
            return lever
        return Sentence("{team}: {lever}", team=self.team, lever=lever)

    @property
    def changes_the_world(self) -> bool:
        """It does."""
        return True


class Ordered(Entry):
    """A team orders its agencies to do otherwise than they would by themselves."""

    kind: Literal["ordered"] = "ordered"
    team: Name
    what: OrderName
    senders: Annotated[tuple[Name, ...], Field(strict=False)]
    """The agencies that are ordered."""
    to: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """The agencies that it is about: who receives copies, whose word it is, who is asked."""
    category: Text = ""
    case: Text = ""
    """What participants call the case that it is about."""
    subject: Text = ""
    """The threat or red herring that it is."""
    key: int | None = Field(None, ge=0, lt=2**64)
    """The key of this occurrence of it."""
    level: float = Field(1.0, ge=0, le=1)
    """To which degree those whose word it is are believed."""
    within_us: int = Field(DEADLINE_US, ge=0)
    """How long a copy waits for the team's answer."""
    why: Text = ""
    expects: Text = ""

    @property
    def words(self) -> str:
        """What it says."""
        order = ORDERS[self.what]
        return Sentence(
            "{team} orders: {order} ({agencies})",
            team=self.team,
            order=Sentence(
                order.says_to_some if self.to else order.says,
                about=named(self.case) or self.category or Sentence("everything"),
                to=self.to,
                level=Figure(f"{round(100 * self.level)} %"),
                hours=Figure(duration_text(self.within_us / HOUR)),
            ),
            agencies=self.senders,
        )

    @property
    def changes_the_world(self) -> bool:
        """It does."""
        return True


class Replied(Entry):
    """A team says what is to become of copies about which its agencies have asked it."""

    kind: Literal["replied"] = "replied"
    team: Name
    sends: bool
    """Whether they are sent; else they are kept until it is ordered to send them."""
    report: Text = ""
    """What the copy is called; all that wait where none is named."""
    senders: Annotated[tuple[Name, ...], Field(strict=False)]
    to: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """Who would receive it."""
    category: Text = ""
    case: Text = ""
    subject: Text = ""
    key: int | None = Field(None, ge=0, lt=2**64)
    """The key of the occurrence that it is about."""
    indicator: Text = ""
    """What was seen, as the scenario calls it."""
    copy_key: int | None = Field(None, ge=0, lt=2**64)
    """The key of the copy."""
    why: Text = ""

    @property
    def words(self) -> str:
        """What it says."""
        about: str = named(self.report) or Sentence("all that waits")
        if self.case:
            about = Sentence("{report} ({case})", report=about, case=named(self.case))
        if self.to:
            about = Sentence("{report} to {receivers}", report=about, receivers=self.to)
        return Sentence(
            "{team} sends {report}" if self.sends else "{team} keeps {report}",
            team=self.team,
            report=about,
        )

    @property
    def changes_the_world(self) -> bool:
        """It does."""
        return True


class Lifted(Entry):
    """A team lifts an order that it gave, or one of the scenario to its agencies."""

    kind: Literal["lifted"] = "lifted"
    team: Name
    order: int | None = Field(None, ge=0)
    """The number of the entry; null for an order that the scenario gives by itself."""
    name: Text = ""
    """What the scenario calls it."""
    why: Text = ""

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("{team} lifts order {order}", team=self.team, order=self.name or self.order)

    @property
    def changes_the_world(self) -> bool:
        """It does."""
        return True


class Proposed(Entry):
    """A team would pull a lever to which others must agree."""

    kind: Literal["proposed"] = "proposed"
    team: Name
    lever: LeverName
    why: Text = ""
    expects: Text = ""

    @property
    def words(self) -> str:
        """What it says."""
        return self.words_with(self.lever)

    def words_with(self, lever: str) -> str:
        """The same, its lever called so."""
        return Sentence("{team} proposes: {lever}", team=self.team, lever=lever)


class Answered(Entry):
    """A team agrees to a proposal, or does not."""

    kind: Literal["answered"] = "answered"
    team: Name
    proposal: int = Field(ge=0)
    """The number of the entry."""
    agrees: bool
    why: Text = ""

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence(
            "{team} agrees to {proposal}" if self.agrees else "{team} does not agree to {proposal}",
            team=self.team,
            proposal=self.proposal,
        )


class Improvised(Entry):
    """The facilitator changes the world, or tells participants something, by hand."""

    kind: Literal["improvised"] = "improvised"
    message: Text
    to: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    """The teams that are told; all where none is named."""
    effects: Annotated[tuple[dict[str, JsonValue], ...], Field(strict=False)] = ()
    """As a file has them: each below the key of its kind."""

    @property
    def words(self) -> str:
        """What it says."""
        told = Sentence(
            "improvised to {teams}: {message}" if self.to else "improvised: {message}",
            teams=self.to,
            message=self.message,
        )
        changed = [
            Sentence("changed: {change}", change=f"{kind} {_plain(what)}")
            for each in self.effects
            for kind, what in each.items()
        ]
        return joined([told, *changed] if self.message or not changed else changed)

    @property
    def changes_the_world(self) -> bool:
        """It does where it has effects."""
        return bool(self.effects)


class Ruled(Entry):
    """The facilitator rules what becomes of an action that nobody foresaw."""

    kind: Literal["ruled"] = "ruled"
    team: Name
    action: Text
    """What the team does, in its words."""
    chance: Name
    """How likely it is to work, in words."""
    probability: float = Field(ge=0, le=1)
    """What these words stand for."""
    roll: float = Field(ge=0, le=1)
    """It works where this lies below the probability."""
    reasons_for: Text = ""
    reasons_against: Text = ""
    effects: Annotated[tuple[dict[str, JsonValue], ...], Field(strict=False)] = ()
    """What it changes if it works, as a file has it; nothing where it is for the story alone."""

    @property
    def works(self) -> bool:
        """Whether it does."""
        return self.roll < self.probability

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence(
            "{team}: {action} ({chance}, {share}): it works"
            if self.works
            else "{team}: {action} ({chance}, {share}): it does not work",
            team=self.team,
            action=self.action,
            chance=Sentence(self.chance),
            share=Figure(f"{self.probability:.0%}"),
        )

    @property
    def changes_the_world(self) -> bool:
        """It does where it works and has effects."""
        return self.works and bool(self.effects)


def _plain(value: JsonValue) -> str:
    """What an effect is written as, without the signs of its form."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


class Steered(Entry):
    """The facilitator holds an inject of the scenario, fires it now, moves it or cancels it."""

    kind: Literal["steered"] = "steered"
    inject: Name
    what: Steer
    to_us: int | None = None
    """Where it is moved to."""

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("{what} {inject}", what=Sentence(self.what), inject=self.inject)

    @property
    def changes_the_world(self) -> bool:
        """It does."""
        return True


class Noted(Entry):
    """The facilitator or an observer writes something down."""

    kind: Literal["noted"] = "noted"
    text: Text
    team: Name | None = None
    """Which team it is about."""
    what: Note = ""
    by: Text = ""
    """Whose note it is."""
    inject: Text = ""
    """Which inject it is about."""
    objective: Text = ""
    """Which objective it is about."""
    task: Text = ""
    """Which of its critical tasks."""

    @property
    def words(self) -> str:
        """What it says."""
        what = Sentence(self.what or "note")
        if self.team:
            what = Sentence("{what} on {team}", what=what, team=self.team)
        if asides := tuple(filter(None, (self.inject, self.task or self.objective))):
            what = Sentence("{what} [{asides}]", what=what, asides=asides)
        signed = f"{self.text} ({self.by})" if self.by else self.text
        return Sentence("{what}: {text}", what=what, text=signed)


class Predicted(Entry):
    """A team's sealed prediction at the start."""

    kind: Literal["predicted"] = "predicted"
    team: Name
    text: Text
    detected_day: float | None = Field(None, ge=0)
    """The day of the story on which it expects detection."""

    @property
    def words(self) -> str:
        """What it says, which is not what it predicts."""
        return Sentence("{team} has sealed its prediction", team=self.team)


class Rated(Entry):
    """A team rates one of its own decisions, before it knows the end."""

    kind: Literal["rated"] = "rated"
    team: Name
    decision: int = Field(ge=0)
    """The number of the entry."""
    rating: int = Field(ge=1, le=5)
    """From 1, it should not have been taken, to 5, it was right."""
    sure: int | None = Field(default=None, ge=0, le=100)
    """How sure the team is, in per cent."""

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence(
            "{team} rates decision {number}: {rating} of 5"
            if self.sure is None
            else "{team} rates decision {number}: {rating} of 5, {sure} % sure",
            team=self.team,
            number=self.decision,
            rating=self.rating,
            sure=self.sure,
        )


class Assessed(Entry):
    """The facilitator rates an objective, as evaluators and teams have agreed."""

    kind: Literal["assessed"] = "assessed"
    objective: Name
    rating: Literal["P", "S", "M", "U"]
    why: Text = ""

    @property
    def words(self) -> str:
        """What it says."""
        return f"{self.objective}: {self.rating}{f', {self.why}' if self.why else ''}"


class Commented(Entry):
    """A team's feedback on the session."""

    kind: Literal["commented"] = "commented"
    team: Name
    worth: int = Field(ge=1, le=5)
    """From 1, it was not worth its time, to 5, it was."""
    keep: Text = ""
    """What should stay as it is."""
    change: Text = ""
    """What should be otherwise the next time."""

    @property
    def words(self) -> str:
        """What it says."""
        said = [Sentence("{team}'s feedback: {worth} of 5", team=self.team, worth=self.worth)]
        if self.keep:
            said.append(Sentence("keep: {what}", what=self.keep))
        if self.change:
            said.append(Sentence("change: {what}", what=self.change))
        return joined(said)


class Planned(Entry):
    """A corrective action, with who does it by when, and what it would change in the scenario."""

    kind: Literal["planned"] = "planned"
    action: Text
    owner: Text = ""
    due: Text = ""
    settings: dict[str, JsonValue] = Field(default_factory=dict)
    """By path in the scenario: the value there, as `--set` takes it."""

    @property
    def words(self) -> str:
        """What it says."""
        said: list[str] = [Sentence("corrective action: {action}", action=self.action)]
        if self.owner:
            said.append(Sentence("owner {owner}", owner=self.owner))
        if self.due:
            said.append(Sentence("due {due}", due=self.due))
        said += [f"{path} = {_plain(value)}" for path, value in self.settings.items()]
        return joined(said)


class Joined(Entry):
    """Who the people of a team are; the last word counts."""

    kind: Literal["joined"] = "joined"
    team: Name
    people: Annotated[tuple[Text, ...], Field(strict=False)]

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("people of {team}: {number}", team=self.team, number=len(self.people))


class WentBack(Entry):
    """Play goes back to an entry and on from there; what was played stays in the journal."""

    kind: Literal["went back"] = "went back"

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("back to entry {number}", number=self.after)


class Begun(Entry):
    """Play begins: from here on minutes of the room count."""

    kind: Literal["begun"] = "begun"

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("play begins")


class Extended(Entry):
    """The facilitator gives the room more time for the move, or less."""

    kind: Literal["extended"] = "extended"
    minutes: float = Field(ge=-600, le=600)

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("{minutes} minutes for the move", minutes=Figure(f"{self.minutes:+g}"))


class Resumed(Entry):
    """The room is back after a break, which does not count as time of the session."""

    kind: Literal["resumed"] = "resumed"

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("back after a break")


class Ended(Entry):
    """The session is over."""

    kind: Literal["ended"] = "ended"

    @property
    def words(self) -> str:
        """What it says."""
        return Sentence("the session ends")


AnyEntry = Annotated[
    Opened
    | Begun
    | Advanced
    | Pulled
    | Ordered
    | Lifted
    | Replied
    | Proposed
    | Answered
    | Improvised
    | Ruled
    | Steered
    | Noted
    | Predicted
    | Rated
    | Assessed
    | Commented
    | Planned
    | Joined
    | WentBack
    | Extended
    | Resumed
    | Ended,
    Field(discriminator="kind"),
]

BEGIN_PLAY = (Begun, Advanced)
"""Kinds by the first of which play has begun. What teams do is none of them: all screens show that
it has begun, and would say that somebody else has decided something."""

ALSO_AFTER_THE_END = (Noted, Rated, Assessed, Commented, Planned, Joined)
"""Kinds by which a session is looked back on; they change nothing of what was played."""
