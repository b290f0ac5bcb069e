"""Entering: who comes to the door of a room with what opens it, and who somebody is."""

from __future__ import annotations

from collections.abc import Callable

from sim.exercise.session import Session
from sim.rooms.acting import NotAllowedError
from sim.rooms.keys import Tries, same, signed
from sim.rooms.people import Admission, Person, Screen
from sim.rooms.play import Play
from sim.rooms.queue import Queue
from sim.rooms.register import Register
from sim.sentences import Sentence

LONGEST_NAME = 40
MOST_PEOPLE = 600


class NotLetInError(NotAllowedError):
    """Somebody comes to the door with something that does not open it."""

    def __init__(self, sentence: Sentence, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
        """Which field of the door it is about; empty for none."""


class Entrance:
    """The door of a room."""

    def __init__(self, register: Register, play: Play, came: Callable[[], None]) -> None:
        """The door to what is played; `came` is called when somebody has come."""
        self._register, self._play, self._came = register, play, came
        self._tries, self._queue = Tries(), Queue()

    async def join(self, address: str, pin: str, name: str, team: str) -> tuple[Person, str]:
        """Somebody comes to the door with the PIN.

        Raises:
            NotLetInError: the PIN is wrong or was so too often, or there is no such team.
        """
        if self._tries.must_wait(address):
            raise NotLetInError(Sentence("Too many wrong PINs: wait a minute."), "pin")
        if not same(pin.strip(), self._register.pin):
            self._tries.was_wrong(address)
            raise NotLetInError(Sentence("This is not the PIN of this room."), "pin")
        if team not in self._play.session.teams:
            raise NotLetInError(Sentence("There is no such team."), "team")
        name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
        if not name:
            raise NotLetInError(Sentence("Please say your name."), "name")
        present = (each.admission is not Admission.LEFT for each in self._register.people.values())
        if sum(present) >= MOST_PEOPLE:
            raise NotLetInError(Sentence("The room is full."))

        def enter(session: Session) -> tuple[Person, str]:
            full = self._queue.why_full(self._register.people.values(), address)
            if full is not None:
                raise NotLetInError(full)
            now_us = session.course.now_us
            entered = self._register.enter(name[:LONGEST_NAME], Screen.SEAT, team, now_us)
            self._queue.came(entered[0], address)
            return entered

        return await self._enter(enter)

    async def open_door(self, screen: Screen, secret: str) -> tuple[Person, str] | None:
        """Opens a desk, a pad or the wall to who has its secret; None to others."""
        if not self.is_door(screen, secret):
            return None
        number = sum(each.screen is screen for each in self._register.people.values()) + 1
        return await self._enter(
            lambda session: self._register.enter(
                f"{screen.value} {number}", screen, "", session.course.now_us
            )
        )

    def is_door(self, screen: Screen, secret: str) -> bool:
        """Whether that is the secret of a desk, a pad or the wall."""
        return screen in self._register.doors and same(secret, self._register.doors[screen])

    async def _enter(self, enters: Callable[[Session], tuple[Person, str]]) -> tuple[Person, str]:
        """One after the other, so that what is counted stays so until somebody is in."""
        entered = await self._play.ask(enters)
        self._came()
        return entered

    def who(self, shown: str) -> Person | None:
        """Who shows this in a cookie; None if nobody whom the room knows."""
        number, _, secret = shown.partition(".")
        if not (number.isascii() and number.isdecimal() and len(number) < 9 and secret):
            return None
        return self._register.known(int(number), secret)

    def form_key(self, person: Person) -> str:
        """What only forms on this person's own screen of their team have in them."""
        return signed(self._register.key, f"form {person.number} {person.team} {person.kept}")
