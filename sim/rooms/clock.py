"""The clock of a room: the story stands or runs at a speed; its time is computed, never counted."""

from __future__ import annotations

from dataclasses import dataclass

FASTEST = 240.0
"""Story hours a minute."""
NIGHT_BEGINS = 22
NIGHT_ENDS = 6
"""Hours of the day, in UTC as the story tells its moments: a quiet night is skipped."""


@dataclass(frozen=True)
class Clock:
    """Where the story is; its speed may change, and it may be set, while it stands."""

    story_hours: float
    """Where it stood when the clock was last touched."""
    at_seconds: float = 0.0
    """When that was, on a clock that only goes forward."""
    hours_a_minute: float = 0.0
    """0 while it stands."""

    @property
    def runs(self) -> bool:
        """Whether it does."""
        return self.hours_a_minute > 0

    def now(self, seconds: float) -> float:
        """The hour of the story at a second of the room: a pause leaves no debt."""
        return self.story_hours + (seconds - self.at_seconds) / 60 * self.hours_a_minute

    def when(self, hour: float, seconds: float) -> float | None:
        """How many seconds until an hour of the story; None while it stands."""
        if not self.runs:
            return None
        return max(0.0, (hour - self.now(seconds)) / self.hours_a_minute * 60)

    def running(self, seconds: float, hours_a_minute: float) -> Clock:
        """The same going on from where it is, at a speed up to the fastest."""
        return Clock(self.now(seconds), seconds, min(hours_a_minute, FASTEST))

    def standing(self, seconds: float, hour: float) -> Clock:
        """The same standing at an hour."""
        return Clock(hour, seconds)

    def ahead(self, seconds: float, hour: float) -> Clock:
        """The same running on from a later hour."""
        return Clock(hour, seconds, self.hours_a_minute)


def end_of_night(hour: float, begins: int) -> float | None:
    """The hour of the story at which the night ends in which an hour lies; None by day.

    Args:
        hour: hours since the exercise began.
        begins: the minute of the week at which it began.
    """
    since_midnight = (begins / 60 + hour) % 24
    if NIGHT_ENDS <= since_midnight < NIGHT_BEGINS:
        return None
    return hour + (NIGHT_ENDS - since_midnight) % 24
