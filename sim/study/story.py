"""The story of one threat in the replication that is nearest the median."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.engine.record import NEVER, Record
from sim.measures.journey import Detection, detection_of
from sim.measures.outcome import FAR, Threats
from sim.plan.causes import End
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.run import run
from sim.study.conditions import Design
from sim.study.findings import Moment, Span, Story
from sim.study.replicate import Replicate

MOST_MOMENTS = 14


def representative(scored: Sequence[Replicate]) -> tuple[int, int]:
    """(replication, ordinal among its scored threats) whose min(T, W) is nearest the median."""
    times = np.concatenate([replicate.detail.times for replicate in scored])
    owners = np.repeat(
        [replicate.replication for replicate in scored],
        [len(replicate.detail.times) for replicate in scored],
    )
    ordinals = np.concatenate([np.arange(len(replicate.detail.times)) for replicate in scored])
    middle = np.sort(times)[(len(times) - 1) // 2]
    nearest = int(np.argmin(np.abs(times - middle)))
    return int(owners[nearest]), int(ordinals[nearest])


def story_of(design: Design, seed: int, replication: int, ordinal: int) -> Story:
    """Runs the replication again and tells what happened to the threat."""
    record = run(design.plan(design.as_written), seed, replication)
    threats = Threats(record)
    instance = int(np.flatnonzero(threats.scored)[ordinal])
    detection = detection_of(record, threats, instance)
    onset = int(threats.onset[instance])
    names = record.plan.layout.agencies
    return Story(
        replication=replication,
        threat=instance_name(record, instance),
        detected_by=names[detection.agency] if detection.agency >= 0 else None,
        hours=int(threats.time[instance]) / HOUR,
        window_hours=int(threats.window[instance]) / HOUR,
        spans=tuple(
            Span((s.since - onset) / HOUR, (s.until - onset) / HOUR, s.cause, s.place)
            for s in detection.stretches
        ),
        moments=_moments(record, threats, detection),
    )


def instance_name(record: Record, instance: int) -> str:
    """A threat by its written name, and for one of many the day and number of its onset."""
    instances, layout = record.timetable.instances, record.plan.layout
    name = layout.subjects[layout.threats[instances.draw[instance]].subject].name
    day = int(instances.day[instance])
    return name if day < 0 else f"{name} (day {day}, number {int(instances.ordinal[instance]) + 1})"


def _moments(record: Record, threats: Threats, detection: Detection) -> tuple[Moment, ...]:
    """What happened to the threat, in order, up to its detection or the end of its window."""
    instance = detection.instance
    onset, last = (
        int(threats.onset[instance]),
        int(threats.onset[instance] + threats.time[instance]),
    )
    told = sorted(
        {
            (at, words)
            for at, words in _happenings(record, threats, instance, detection)
            if at <= last or at == threats.warned[instance]
        }
    )
    return tuple(Moment((at - onset) / HOUR, words) for at, words in _shortened(told, detection))


def _shortened(told: list[tuple[int, str]], _: Detection) -> list[tuple[int, str]]:
    if len(told) <= MOST_MOMENTS:
        return told
    half = MOST_MOMENTS // 2
    left_out = len(told) - 2 * half
    return [*told[:half], (told[half][0], f"... {left_out} more ..."), *told[-half:]]


def _happenings(
    record: Record, threats: Threats, instance: int, detection: Detection
) -> Iterator[tuple[int, str]]:
    timetable, layout = record.timetable, record.plan.layout
    names = layout.agencies
    for row in np.flatnonzero(timetable.instance == instance):
        agency = names[timetable.agency[row]]
        if row < timetable.number_of_reports:
            indicator = layout.indicators[timetable.reports.indicator[row]].name
            yield int(record.arrived[row]), f"{agency} sees {indicator} and writes a report"
            continue
        tie = layout.ties[timetable.tie[row]]
        sender, end = names[tie.sender], int(record.end[row])
        if timetable.parent[row] < 0:
            continue
        if end == End.DELIVERED and record.done[row] != NEVER:
            yield int(record.done[row]), f"{agency} has read a copy from {sender}"
        elif end in (End.REFUSED, End.LOST):
            words = End(end).words
            yield int(record.ended[row]), f"a copy from {sender} to {agency} is {words}"
        elif end not in (-1, End.DELIVERED, End.IN_FLIGHT):
            words = End(end).words
            yield int(record.ended[row]), f"{sender} does not tell {agency}: {words}"
    if detection.agency >= 0:
        yield int(threats.detected[instance]), f"{names[detection.agency]} believes it: DETECTED"
    if threats.warned[instance] < FAR:
        country = layout.seats[layout.threats[threats.draw[instance]].country]
        yield int(threats.warned[instance]), f"{country} is warned"
