"""The outcome of a run: the few numbers that every condition of a study is compared by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.engine.record import NEVER, Record
from sim.plan.causes import End
from sim.plan.layout import Ints

FAR = 2**62
"""Later than everything."""


@dataclass(frozen=True)
class Outcome:
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
    """Beliefs at threshold in red herrings."""
    needless: int
    """Copies about red herrings that reached another seat."""


@dataclass(frozen=True)
class Threats:
    """Threats and red herrings of a run, by instance; times in microseconds of engine time."""

    record: Record

    @cached_property
    def draw(self) -> Ints:
        """Which written threat each is an instance of."""
        return self.record.timetable.instances.draw

    @cached_property
    def real(self) -> npt.NDArray[np.bool_]:
        """Whether it is a threat, and no red herring."""
        threats = self.record.plan.layout.threats
        return np.array([threat.real for threat in threats], dtype=np.bool_)[self.draw]

    @cached_property
    def onset(self) -> Ints:
        """When it begins."""
        return self.record.timetable.instances.onset

    @cached_property
    def window(self) -> Ints:
        """How long it is followed."""
        threats = self.record.plan.layout.threats
        return np.array([threat.window_us for threat in threats], dtype=np.int64)[self.draw]

    @cached_property
    def scored(self) -> npt.NDArray[np.bool_]:
        """Whether it is real and its window ends before the horizon does."""
        in_time = self.onset + self.window <= self.record.plan.layout.horizon_us
        return self.real & in_time & (self.window > 0)

    @cached_property
    def detected(self) -> Ints:
        """When the first agency believed in it; FAR when none did."""
        return self._first(self.record.detected != NEVER, self.record.detected)

    @cached_property
    def warned(self) -> Ints:
        """When the responsible agency first held it; FAR when it never did."""
        timetable, record = self.record.timetable, self.record
        row = np.maximum(timetable.picture_warning, 0)
        own = timetable.picture_warning == -2
        at = np.where(own, record.detected, record.ended[row])
        held = record.detected != NEVER
        held &= own | ((timetable.picture_warning >= 0) & (record.end[row] == End.DELIVERED))
        return self._first(held, at)

    @cached_property
    def time(self) -> Ints:
        """min(T, W): how long after the onset it was detected, at most its window."""
        since_onset: Ints = self.detected - self.onset
        return np.minimum(since_onset, self.window)

    def _first(self, counted: npt.NDArray[np.bool_], at: Ints) -> Ints:
        first = np.full(len(self.draw), FAR)
        np.minimum.at(first, self.record.timetable.picture_instance[counted], at[counted])
        return first


def outcome_of(record: Record) -> Outcome:
    """The outcome of a run."""
    threats = Threats(record)
    scored = threats.scored
    believed = record.detected != NEVER
    about_real = threats.real[record.timetable.picture_instance]
    return Outcome(
        scored=int(scored.sum()),
        spent=int(threats.time[scored].sum()),
        missed=int((threats.time[scored] >= threats.window[scored]).sum()),
        warned=int((threats.warned[scored] < (threats.onset + threats.window)[scored]).sum()),
        alarms=int((believed & about_real).sum()),
        false_alarms=int((believed & ~about_real).sum()),
        needless=int(_needless(record, threats).sum()),
    )


def times_of(record: Record) -> Ints:
    """By scored threat: min(T, W) in microseconds."""
    threats = Threats(record)
    return threats.time[threats.scored]


def _needless(record: Record, threats: Threats) -> npt.NDArray[np.bool_]:
    """By row: whether it is a copy about a red herring that reached another seat."""
    timetable, layout = record.timetable, record.plan.layout
    copies = (timetable.parent >= 0) & (timetable.instance >= 0) & (record.end == End.DELIVERED)
    rows = np.flatnonzero(copies)
    rows = rows[~threats.real[timetable.instance[rows]]]
    tie = timetable.tie[rows]
    abroad = layout.seat_of[layout.tie_sender[tie]] != layout.seat_of[layout.tie_receiver[tie]]
    found = np.zeros(timetable.rows, dtype=np.bool_)
    found[rows[abroad]] = True
    return found
