"""The outcome of a run: the few numbers that every condition of a study is compared by."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.engine.record import NEVER, Record
from sim.engine.records import Records
from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.frozen import frozen
from sim.measures.threats import Bools, Occurring, occurring_in
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End

FAR = 2**62
"""Later than everything."""


class Outcome(NamedTuple):
    """Sums over one run; times in microseconds, threats those that are scored."""

    scored: int
    """Threats whose window ends before the horizon."""
    spent: int
    """The sum of min(T, W)."""
    missed: int
    """Threats not detected within their window."""
    warned: int
    """Threats of which the responsible agency was warned within the window."""
    alarms: int
    """Beliefs at threshold in real threats."""
    false_alarms: int
    """Beliefs at threshold in red herrings: one for each agency and red herring."""
    needless: int
    """Copies about red herrings that reached another country or body."""
    operations: int = 0
    """Warned threats against which a joint operation took place before the exercise ended."""
    disrupted: int = 0
    """Those against which it took place before the deadline."""
    arrests: int = 0
    """Those of them after which somebody was arrested."""
    prosecuted: int = 0
    """Those of them with enough evidence that came through a legal channel."""
    prevented: int = 0
    """Threats that would have been scored, had a programme not prevented them."""
    red_herrings: int = 0
    """Those that began within the exercise."""
    deceiving: int = 0
    """Those of them in which some agency came to believe."""


@frozen
class Detections:
    """Threats and red herrings of runs, by instance; times in microseconds of engine time."""

    record: Record | Records
    """Of one run, or of several end to end."""

    @cached_property
    def timetable(self) -> Timetable | Timetables:
        """What was run on."""
        record = self.record
        return record.timetables if isinstance(record, Records) else record.timetable

    @cached_property
    def occurring(self) -> Occurring:
        """What does not depend on the condition."""
        return occurring_in(self.timetable)

    @cached_property
    def believed(self) -> Bools:
        """By picture: whether it reached the threshold."""
        believed: Bools = self.record.detected != NEVER
        return believed

    @cached_property
    def detected(self) -> Ints:
        """When the first agency believed in it; FAR when none did."""
        return self._first(self.believed, self.record.detected)

    @cached_property
    def warned(self) -> Ints:
        """When the responsible agency first held it; FAR when it never did."""
        occurring, record = self.occurring, self.record
        at = np.where(occurring.responsible, record.detected, record.ended[occurring.warning])
        arrived = occurring.can_warn & (record.end[occurring.warning] == End.DELIVERED)
        return self._first(self.believed & (occurring.responsible | arrived), at)

    @cached_property
    def time(self) -> Ints:
        """min(T, W): how long after the onset it was detected, at most its window."""
        since_onset: Ints = self.detected - self.occurring.onset
        return np.minimum(since_onset, self.occurring.window)

    def _first(self, counted: Bools, at: Ints) -> Ints:
        first = np.full(len(self.occurring.draw), FAR)
        np.minimum.at(first, self.timetable.picture_instance[counted], at[counted])
        return first
