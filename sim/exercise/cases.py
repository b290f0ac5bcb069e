"""Cases: what participants call threats and red herrings, so that no name gives one away."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.engine.record import LINKED, NEVER, Record
from sim.plan.values.arrays import Ints
from sim.scenario.schema.scenario import Scenario

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def case_of(scenario: Scenario, record: Record, instance: int) -> str:
    """What participants call a threat or red herring of a run.

    What the file calls its case; where it can come several times, a made name behind that tells
    them apart. A number would say how many there had been before.
    """
    instances = record.timetable.instances
    draw = record.plan.layout.threats[int(instances.draw[instance])]
    subject = record.plan.layout.subjects[draw.subject].name
    matter = scenario.threats.get(subject) if draw.real else scenario.red_herrings.get(subject)
    made = case_name(int(instances.key[instance]))
    if matter is None or matter.case is None:
        return f"case {made}"
    return matter.case if matter.arrives is None else f"{matter.case} {made}"


def case_name(key: int) -> str:
    """A name that says nothing about what it is given to."""
    return f"{_LETTERS[key % len(_LETTERS)]}{100 + (key >> 16) % 900}"


def read_about_cases(record: Record, agencies: Collection[str], before_us: int) -> Ints:
    """The reports and copies that agencies have read and put together with their case by a time."""
    timetable = record.timetable
    own = np.array([name in agencies for name in record.plan.layout.agencies], dtype=np.bool_)
    read = (record.done != NEVER) & (record.done < before_us) & (record.overlooked == LINKED)
    read &= (timetable.instance >= 0) & own[timetable.agency]
    return np.flatnonzero(read[: timetable.first_question])
