"""What will arrive: threats, their indicators, who can see them, and routine work."""

from __future__ import annotations

import numpy as np

from sim.chance.elementary import ln
from sim.chance.keys import identity
from sim.chance.shapes import Shape
from sim.frozen import frozen
from sim.plan.parties import Parties, stricter
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR, microseconds
from sim.plan.rules.prevention import prevented_share
from sim.plan.values.arrays import Ints
from sim.plan.values.draws import IndicatorDraw, Lead, Sightings, StreamDraw, ThreatDraw
from sim.plan.values.layout import Subject
from sim.plan.values.numbering import Numbering
from sim.scenario.schema.agencies import Agency, Marking, Observes
from sim.scenario.schema.effects import BackgroundEffect, ObservationEffect, PreventionEffect
from sim.scenario.schema.threats import Indicator, RedHerring, Stream, Threat
from sim.scenario.values.distributions import Distribution

Handling = tuple[int, str]
"""A class of reports: category and marking."""


@frozen
class Matters:
    """Everything that reports can be about, by number: threats, red herrings, streams."""

    subjects: tuple[Subject, ...]
    work: tuple[Distribution | None, ...]
    """By subject: the work of triage, None for the agency's own."""


def matters(parties: Parties) -> Matters:
    """Threats, red herrings and streams in one numbering."""
    scenario = parties.scenario
    named: list[tuple[str, str, RedHerring | Stream]] = [
        *(("threat", name, threat) for name, threat in scenario.threats.items()),
        *(("red herring", name, threat) for name, threat in scenario.red_herrings.items()),
        *(("background", name, stream) for name, stream in scenario.background.items()),
    ]
    return Matters(
        subjects=tuple(
            Subject(name, kind, parties.category[matter.category], matter.urgency)
            for kind, name, matter in named
        ),
        work=tuple(m.work if isinstance(m, Stream) else None for _, _, m in named),
    )


def handlings_by_agency(parties: Parties, matters: Matters) -> dict[tuple[int, Handling], None]:
    """(agency, class) for every class of reports that an agency can write, in a fixed order."""
    found: dict[tuple[int, Handling], None] = {}
    for subject in matters.subjects:
        for agency, marking in _written_markings(parties, subject):
            found[agency, (subject.category, marking.value)] = None
    return found


def _written_markings(parties: Parties, subject: Subject) -> list[tuple[int, Marking]]:
    scenario = parties.scenario
    if subject.kind == "background":
        stream = scenario.background[subject.name]
        return [(a, report_marking(parties, a, stream.marking)) for a in receivers(parties, stream)]
    matter: RedHerring = (
        scenario.threats[subject.name]
        if subject.kind == "threat"
        else scenario.red_herrings[subject.name]
    )
    return [
        (agency, report_marking(parties, agency, indicator.marking))
        for indicator in matter.indicators.values()
        for country in indicator.where
        for agency, _ in observers(parties, indicator.kind, country)
    ]


def report_marking(parties: Parties, agency: int, written: Marking | None) -> Marking:
    """What a report carries: the written or usual marking, and at least its observer's."""
    usual = written or parties.scenario.sharing.default_marking
    return stricter(usual, parties.scenario.agencies[parties.agencies[agency]].marking)


def observers(parties: Parties, kind: str, country: str) -> list[tuple[int, tuple[float, ...]]]:
    """For every agency that can at some time see such an indicator there: with what chance.

    The first chance is that of the beginning; one more follows for each moment of
    `moments_of_observation`.
    """
    found, moments = [], _observing(parties)
    for number, (name, agency) in enumerate(parties.scenario.agencies.items()):
        usual = [one.probability for one in agency.observes if _covers(agency, one, kind, country)]
        chances = [max(usual, default=0.0)]
        for _, effects in moments:
            chance = chances[-1]
            for one in effects:
                if one.agency == name and _covers(agency, one, kind, country):
                    chance = one.probability if one.replaces else max(chance, one.probability)
            chances.append(chance)
        if max(chances) > 0:
            found.append((number, tuple(chances)))
    return found


def moments_of_observation(parties: Parties) -> Ints:
    """When it changes what agencies can observe, in microseconds."""
    return np.array([microseconds(at) for at, _ in _observing(parties)], dtype=np.int64)


