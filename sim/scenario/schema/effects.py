"""Effects: what injects and programmes change in the world, each of one kind with its own keys.

One more kind is a class here, with its key below. What it does is said in `sim.plan.effects`, how
it is told in `sim.screen.scenario.effects`; both find it by its class.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from sim.scenario.files.paths import Path
from sim.scenario.schema.agencies import Observes
from sim.scenario.schema.names import (
    AgencyName,
    AgreementName,
    ChannelName,
    CountryName,
    HomeName,
    PartyName,
    StreamName,
)
from sim.scenario.schema.relations import Shock, different
from sim.scenario.units.notes import Chosen, Varies
from sim.scenario.units.quantities import Hours, Name, Names, Share, Two
from sim.scenario.values.value import Value

MOST_EFFECTS = 100
"""So many can come at once."""


class Effect(Value):
    """A change of the world."""


class TrustEffect(Effect):
    """Trust between two countries, bodies or agencies changes."""

    between: Two[PartyName] | None = None
    """Both ways; countries, bodies or agencies."""
    of: PartyName | None = None
    """One way: whose trust changes."""
    towards: PartyName | None = None
    """One way: in whom."""
    becomes: Share | None = None
    """The new trust."""
    times: float | None = Field(None, ge=0, le=100)
    """Or: multiplied by this (never above 1)."""

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        if (self.between is None) == (self.of is None) or (self.of is None) != (
            self.towards is None
        ):
            raise ValueError("either `between` two parties, or `of` one `towards` another")
        _one_of(self.becomes, self.times, "becomes", "times")
        return self

    @property
    def directions(self) -> tuple[tuple[str, str], ...]:
        """The (who, in whom) pairs that it names."""
        if self.between:
            return (self.between, (self.between[1], self.between[0]))
        assert self.of is not None
        assert self.towards is not None
        return ((self.of, self.towards),)


class ChannelEffect(Effect):
    """A channel opens, closes for a while, becomes slower or faster, or loses more or less."""

    name: ChannelName
    """The channel."""
    closed_for: Annotated[Hours | None, Chosen()] = None
    """Nothing is sent for so long; what is on its way arrives."""
    latency_times: float | None = Field(None, ge=0, le=1000)
    """Latency is multiplied by this from now on."""
    loss: float | None = Field(None, ge=0, le=0.95)
    """The chance of a loss from now on."""
    open: Literal[True] | None = None
    """A channel that is written with `open: false` is there from now on."""

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        written = (self.closed_for, self.latency_times, self.loss, self.open)
        if sum(x is not None for x in written) != 1:
            raise ValueError("exactly one of closed_for, latency_times, loss and open")
        return self


class AgreementEffect(Effect):
    """An agreement enters into force or is suspended."""

    name: AgreementName
    """The agreement."""
    in_force: bool
    """Whether it is in force from now on."""


class RatificationEffect(Effect):
    """A party ratifies an agreement."""

    agreement: AgreementName
    """Which."""
    party: HomeName
    """The country or body."""
    covers: Names | None = None
    """The categories for which it ratifies; left out, all that the agreement covers."""


class AnalystsEffect(Effect):
    """Analysts come or go; those who are busy finish what they do."""

    agency: AgencyName
    """Whose."""
    become: int | None = Field(None, ge=0, le=100_000)
    """The new number."""
    change: int | None = Field(None, ge=-100_000, le=100_000)
    """Or: so many more (or fewer, with a minus)."""

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        _one_of(self.become, self.change, "become", "change")
        return self


class TriageEffect(Effect):
    """Triage at an agency takes longer or shorter from now on."""

    agency: AgencyName
    """Where."""
    times: float = Field(ge=0, le=1000)
    """The work is multiplied by this."""


class BackgroundEffect(Effect):
    """A stream of routine reports swells or dries up for a while."""

    stream: StreamName
    """Which."""
    times: float = Field(ge=0, le=100)
    """Its rate is multiplied by this."""
    lasting: Annotated[Hours, Chosen()]
    """For so long."""


class PriorityEffect(Effect):
    """A category comes to matter more or less to a country."""

    country: CountryName
    """To whom."""
    category: Name
    """Which category."""
    becomes: Share
    """The new priority."""


class RecognitionEffect(Effect):
    """A country's law comes to recognise a category more or less."""

    country: CountryName
    """Whose law."""
    category: Name
    """Which category."""
    becomes: Share
    """The new degree."""


class ObservationEffect(Effect, Observes):
    """From now on an agency observes kinds of indicator, more surely, or sooner."""

    agency: AgencyName
    """Which agency."""
    replaces: bool = False
    """Whether the chance takes the place of what it was; otherwise it is never lowered."""
    earlier: Hours | None = None
    """Sees each so much sooner than it shows: never before this comes, nor before the onset."""


class MatchingEffect(Effect):
    """An agency links reports to their threats more or less surely from now on."""

    agency: AgencyName
    """Which agency."""
    becomes: Share
    """The new chance."""


class OverlooksEffect(Effect):
    """Triage at an agency sets aside more or fewer reports about threats from now on."""

    agency: AgencyName
    """Which agency."""
    becomes: Share
    """The new share."""


