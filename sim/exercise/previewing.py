"""A preview: what a decision would do on this day, before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.exercise.cases import case_of
from sim.exercise.deciding import check_effects
from sim.exercise.journal.entries import Entry, Improvised
from sim.exercise.session import Session
from sim.exercise.world import World
from sim.frozen import frozen
from sim.measures.outcome import Detections
from sim.measures.results import outcome_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR


@frozen
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
    return _compared(session, session.pulling(team, lever))


def preview_of_change(session: Session, effects: Sequence[dict[str, Any]]) -> Preview:
    """What changing the world by hand would do now.

    Raises:
        InputError: an effect cannot be used.
    """
    check_effects(session.scenario, effects)
    return _compared(session, session.entry(Improvised, message="", effects=tuple(effects)))


def _compared(session: Session, entry: Entry) -> Preview:
    """The day with one entry more, against the day as it stands."""
    present = session.world
    entries = (*session.course.entries, entry)
    other = World.after(session.scenario, entries, session.levers, present.seed, present.day)
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