def _observing(parties: Parties) -> list[tuple[float, list[ObservationEffect]]]:
    """What changes observation, by moment."""
    found: dict[float, list[ObservationEffect]] = {}
    for at, _, effect in parties.changes(ObservationEffect):
        found.setdefault(at, []).append(effect)
    return list(found.items())


def _covers(agency: Agency, seen: Observes, kind: str, country: str) -> bool:
    where = seen.where if seen.where is not None else (agency.country,)
    return kind in seen.kinds and country in where


def receivers(parties: Parties, stream: Stream) -> list[int]:
    """The agencies that receive a stream of routine reports."""
    everybody = (name for name in parties.agencies if name not in parties.scenario.databases)
    named = stream.agencies if stream.agencies is not None else everybody
    wanted = dict.fromkeys((*named, *stream.rates))
    return [parties.agency[name] for name in wanted]


def indicator_draws(
    parties: Parties, matters: Matters, shapes: Numbering[Shape | None]
) -> tuple[IndicatorDraw, ...]:
    """Every written indicator, with the subject that it belongs to."""
    found = []
    for number, subject in enumerate(matters.subjects):
        if subject.kind == "background":
            continue
        matter = _threat(parties, subject)
        for name, indicator in matter.indicators.items():
            found.append(_indicator_draw(parties, number, name, indicator, matter, shapes))
    return tuple(found)


def _threat(parties: Parties, subject: Subject) -> RedHerring:
    group = parties.scenario.threats if subject.kind == "threat" else parties.scenario.red_herrings
    return group[subject.name]


def _indicator_draw(
    parties: Parties,
    subject: int,
    name: str,
    indicator: Indicator,
    matter: RedHerring,
    shapes: Numbering[Shape | None],
) -> IndicatorDraw:
    span = matter.span_hours
    return IndicatorDraw(
        subject=subject,
        name=name,
        identity=identity("indicator", name),
        shape=shapes.index(indicator.when.shape),
        scale_us=indicator.when.scale_hours * MICROSECONDS_IN_HOUR,
        log_ratio=ln(indicator.likelihood_ratio),
        sanitised=indicator.sanitised,
        count=-1 if indicator.rate is not None else indicator.count,
        per_day=indicator.rate or 0.0,
        span_us=microseconds(span if span is not None else parties.scenario.horizon),
        where=tuple(parties.home[country] for country in indicator.where),
    )


def threat_draws(
    parties: Parties,
    matters: Matters,
    indicators: tuple[IndicatorDraw, ...],
    shapes: Numbering[Shape | None],
) -> tuple[ThreatDraw, ...]:
    """Every threat and red herring, with the numbers of its indicators."""
    found = []
    for number, subject in enumerate(matters.subjects):
        if subject.kind == "background":
            continue
        matter = _threat(parties, subject)
        deadline = matter.deadline if isinstance(matter, Threat) else 0.0
        window = parties.scenario.window if parties.scenario.window is not None else deadline
        found.append(
            ThreatDraw(
                subject=number,
                identity=identity(subject.kind, subject.name),
                real=isinstance(matter, Threat),
                onset_shape=shapes.index(matter.onset.shape) if matter.onset else -1,
                onset_us=(
                    matter.onset.scale_hours * MICROSECONDS_IN_HOUR if matter.onset else -1.0
                ),
                per_day=matter.arrives or 0.0,
                indicators=tuple(i for i, one in enumerate(indicators) if one.subject == number),
                country=parties.home[matter.threatens] if matter.threatens else -1,
                window_us=microseconds(window),
                prevented=_prevented(parties, matter) if isinstance(matter, Threat) else (),
            )
        )
    return tuple(found)


def _prevented(parties: Parties, threat: Threat) -> tuple[tuple[int, float], ...]:
    """(from, share) for each moment at which programmes come to prevent more of such threats."""
    found: list[tuple[int, float]] = []
    shares: list[float] = []
    for at, _, effect in parties.changes(PreventionEffect):
        if effect.category in (None, threat.category):
            shares.append(effect.share)
            found.append((microseconds(at), prevented_share(shares)))
    return tuple(found)


