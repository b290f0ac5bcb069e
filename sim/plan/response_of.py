"""From the response a scenario writes to the values that a plan holds of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sim.plan.legal import counted_within
from sim.plan.parties import Parties
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR, microseconds
from sim.plan.rules.response import Way, hours_to_grant, ways_between
from sim.plan.values.arrays import Ints
from sim.plan.values.draws import ThreatDraw
from sim.plan.values.layout import Layout, Subject
from sim.plan.values.numbering import Numbering
from sim.plan.values.response import ResponseDials, ResponseDraw, Timing
from sim.scenario.schema.response import Response
from sim.scenario.values.dials import Dials
from sim.scenario.values.distributions import Distribution

Asked = tuple[int, Way]
"""A country that is asked to hand somebody over, and one way to do it."""


def response_of(
    parties: Parties, threats: Sequence[ThreatDraw], subjects: Sequence[Subject]
) -> ResponseDraw | None:
    """What follows a warning of each written threat."""
    response = parties.scenario.response
    if response is None:
        return None
    participants = [_participants(parties, response, threat) for threat in threats]
    asked = [_asked(parties, response, t, p) for t, p in zip(threats, participants, strict=True)]
    timings: Numbering[Timing] = Numbering()
    warrants = [warrant for each in asked for _, warrant in each]
    consented = [timings.index(_timing(warrant.consented)) for warrant in warrants]
    contested = [timings.index(_timing(warrant.contested)) for warrant in warrants]
    return ResponseDraw(
        deadline_us=_ints(
            _deadline(parties, subjects[threat.subject].name, threat) for threat in threats
        ),
        participant_first=_first(participants),
        participant_number=_ints(map(len, participants)),
        participant=_ints(agency for each in participants for agency in each),
        warrant_first=_first(asked),
        warrant_number=_ints(map(len, asked)),
        asked=_ints(home for each in asked for home, _ in each),
        consented=_ints(consented),
        contested=_ints(contested),
        contested_share=np.array([w.contested_share for w in warrants], dtype=np.float64),
        refusal=np.array([w.refusal for w in warrants], dtype=np.float64),
        timings=timings.values(),
        notice=_timing(response.notice),
        readiness=_timing(response.readiness),
        arrest=response.arrest,
        evidence=response.evidence,
    )


def response_dials(parties: Parties, layout: Layout, dials: Dials) -> ResponseDials | None:
    """What a setting of the dials leaves of a response; 1 of what there is nothing of."""
    response, draw = parties.scenario.response, layout.response
    if response is None or draw is None:
        return None
    return ResponseDials(
        applies=tuple(
            applies
            for threat in layout.threats
            for applies in _most_favourable(
                _asked(parties, response, threat, _participants(parties, response, threat)),
                dials.law,
                counted_within(parties.scenario),
            )
        ),
        notice=dials.communication if draw.notice.scale_us else 1.0,
        readiness=dials.capacity if draw.readiness.scale_us else 1.0,
        law=dials.law if len(draw.asked) else 1.0,
    )


def _most_favourable(ways: Sequence[Asked], law: float, within: float) -> Iterator[bool]:
    """By way: whether it is the one, of those in its country, that is expected to take least."""
    best: dict[int, Way] = {}
    for home, way in ways:
        hours = hours_to_grant(way, law, within)
        if home not in best or hours < hours_to_grant(best[home], law, within):
            best[home] = way
    for home, way in ways:
        yield best[home] is way


def _participants(parties: Parties, response: Response, threat: ThreatDraw) -> list[int]:
    """The agency responsible for the country and those named beside it, each once."""
    if threat.country < 0:
        return []
    name = parties.homes[threat.country]
    responsible = parties.scenario.countries[name].responsible
    named = [*([responsible] if responsible else []), *response.participants.get(name, ())]
    return [parties.agency[agency] for agency in dict.fromkeys(named)]


def _asked(
    parties: Parties, response: Response, threat: ThreatDraw, taking_part: list[int]
) -> list[Asked]:
    """The other countries that take part, each with every way by which it could hand over."""
    homes = dict.fromkeys(parties.home_of[agency] for agency in taking_part)
    countries = len(parties.scenario.countries)
    return [
        (home, way)
        for home in homes
        if home != threat.country and home < countries
        for way in ways_between(response, parties.homes[threat.country], parties.homes[home])
    ]


def _deadline(parties: Parties, name: str, threat: ThreatDraw) -> int:
    return microseconds(parties.scenario.threats[name].deadline) if threat.real else 0


def _timing(takes: Distribution) -> Timing:
    return Timing(takes.scale_hours * MICROSECONDS_IN_HOUR, takes.shape)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _first(runs: Sequence[Sequence[object]]) -> Ints:
    number = _ints(map(len, runs))
    return np.asarray(np.cumsum(number) - number)
