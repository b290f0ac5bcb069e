"""The clock of a room: the story stands or runs at a speed; its time is computed, never counted.

Its speed depends on the hour of the day alone. One that hurried only where nothing comes would say,
from the moment at which it did not, that something comes.
"""

from __future__ import annotations

from dataclasses import replace

from sim.frozen import frozen

FASTEST = 240.0
"""Story hours a minute."""
NIGHT_BEGINS = 22
NIGHT_ENDS = 6
"""Hours of the day, in UTC as the story tells its moments."""
AT_NIGHT = 8.0
"""So many times as fast as by day, but never faster than the fastest."""
_NIGHT = NIGHT_ENDS - NIGHT_BEGINS + 24
_DAY = 24 - _NIGHT


@frozen
class Clock:
    """Where the story is; its speed may change, and it may be set, while it stands."""

    story_hours: float
    """Where it stood when the clock was last touched."""
    at_seconds: float = 0.0
    """When that was, on a clock that only goes forward."""
    hours_a_minute: float = 0.0
    """By day; 0 while it stands."""
    begins: int = 0
    """The minute of the week at which the story began."""

    @property
    def runs(self) -> bool:
        """Whether it does."""
        return self.hours_a_minute > 0

    @property
    def _times(self) -> float:
        return min(AT_NIGHT, FASTEST / self.hours_a_minute)

    def now(self, seconds: float) -> float:
        """The hour of the story at a second of the room: a pause leaves no debt."""
        if not self.runs:
            return self.story_hours
        passed = (seconds - self.at_seconds) / 60 * self.hours_a_minute
        return self._hour(self._by_day(self.story_hours) + passed)

    def when(self, hour: float, seconds: float) -> float | None:
        """How many seconds until an hour of the story; None while it stands."""
        if not self.runs:
            return None
        left = self._by_day(hour) - self._by_day(self.now(seconds))
        return max(0.0, left / self.hours_a_minute * 60)

    def _by_day(self, hour: float) -> float:
        """How long the way from a night's beginning to an hour is, in hours at the day's speed."""
        nights, since = divmod(hour + self.begins / 60 - NIGHT_BEGINS, 24)
        night = _NIGHT / self._times
        return nights * (night + _DAY) + (
            since / self._times if since < _NIGHT else night + since - _NIGHT
        )

    def _hour(self, by_day: float) -> float:
        """The hour to which that way leads."""
        night = _NIGHT / self._times
        nights, since = divmod(by_day, night + _DAY)
        passed = since * self._times if since < night else _NIGHT + since - night
        return 24 * nights + passed + NIGHT_BEGINS - self.begins / 60

    def is_night(self, seconds: float) -> bool:
        """Whether it is, in the story."""
        return (self.now(seconds) + self.begins / 60 - NIGHT_BEGINS) % 24 < _NIGHT

    def speed(self, seconds: float) -> float:
        """Story hours a minute at a second of the room."""
        if not self.runs:
            return 0.0
        return self.hours_a_minute * (self._times if self.is_night(seconds) else 1.0)

    def until_another_speed(self, seconds: float) -> float | None:
        """How many seconds until night falls or ends; None while it stands."""
        since = (self.now(seconds) + self.begins / 60 - NIGHT_BEGINS) % 24
        left = (_NIGHT if since < _NIGHT else 24) - since
        return self.when(self.now(seconds) + left, seconds)

    def running(self, seconds: float, hours_a_minute: float) -> Clock:
        """The same going on from where it is, at a speed up to the fastest."""
        return replace(
            self,
            story_hours=self.now(seconds),
            at_seconds=seconds,
            hours_a_minute=min(hours_a_minute, FASTEST),
        )

    def standing(self, seconds: float, hour: float) -> Clock:
        """The same standing at an hour."""
        return replace(self, story_hours=hour, at_seconds=seconds, hours_a_minute=0.0)
