"""From a scenario to its layout: who may tell whom, by which stages, with which chances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.chance.keys import identity
from sim.chance.shapes import Shape
from sim.plan.arrivals import (
    Handling,
    Matters,
    handlings_by_agency,
    indicator_draws,
    matters,
    sightings,
    stream_draws,
    threat_draws,
)
from sim.plan.asking import is_ordered_to_ask
from sim.plan.cells_of import table_fill
from sim.plan.desks import Calendars, at_desk, staffed
from sim.plan.legal import bases_in_play, doubtful, eased_in_play
from sim.plan.parties import Parties
from sim.plan.response_of import response_of
from sim.plan.routes import Families, RouteBuilder
from sim.plan.rules.belief import log_odds
from sim.plan.rules.calendars import microseconds
from sim.plan.rules.law import Basis, LawPair
from sim.plan.rules.onward import may_pass_on
from sim.plan.state import inattentive
from sim.plan.timeline import StateChange, openings, outages
from sim.plan.values.arrays import Ints, Keys
from sim.plan.values.cells import TableFill
from sim.plan.values.chances import RAW, Chance
from sim.plan.values.layout import Layout, PlannedDesk
from sim.plan.values.numbering import Numbering
from sim.plan.values.orders import Order
from sim.plan.values.stages import OpenStage, Route, SendStage
from sim.plan.values.ties import OUT_OF_REACH, AskingTies, PassingTies, Tie
from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.homes import Finishes
from sim.scenario.schema.requests import Requests
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.sharing import Fusion, Per
from sim.scenario.values.distributions import Distribution


def layout_of(
    scenario: Scenario, moments: Sequence[StateChange], orders: tuple[Order, ...] = ()
) -> Layout:
    """Everything about a scenario that does not depend on its dials."""
    parties = Parties(scenario)
    about = matters(parties)
    written = handlings_by_agency(parties, about)
    handlings: Numbering[Handling] = Numbering(*(handling for _, handling in written))
    work = _work(parties, about)
    home_desks = staffed(parties)
    bases, eased, doubted, attentive = in_play(parties, moments)
    fill = table_fill(
        parties,
        bases,
        eased,
        tuple(dict.fromkeys(Marking(marking) for _, marking in handlings.values())),
        work.cells,
        len(about.subjects),
        len(parties.agencies) + len(home_desks),
        attentive=attentive,
    )
    calendars = Calendars()
    desks = _desks(parties, fill, calendars)
    shapes: Numbering[Shape | None] = Numbering(None)
    builder = RouteBuilder(
        parties=parties,
        fill=fill,
        shapes=shapes,
        calendars=calendars,
        staffed_desk={
            (home, kind): len(parties.agencies) + i for i, (home, kind, _) in enumerate(home_desks)
        },
        outages={name: tuple(spells) for name, spells in outages(scenario).items()},
        openings=openings(scenario),
        bases=bases,
        ordered=bool(orders),
    )
    routes: Numbering[Route] = Numbering()
    ties = _Ties(builder, routes, written, handlings, doubted, orders)
    indicators = indicator_draws(parties, about, shapes)
    threats = threat_draws(parties, about, indicators, shapes)
    work_shape = np.array([[shapes.index(s) for s in row] for row in work.shapes], dtype=np.int64)
    subjects, number_of_desks = len(about.subjects), len(desks)
    rank = fill.rank + np.arange(subjects * number_of_desks).reshape(subjects, number_of_desks)
    return Layout(
        agencies=parties.agencies,
        homes=parties.homes,
        home_of=np.array(parties.home_of, dtype=np.int64),
        categories=parties.categories,
        subjects=about.subjects,
        handlings=handlings.values(),
        desks=desks,
        calendars=calendars.values(),
        routes=routes.values(),
        ties=tuple(ties.ties),
        tie_first=ties.first,
        tie_number=ties.number,
        passing=ties.passing,
        asking=ties.asking,
        is_database=np.array(
            [name in scenario.databases for name in parties.agencies], dtype=np.bool_
        ),
        warning_tie=ties.warnings,
        shapes=shapes.values(),
        columns=ties.columns,
        pairs=parties.pairs,
        work_cell=fill.work + work.cell,
        work_shape=work_shape.reshape(subjects, len(parties.agencies)),
        rank_cell=rank,
        prior=_log_odds([a.prior for a in scenario.agencies.values()]),
        threshold=_thresholds(parties),
        threats=threats,
        indicators=indicators,
        streams=stream_draws(parties, about, handlings),
        sightings=sightings(parties, indicators, about, handlings),
        agency_key=_keys("agency", parties.agencies),
        home_key=_keys("seat", parties.homes),
        begins_minute=scenario.begins,
        start_us=-microseconds(scenario.warm_up),
        horizon_us=microseconds(scenario.horizon),
        per_case=scenario.sharing.per is Per.CASE,
        naive=scenario.sharing.fusion is Fusion.NAIVE,
        fill=fill,
        response=response_of(parties, threats, about.subjects),
        orders=orders,
    )


class InPlay(NamedTuple):
    """What a layout has places for because some moment asks for it."""

    bases: dict[LawPair, tuple[Basis, ...]]
    eased: tuple[LawPair, ...]
    doubted: frozenset[LawPair]
    attentive: bool
    """Whether some report on a threat may be overlooked or not linked to it."""


def in_play(parties: Parties, moments: Sequence[StateChange]) -> InPlay:
    """What some of the moments ask for; the layout depends on moments by nothing else."""
    return InPlay(
        bases=bases_in_play(parties, moments),
        eased=eased_in_play(parties, moments),
        doubted=doubtful(parties, moments),
        attentive=any(inattentive(moment.state) for moment in moments),
    )


def _log_odds(probabilities: list[float]) -> Ints:
    return np.array([log_odds(p) for p in probabilities], dtype=np.int64)


def _thresholds(parties: Parties) -> Ints:
    """By agency the belief at which it acts; a database never does."""
    agencies = parties.scenario.agencies
    held = _log_odds([agency.threshold for agency in agencies.values()])
    held[[name in parties.scenario.databases for name in agencies]] = OUT_OF_REACH
    return held


def _interests(parties: Parties, requests: Requests) -> Ints:
    """By agency the belief from which on it asks."""
    asks = parties.agencies if requests.by is None else requests.by
    level = log_odds(requests.interest)
    known = parties.scenario.databases
    return np.array(
        [level if a in asks and a not in known else OUT_OF_REACH for a in parties.agencies],
        dtype=np.int64,
    )


def _keys(kind: str, names: Sequence[str]) -> Keys:
    return np.array([identity(kind, name) for name in names], dtype=np.uint64)


class _WorkCells:
    """Work cells: one for each (agency, distribution of its own or of a stream)."""

    def __init__(self, subjects: int, agencies: int) -> None:
        self.cells: tuple[tuple[int, float], ...] = ()
        self.cell = np.zeros((subjects, agencies), dtype=np.int64)
        self.shapes: list[list[Shape]] = []


def _work(parties: Parties, about: Matters) -> _WorkCells:
    work = _WorkCells(len(about.subjects), len(parties.agencies))
    cells: Numbering[tuple[int, float, object]] = Numbering()
    for subject, written in enumerate(about.work):
        row = []
        for number, agency in enumerate(parties.scenario.agencies.values()):
            takes = written or agency.triage
            work.cell[subject, number] = cells.index((number, takes.scale_hours, takes.shape))
            row.append(takes.shape)
        work.shapes.append(row)
    work.cells = tuple((agency, hours) for agency, hours, _ in cells.values())
    return work


def _desks(parties: Parties, fill: TableFill, calendars: Calendars) -> tuple[PlannedDesk, ...]:
    desks: list[PlannedDesk] = []
    for name, agency in parties.scenario.agencies.items():
        calendar = at_desk(calendars, agency.opening, parties.scenario.home_named(agency.home))
        desks.append(_desk(fill, len(desks), (name, "agency"), calendar, agency.finishes))
    for home, kind, desk in staffed(parties):
        calendar = at_desk(calendars, desk.opening, parties.scenario.home_named(home))
        desks.append(_desk(fill, len(desks), (home, kind), calendar, desk.finishes))
    return tuple(desks)


def _desk(
    fill: TableFill, number: int, named: tuple[str, str], calendar: int, finishes: Finishes
) -> PlannedDesk:
    return PlannedDesk(
        *named,
        servers=fill.servers + number,
        respite=fill.respite + number,
        calendar=calendar,
        finishes=finishes is Finishes.WHAT_IT_BEGAN,
    )


class _Ties:
    """Draws up who may tell whom about what, and over which route warnings go."""

    def __init__(
        self,
        builder: RouteBuilder,
        routes: Numbering[Route],
        written: dict[tuple[int, Handling], None],
        handlings: Numbering[Handling],
        doubted: frozenset[LawPair],
        orders: tuple[Order, ...],
    ) -> None:
        self._orders = orders
        self._builder, self._routes, self._doubted = builder, routes, doubted
        self._parties = builder.parties
        self._law = {pair: i for i, pair in enumerate(self._parties.law_pairs)}
        self.ties: list[Tie] = []
        self.columns = int(Chance.REVIEW_TIME)
        shape = (len(self._parties.agencies), max(1, len(handlings)))
        self.first = np.zeros(shape, dtype=np.int64)
        self.number = np.zeros(shape, dtype=np.int64)
        partners: dict[int, list[int]] = {}
        for sender, receiver in self._parties.pairs:
            partners.setdefault(sender, []).append(receiver)
        for sender, handling in written:
            place = sender, handlings.index(handling)
            self.first[place] = len(self.ties)
            for receiver in partners.get(sender, []):
                self.ties.append(self._tie(sender, receiver, handling))
            self.number[place] = len(self.ties) - self.first[place]
        self.passing = self._passing(handlings, partners)
        self.asking = self._asking(written, handlings, partners)
        self.warnings = self._warnings()
        self.ties = [self._padded(tie) for tie in self.ties]

    def _passing(
        self, handlings: Numbering[Handling], partners: dict[int, list[int]]
    ) -> PassingTies:
        """For who passes on, its ties with asking and then the same without."""
        parties, onward = self._parties, self._parties.scenario.sharing.onward
        first, number = np.zeros_like(self.first), np.zeros_like(self.number)
        free: list[tuple[bool, ...]] = [(False,) * len(parties.homes)] * len(self.ties)
        for name in onward.by if onward else ():
            sender = parties.agency[name]
            for handling in handlings.values():
                receivers = [] if handling[1] == Marking.RED else partners.get(sender, [])
                place = sender, handlings.index(handling)
                first[place], number[place] = len(self.ties), len(receivers)
                for asks in (True, False):
                    for receiver in receivers:
                        self.ties.append(self._tie(sender, receiver, handling, asks=asks))
                        free.append(self._free(sender, receiver, Marking(handling[1])))
        return PassingTies(
            first=first,
            number=number,
            free=np.array(free, dtype=np.bool_).reshape(len(free), len(parties.homes)),
            hops=onward.hops if onward else 1,
        )

    def _asking(
        self,
        written: dict[tuple[int, Handling], None],
        handlings: Numbering[Handling],
        partners: dict[int, list[int]],
    ) -> AskingTies | None:
        """For who holds something, a tie to each partner for what it answers when it is asked."""
        parties, requests = self._parties, self._parties.scenario.requests
        if requests is None:
            return None
        searched = [parties.agency[name] for name in parties.scenario.databases]
        held = [*written, *((party, each) for party in searched for each in handlings.values())]
        first, number = np.zeros_like(self.first), np.zeros_like(self.number)
        for holder, handling in held:
            first[holder, handlings.index(handling)] = len(self.ties)
            for receiver in partners.get(holder, []):
                self.ties.append(self._tie(holder, receiver, handling, answers=True))
                number[holder, handlings.index(handling)] += 1
        interest = _interests(parties, requests)
        tie = np.full(len(parties.pairs), -1)
        for pair, (one, other) in enumerate(parties.pairs):
            named = parties.agencies[one], parties.agencies[other]
            asks = interest[one] < OUT_OF_REACH or is_ordered_to_ask(self._orders, *named)
            asks = asks and one not in searched and other not in searched
            if asks and requests.work is not None:
                tie[pair] = len(self.ties)
                self.ties.append(self._request(one, other, requests.work))
        return AskingTies(interest, first, number, tie)

    def _free(self, sender: int, receiver: int, marking: Marking) -> tuple[bool, ...]:
        """By originator's home: whether a marking lets it be passed on without asking."""
        parties = self._parties
        one, other = (
            parties.homes[parties.home_of[sender]],
            parties.homes[parties.home_of[receiver]],
        )
        agreements = [
            agreement.parties
            for agreement in parties.scenario.agreements.values()
            if agreement.in_force and other in agreement.parties
        ]
        return tuple(
            may_pass_on(
                marking,
                within_country=one == other,
                partner_of_originator=any(home in members for members in agreements),
            )
            for home in parties.homes
        )

    def _tie(
        self,
        sender: int,
        receiver: int,
        handling: Handling,
        *,
        asks: bool = False,
        answers: bool = False,
    ) -> Tie:
        parties, fill = self._parties, self._builder.fill
        category, marking = handling[0], Marking(handling[1])
        pair, back = parties.pair[sender, receiver], parties.pair[receiver, sender]
        searched = answers and parties.agencies[sender] in parties.scenario.databases
        law = -1 if searched else self._law_of(sender, receiver, category)
        channel = parties.channel_for((sender, receiver), marking)
        in_doubt = law >= 0 and parties.law_pairs[law] in self._doubted
        families: Families = {Chance.RELEASE: RAW}
        route = unrecognised = -1
        onward, torn = parties.scenario.sharing.onward, False
        if channel >= 0:
            torn = asks and onward is not None and onward.tear_line is not None
            asks = asks and not torn
            drawn, families = self._builder.route(
                sender, receiver, channel, law, asks=asks, answers=answers
            )
            route = self._routes.index(drawn)
            if in_doubt:
                drawn, more = self._builder.route(
                    sender, receiver, channel, law, unrecognised=True, asks=asks, answers=answers
                )
                drawn, more = _beside(drawn, more, families)
                unrecognised = self._routes.index(drawn)
                families |= more
        return Tie(
            sender=sender,
            receiver=receiver,
            pair=pair,
            release=fill.release[marking.value] + pair,
            need=fill.need + sender * len(parties.categories) + category,
            weight=(fill.tear if torn else fill.weight) + pair,
            trust=fill.trust + pair,
            believed=fill.trust + back,
            latency=fill.latency + channel if onward else -1,
            calendar=self._builder.calendar_of(channel) if onward and channel >= 0 else -1,
            consent=self._consent_of(pair),
            route=route,
            recognised=fill.law.recognised + law if in_doubt else -1,
            fallback=fill.law.fallback + law if in_doubt else -1,
            route_unrecognised=unrecognised,
            families=self._columns(families),
        )

    def _consent_of(self, pair: int) -> int:
        """Where it stands how long the one thinks when the other asks to pass something on."""
        if self._parties.scenario.sharing.onward is None:
            return -1
        fill = self._builder.fill
        return fill.consent_times.get(pair, fill.consent)

    def _law_of(self, sender: int, receiver: int, category: int) -> int:
        parties = self._parties
        one, other = parties.home_of[sender], parties.home_of[receiver]
        if one == other:
            return -1
        roles = parties.roles((sender, receiver))
        return self._law[
            LawPair(parties.homes[one], parties.homes[other], parties.categories[category], roles)
        ]

    def _columns(self, families: Families) -> tuple[int, ...]:
        self.columns = max(self.columns, max(families, default=0) + 1)
        return tuple(families.get(column, -1) for column in range(self.columns))

    def _padded(self, tie: Tie) -> Tie:
        missing = self.columns - len(tie.families)
        return replace(tie, families=tie.families + (-1,) * missing)

    def _warnings(self) -> Ints:
        parties = self._parties
        found = np.full((len(parties.agencies), len(parties.homes)), -1, dtype=np.int64)
        for name, country in parties.scenario.countries.items():
            if country.responsible is None:
                continue
            responsible, home = parties.agency[country.responsible], parties.home[name]
            for sender in range(len(parties.agencies)):
                if sender == responsible:
                    found[sender, home] = -2
                elif (sender, responsible) in parties.pair:
                    found[sender, home] = len(self.ties)
                    self.ties.append(self._warning(sender, responsible))
        return found

    def _warning(self, sender: int, receiver: int) -> Tie:
        channel = self._usual_channel(sender, receiver)
        return self._message(sender, receiver, self._builder.warning(sender, receiver, channel))

    def _request(self, sender: int, receiver: int, work: Distribution) -> Tie:
        channel = self._usual_channel(sender, receiver)
        drawn = self._builder.request(receiver, channel, work)
        trust = self._builder.fill.trust + self._parties.pair[sender, receiver]
        return replace(self._message(sender, receiver, drawn), trust=trust)

    def _usual_channel(self, sender: int, receiver: int) -> int:
        parties = self._parties
        usual = parties.channel_for((sender, receiver), parties.scenario.sharing.default_marking)
        return usual if usual >= 0 else parties.channels_of_pair[sender, receiver][0]

    def _message(self, sender: int, receiver: int, drawn: tuple[Route, Families]) -> Tie:
        """A tie for what passes no gate of sharing."""
        route, families = drawn
        pair = self._parties.pair[sender, receiver]
        return Tie(
            sender=sender,
            receiver=receiver,
            pair=pair,
            release=-1,
            need=-1,
            weight=-1,
            trust=-1,
            believed=-1,
            route=self._routes.index(route),
            families=self._columns(families),
        )


def _beside(route: Route, families: Families, others: Families) -> tuple[Route, Families]:
    """A second route of the same copies, its times of review in columns that do not clash."""
    moved: dict[int, int] = {}
    for column, shape in families.items():
        if column >= Chance.REVIEW_TIME:
            free = int(Chance.REVIEW_TIME)
            while others.get(free, shape) != shape:
                free += 1
            moved[column] = free
    stages = tuple(
        stage
        if isinstance(stage, OpenStage | SendStage)
        else replace(stage, chance=moved.get(stage.chance, stage.chance))
        for stage in route.stages
    )
    return Route(stages), {moved.get(column, column): shape for column, shape in families.items()}
