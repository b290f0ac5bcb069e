"""The story of a room: a session that goes on by a clock, and stops by itself for an answer."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isfinite
from typing import TypeVar

from sim.exercise.agenda import next_call, next_event
from sim.exercise.errors import RefusedError
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.rooms.clock import Clock
from sim.sentences import Sentence

_Given = TypeVar("_Given")
FOR_AN_ANSWER = Sentence("something waits for an answer")
OVER = Sentence("the story is over")
BY_HAND = Sentence("the story was moved by hand")


class Story:
    """A session and the clock that moves it; seconds are those of a clock that only goes forward.

    It holds nothing that a crash could lose: the story stands again at the last entry of the
    journal, and between entries nobody has seen anything.
    """

    def __init__(self, session: Session, seconds: float) -> None:
        """The story where the session stands."""
        self.session = session
        self.clock = Clock(session.now, seconds, begins=session.scenario.begins)
        self._is_night = False
        self.stopped_for = ""
        """Why the clock stopped by itself."""

    def hour(self, seconds: float) -> float:
        """The hour of the story, as clocks on screens show it."""
        return min(self.clock.now(seconds), self._end_us / HOUR)

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.session.course.ended or self.session.course.now_us >= self._end_us

    @property
    def _end_us(self) -> int:
        """The horizon, which need not be a whole minute."""
        return microseconds(self.session.scenario.horizon)

    def do(self, what: Callable[[Session], _Given], seconds: float) -> _Given:
        """Does something at the present of the story.

        Raises:
            EntenteError: it is refused; then nothing has changed but that the story has come to
                its present.
        """
        self._come_to(seconds)
        before, was_over = self.session.now, self.over
        given = what(self.session)
        if self.session.now != before:
            self._stand(seconds, BY_HAND if self.clock.runs else "")
        elif self.over != was_over:
            self._stand(seconds, OVER if self.over else "")
        return given

    def look(self, seconds: float) -> bool:
        """Lets what has come by now happen; gives whether there is anything new."""
        if not self.clock.runs:
            return False
        following, _ = _following(self.session)
        if self.clock.now(seconds) >= following:
            self._come_to(seconds)
            return True
        was_night, self._is_night = self._is_night, self.clock.is_night(seconds)
        return self._is_night != was_night

    def wait(self, seconds: float) -> float | None:
        """How many seconds until something happens, or night; None while the clock stands."""
        following = self.clock.when(_following(self.session)[0], seconds)
        other_speed = self.clock.until_another_speed(seconds)
        if following is None or other_speed is None:
            return None
        return min(following, other_speed)

    def run(self, hours_a_minute: float, seconds: float) -> None:
        """Lets the story run on from where it is.

        Raises:
            RefusedError: that is no speed, or the story is over.
        """
        if not isfinite(hours_a_minute) or hours_a_minute <= 0:
            raise RefusedError(Sentence("Expected story hours a minute, above 0."))
        if self.over:
            raise RefusedError(Sentence("The story is over: `back` goes back to an entry."))
        if self._come_to(seconds):
            return
        if self.session.course.first_play is None:
            self.session.begin()
        self.stopped_for = ""
        self.clock = self.clock.running(seconds, hours_a_minute)

    def stand(self, seconds: float, why: str = "") -> None:
        """Stops the clock at the present of the story."""
        self._come_to(seconds)
        if self.clock.runs:
            self._stand(seconds, why)

    def _come_to(self, seconds: float) -> bool:
        """Brings the session to the whole minute at which the clock is, or to what stops it.

        Gives whether that has stopped the clock.
        """
        if not self.clock.runs:
            return False
        _, call = _following(self.session)
        hour = self.hour(seconds)
        called = call <= hour
        target = call if called else floor(hour * 60 + 1e-6) / 60
        if target > self.session.now:
            self.session.advance(to=target)
        if self.over:
            self._stand(seconds, OVER)
        elif called:
            self._stand(seconds, FOR_AN_ANSWER)
        return not self.clock.runs

    def _stand(self, seconds: float, why: str) -> None:
        self.clock = self.clock.standing(seconds, self.session.now)
        self.stopped_for = why

    def halt(self, seconds: float, why: str) -> None:
        """Stops the clock at the last entry of the journal: the story could not go on."""
        self._stand(seconds, why)


def _following(session: Session) -> tuple[float, float]:
    """The hours of the next event, and of the next that needs an answer."""
    now = session.course.now_us
    following, call = next_event(session.world, now), next_call(session.world, now)
    return min(following, call) / HOUR, call / HOUR
