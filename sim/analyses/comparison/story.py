"""The story of one threat in one replication: the one nearest the median, or one asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import inf

import numpy as np

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import Moment, Span, Story, StoryChoice
from sim.analyses.comparison.replicate import Described
from sim.engine.record import NEVER, Record
from sim.frozen import frozen
from sim.measures.journey import Detection, chain_of, detection_of, first_believers
from sim.measures.outcome import FAR, Detections
from sim.measures.threats import Bools
from sim.measures.trace import Place, places_of
from sim.plan.awaiting import came_in
from sim.plan.interventions import carried_out
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.plan.values.causes import End
from sim.replication import Engine, run
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.schema.scenario import Scenario

MOST_MOMENTS = 14
FIRST, LAST = -1, inf
"""The places of what changes numbers at an instant, and of what all else there leads to."""


@dataclass(frozen=True, order=True)
class Happening:
    """Something that happened to a threat; ordered as it is told."""

    at: int
    place: float
    """Among what happens at one instant: as in the trace, causes before what they cause."""
    words: str
    decisive: bool = False
    """Whether the story cannot be told without it."""


@frozen
class StoryRequest:
    """Whose story is to be told; what is None is chosen."""

    replication: int | None = None
    threat: str | None = None


@frozen
class ChosenThreat:
    """Whose story is told, and why."""

    replication: int
    name: str
    """The threat; of many of one name, with its day and number."""
    choice: StoryChoice


def chosen(
    design: ComparisonDesign,
    seed: int,
    scored: Sequence[Described],
    telling: StoryRequest,
    hit: Sequence[Bools] | None = None,
    engine: Engine = Engine.SIMPY,
) -> ChosenThreat | None:
    """The threat whose story is told; None where there is none such.

    Left to choose, the one whose min(T, W) is nearest the median: of all, or, where messages
    ``hit`` some, of these.
    """
    if telling.replication is not None:
        return _of_replication(design, seed, telling.replication, telling.threat, engine)
    wanted = [_of_threat(design, each, telling.threat) for each in scored]
    choices = StoryChoice.MEDIAN, StoryChoice.NO_MEDIAN
    if telling.threat is None and hit is not None and any(map(np.any, hit)):
        wanted, choices = list(hit), (StoryChoice.HIT, StoryChoice.HIT_NO_MEDIAN)
    if not any(map(np.any, wanted)):
        return None
    replication, ordinal, is_reached = representative(scored, wanted)
    record = run(design.plan(design.as_written), seed, replication, engine=engine)
    threats = Detections(record)
    instance = int(np.flatnonzero(threats.occurring.scored)[ordinal])
    name = instance_name(record, instance)
    return ChosenThreat(replication, name, choices[0] if is_reached else choices[1])


def _of_threat(design: ComparisonDesign, lived: Described, threat: str | None) -> Bools:
    """By scored threat of a replication: whether it is of that name; any where none is named."""
    layout = design.planner.layout
    names = [layout.subjects[each.subject].name for each in layout.threats]
    return np.array([threat in (None, names[i]) for i in lived.detail.threat], dtype=np.bool_)


def _of_replication(
    design: ComparisonDesign, seed: int, replication: int, threat: str | None, engine: Engine
) -> ChosenThreat | None:
    """The first threat, or the first of that name, that is scored in a replication."""
    record = run(design.plan(design.as_written), seed, replication, engine=engine)
    layout, threats = record.plan.layout, Detections(record)
    for instance in np.flatnonzero(threats.occurring.scored):
        subject = layout.subjects[layout.threats[threats.occurring.draw[instance]].subject]
        if threat in (None, subject.name):
            return ChosenThreat(
                replication, instance_name(record, int(instance)), StoryChoice.ASKED
            )
    return None


def representative(
    scored: Sequence[Described], wanted: Sequence[Bools] | None = None
) -> tuple[int, int, bool]:
    """(replication, ordinal among its scored threats) whose min(T, W) is nearest the median.

    Where half of them are detected it is one that is detected at that median moment. Else there is
    no median, which the last of the three says, and it is one that is not detected. Of those
    that are wanted, by replication and scored threat; of all where that is left out.
    """
    times = np.concatenate([each.detail.times for each in scored])
    windows = np.concatenate([each.detail.windows for each in scored])
    owners = np.repeat(
        [each.replication for each in scored], [len(each.detail.times) for each in scored]
    )
    ordinals = np.concatenate([np.arange(len(each.detail.times)) for each in scored])
    if wanted is not None:
        among = np.concatenate(wanted)
        times, windows = times[among], windows[among]
        owners, ordinals = owners[among], ordinals[among]
    half = (len(times) - 1) // 2
    detected = np.sort(np.where(times < windows, times, FAR))
    if detected[half] < FAR:
        nearest = int(np.argmin(np.abs(times - detected[half])))
    else:
        missed = np.flatnonzero(times >= windows)
        middle = np.sort(times[missed])[(len(missed) - 1) // 2]
        nearest = int(missed[np.argmin(np.abs(times[missed] - middle))])
    return int(owners[nearest]), int(ordinals[nearest]), bool(detected[half] < FAR)


def story_of(
    design: ComparisonDesign, seed: int, told: ChosenThreat, engine: Engine = Engine.SIMPY
) -> Story | None:
    """Runs the replication again and tells what happened to the threat; None if it is not there."""
    record = run(design.plan(design.as_written), seed, told.replication, engine=engine)
    threats = Detections(record)
    instances = (int(one) for one in np.flatnonzero(threats.occurring.scored))
    named = [one for one in instances if instance_name(record, one) == told.name]
    return _story(design.scenario, record, named[0], told) if named else None


def _story(scenario: Scenario, record: Record, instance: int, told: ChosenThreat) -> Story:
    threats = Detections(record)
    detection = detection_of(record, threats, instance)
    onset = int(threats.occurring.onset[instance])
    names = record.plan.layout.agencies
    return Story(
        replication=told.replication,
        choice=told.choice,
        threat=told.name,
        detected_by=names[detection.agency] if detection.agency >= 0 else None,
        hours=int(threats.time[instance]) / HOUR,
        window_hours=int(threats.occurring.window[instance]) / HOUR,
        spans=tuple(
            Span((s.since - onset) / HOUR, (s.until - onset) / HOUR, s.cause, s.place.name)
            for s in detection.stretches
        ),
        moments=_moments(scenario, record, threats, detection),
    )


def instance_name(record: Record, instance: int) -> str:
    """A threat by its written name, and for one of many the day and number of its onset."""
    instances, layout = record.timetable.instances, record.plan.layout
    name = layout.subjects[layout.threats[instances.draw[instance]].subject].name
    day = int(instances.day[instance])
    return name if day < 0 else f"{name} (day {day}, number {int(instances.ordinal[instance]) + 1})"


def _moments(
    scenario: Scenario, record: Record, threats: Detections, detection: Detection
) -> tuple[Moment, ...]:
    """What happened to the threat, in order, up to its detection or the end of its window."""
    instance = detection.instance
    onset, last = (
        int(threats.occurring.onset[instance]),
        int(threats.occurring.onset[instance] + threats.time[instance]),
    )
    every = {
        each
        for each in _happenings(record, threats, instance, detection)
        if each.at <= last or each.decisive
    }
    awaiting = record.plan.awaiting
    happened = scenario if awaiting is None else awaiting.scenario
    orders = _orders(record, instance)
    others = chain(_programmes(happened), _came_on_conditions(happened), orders)
    every |= {each for each in others if onset <= each.at <= last}
    return tuple(Moment((each.at - onset) / HOUR, each.words) for each in shortened(sorted(every)))


def _programmes(scenario: Scenario) -> Iterator[Happening]:
    """When each programme in force, and each lever that is pulled, begins to work."""
    for name, programme in carried_out(scenario).items():
        at = microseconds(programme.works_at)
        called = f"the programme {name}" if name in scenario.programmes else f"the {name}"
        yield Happening(at, FIRST, f"{called} begins to work", decisive=True)


def _orders(record: Record, instance: int) -> Iterator[Happening]:
    """When each order that may be about a threat is given and lifted."""
    layout = record.plan.layout
    draw = layout.threats[int(record.timetable.instances.draw[instance])]
    subject = layout.subjects[draw.subject]
    for order in layout.orders:
        other = order.category and order.category != layout.categories[subject.category]
        if other or order.subject not in ("", subject.name):
            continue
        called = f"the order {order.name or order.kind.words}"
        yield Happening(order.at, FIRST, f"{called} is given", decisive=True)
        if order.until is not None:
            yield Happening(order.until, FIRST, f"{called} is lifted", decisive=True)


def _came_on_conditions(scenario: Scenario) -> Iterator[Happening]:
    """When each inject comes that waited for a condition, and why."""
    for name, at in came_in(scenario).items():
        condition = scenario.injects[name].condition
        assert condition is not None
        yield Happening(at, FIRST, f"{name}: {condition_text(condition)}", decisive=True)


def shortened(told: Sequence[Happening]) -> list[Happening]:
    """What decided and, up to ``MOST_MOMENTS``, what is nearest the beginning and the end.

    Each gap is told in one line that says how many it leaves out.
    """
    from_both_ends = chain.from_iterable(
        (i, len(told) - 1 - i) for i in range((len(told) + 1) // 2)
    )
    decisive = (i for i, each in enumerate(told) if each.decisive)
    preferred = list(dict.fromkeys(chain(decisive, from_both_ends)))
    kept = sorted(preferred[:MOST_MOMENTS])
    lines = [told[i] for i in kept[:1]]
    for before, i in pairwise(kept):
        if i - before > 1:
            gap = told[before + 1]
            lines.append(Happening(gap.at, gap.place, f"... {i - before - 1} more ..."))
        lines.append(told[i])
    return lines


def _happenings(
    record: Record, threats: Detections, instance: int, detection: Detection
) -> Iterator[Happening]:
    names, places = record.plan.layout.agencies, places_of(record, instance)
    for row in np.flatnonzero(record.timetable.instance == instance):
        yield from _of_row(record, places, int(row), detection.pivot)
    asked = (record.timetable.picture_instance == instance) & (record.asked != NEVER)
    for picture in np.flatnonzero(asked):
        words = f"{names[record.timetable.picture_agency[picture]]} half believes it, and asks"
        yield Happening(
            int(record.asked[picture]), _after_reading(record, places, int(picture)), words
        )
    if detection.agency >= 0:
        at, words = int(threats.detected[instance]), f"{names[detection.agency]} believes it"
        place = places[int(first_believers(record, instance, at)[0]), "belief"]
        yield Happening(at, place, f"{words}: DETECTED", decisive=True)
    if threats.warned[instance] < FAR:
        layout = record.plan.layout
        country = layout.homes[layout.threats[threats.occurring.draw[instance]].country]
        at = int(threats.warned[instance])
        yield Happening(at, LAST, f"{country} is warned", decisive=True)


def _after_reading(record: Record, places: Mapping[Place, int], picture: int) -> float:
    """The place of a question: right after what its asker has just read."""
    read = (record.timetable.picture == picture) & (record.done == record.asked[picture])
    unasked = np.flatnonzero(read[: record.timetable.first_answer])
    return max(places[int(row), "triaged"] for row in unasked) + 0.5


def _of_row(
    record: Record, places: Mapping[Place, int], row: int, pivot: int
) -> Iterator[Happening]:
    """What happened to a report or a copy; the pivot and what it is a copy of are decisive."""
    timetable, layout = record.timetable, record.plan.layout
    agency = layout.agencies[timetable.agency[row]]
    if row < timetable.number_of_reports:
        indicator = layout.indicators[timetable.reports.indicator[row]].name
        words = f"{agency} sees {indicator} and writes a report"
        decisive = pivot >= 0 and row == timetable.report[pivot]
        yield Happening(int(record.arrived[row]), places[row, "report"], words, decisive)
        return
    if timetable.parent[row] < 0:
        return
    sender, end = layout.agencies[layout.ties[timetable.tie[row]].sender], int(record.end[row])
    if end == End.DELIVERED and record.done[row] != NEVER:
        words = (
            f"{sender} has entered a report in {agency}"
            if layout.is_database[timetable.agency[row]]
            else f"{agency} has read a copy from {sender}"
        )
        decisive = pivot >= 0 and row in chain_of(record, pivot)
        yield Happening(int(record.done[row]), places[row, "triaged"], words, decisive)
    elif end in (End.REFUSED, End.LOST, End.NO_CONSENT):
        words = f"a copy from {sender} to {agency} is {End(end).words}"
        yield Happening(int(record.ended[row]), places[row, "copy"], words)
    elif end not in (-1, End.DELIVERED, End.IN_FLIGHT):
        words = f"{sender} does not tell {agency}: {End(end).words}"
        yield Happening(int(record.ended[row]), places[row, "copy"], words)
