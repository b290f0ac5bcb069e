"""Cases: threats and red herrings, what participants call them, and what came of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from sim.engine.record import LINKED, NEVER, Record
from sim.exercise.names import made_name
from sim.frozen import frozen
from sim.measures.beliefs import acted_unsure
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Ints
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence


@frozen
class CaseOutcome:
    """A threat or red herring of the day, and what came of it."""

    case: str
    """What participants called it."""
    name: str
    real: bool
    begins: float
    """Hours of the story."""
    detected: float | None
    """When the first agency acted on it, by belief or on order; None for never."""
    by: str | None
    """The first agency that did."""
    ordered_at: float | None = None
    """How sure that agency was, if it warned on order below its threshold: a guess."""


def cases_of(scenario: Scenario, record: Record) -> tuple[CaseOutcome, ...]:
    """The truth of a run about every case, in the order in which its timetable has them.

    What lies behind the present of a session is as it would be without another decision.
    """
    return tuple(_outcomes(scenario, record))


def _outcomes(scenario: Scenario, record: Record) -> Iterator[CaseOutcome]:
    timetable, layout = record.timetable, record.plan.layout
    for number in range(len(timetable.instances.key)):
        draw = layout.threats[int(timetable.instances.draw[number])]
        pictures = np.flatnonzero((timetable.picture_instance == number) & (record.detected >= 0))
        first = min(pictures, key=lambda one: int(record.detected[one]), default=None)
        yield CaseOutcome(
            case=case_of(scenario, record, number),
            name=layout.subjects[draw.subject].name,
            real=draw.real,
            begins=int(timetable.instances.onset[number]) / HOUR,
            detected=None if first is None else int(record.detected[first]) / HOUR,
            by=None if first is None else layout.agencies[int(timetable.picture_agency[first])],
            ordered_at=None if first is None else acted_unsure(record, int(first)),
        )


def case_of(scenario: Scenario, record: Record, instance: int) -> str:
    """What participants call a threat or red herring of a run.

    What the file calls its case; where it can come several times, a made name behind that tells
    them apart. A number would say how many there had been before.
    """
    instances = record.timetable.instances
    draw = record.plan.layout.threats[int(instances.draw[instance])]
    subject = record.plan.layout.subjects[draw.subject].name
    matter = scenario.threats.get(subject) if draw.real else scenario.red_herrings.get(subject)
    made = made_name(int(instances.key[instance]))
    if matter is None or matter.case is None:
        return Sentence("case {name}", name=made)
    return matter.case if matter.arrives is None else f"{matter.case} {made}"


def read_about_cases(record: Record, agencies: Collection[str], before_us: int) -> Ints:
    """The reports and copies that agencies have read and put together with their case by a time."""
    timetable = record.timetable
    own = np.array([name in agencies for name in record.plan.layout.agencies], dtype=np.bool_)
    read = (record.done != NEVER) & (record.done < before_us) & (record.overlooked == LINKED)
    read &= (timetable.instance >= 0) & own[timetable.agency]
    return np.flatnonzero(read[: timetable.first_question])
