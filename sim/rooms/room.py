"""A room: a session, those who are in it, and what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sim.exercise.course import Course
from sim.exercise.errors import UnknownNameError
from sim.exercise.session import Session
from sim.exercise.taken_back import taken_back, teams_to_tell
from sim.rooms.acting import Form, NotAllowedError, act_of, guess_of
from sim.rooms.debriefing import Debriefing
from sim.rooms.entering import Entrance
from sim.rooms.facilitating import Facilitating
from sim.rooms.invitation import Invitation
from sim.rooms.keys import same
from sim.rooms.live import Live
from sim.rooms.once import DONE, Once
from sim.rooms.other_days import OtherDays
from sim.rooms.people import Person, Screen
from sim.rooms.play import Play
from sim.rooms.references import References
from sim.rooms.register import Register
from sim.rooms.showing import Screens
from sim.rooms.wishes import Rulings
from sim.sentences import Sentence

TypedLine = Callable[[Session, str], str]
"""Does what a line typed at the terminal's desk does, and gives what that would show."""
Completes = Callable[[Session, str], Sequence[str]]
"""What the last word of such a line could become."""
LONGEST_MARK = 64


class Room:
    """One session, its people and their screens."""

    def __init__(
        self,
        session: Session,
        register: Register,
        typed: TypedLine,
        completes: Completes = lambda _session, _line: (),
        invitation: Invitation | None = None,
    ) -> None:
        """A room around a session, as it was left if it has been played before.

        Args:
            session: what is played.
            register: who is in the room.
            typed: does what a line of the terminal's desk does.
            completes: gives what the last word of such a line could become.
            invitation: where people join, as the wall says while they come in.
        """
        register.settle(session.journal)
        self.register = register
        self.live = Live(self._tell_desks)
        self.play = Play(session, self._changed)
        journal = register.path.with_suffix("")  # it lies beside the journal, with one ending more
        self.debriefing = Debriefing(session, register, journal, self._changed)
        self.other_days = OtherDays(journal, self._tell_desks)
        self.entrance = Entrance(register, self.play, self._tell_desks)
        of_all = register, self.play, self.live
        beside = self.debriefing, self.other_days
        self.screens = Screens(*of_all, self.entrance, *beside, invitation)
        self._desk = Facilitating(*of_all, *beside, self.screens)
        self._once = Once(register)
        self._typed, self._completes = typed, completes
        self._rulings = Rulings(typed, set())

    async def begin(self) -> None:
        """Goes on where it was left: with looking back, where the session is over."""
        self.debriefing.follow(self.play.session)

    async def _changed(self) -> None:
        """Something has changed that somebody may see."""
        self.debriefing.follow(self.play.session)
        await self.screens.tell_changed()

    def _tell_desks(self) -> None:
        """Tells facilitators that somebody came, went, or is somebody else now."""
        self.screens.tell(Screen.DESK)

    async def day(self, person: Person) -> dict[str, Any] | None:
        """The day of the session for the map of a screen; None unless it is being shown there."""
        return await self.play.ask(self.debriefing.day) if person.is_in else None

    async def act(self, person: Person, form: Form) -> str:
        """Does what a form asks for, once however often it comes; gives what is to be said.

        Raises:
            EntenteError: it is refused; nothing has changed.
        """
        mark = form.get("mark", "")
        is_own = same(form.get("form_key", ""), self.entrance.form_key(person))
        if not is_own or not 0 < len(mark) <= LONGEST_MARK:
            raise NotAllowedError(Sentence("This form is out of date: load the page again."))
        if not person.is_in:
            raise NotAllowedError(Sentence("You have not been let in yet."))
        marked, name = f"{person.number} {mark}", form.get("act", "")
        if person.screen is Screen.DESK and name == "complete":
            return await self._complete(form)
        if person.screen is Screen.DESK and name in self._desk.acts:
            return await self._once.beside(marked, partial(self._desk.acts[name], form, marked))
        if person.screen is Screen.SEAT and name == "guess":
            return await self._once.beside(marked, partial(self._guess, person, form, marked))
        if person.screen is Screen.SEAT and name == "wish":
            return await self._once.beside(marked, partial(self._wish, person, form, marked))
        what = partial(self._what(person, name), person, form)
        heard = len(self.register.whispers)
        said = await self.play.do(partial(self._enter, person, marked, what))
        self.live.tell({each.to for each in self.register.whispers[heard:]})
        return said

    def _what(self, person: Person, name: str) -> Callable[[Person, Form, Session], str]:
        """What does what a form asks for."""
        typed = {"line": self._line, "rule": self._rule}
        return typed.get(name, self._act) if person.screen is Screen.DESK else self._act

    def _enter(
        self, person: Person, mark: str, what: Callable[[Session], str], session: Session
    ) -> str:
        self._check_still(person)
        return self._once.entered(mark, what, session)

    def _check_still(self, person: Person) -> None:
        """Refuses who has been sent away or passed on while their form waited for its turn."""
        if self.register.people[person.number] != person:
            raise NotAllowedError("This form is out of date: load the page again.")

    def _line(self, _person: Person, form: Form, session: Session) -> str:
        line = " ".join(filter(None, (form.get("line", ""), form.get("rest", "").strip())))
        before = session.course
        said = self._typed(session, line)
        self._tell_of_what_was_taken_back(session, before)
        return said

    def _rule(self, _person: Person, form: Form, session: Session) -> str:
        """What becomes of an action that nobody foresaw; a wish that it answers is answered."""
        said = self._rulings.rule(session, form)
        wish = self.register.wish_named(form.get("wish", ""))
        if form.get("counts") == "now" and wish is not None:
            self.register.answer_wish(wish.number)
        return said

    async def _wish(self, person: Person, form: Form, mark: str) -> str:
        """A team wants to do something that no card foresees."""
        text = form.get("text", "").strip()
        if not text:
            raise NotAllowedError(Sentence("Nothing was written."))

        def wish(session: Session) -> None:
            self._check_still(person)
            self.register.wish(person, text, session.course.now_us, mark)

        await self.play.ask(wish)
        self.live.tell({each.number for each in self.register.seats(person.team)})
        self._tell_desks()
        return DONE

    def _tell_of_what_was_taken_back(self, session: Session, before: Course) -> None:
        """Whispers to each team which of its own decisions count no more."""
        by_team: dict[str, list[int]] = {}
        for entry in taken_back(session, before):
            for team in teams_to_tell(session, before, entry):
                by_team.setdefault(team, []).append(entry.number)
        for team, told in by_team.items():
            heard = [each.number for each in self.register.seats(team)]
            self.register.whisper(heard, "", before.now_us, taken_back=told)

    def _act(self, person: Person, form: Form, session: Session) -> str:
        """What a seat or a pad asks for; what it may not know is not in what it is told."""
        act = act_of(person, form.get("act", ""))
        try:
            if person.screen is Screen.SEAT:
                form = References.of(session, person.team).read(form)
            act(session, person, form)
        except UnknownNameError as error:
            raise NotAllowedError(error.alone) from None
        return DONE

    async def _guess(self, person: Person, form: Form, mark: str) -> str:
        question, guessed = form.get("question", ""), guess_of(form)

        def guess(session: Session) -> None:
            self._check_still(person)
            self.debriefing.guess(session, question, person.team, guessed, mark)

        await self.play.ask(guess)
        await self._changed()
        return DONE

    async def _complete(self, form: Form) -> str:
        """What a line that is being typed could become, a line each."""
        line = form.get("line", "")
        return "\n".join(await self.play.ask(lambda session: self._completes(session, line)))

    async def close(self) -> None:
        """Lets everybody go."""
        self.live.close()
        self.debriefing.give_up()
        await self.other_days.close()
        await self.play.close()
        self.register.close()
