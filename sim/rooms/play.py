"""Play: the session of a room, in which one thing happens after the other, and who hears of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import TypeVar

from sim.errors import EntenteError
from sim.exercise.agenda import next_call, next_event
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.clock import Clock

_Given = TypeVar("_Given")
LONGEST_WAIT_SECONDS = 5.0
"""The story is not let run on for longer than this before it is looked at again."""

_log = logging.getLogger("entente.rooms")


class Play:
    """A session that many ask something of: one thread does it all, in the order of asking."""

    def __init__(self, session: Session, changed: Callable[[], Awaitable[None]]) -> None:
        """Play of a session; `changed` is called after everything that anybody could see."""
        self.session = session
        self.clock = Clock(session.now)
        self.stopped_for = ""
        """Why the clock stopped by itself."""
        self._changed = changed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="session")
        self._running: asyncio.Task[None] | None = None

    async def ask(self, what: Callable[[Session], _Given]) -> _Given:
        """Asks the session something that changes nothing."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, what, self.session)

    async def do(self, what: Callable[[Session], _Given]) -> _Given:
        """Does something at the present of the story, and lets everybody know.

        Raises:
            EntenteError: it is refused; then nothing has changed.
        """
        given = await self.ask(partial(self._at_present, what))
        await self._changed()
        return given

    def _at_present(self, what: Callable[[Session], _Given], session: Session) -> _Given:
        if self.clock.runs:
            self._catch_up(session)
        before = session.now
        given = what(session)
        if session.now != before and not self.clock.runs:
            self.clock = self.clock.standing(monotonic(), session.now)
        return given

    def _catch_up(self, session: Session) -> None:
        """Brings the session to where the clock is."""
        now = min(self.clock.now(monotonic()), session.scenario.horizon)
        if not session.course.ended and now > session.now:
            session.advance(to=now)

    async def run(self, hours_a_minute: float) -> None:
        """Lets the story run, so many hours a minute, until something needs an answer."""
        self.stopped_for = ""
        self.clock = self.clock.standing(monotonic(), self.session.now)
        self.clock = self.clock.running(monotonic(), hours_a_minute)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._go_on())
        await self._changed()

    async def stand(self, why: str = "") -> None:
        """Stops the clock."""
        if self.clock.runs:
            await self.ask(self._catch_up)
        self.clock = self.clock.standing(monotonic(), self.session.now)
        self.stopped_for = why
        await self._changed()

    async def _go_on(self) -> None:
        """From one event to the next; what happens in between nobody sees."""
        while self.clock.runs:
            following, call = await self.ask(_following)
            wait = self.clock.when(following, monotonic())
            if wait is None:
                return
            await asyncio.sleep(min(wait, LONGEST_WAIT_SECONDS))
            if not self._has_come(following):
                continue
            try:
                await self.ask(self._catch_up)
            except EntenteError as error:
                _log.warning("the clock stopped: %s", error)
                await self.stand(str(error))
                return
            if _is_over(self.session):
                await self.stand("the story is over")
            elif self.session.now >= call:
                await self.stand("something waits for an answer")
            else:
                await self._changed()

    def _has_come(self, hour: float) -> bool:
        """Whether the clock still runs, and has come to an hour of the story."""
        return self.clock.runs and self.clock.now(monotonic()) >= hour

    async def close(self) -> None:
        """Lets what is being done be done."""
        if self._running is not None:
            self._running.cancel()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)


def _following(session: Session) -> tuple[float, float]:
    """The hours of the next event, and of the next that needs an answer."""
    now = session.course.now_us
    following, call = next_event(session.world, now), next_call(session.world, now)
    return min(following, call) / HOUR, call / HOUR


def _is_over(session: Session) -> bool:
    return session.course.ended or session.now >= session.scenario.horizon