def sightings(
    parties: Parties,
    indicators: tuple[IndicatorDraw, ...],
    matters: Matters,
    handlings: Numbering[Handling],
) -> Sightings:
    """Who can observe which indicator where."""
    first = np.zeros((len(indicators), len(parties.homes)), dtype=np.int64)
    number = np.zeros_like(first)
    moments = moments_of_observation(parties)
    agencies: list[int] = []
    probabilities: list[tuple[float, ...]] = []
    classes: list[int] = []
    shown: list[tuple[str, str]] = []
    for i, draw in enumerate(indicators):
        subject = matters.subjects[draw.subject]
        written = _threat(parties, subject).indicators[draw.name]
        for home in draw.where:
            seen = observers(parties, written.kind, parties.homes[home])
            first[i, home], number[i, home] = len(agencies), len(seen)
            for agency, chances in seen:
                marking = report_marking(parties, agency, written.marking)
                agencies.append(agency)
                probabilities.append(chances)
                shown.append((written.kind, parties.homes[home]))
                classes.append(handlings.index((subject.category, marking.value)))
    return Sightings(
        first=first,
        number=number,
        agency=np.array(agencies, dtype=np.int64),
        since=moments,
        probability=np.ascontiguousarray(
            np.array(probabilities, dtype=np.float64).reshape(len(agencies), len(moments) + 1).T
        ),
        handling=np.array(classes, dtype=np.int64),
        leads=_leads(parties, agencies, shown),
    )


def _leads(parties: Parties, agencies: list[int], shown: list[tuple[str, str]]) -> tuple[Lead, ...]:
    """What comes to be told sooner, given by entry who sees it, of what kind it is, and where."""
    names = parties.agencies
    found = []
    for at, _, effect in parties.changes(ObservationEffect):
        if effect.earlier:
            entries = [
                names[agency] == effect.agency
                and _covers(parties.scenario.agencies[effect.agency], effect, kind, country)
                for agency, (kind, country) in zip(agencies, shown, strict=True)
            ]
            found.append(
                Lead(
                    since=microseconds(at),
                    by_us=microseconds(effect.earlier),
                    entries=np.array(entries, dtype=np.bool_),
                )
            )
    return tuple(found)


def stream_draws(
    parties: Parties, matters: Matters, handlings: Numbering[Handling]
) -> tuple[StreamDraw, ...]:
    """Routine reports by stream and agency, and what injects add to them or take away."""
    found = []
    start = -microseconds(parties.scenario.warm_up)
    horizon = microseconds(parties.scenario.horizon)
    for number, subject in enumerate(matters.subjects):
        if subject.kind != "background":
            continue
        stream = parties.scenario.background[subject.name]
        swells, thinned = _surges(parties, subject.name, horizon)
        for agency in receivers(parties, stream):
            name = parties.agencies[agency]
            marking = report_marking(parties, agency, stream.marking)
            usual = StreamDraw(
                subject=number,
                agency=agency,
                identity=identity("background", subject.name, name),
                per_day=stream.rates.get(name, stream.rate),
                worth_sharing=stream.worth_sharing,
                handling=handlings.index((subject.category, marking.value)),
                since=start,
                until=horizon,
                thinned=thinned,
            )
            found.append(usual)
            found += [_swollen(usual, subject.name, name, swell) for swell in swells]
    return tuple(found)


def _surges(
    parties: Parties, stream: str, horizon: int
) -> tuple[list[tuple[str, int, int, float]], tuple[tuple[int, int, float], ...]]:
    swells: list[tuple[str, int, int, float]] = []
    thinned: list[tuple[int, int, float]] = []
    for at, name, effect in parties.changes(BackgroundEffect):
        since = microseconds(at)
        if effect.stream != stream or since >= horizon:
            continue
        until = min(horizon, since + microseconds(effect.lasting))
        if effect.times > 1:
            swells.append((name, since, until, effect.times))
        elif effect.times < 1:
            thinned.append((since, until, effect.times))
    return swells, tuple(thinned)


def _swollen(
    usual: StreamDraw, stream: str, agency: str, swell: tuple[str, int, int, float]
) -> StreamDraw:
    inject, since, until, times = swell
    return StreamDraw(
        subject=usual.subject,
        agency=usual.agency,
        identity=identity("surge", inject, stream, agency),
        per_day=usual.per_day * (times - 1.0),
        worth_sharing=usual.worth_sharing,
        handling=usual.handling,
        since=since,
        until=until,
    )
