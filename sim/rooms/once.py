"""Once: what a form asks for is done once, however often it comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import ValidationError

from sim.exercise.session import Session
from sim.rooms.acting import NotAllowedError
from sim.rooms.register import Register
from sim.sentences import Sentence

DONE = Sentence("Done.")


class Once:
    """What has been done by the mark of its form; what it said is said again."""

    def __init__(self, register: Register) -> None:
        """What that register knows to be done."""
        self._register = register
        self._said: dict[str, str] = {}

    async def beside(self, mark: str, what: Callable[[], Awaitable[str]]) -> str:
        """Does what a form asks for that is no entry of the journal, unless it is done."""
        if mark in self._said or mark in self._register.done:
            return self._said.get(mark, DONE)
        self._said[mark] = DONE
        try:
            said = await what()
        except BaseException:
            del self._said[mark]
            raise
        self._said[mark] = said
        return said

    def entered(self, mark: str, what: Callable[[Session], str], session: Session) -> str:
        """Does what a form asks for unless it is done; then it says the same again.

        The mark is on the disk before the entry. If a crash comes between them, `Register.settle`
        finds that there is no entry, and the form does it when it is sent again.
        """
        if mark in self._register.asked:
            return self._said.get(mark, DONE)
        before = len(session.journal)
        self._register.ask(mark, before)
        try:
            said = what(session)
        except ValidationError as error:
            raise NotAllowedError(
                Sentence("This cannot be written: {why}.", why=error.errors()[0]["msg"])
            ) from None
        finally:
            if len(session.journal) == before:
                self._register.forget(mark)
        if mark in self._register.asked and said != DONE:
            self._said[mark] = said
        return said
