"""A preview: what a lever would do on this day, before it is pulled."""

from __future__ import annotations

from dataclasses import dataclass

from sim.exercise.cases import case_of
from sim.exercise.journal.entries import Pulled
from sim.exercise.session import Session
from sim.exercise.world import World, played
from sim.measures.outcome import Detections
from sim.measures.results import outcome_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR


@dataclass(frozen=True)
class Preview:
    """What would be otherwise, if nothing else were decided."""

    detection_hours: dict[str, float]
    """By case that is real: by how many hours detection would come later; sooner is negative."""
    false_alarms: int
    """How many more there would be."""


def preview(session: Session, team: str, lever: str) -> Preview:
    """What pulling a lever now would do, with all who must agree agreeing.

    Raises:
        RefusedError: it may not be pulled.
    """
    session.check(team, lever)
    entry = Pulled(
        number=len(session.journal),
        after=session.course.entries[-1].number,
        story_us=session.course.now_us,
        room="",
        team=team,
        lever=lever,
    )
    present = session.world
    entries = (*session.course.entries, entry)
    other = World(played(session.scenario, entries, session.levers), present.seed, present.day)
    before, after = Detections(present.record), Detections(other.record)
    keys, other_keys = (each.timetable.instances.key.tolist() for each in (present, other))
    moved = dict(zip(keys, before.time.tolist(), strict=True))
    hours = {
        case_of(session.scenario, other.record, number): (time - moved[key]) / HOUR
        for number, (key, time) in enumerate(zip(other_keys, after.time.tolist(), strict=True))
        if after.occurring.real[number] and key in moved
    }
    alarms = outcome_of(other.record).false_alarms - outcome_of(present.record).false_alarms
    return Preview(hours, alarms)
