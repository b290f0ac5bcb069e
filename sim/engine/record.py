"""The record of one run: the instants at which everything happened, and how each copy ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from sim.engine.timetable import Timetable
from sim.plan.layout import Ints, Plan

NEVER = -(2**62)
"""An instant that never came; a warm-up has negative instants."""
NO_END = -1
"""The end of a row that is no copy, or a copy that was never considered."""


@dataclass(frozen=True)
class Record:
    """What happened to every row of a timetable under one plan; instants in microseconds.

    An instant that never came is ``NEVER``. All of it is written by an engine and read by measures.
    """

    plan: Plan
    timetable: Timetable
    arrived: Ints
    """By row: when it came to the desk that triages it."""
    started: Ints
    """By row: when an analyst took it up."""
    done: Ints
    """By row: when its triage was done."""
    end: Ints
    """By row: how a copy or warning ended, as ``sim.plan.causes.End``; -1 for none."""
    ended: Ints
    """By row: when."""
    unrecognised: Ints
    """By row: 1 for a copy that went the formal way because a law does not recognise it."""
    stripped: Ints
    """By row: 1 for a copy whose origin was removed and that counts as an origin of its own."""
    slots: Ints
    """The instants at which stages ended; a row's begin at its ``slot_first``."""
    detected: Ints
    """By picture: when belief reached the threshold."""

    def digest(self) -> str:
        """A fingerprint of everything that happened, the same on every engine and machine."""
        digest = hashlib.blake2b(digest_size=16)
        parts = (self.timetable.key, self.arrived, self.started, self.done, self.end, self.ended)
        for part in (*parts, self.unrecognised, self.stripped, self.slots, self.detected):
            digest.update(np.ascontiguousarray(part).astype("<i8", casting="unsafe").tobytes())
        return digest.hexdigest()
