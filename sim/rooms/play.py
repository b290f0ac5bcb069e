"""Play: one thread in which everything about a session happens, in the order of asking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import TypeVar

from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.rooms.story import Story

_Given = TypeVar("_Given")
LONGEST_WAIT_SECONDS = 1.0
"""While the clock runs it is looked at at least so often."""

_log = logging.getLogger("entente.rooms")


class Play:
    """A session that many ask something of."""

    def __init__(self, session: Session, changed: Callable[[], Awaitable[None]]) -> None:
        """Play of a session; `changed` is called after everything that anybody could see."""
        self.story = Story(session, monotonic())
        self.session = session
        self._changed = changed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="session")
        self._running: asyncio.Task[None] | None = None
        self._touched = asyncio.Event()

    @property
    def hour(self) -> float:
        """The hour of the story, as clocks show it now."""
        return self.story.hour(monotonic())

    async def ask(self, what: Callable[[Session], _Given]) -> _Given:
        """Asks the session something that changes nothing in the story."""
        return await self._in_the_thread(partial(what, self.session))

    async def do(self, what: Callable[[Session], _Given]) -> _Given:
        """Does something at the present of the story, and lets everybody know.

        Raises:
            EntenteError: it is refused; then nothing has changed.
        """
        return await self._touch(lambda: self.story.do(what, monotonic()))

    async def run(self, hours_a_minute: float) -> None:
        """Lets the story run, so many hours a minute, until something needs an answer.

        Raises:
            EntenteError: that is no speed, or the story is over.
        """
        await self._touch(lambda: self.story.run(hours_a_minute, monotonic()))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._go_on())

    async def stand(self) -> None:
        """Stops the clock."""
        await self._touch(lambda: self.story.stand(monotonic()))

    async def _in_the_thread(self, what: Callable[[], _Given]) -> _Given:
        return await asyncio.get_running_loop().run_in_executor(self._thread, what)

    async def _touch(self, what: Callable[[], _Given]) -> _Given:
        """Does something after which another event may be the next."""
        try:
            return await self._in_the_thread(what)
        finally:
            self._touched.set()
            await self._changed()

    async def _go_on(self) -> None:
        """From one event to the next; what happens in between nobody sees."""
        while self.story.clock.runs:
            try:
                self._touched.clear()
                wait = await self._in_the_thread(lambda: self.story.wait(monotonic()))
                if wait is None:
                    return
                await _until(self._touched, min(wait, LONGEST_WAIT_SECONDS))
                if await self._in_the_thread(lambda: self.story.look(monotonic())):
                    await self._changed()
            except Exception as error:  # noqa: BLE001 - a clock that seems to run must not stand
                _log.exception("the clock has stopped")
                why = str(error) if isinstance(error, EntenteError) else "an error of the program"
                await self._in_the_thread(partial(self.story.halt, monotonic(), why))
                await self._changed()

    async def close(self) -> None:
        """Lets what is being done be done."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)


async def _until(event: asyncio.Event, seconds: float) -> None:
    """Waits until something has been touched, but no longer than so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
