"""Debriefing: how far a room has come in looking back, and what is computed for it meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sim.errors import EntenteError
from sim.exercise.actions import CorrectiveAction
from sim.exercise.background import Background, Makes, worths
from sim.exercise.days import OTHER_DAYS
from sim.exercise.debrief import Debrief, agreed_since, debrief, facts_of
from sim.exercise.session import Session
from sim.rooms.acting import NotAllowedError
from sim.rooms.faces.debrief import Looking, slide
from sim.rooms.faces.replay import Moment, day
from sim.rooms.register import Register
from sim.sentences import Sentence

Made = TypeVar("Made")
OF_THE_PROGRAM = Sentence("an error of the program")

_log = logging.getLogger("entente.rooms")


class Debriefing:
    """The debrief of a room; computing begins as soon as the session is over.

    What an action is worth that is agreed on later is computed then, beside what is shown.
    """

    def __init__(
        self,
        session: Session,
        register: Register,
        journal: Path,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        """The debrief of a session; `changed` is called when more can be shown."""
        self._session, self._register, self._journal = session, register, journal
        self._changed = changed
        self._background: Background[Any] | None = None
        self._waiting: asyncio.Task[None] | None = None
        self._found: Debrief | None = None
        self._computing = self._trouble = ""
        self._day: tuple[int, dict[str, Any]] | None = None
        self._hours_a_minute, self._played_since = 0.0, 0.0

    def follow(self, session: Session) -> None:
        """Begins to compute what is missing once the session is over; gives up where it goes on."""
        if not session.course.ended:
            if self._begun:
                self.give_up()
        elif self._background is None and not self._trouble:
            if self._found is None:
                self._begin(debrief, self._take)
            elif agreed_since(self._found, session):
                self._begin(worths, self._take_worths)

    @property
    def _begun(self) -> bool:
        return self._background is not None or self._found is not None or bool(self._trouble)

    def _begin(self, makes: Makes[Made], take: Callable[[Made], None]) -> None:
        background = self._background = Background(self._journal, OTHER_DAYS, makes)
        self._waiting = asyncio.create_task(self._wait(background, take))

    async def _wait(self, background: Background[Made], take: Callable[[Made], None]) -> None:
        """Lets screens know of each step of the computation, and of its end."""
        try:
            while not await asyncio.to_thread(background.wait_a_little):
                if background.step != self._computing:
                    self._computing = background.step
                    await self._changed()
            take(background.found)
        except EntenteError as error:
            self._trouble = error.sentence
        except Exception:  # noqa: BLE001 - the room goes on without other days
            _log.exception("other days cannot be computed")
            self._trouble = OF_THE_PROGRAM
        self._background = None
        await self._changed()

    def _take(self, found: Debrief) -> None:
        self._found = found

    def _take_worths(self, actions: tuple[CorrectiveAction, ...]) -> None:
        assert self._found is not None, "worths are asked for once there is a debrief"
        self._found = replace(self._found, actions=actions)

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
        """How far it has come; after another end of the session it begins anew."""
        register = self._register
        is_of_this_end = register.end == self._session.course.end
        step, guesses = (register.step, register.guesses) if is_of_this_end else (None, {})
        moment = Moment(*register.moment, self._hours_a_minute) if is_of_this_end else Moment()
        return Looking(step, self._found, self._computing, self._trouble, guesses, moment)

    def go(self, session: Session, by: int, mark: str) -> None:
        """The next step, or one back; back from the first, the map."""
        self.stand_still(session)
        shown = slide(session, self.looking)
        step = -1 if shown is None else int(shown["step"])
        if shown is not None and shown["is_last"] and by > 0:
            return
        self.look(step + by if step + by >= 0 else None, mark)

    def hour(self, session: Session) -> float:
        """The hour of the day that the wall shows now, where it plays the day again."""
        played = (monotonic() - self._played_since) / 60 * self._hours_a_minute
        return min(self._register.moment[0] + played, session.now)

    def is_replayed(self, session: Session) -> bool:
        """Whether the day is being shown again."""
        shown = slide(session, self.looking)
        return shown is not None and shown["kind"] == "happened"

    def day(self, session: Session) -> dict[str, Any] | None:
        """The day to be played on the map; None where it is not being shown."""
        if not self.is_replayed(session):
            return None
        if self._day is None or self._day[0] != len(session.journal):
            self._day = len(session.journal), day(session, facts_of(session))
        return self._day[1]

    def show_moment(self, session: Session, hour: float, team: str) -> None:
        """Stands at an hour of the day, as a team saw it, or the truth of it."""
        self._hours_a_minute = 0.0
        self._register.show_moment(max(0.0, min(hour, session.now)), team)

    def play_on(self, session: Session, hours_a_minute: float) -> None:
        """Plays on from where it stands; from the beginning, where that is the end."""
        hour, team = self.hour(session), self._register.moment[1]
        self._register.show_moment(0.0 if hour >= session.now else hour, team)
        self._hours_a_minute, self._played_since = hours_a_minute, monotonic()

    def stand_still(self, session: Session) -> None:
        """Stands where it has come to."""
        if self._hours_a_minute:
            self.show_moment(session, self.hour(session), self._register.moment[1])

    def look(self, step: int | None, mark: str = "") -> None:
        """That step, or None for the map."""
        end = self._session.course.end
        assert end is not None, "there is no debrief yet"
        self._register.look(end, step, mark)

    def guess(self, session: Session, question: str, team: str, text: str, mark: str) -> None:
        """A team guesses, as long as the question is asked and the answer is not shown.

        Raises:
            NotAllowedError: it is not being asked now.
        """
        shown = slide(session, self.looking)
        if shown is None or shown["kind"] != "question" or shown["name"] != question:
            raise NotAllowedError(Sentence("This is not being asked now."))
        if self._register.furthest > shown["step"]:
            raise NotAllowedError(Sentence("The answer has been shown already."))
        self._register.guess(question, team, text, mark)
