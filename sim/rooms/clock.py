"""The clock of a room: the story stands or runs at a speed; its time is computed, never counted."""

from __future__ import annotations

from dataclasses import dataclass

FASTEST = 240.0
"""Story hours a minute."""


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
        """The same going on at a speed from now on."""
        speed = min(max(hours_a_minute, 0.0), FASTEST)
        return Clock(self.now(seconds), seconds, speed)

    def standing(self, seconds: float, hour: float | None = None) -> Clock:
        """The same standing, here or at an hour."""
        return Clock(self.now(seconds) if hour is None else hour, seconds)
