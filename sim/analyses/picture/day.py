"""One day as it can be played back: what moved, what was believed, and who waited at which desk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analyses.comparison.story import instance_name
from sim.engine.record import NEVER, Record
from sim.engine.records import Records
from sim.frozen import entity, frozen
from sim.measures.beliefs import beliefs_over_time
from sim.measures.journey import Stretch, chain_of, detection_of
from sim.measures.movements import Movement, movements_of
from sim.measures.outcome import FAR, Detections
from sim.measures.searching import searches_of
from sim.measures.trace import TraceEvent, trace_of
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import run
from sim.scenario.schema.scenario import Scenario


@frozen
class Case:
    """A threat or red herring of the day."""

    name: str
    real: bool
    onset_us: int
    deadline_us: int
    """When its window ends; a detection from then on comes too late to count."""
    detected_us: int | None
    """When the first agency was sure enough to act; None where none ever was."""
    detected_by: tuple[str, ...]
    """The agencies that were first; several at one instant share it."""


@frozen
class BeliefStep:
    """From when on an agency believed how much in a case."""

    at_us: int
    level: float
    """0 is what it believes of anything, 1 its threshold, on the scale of log-odds."""


@frozen
class BeliefCourse:
    """How one agency came to believe in one case."""

    case: int
    """Which of the day's."""
    agency: str
    steps: tuple[BeliefStep, ...]


@frozen
class Way:
    """How the report that decided came to where a threat was detected, in one replication."""

    case: int
    """Which of the day's."""
    rows: tuple[int, ...]
    """The report and the copies of it, as the movements have them; none where none decided."""
    stretches: tuple[Stretch, ...]
    """From the onset to the detection, or to the end of the window, without a gap."""


@entity
class PlayedDay:
    """One replication under one condition, as it can be played back."""

    condition: str
    scenario: Scenario
    """Its dials are those of the condition."""
    horizon_us: int
    agencies: tuple[str, ...]
    cases: tuple[Case, ...]
    movements: tuple[Movement, ...]
    beliefs: tuple[BeliefCourse, ...]
    waiting: tuple[tuple[tuple[int, int], ...], ...]
    """By agency: (from when, how many reports and requests wait or are worked on there)."""
    events: tuple[TraceEvent, ...]
    """Everything about its cases, and what happens to the world, by time."""
    way: Way | None
    """Of the threat that is followed; None where none is."""


def played_day(
    condition: str,
    scenario: Scenario,
    plan: Plan,
    seed: int,
    replication: int,
    threat: str | None = None,
) -> PlayedDay:
    """Runs one replication of a plan and tells it as it can be played back.

    Args:
        condition: what the plan is called.
        scenario: what it was made from.
        plan: what is run.
        seed: of the random numbers.
        replication: which.
        threat: the one that is followed, as a story calls it; None for none.
    """
    return day_of(condition, scenario, run(plan, seed, replication), threat)


def day_of(
    condition: str, scenario: Scenario, record: Record, threat: str | None = None
) -> PlayedDay:
    """A run as it can be played back, with the way of the threat that is followed."""
    layout = record.plan.layout
    return PlayedDay(
        condition=condition,
        scenario=scenario,
        horizon_us=layout.horizon_us,
        agencies=tuple(layout.agencies),
        cases=tuple(_cases(record)),
        movements=tuple(movements_of(record)),
        beliefs=tuple(_beliefs(record)),
        waiting=tuple(_waiting(record)),
        events=tuple(_events(record)),
        way=_way(record, threat),
    )


def _way(record: Record, threat: str | None) -> Way | None:
    detections = Detections(record)
    for instance in np.flatnonzero(detections.occurring.scored).tolist():
        if instance_name(record, instance) == threat:
            found = detection_of(record, detections, instance)
            pivot = found.pivot
            copies = chain_of(record, pivot) if pivot >= 0 else []
            first = [int(record.timetable.report[pivot])] if pivot >= 0 else []
            return Way(instance, (*first, *copies), found.stretches)
    return None


def _beliefs(record: Record) -> Iterator[BeliefCourse]:
    """How beliefs rose."""
    timetable, layout = record.timetable, record.plan.layout
    for course in beliefs_over_time(record):
        agency = int(timetable.picture_agency[course.picture])
        moved = np.diff(course.log_odds, prepend=float(layout.prior[agency])) != 0
        if moved.any():
            yield BeliefCourse(
                case=int(timetable.picture_instance[course.picture]),
                agency=layout.agencies[agency],
                steps=tuple(
                    BeliefStep(at, _level(record.plan, agency, int(log_odds)))
                    for at, log_odds in zip(
                        course.at[moved].tolist(), course.log_odds[moved].tolist(), strict=True
                    )
                ),
            )


def _level(plan: Plan, agency: int, log_odds: int) -> float:
    prior, threshold = (
        float(numbers[agency]) for numbers in (plan.layout.prior, plan.layout.threshold)
    )
    return (log_odds - prior) / (threshold - prior) if threshold > prior else 1.0


def _cases(record: Record) -> Iterator[Case]:
    detections, timetable = Detections(record), record.timetable
    layout = record.plan.layout
    for instance, draw in enumerate(timetable.instances.draw.tolist()):
        written = layout.threats[draw]
        at = int(detections.detected[instance])
        first = (timetable.picture_instance == instance) & (record.detected == at)
        by = timetable.picture_agency[first] if at != FAR else np.empty(0, dtype=np.int64)
        yield Case(
            name=instance_name(record, instance),
            real=written.real,
            onset_us=int(timetable.instances.onset[instance]),
            deadline_us=int(
                timetable.instances.onset[instance] + detections.occurring.window[instance]
            ),
            detected_us=None if at == FAR else at,
            detected_by=tuple(layout.agencies[agency] for agency in by.tolist()),
        )


def _waiting(record: Record) -> Iterator[tuple[tuple[int, int], ...]]:
    """Step functions: the number at each desk rises where something comes, and falls when done.

    Reports and copies come to be triaged, requests to be searched for; a warning is held at once.
    """
    timetable, horizon = record.timetable, record.plan.layout.horizon_us
    triaged = timetable.number_of_reports + timetable.number_of_copies
    searches = searches_of(Records.of(record))
    at_desk = np.concatenate([timetable.agency[:triaged], searches.agency])
    came_at = np.concatenate([record.arrived[:triaged], searches.arrived])
    went_at = np.concatenate([record.done[:triaged], searches.ended])
    for agency in range(len(record.plan.layout.agencies)):
        mine = at_desk == agency
        came = _within(came_at[mine], horizon)
        went = _within(went_at[mine], horizon)
        at = np.unique(np.concatenate([came, went]))
        numbers = np.searchsorted(came, at, "right") - np.searchsorted(went, at, "right")
        now = int(numbers[at <= 0][-1]) if (at <= 0).any() else 0
        later = at > 0
        yield ((0, now), *zip(at[later].tolist(), numbers[later].tolist(), strict=True))


def _within(instants: Ints, horizon: int) -> Ints:
    met: Ints = np.sort(instants[(instants != NEVER) & (instants < horizon)])
    return met


def _events(record: Record) -> Iterator[TraceEvent]:
    subjects = record.plan.layout.subjects
    background = {subject.name for subject in subjects if subject.kind == "background"}
    return (
        event for event in trace_of(record) if event.subject not in background and event.at >= 0
    )
