"""The table of numbers: raw values of a moment, read through the rules and the dials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.frozen import entity
from sim.plan.legal import (
    agreements_in_force,
    asks_both,
    formal_route,
    most_favourable,
    review_of,
    ways_at,
)
from sim.plan.parties import Parties
from sim.plan.rules import law
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR, staffing
from sim.plan.rules.trust import write_pair
from sim.plan.state import State, home_priority, priority_of, recognition_of, written_trust
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.cells import CONSENT_CELLS, READING_CELLS, TableFill
from sim.plan.values.layout import Layout, PlannedDesk
from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.homes import Review
from sim.scenario.schema.sharing import Onward
from sim.scenario.units.quantities import ROUND_THE_CLOCK
from sim.scenario.values.dials import Challenge, Dials

MOST_LOSS = 0.95


@entity
class Raw:
    """The raw values of one moment as arrays, in the order of the layout."""

    state: State
    trust: Floats
    """By pair."""
    priority: Floats
    """By (agency, category)."""
    recognition: Floats
    """By (law pair, 2): the degrees of both ends."""
    ways: tuple[tuple[law.Basis, ...], ...]
    """By law pair: the legal bases of which the most favourable applies."""
    eased: tuple[tuple[float, float], ...]
    """For the pairs that agreements spare reading: what is left of conversion and translation."""
    desk_priority: Floats
    """By (subject, desk): what the desk's home or agency thinks of the subject's category."""


def raw_values(parties: Parties, layout: Layout, state: State) -> Raw:
    """Gathers the values of a moment."""
    scenario = parties.scenario
    laws = parties.law_pairs
    return Raw(
        state=state,
        trust=np.array(
            [_trust(parties, state, one, other) for one, other in layout.pairs], dtype=np.float64
        ),
        priority=np.array(
            [
                [priority_of(scenario, state, agency, category) for category in parties.categories]
                for agency in parties.agencies
            ],
            dtype=np.float64,
        ).reshape(len(parties.agencies), len(parties.categories)),
        recognition=np.array(
            [
                [
                    recognition_of(scenario, state, home, pair.category)
                    for home in (pair.sender, pair.receiver)
                ]
                for pair in laws
            ],
            dtype=np.float64,
        ).reshape(len(laws), 2),
        ways=tuple(ways_at(parties, state, law_pair) for law_pair in laws),
        eased=tuple(
            law.eased(agreements_in_force(parties, state), pair) for pair in layout.fill.eased
        ),
        desk_priority=_desk_priority(parties, layout, state),
    )


def _trust(parties: Parties, state: State, one: int, other: int) -> float:
    names = parties.agencies[one], parties.agencies[other]
    if names[0] in parties.scenario.databases:
        return 1.0
    written = state.trust.get(names)
    return written if written is not None else written_trust(parties.scenario, *names)


def _desk_priority(parties: Parties, layout: Layout, state: State) -> Floats:
    table = np.ones((len(layout.subjects), len(layout.desks)))
    for row, subject in enumerate(layout.subjects):
        category = layout.categories[subject.category]
        for column, desk in enumerate(layout.desks):
            table[row, column] = (
                priority_of(parties.scenario, state, desk.name, category)
                if desk.kind == "agency"
                else home_priority(parties.scenario, state, desk.name, category)
            )
    return table


@entity
class _Block:
    """Some numbers of the table, and all that they depend on besides the moment."""

    fill: Callable[[Parties, Layout, Raw, Dials, Floats], None]
    reads: tuple[Challenge, ...]
    """The dials that it reads."""
    with_relations: bool = False
    """Whether it moves with relations too."""


class Tables:
    """Draws up the tables of one scenario; a block is filled once for the dials that it reads."""

    def __init__(self, parties: Parties, layout: Layout) -> None:
        self._parties, self._layout = parties, layout
        self._filled: dict[tuple[object, ...], tuple[Ints, Floats]] = {}

    def beside(self) -> Tables:
        """The same with a memory of its own of what is filled."""
        tables = Tables(self._parties, self._layout)
        tables._filled.update(self._filled)
        return tables

    def table(self, raw: Raw, trust: Floats, dials: Dials) -> Floats:
        """Every number at one moment under the dials; durations in microseconds.

        ``trust`` is what relations leave of the raw trust.
        """
        table = np.zeros(self._layout.fill.cells)
        for block in _BLOCKS:
            moved = trust.tobytes() if block.with_relations else None
            key = block, raw, moved, *(dials[challenge] for challenge in block.reads)
            known = self._filled.get(key)
            if known is None:
                known = self._numbers(block, replace(raw, trust=trust), dials)
                self._filled[key] = known
            cells, values = known
            table[cells] = values
        return table

    def _numbers(self, block: _Block, raw: Raw, dials: Dials) -> tuple[Ints, Floats]:
        """The cells that a block fills with anything but 0, and with what."""
        table = np.zeros(self._layout.fill.cells)
        block.fill(self._parties, self._layout, raw, dials, table)
        cells = np.flatnonzero(table)
        return cells, table[cells]


def _fill_trust(parties: Parties, layout: Layout, raw: Raw, dials: Dials, table: Floats) -> None:
    fill, sharing, rules = layout.fill, parties.scenario.sharing, parties.rules
    level = rules.dialled(np.maximum(raw.trust, parties.least_trust), dials.trust)
    pairs = np.arange(len(layout.pairs))
    if layout.learns:
        table[fill.written + pairs] = raw.trust
    for marking, first in fill.release.items():
        table[first + pairs] = rules.release_probability(level, Marking(marking))
    vetting = fill.vetting_us * rules.vetting_factor(level, sharing.vetting_distrust, dials.trust)
    weight = rules.surviving_weight(level, sharing.sanitised_weight)
    line = sharing.onward.tear_line if sharing.onward else None
    torn = weight * (1.0 if line is None else rules.cleared(line, dials.trust))
    write_pair(table, fill, pairs, level, vetting, weight, torn)
    table[fill.strip] = raw.state.strip_origin_below
    table[fill.distrust] = float(dials.trust > 0)
    if sharing.onward is not None:
        _fill_consent(parties, fill, sharing.onward, dials.trust, table)
    need = rules.weight(raw.priority, dials.priorities).ravel()
    table[fill.need : fill.need + len(need)] = need


NEVER_GIVES_UP = 1e18
"""Microseconds."""


def _fill_consent(
    parties: Parties, fill: TableFill, onward: Onward, dial: float, table: Floats
) -> None:
    consent = onward.consent
    refusal = min(1.0, consent.refusal * dial)
    limit = consent.time_out
    table[fill.consent : fill.consent + CONSENT_CELLS] = (
        consent.duration.scale_hours * MICROSECONDS_IN_HOUR * dial,
        refusal,
        min(1.0, refusal + consent.condition * dial),
        NEVER_GIVES_UP if limit is None else round(limit * MICROSECONDS_IN_HOUR),
        consent.condition_weight,
    )
    for pair, cell in fill.consent_times.items():
        by_hand = parties.liaisons[parties.pairs[pair]].consent_times
        table[cell] = table[fill.consent] * by_hand


def _fill_law(parties: Parties, layout: Layout, raw: Raw, dials: Dials, table: Floats) -> None:
    fill, scenario = layout.fill.law, parties.scenario
    formal_exists = scenario.law.formal_route is not None
    for number, ways in enumerate(raw.ways):
        one, other = raw.recognition[number].tolist()
        basis = most_favourable(parties, ways, dials, (one, other))
        table[fill.recognised + number] = parties.rules.recognised(
            one, other, dials.definitions, dual=asks_both(scenario, basis)
        )
        table[fill.fallback + number] = float(basis != law.FORMAL and formal_exists)
        cell = fill.review[number, basis.name]
        _fill_review(review_of(scenario, basis), dials, table, cell)
    _fill_review(formal_route(scenario), dials, table, fill.formal)
    for home, cell in fill.internal.items():
        review = scenario.countries[home].internal_review
        assert review is not None
        _fill_review(review, dials, table, cell)


def _fill_review(review: Review, dials: Dials, table: Floats, cell: int) -> None:
    probability, scale, refusal = law.reviewed(review, dials.law)
    table[cell : cell + 3] = probability, scale * MICROSECONDS_IN_HOUR, refusal


def _fill_channels(parties: Parties, layout: Layout, raw: Raw, dials: Dials, table: Floats) -> None:
    fill, hour = layout.fill, MICROSECONDS_IN_HOUR * dials.communication
    for number, (name, channel) in enumerate(parties.scenario.channels.items()):
        latency = channel.latency.scale_hours * raw.state.latency_times[name]
        loss = raw.state.loss[name] * dials.communication
        table[fill.latency + number] = latency * hour
        table[fill.loss + number] = min(MOST_LOSS, loss)
        # The only duration that no engine rounds after a draw, so it is whole from here on.
        table[fill.again + number] = round(channel.resend_after.scale_hours * hour)
        table[fill.relay + number] = channel.relay.scale_hours * hour


def _fill_reading(parties: Parties, layout: Layout, raw: Raw, dials: Dials, table: Floats) -> None:
    fill, hour = layout.fill, MICROSECONDS_IN_HOUR * dials.interoperability
    friction, state = parties.scenario.friction, raw.state
    for number, name in enumerate(parties.homes):
        takes = parties.scenario.home_named(name).translation or friction.translation
        slower = state.translation_times.get(name, 1.0)
        table[fill.translation + number] = takes.scale_hours * slower * hour
    table[fill.conversion] = friction.conversion.scale_hours * state.conversion_times * hour
    for (pair, cell), (conversion, translation) in zip(fill.eased.items(), raw.eased, strict=True):
        usual = table[fill.translation + parties.home[pair.receiver]]
        table[cell : cell + READING_CELLS] = (
            table[fill.conversion] * conversion,
            usual * translation,
        )


def _fill_desks(parties: Parties, layout: Layout, raw: Raw, dials: Dials, table: Floats) -> None:
    fill, state = layout.fill, raw.state
    slower = np.array([state.triage_times[name] for name in parties.agencies])
    work = fill.work_us * slower[fill.work_agency] * dials.capacity
    table[fill.work : fill.work + len(work)] = work
    ranks = _ranks(parties, layout, raw, dials).ravel()
    table[fill.rank : fill.rank + len(ranks)] = ranks
    requests = parties.scenario.requests
    if requests is not None and requests.work is not None:
        hours = requests.work.scale_hours * dials.capacity
        table[fill.searching] = hours * MICROSECONDS_IN_HOUR


def _fill_staff(parties: Parties, layout: Layout, raw: Raw, dials: Dials, table: Floats) -> None:
    """Who works at each desk; the dial of communication opens doors, and hires nobody."""
    # Without the challenge of capacity reading takes no time, so one analyst is always enough.
    least = 0 if dials.capacity > 0 else 1
    for desk in layout.desks:
        opening = layout.calendars[desk.calendar].opening if desk.calendar >= 0 else None
        table[desk.servers], table[desk.respite] = staffing(
            max(least, _staff(parties, raw.state, desk)),
            opening or ROUND_THE_CLOCK,
            dials.communication,
        )


def _staff(parties: Parties, state: State, desk: PlannedDesk) -> int:
    if desk.kind == "agency":
        return max(0, state.analysts[desk.name] - state.away.get(desk.name, 0))
    home = parties.scenario.home_named(desk.name)
    return (home.legal_desk if desk.kind == "legal" else home.translation_desk).staff or 0


def _fill_attention(
    parties: Parties,
    layout: Layout,
    raw: Raw,
    dials: Dials,  # noqa: ARG001
    table: Floats,
) -> None:
    """What analysts make of a report on a threat; no dial moves it."""
    fill, state = layout.fill, raw.state
    if fill.kept < 0:
        return
    for number, name in enumerate(parties.agencies):
        kept = 1.0 - state.overlooks[name]
        table[fill.kept + number] = kept
        table[fill.linked + number] = kept * state.matching[name]


def _ranks(parties: Parties, layout: Layout, raw: Raw, dials: Dials) -> Floats:
    """Urgency times priority; the dial moves only the rank of threats and red herrings."""
    urgency = np.array([s.urgency for s in layout.subjects], dtype=np.float64).reshape(-1, 1)
    background = np.array([s.kind == "background" for s in layout.subjects]).reshape(-1, 1)
    read = parties.rules.weight(raw.desk_priority, dials.priorities)
    return urgency * np.where(background, raw.desk_priority, read)


_BLOCKS = (
    _Block(_fill_trust, (Challenge.TRUST, Challenge.PRIORITIES), with_relations=True),
    _Block(_fill_law, (Challenge.LAW, Challenge.DEFINITIONS)),
    _Block(_fill_channels, (Challenge.COMMUNICATION,)),
    _Block(_fill_reading, (Challenge.INTEROPERABILITY,)),
    _Block(_fill_desks, (Challenge.CAPACITY, Challenge.PRIORITIES)),
    _Block(_fill_staff, (Challenge.COMMUNICATION, Challenge.CAPACITY)),
    _Block(_fill_attention, ()),
)
