"""The record of one run: the instants at which everything happened, and how each copy ended."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.timetable import Timetable
from sim.frozen import frozen
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.plan import Plan

NEVER = -(2**62)
"""An instant that never came; a warm-up has negative instants."""
NO_END = -1
"""The end of a row that is no copy, or a copy that was never considered."""
LINKED, NOT_LINKED, SET_ASIDE = 0, 1, 2
"""What its reader made of a row about a threat."""


@frozen
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
    """By row: how a copy or warning ended, as ``sim.plan.values.causes.End``; -1 for none."""
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
    overlooked: Ints
    """By row: 1 for a report or copy that was not linked to its threat, 2 for one set aside."""
    added: Floats
    """By row: by how much its reader held its case for more likely for it, in nano-nats."""
    gained: Floats
    """By pair: how many good outcomes have raised trust, as they count at the end; empty where
    nothing is learned.
    """
    lost: Floats
    asked: Ints
    """By picture: when its holder first asked."""
    queries: Ints
    """By picture: how many times its holder searched databases."""
    hits: Ints
    """By picture: how many of these searches found something new."""

    def digest(self) -> str:
        """A fingerprint of everything that happened, the same on every engine and machine."""
        digest = hashlib.blake2b(digest_size=16)
        parts: tuple[npt.NDArray[Any], ...]
        parts = (self.timetable.key, self.arrived, self.started, self.done, self.end, self.ended)
        asking = (self.asked, self.queries, self.hits) if self.timetable.asked else ()
        heeded = (self.overlooked,) if self.plan.layout.fill.kept >= 0 else ()
        parts += (self.unrecognised, self.stripped, self.slots, self.detected, *asking, *heeded)
        for part in parts:
            digest.update(np.ascontiguousarray(part).astype("<i8", casting="unsafe").tobytes())
        for counts in (self.gained, self.lost):
            digest.update(np.ascontiguousarray(counts).astype("<f8").tobytes())
        return digest.hexdigest()
