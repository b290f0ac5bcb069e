"""Debriefing: how far a room has come in looking back, and what is computed for it meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from sim.errors import EntenteError
from sim.exercise.background import BackgroundDebrief
from sim.exercise.debrief import DAYS, Debrief
from sim.exercise.session import Session
from sim.rooms.acting import NotAllowedError
from sim.rooms.faces.debrief import Looking, slide
from sim.rooms.register import Register


class Debriefing:
    """The debrief of a room; computing begins as soon as the session is over."""

    def __init__(
        self, register: Register, journal: Path, changed: Callable[[], Awaitable[None]]
    ) -> None:
        """The debrief of what a journal holds; `changed` is called when more can be shown."""
        self._register, self._journal, self._changed = register, journal, changed
        self._background: BackgroundDebrief | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._found: Debrief | None = None
        self._computing = self._trouble = ""
        self._gone: set[str] = set()

    def follow(self, session: Session) -> None:
        """Begins to compute once the session is over, and gives up where it goes on after all."""
        if session.course.ended and self._background is None:
            self._background = BackgroundDebrief(self._journal, DAYS)
            self._waiting = asyncio.create_task(self._wait(self._background))
        elif not session.course.ended and self._background is not None:
            self.give_up()

    async def _wait(self, background: BackgroundDebrief) -> None:
        """Lets screens know of each step of the computation, and of its end."""
        while not await asyncio.to_thread(background.wait_a_little):
            if background.step != self._computing:
                self._computing = background.step
                await self._changed()
        try:
            self._found = background.found
        except EntenteError as error:
            self._trouble = str(error)
        await self._changed()

    def give_up(self) -> None:
        """Ends what is being computed, and forgets what was found."""
        if self._waiting is not None:
            self._waiting.cancel()
        if self._background is not None:
            self._background.give_up()
        self._waiting = self._background = self._found = None
        self._computing = self._trouble = ""

    @property
    def looking(self) -> Looking:
        """How far it has come."""
        register = self._register
        return Looking(register.step, self._found, self._computing, self._trouble, register.guesses)

    def go(self, session: Session, by: int, mark: str) -> None:
        """The next step, or one back; back from the first, the map. Once for each mark."""
        if mark in self._gone:
            return
        self._gone.add(mark)
        shown = slide(session, self.looking)
        step = -1 if shown is None else int(shown["step"])
        if shown is not None and shown["is_last"] and by > 0:
            return
        self._register.look(step + by if step + by >= 0 else None)

    def guess(self, session: Session, question: str, team: str, text: str) -> None:
        """A team guesses, as long as the question is asked and the answer is not shown.

        Raises:
            NotAllowedError: it is not being asked now.
        """
        shown = slide(session, self.looking)
        if shown is None or shown["kind"] != "question" or shown["name"] != question:
            raise NotAllowedError("This is not being asked now.")
        self._register.guess(question, team, text)