class RelationsEffect(Effect):
    """Relations between two countries or bodies fall, or somebody mends them."""

    between: Two[HomeName]
    """The two countries or bodies."""
    shock: Shock | None = None
    """A political crisis, or a change of leadership."""
    advocacy: Share | None = None
    """Or diplomacy: the share of what is lost by then that it gives back at once."""

    @model_validator(mode="after")
    def _well_formed(self) -> Self:
        different(self.between)
        if (self.shock is None) == (self.advocacy is None):
            raise ValueError("exactly one of `shock` and `advocacy`")
        return self


class TamperEvidentEffect(Effect):
    """Records become tamper-evident: from now on no copy loses its origin."""


def _is_true(written: object) -> object:
    if written is True:
        return TamperEvidentEffect()
    if isinstance(written, TamperEvidentEffect):
        return written
    raise ValueError("true")


TamperEvident = Annotated[
    TamperEvidentEffect,
    BeforeValidator(_is_true),
    PlainSerializer(lambda _: True),
    WithJsonSchema({"const": True, "type": "boolean"}),
]
"""Written as true, since it has no keys."""


class TranslationEffect(Effect):
    """Translation takes longer or shorter from now on."""

    seat: HomeName
    """The country or body whose agencies receive what is translated."""
    times: float = Field(ge=0, le=1000)
    """Translating one copy takes so many times as long; 0: no time at all."""


class ConversionEffect(Effect):
    """Converting copies between systems takes longer or shorter from now on, everywhere."""

    times: float = Field(ge=0, le=1000)
    """Converting one copy takes so many times as long; 0: no time at all."""


class PreventionEffect(Effect):
    """A share of the threats that would begin from now on never does."""

    share: Share
    """Of those that would; several programmes each prevent their share of what others leave."""
    category: Name | None = None
    """The category of threats; left out, all."""


class Keyed(Value):
    """Effects, each below the key of its kind."""

    def by_key(self) -> dict[str, Effect]:
        """The effects that are written below a key, in the order of the keys."""
        written = ((key, getattr(self, key)) for key in type(self).model_fields)
        return {key: value for key, value in written if isinstance(value, Effect)}


class InjectKeys(Keyed):
    """The kinds of effect that injects have."""

    trust: Annotated[TrustEffect | None, Varies()] = None
    channel: Annotated[ChannelEffect | None, Varies()] = None
    agreement: Annotated[AgreementEffect | None, Varies()] = None
    ratification: Annotated[RatificationEffect | None, Varies()] = None
    analysts: Annotated[AnalystsEffect | None, Varies()] = None
    triage: Annotated[TriageEffect | None, Varies()] = None
    background: BackgroundEffect | None = None
    priority: Annotated[PriorityEffect | None, Varies()] = None
    recognition: Annotated[RecognitionEffect | None, Varies()] = None
    relations: Annotated[RelationsEffect | None, Varies()] = None
    """Relations between two countries or bodies fall, or are mended."""
    observation: ObservationEffect | None = None
    """An agency observes more or less, or sooner."""
    matching: MatchingEffect | None = None
    """An agency links reports to their threats more or less surely."""
    overlooks: OverlooksEffect | None = None
    """Triage at an agency sets aside more or fewer reports in error."""
    tamper_evident: TamperEvident | None = None
    """Records become tamper-evident: from now on no copy loses its origin."""


class ProgrammeKeys(InjectKeys):
    """The kinds of effect that programmes have: those of injects, and more."""

    translation: Annotated[TranslationEffect | None, Varies()] = None
    """Translating what arrives somewhere takes longer or shorter."""
    conversion: Annotated[ConversionEffect | None, Varies()] = None
    """Converting between systems takes longer or shorter."""
    prevention: PreventionEffect | None = None
    """Fewer threats begin."""


class _OneEffect(Keyed):
    """An entry of a list of effects."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        written = self.by_key()
        if len(written) != 1:
            found = f", found {_named(written)}: an entry for each" if written else ""
            raise ValueError(f"exactly one effect{found}")
        return self


class InjectEffect(_OneEffect, InjectKeys):
    """One of several effects of an inject."""


class ProgrammeEffect(_OneEffect, ProgrammeKeys):
    """One of several effects of a change by a programme."""


class Effects(Keyed):
    """One effect below its key, or several in a list."""

    effects: tuple[Keyed, ...] = ()

    def each(self) -> Iterator[tuple[Path, Effect]]:
        """Every effect, with where it stands, in the order in which they come."""
        for key, effect in self.by_key().items():
            yield (key,), effect
        for number, entry in enumerate(self.effects):
            for key, effect in entry.by_key().items():
                yield ("effects", number, key), effect

    @model_validator(mode="after")
    def _one_or_a_list(self) -> Self:
        written = [*self.by_key(), *(["effects"] if self.effects else [])]
        if len(written) > 1:
            raise ValueError(
                f"at most one effect by its key, found {_named(written)}: "
                "several are a list in `effects`, an entry for each"
            )
        return self


def _named(keys: Iterable[str]) -> str:
    return " and ".join(f"`{key}`" for key in keys)


def _one_of(first: object, second: object, first_name: str, second_name: str) -> None:
    if (first is None) == (second is None):
        raise ValueError(f"exactly one of `{first_name}` and `{second_name}`")
