"""A room: who is in it, what is played, and what each of its people may ask for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from secrets import token_hex
from typing import Any

from sim.exercise.session import Session
from sim.rooms.acting import Form, NotAllowedError, act_of
from sim.rooms.faces import face
from sim.rooms.keys import Tries, same, signed
from sim.rooms.live import Live
from sim.rooms.people import Person, Screen, Standing
from sim.rooms.play import Play
from sim.rooms.register import Register

TypedLine = Callable[[Session, str], str]
"""Does what a line typed at the terminal's desk does, and gives what that would show."""
LONGEST_NAME = 40
MOST_PEOPLE = 600

_log = logging.getLogger("entente.rooms")


class Room:
    """One session, its people and their screens."""

    def __init__(self, session: Session, register: Register, typed: TypedLine) -> None:
        """A room around a session."""
        self.register, self.live, self.tries = register, Live(), Tries()
        self.play = Play(session, self._changed)
        self._typed = typed
        self._shown: dict[tuple[int, Screen, str], dict[str, Any]] = {}

    async def _changed(self) -> None:
        self._shown.clear()
        self.live.tell()

    # --- who somebody is ---------------------------------------------------------------------

    def join(self, address: str, pin: str, name: str, team: str) -> tuple[Person, str]:
        """Somebody comes to the door with the PIN.

        Raises:
            NotAllowedError: the PIN is wrong or was so too often, or there is no such team.
        """
        if self.tries.must_wait(address):
            raise NotAllowedError("Too many wrong PINs: wait a minute.")
        if not same(pin.strip(), self.register.pin):
            self.tries.was_wrong(address)
            raise NotAllowedError("This is not the PIN of this room.")
        if team not in self.play.session.teams:
            raise NotAllowedError("There is no such team.")
        name = " ".join(name.split())[:LONGEST_NAME]
        if not name:
            raise NotAllowedError("Please say your name.")
        if len(self.register.people) >= MOST_PEOPLE:
            raise NotAllowedError("The room is full.")
        entered = self.register.enter(name, Screen.SEAT, team)
        self.live.tell()
        return entered

    def open_door(self, screen: Screen, secret: str) -> tuple[Person, str] | None:
        """Opens a desk, a pad or the wall to who has its secret; None to others."""
        if not same(secret, self.register.doors.get(screen, "")):
            return None
        number = sum(each.screen is screen for each in self.register.people.values()) + 1
        entered = self.register.enter(f"{screen.value} {number}", screen)
        self.live.tell()
        return entered

    def who(self, shown: str) -> Person | None:
        """Who shows this in a cookie; None if nobody whom the room knows."""
        number, _, secret = shown.partition(".")
        return self.register.known(int(number), secret) if number.isdigit() and secret else None

    def form_key(self, person: Person) -> str:
        """What only forms on this person's own screen have in them."""
        return signed(self.register.key, f"form {person.number} {person.kept}")

    # --- what somebody sees ------------------------------------------------------------------

    async def shown(self, person: Person) -> dict[str, Any]:
        """What a screen shows; the same for all screens of a team but for what is the person's."""
        key = (self.live.version, person.screen, person.team)
        if key not in self._shown:
            self._shown[key] = await self.play.ask(partial(face, person=person))
        found = self._shown[key] | {
            "person": person,
            "form_key": self.form_key(person),
            "mark": token_hex,
            "clock_runs": self.play.clock.runs,
            "speed": self.play.clock.hours_a_minute,
        }
        if person.screen is Screen.SEAT:
            found["whispers"] = [w for w in self.register.whispers if w.to == person.number]
        if person.screen is Screen.DESK:
            found |= self._people()
        return found

    def _people(self) -> dict[str, Any]:
        present = self.live.present
        return {
            "people": [
                {
                    "person": each,
                    "present": bool(present[each.number]),
                    "away_since": self.live.away_since(each.number),
                }
                for each in self.register.people.values()
                if each.standing is not Standing.LEFT and each.screen is not Screen.WALL
            ],
            "pin": self.register.pin,
            "doors": self.register.doors,
            "stopped_for": self.play.stopped_for,
        }

    # --- what somebody does ------------------------------------------------------------------

    async def act(self, person: Person, form: Form) -> str:
        """Does what a form asks for, once however often it comes; gives what is to be said.

        Raises:
            EntenteError: it is refused; nothing has changed.
        """
        mark = form.get("mark", "")
        if not mark or not same(form.get("form_key", ""), self.form_key(person)):
            raise NotAllowedError("This form is out of date: load the page again.")
        if person.standing is not Standing.ADMITTED:
            raise NotAllowedError("You have not been let in yet.")
        name = form.get("act", "")
        if person.screen is Screen.DESK and name in _DESK:
            return await _DESK[name](self, form)
        if person.screen is Screen.DESK and name == "line":
            line = form.get("line", "")
            said = await self.play.do(partial(self._once, mark, lambda s: self._typed(s, line)))
            return said or ""
        act = act_of(person, name)
        await self.play.do(partial(self._once, mark, lambda session: act(session, person, form)))
        return "Done."

    def _once(self, mark: str, what: Callable[[Session], Any], session: Session) -> Any:
        """Does it unless it has been done: a mark that came, and after it the journal grew."""
        before = self.register.asked.get(mark)
        if before is not None and len(session.journal) > before:
            return None
        self.register.ask(mark, len(session.journal))
        return what(session)

    async def _let(self, form: Form, standing: Standing) -> str:
        person = self._person(form)
        team = form.get("team") or person.team
        if team and team not in self.play.session.teams:
            raise NotAllowedError("There is no such team.")
        self.register.change(person.number, standing=standing, team=team)
        await self._changed()
        return f"{person.name}: {standing.value}"

    async def _admit(self, form: Form) -> str:
        return await self._let(form, Standing.ADMITTED)

    async def _send_away(self, form: Form) -> str:
        return await self._let(form, Standing.LEFT)

    async def _whisper(self, form: Form) -> str:
        person, text = self._person(form), form.get("text", "").strip()
        if text:
            self.register.whisper(person.number, text, self.play.session.course.now_us)
            await self._changed()
        return f"Whispered to {person.name}."

    async def _run(self, form: Form) -> str:
        try:
            speed = float(form.get("speed", ""))
        except ValueError:
            raise NotAllowedError("Expected story hours a minute.") from None
        await self.play.run(speed)
        return "The clock runs."

    async def _stand(self, _form: Form) -> str:
        await self.play.stand()
        return "The clock stands."

    def _person(self, form: Form) -> Person:
        number = form.get("person", "")
        person = self.register.people.get(int(number)) if number.isdigit() else None
        if person is None:
            raise NotAllowedError("There is no such person.")
        return person

    async def close(self) -> None:
        """Lets everybody go."""
        self.live.close()
        await self.play.close()
        self.register.close()


_DESK = {
    "admit": Room._admit,  # noqa: SLF001
    "send away": Room._send_away,  # noqa: SLF001
    "whisper": Room._whisper,  # noqa: SLF001
    "run": Room._run,  # noqa: SLF001
    "stand": Room._stand,  # noqa: SLF001
}
