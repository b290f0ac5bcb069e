"""Routes: the stages a copy passes between two agencies, and the chances that each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.chance.shapes import FIXED, Shape
from sim.plan.desks import Calendars, at_desk
from sim.plan.legal import formal_route, review_of
from sim.plan.parties import Parties
from sim.plan.rules.law import EVERY_CATEGORY, FORMAL, Basis, LawPair
from sim.plan.values.causes import Cause
from sim.plan.values.cells import TableFill
from sim.plan.values.chances import RAW, Chance
from sim.plan.values.numbering import Numbering
from sim.plan.values.stages import (
    AskStage,
    DelayStage,
    Gate,
    OpenStage,
    Route,
    SendStage,
    Stage,
    Where,
    WorkStage,
    at_a_desk,
)
from sim.scenario.schema.effects import ChannelEffect
from sim.scenario.schema.homes import Review
from sim.scenario.values.distributions import Distribution

Stages = list[Stage]
Families = dict[int, int]
"""By column, the index of a shape."""

_UNASKED = OpenStage(Cause.UNASKED)
"""Takes no time; what ends with it is the wait until somebody asked."""
_UNDECIDED = OpenStage(Cause.DECISION)
"""Takes no time; what ends with it is the wait for an order, or until one is lifted."""


@dataclass
class RouteBuilder:
    """Knows where things stand while routes are drawn up."""

    parties: Parties
    fill: TableFill
    shapes: Numbering[Shape | None]
    calendars: Calendars
    staffed_desk: Mapping[tuple[str, str], int]
    outages: Mapping[str, tuple[tuple[int, int], ...]]
    openings: Mapping[str, int]
    """When channels open that are not open at the beginning."""
    bases: Mapping[LawPair, tuple[Basis, ...]]
    ordered: bool = False
    """Whether anything is ordered of copies."""

    def route(
        self,
        sender: int,
        receiver: int,
        channel: int,
        law: int,
        *,
        unrecognised: bool = False,
        asks: bool = False,
        answers: bool = False,
    ) -> tuple[Route, Families]:
        """The stages of a copy from one agency to another over a channel."""
        if answers and self.parties.is_database(sender):
            return self._found(sender, receiver, channel)
        families: Families = {Chance.RELEASE: RAW}
        stages = [
            *((_UNASKED,) if answers else (_UNDECIDED,) if self.ordered else ()),
            *self._unopened(channel),
            *self._vetting(sender, receiver, families),
            *(self._consent(families) if asks else ()),
            *self._law(sender, law, families, unrecognised=unrecognised),
            *self._carriage(channel, families),
            *self._reading(sender, receiver, families, self._eased(sender, receiver, law)),
        ]
        return Route(tuple(stages)), families

    def _found(self, sender: int, receiver: int, channel: int) -> tuple[Route, Families]:
        """The stages of what a search of a database finds: asked for, sent, and read."""
        families: Families = {}
        query = self._carriage(channel, families, back=True)
        result = self._carriage(channel, families)
        reading = self._reading(sender, receiver, families, -1)
        return Route((_UNASKED, *query, *result, *reading)), families

    def request(self, receiver: int, channel: int, work: Distribution) -> tuple[Route, Families]:
        """The stages of a request: carried, worked on by the partner's analysts, answered."""
        families: Families = {}
        search = WorkStage(
            Cause.TRIAGE,
            desk=receiver,
            scale=self.fill.searching,
            chance=self._chance(families, Chance.CONSENT_TIME, work),
            where=Where.DESK,
        )
        asked = self._carriage(channel, families)
        answered = self._carriage(channel, families, back=True)
        ordered = (_UNDECIDED,) if self.ordered else ()
        return Route((*ordered, *self._unopened(channel), *asked, search, *answered)), families

    def warning(self, sender: int, receiver: int, channel: int) -> tuple[Route, Families]:
        """The stages of a warning: carried and read, without gates, then somebody is there."""
        families: Families = {}
        scenario, name = self.parties.scenario, self.parties.agencies[receiver]
        stages = [
            *self._unopened(channel),
            *self._carriage(channel, families),
            *self._reading(sender, receiver, families, self._eased(sender, receiver)),
        ]
        calendar = at_desk(self.calendars, scenario.agencies[name].opening, scenario.home(name))
        if calendar >= 0:
            stages.append(OpenStage(Cause.CLOSED_HOURS, calendar, where=Where.RECEIVER))
        return Route(tuple(stages)), families

    def _unopened(self, number: int) -> Stages:
        """The wait until a channel opens, where it is not there from the beginning."""
        if number == self.parties.same_room or not self.openings:
            return []
        opens = self.openings.get(list(self.parties.scenario.channels)[number])
        if opens is None:
            return []
        return [OpenStage(Cause.TRANSIT, self.calendars.of_opening(opens))]

    def _chance(self, families: Families, column: int, distribution: Distribution) -> int:
        if distribution.shape == FIXED:
            return -1
        families[column] = self.shapes.index(distribution.shape)
        return column

    def _vetting(self, sender: int, receiver: int, families: Families) -> Stages:
        sharing = self.parties.scenario.sharing
        at_home = self.parties.home_of[sender] == self.parties.home_of[receiver]
        vetting = (sharing.vetting_within_country if at_home else None) or sharing.vetting
        if vetting.scale_hours == 0:
            return self._officer(sender, receiver)
        families[Chance.VETTING] = self.shapes.index(vetting.shape)
        cell = self.fill.vetting + self.parties.pair[sender, receiver]
        return [
            *self._officer(sender, receiver),
            DelayStage(Cause.VETTING, cell, Chance.VETTING),
        ]

    def _officer(self, sender: int, receiver: int) -> Stages:
        """Waiting until the liaison officer of a pair is at the desk."""
        liaison = self.parties.liaisons.get((sender, receiver))
        if liaison is None:
            return []
        calendar = at_desk(
            self.calendars, liaison.opening, self.parties.scenario.home(liaison.between[0])
        )
        needed = self.fill.distrust
        here = OpenStage(Cause.CLOSED_HOURS, calendar, needed=needed)
        return [here] if calendar >= 0 else []

    def _consent(self, families: Families) -> Stages:
        """The originator is asked whether what it told may be passed on."""
        onward = self.parties.scenario.sharing.onward
        assert onward is not None
        families[Chance.CONSENT] = RAW
        cell = self.fill.consent
        return [
            AskStage(
                Cause.CONSENT,
                decision=Chance.CONSENT,
                denied=cell + 1,
                conditional=cell + 2,
                gives_up=cell + 3,
                weight=cell + 4,
                chance=self._chance(families, Chance.CONSENT_TIME, onward.consent.duration),
                needed=self.fill.distrust,
            )
        ]

    def _law(self, sender: int, law: int, families: Families, *, unrecognised: bool) -> Stages:
        home = self.parties.homes[self.parties.home_of[sender]]
        if law < 0:
            if home not in self.fill.law.internal:
                return []
            review = self.parties.scenario.countries[home].internal_review
            assert review is not None
            return [
                self._review(
                    home, review, Cause.LEGAL_REVIEW, self.fill.law.internal[home], families
                )
            ]
        if unrecognised:
            families[Chance.RECOGNITION] = RAW
            review = formal_route(self.parties.scenario)
            return [
                self._review(home, review, Cause.NOT_RECOGNISED, self.fill.law.formal, families)
            ]
        return [
            self._review(
                home,
                review_of(self.parties.scenario, basis),
                Cause.FORMAL_ROUTE if basis == FORMAL else Cause.LEGAL_REVIEW,
                self.fill.law.review[law, basis.name],
                families,
            )
            for basis in self.bases[self.fill.law.pairs[law]]
        ]

    def _review(
        self, home: str, review: Review, cause: Cause, cell: int, families: Families
    ) -> Stage:
        families[Chance.REVIEW] = RAW
        if review.refusal > 0:
            families[Chance.REFUSAL] = RAW
        takes = DelayStage(
            cause,
            scale=cell + 1,
            chance=self._review_time(review, families),
            gate=Gate(cell, Chance.REVIEW),
            refusal=Gate(cell + 2, Chance.REFUSAL) if review.refusal > 0 else None,
        )
        return self._in_home(home, "legal", takes)

    def _in_home(self, home: str, kind: str, takes: DelayStage) -> Stage:
        """What takes a home time: work at the desk that it staffs, else a delay in its hours."""
        desk = self.staffed_desk.get((home, kind))
        if desk is not None:
            return at_a_desk(takes, desk)
        value = self.parties.scenario.home_named(home)
        written = value.legal_desk if kind == "legal" else value.translation_desk
        return replace(takes, calendar=at_desk(self.calendars, written.opening, value))

    def _review_time(self, review: Review, families: Families) -> int:
        """The column for a review's shape: the first that holds it or is free."""
        if review.duration.shape == FIXED:
            return -1
        shape = self.shapes.index(review.duration.shape)
        column = int(Chance.REVIEW_TIME)
        while families.get(column, shape) != shape:
            column += 1
        families[column] = shape
        return column

    def _carriage(self, number: int, families: Families, *, back: bool = False) -> Stages:
        """Over a channel: kept where it is sent until it is sent, then on the way; also back."""
        sent_from, way = (Where.RECEIVER, Where.BACK) if back else (Where.SENDER, Where.AHEAD)
        if number == self.parties.same_room:
            return []
        name = list(self.parties.scenario.channels)[number]
        channel = self.parties.scenario.channels[name]
        calendar = self.calendar_of(number)
        stages = [*self._sending(number, calendar, families, sent_from)]
        if channel.relay.scale_hours > 0:
            chance = self._chance(families, Chance.RELAY, channel.relay)
            cell = self.fill.relay + number
            stages.append(DelayStage(Cause.TRANSIT, cell, chance, where=way))
            if calendar >= 0:
                stages.append(OpenStage(Cause.TRANSIT, calendar, where=way))
        chance = self._chance(families, Chance.LATENCY, channel.latency)
        cell = self.fill.latency + number
        return [*stages, DelayStage(Cause.TRANSIT, cell, chance, where=way)]

    def _sending(self, number: int, calendar: int, families: Families, sent_from: Where) -> Stages:
        """Until a sending is not lost; nothing where a channel always sends and never loses."""
        name = list(self.parties.scenario.channels)[number]
        can_lose = self._can_lose(name)
        if calendar < 0 and not can_lose:
            return []
        if can_lose:
            families[Chance.LOSS] = RAW
        return [
            SendStage(
                Cause.TRANSIT,
                calendar=calendar,
                loss=Gate(self.fill.loss + number, Chance.LOSS) if can_lose else None,
                again=self.fill.again + number if can_lose else -1,
                attempts=self.parties.scenario.channels[name].attempts,
                where=sent_from,
            )
        ]

    def calendar_of(self, number: int) -> int:
        """When a channel is open and not cut; -1 always."""
        if number == self.parties.same_room:
            return -1
        name = list(self.parties.scenario.channels)[number]
        return self.calendars.of_channel(
            self.parties.scenario.channels[name], self.outages.get(name, ())
        )

    def _can_lose(self, name: str) -> bool:
        effects = (effect for _, _, effect in self.parties.changes(ChannelEffect))
        return self.parties.scenario.channels[name].loss > 0 or any(
            effect.name == name and effect.loss for effect in effects
        )

    def _eased(self, sender: int, receiver: int, law: int = -1) -> int:
        """The cells of what agreements leave of reading; -1 where they change nothing."""
        if law >= 0:
            return self.fill.eased.get(self.fill.law.pairs[law], -1)
        one, other = (self.parties.homes[self.parties.home_of[x]] for x in (sender, receiver))
        roles = self.parties.roles((sender, receiver))
        return self.fill.eased.get(LawPair(one, other, EVERY_CATEGORY, roles), -1)

    def _reading(self, sender: int, receiver: int, families: Families, eased: int) -> Stages:
        """Translation and conversion at the receiver, where nothing is shared."""
        stages: Stages = []
        if self.parties.needs_translation(sender, receiver):
            stages.append(self._translation(receiver, families, eased))
        if self.parties.needs_conversion(sender, receiver):
            conversion = self.parties.scenario.friction.conversion
            stages.append(
                DelayStage(
                    Cause.CONVERSION,
                    scale=self.fill.conversion if eased < 0 else eased,
                    chance=self._chance(families, Chance.CONVERSION, conversion),
                    where=Where.RECEIVER,
                )
            )
        return stages

    def _translation(self, receiver: int, families: Families, eased: int) -> Stage:
        home_number = self.parties.home_of[receiver]
        name = self.parties.homes[home_number]
        home = self.parties.scenario.home_named(name)
        written = home.translation or self.parties.scenario.friction.translation
        scale = self.fill.translation + home_number if eased < 0 else eased + 1
        chance = self._chance(families, Chance.TRANSLATION, written)
        takes = DelayStage(Cause.TRANSLATION, scale, chance, needed=scale, where=Where.RECEIVER)
        return self._in_home(name, "translation", takes)
