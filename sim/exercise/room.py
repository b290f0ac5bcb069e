"""The clock of the room: minutes of the session and of the move, told from the journal alone.

They count from when play begins. Breaks do not count: whoever goes on with a session later finds
the minute at which it was left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from sim.exercise.course import Course
from sim.exercise.journal.entries import BEGIN_PLAY, Ended, Entry, Extended, Resumed
from sim.exercise.moves import Move, move_at
from sim.frozen import frozen
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds


@frozen
class RoomClock:
    """Where the room stands."""

    begun: bool
    """Whether play has begun: until then no minute counts."""
    session_minutes: float
    """Since play began, breaks left out."""
    move: Move
    move_minutes: float
    """Since the story entered the move."""
    minutes_given: float
    """How long the room has for the move, with what the facilitator has added."""

    @property
    def minutes_left(self) -> float:
        """Below 0 once the room has taken longer."""
        return self.minutes_given - self.move_minutes


def room_clock(
    journal: Sequence[Entry], course: Course, moves: tuple[Move, ...], at: datetime | None = None
) -> RoomClock:
    """The room's clock at a time, by default the present; once the session is over, at its end."""
    minutes, first = minutes_of(journal), course.first_play
    present = minutes[-1]
    if first is not None and not course.ended:
        since = (at or datetime.now(UTC)) - journal[-1].made_at
        present += max(0.0, since.total_seconds() / 60)
    move = move_at(moves, course.now_us / HOUR)
    begins_us = microseconds(move.begins)
    inside = [entry for entry in course.entries if entry.then_us >= begins_us]
    added = sum(entry.minutes for entry in inside if isinstance(entry, Extended))
    entered = max(inside[0].number, first.number) if first is not None else len(journal) - 1
    return RoomClock(
        first is not None, present, move, present - minutes[entered], move.minutes + added
    )


def minutes_of(journal: Sequence[Entry]) -> list[float]:
    """By entry: the minute of the session at which it was made; 0 until play begins."""
    minutes, begun = [0.0], False
    for before, entry in pairwise(journal):
        passed = entry.made_at - before.made_at
        begun = begun or isinstance(before, BEGIN_PLAY)
        counts = begun and not isinstance(entry, Resumed) and not isinstance(before, Ended)
        minutes.append(minutes[-1] + (max(0.0, passed.total_seconds() / 60) if counts else 0.0))
    return minutes
