"""Facilitating: what the desk's forms ask for that is no entry of the journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from sim.exercise.debrief import facts_of
from sim.exercise.forms import forms_of
from sim.exercise.session import Session
from sim.rooms.acting import Form, NotAllowedError, hour_of
from sim.rooms.debriefing import Debriefing
from sim.rooms.faces.replay import stops
from sim.rooms.live import Live
from sim.rooms.other_days import OtherDays
from sim.rooms.people import Admission, Person, Screen
from sim.rooms.play import Play
from sim.rooms.queue import waiting_of
from sim.rooms.register import Register
from sim.rooms.showing import Screens
from sim.screen.exercise.team import numbers_of
from sim.sentences import Figure, Sentence

REPLAY_HOURS_A_MINUTE = 24.0 * 60
"""How fast the wall plays the day again: a day a second."""


class Facilitating:
    """Who is let in, what is whispered, shown on the wall and computed, and whether time passes."""

    def __init__(
        self,
        register: Register,
        play: Play,
        live: Live,
        debriefing: Debriefing,
        other_days: OtherDays,
        screens: Screens,
    ) -> None:
        """What facilitators do with what a room is made of."""
        self._register, self._play, self._live = register, play, live
        self._debriefing, self._other_days, self._screens = debriefing, other_days, screens
        self.acts: Mapping[str, Callable[[Form, str], Awaitable[str]]] = {
            "admit": self._admit,
            "send away": self._send_away,
            "send all away": self._send_all_away,
            "new PIN": self._renew_pin,
            "whisper": self._whisper,
            "leave": self._leave,
            "seen": self._look_at_news,
            "debrief": self._look_back,
            "replay": self._replay,
            "preview": self._preview,
            "new links": self._renew,
            "invite": self._invite,
            "run": self._run,
            "stand": self._stand,
        }
        """By name: what does it, given the form and its mark, and says what is to be said."""

    async def _let(self, form: Form, mark: str, admission: Admission) -> str:
        person = self._person(form)
        team = form.get("team") or person.team
        if person.screen is Screen.SEAT and team not in self._play.session.teams:
            raise NotAllowedError(Sentence("There is no such team."))
        changes: dict[str, Any] = {"admission": admission}
        if person.screen is Screen.SEAT:
            changes["team"] = team
        await self._play.ask(partial(self._stands, person, mark, changes))
        if admission is Admission.LEFT:
            self._live.let_go(person.number)
        self._live.tell({person.number})
        self._screens.tell(Screen.DESK)
        return Sentence("{person}: {admission}", person=person.name, admission=admission.words)

    def _stands(self, before: Person, mark: str, changes: dict[str, Any], session: Session) -> None:
        """Somebody is let in, passed on or sent away.

        The journal is told first who is in which team: after a crash the form does the rest.
        """
        person = replace(before, **changes)
        if person.plays:
            _note_who_is_in(session, before, person.team)
        self._register.change(before.number, mark, **changes)

    async def _admit(self, form: Form, mark: str) -> str:
        return await self._let(form, mark, Admission.ADMITTED)

    async def _send_away(self, form: Form, mark: str) -> str:
        return await self._let(form, mark, Admission.LEFT)

    async def _send_all_away(self, _form: Form, mark: str) -> str:
        """Whoever waits at the door."""

        def sent_away(_: Session) -> list[Person]:
            waiting = waiting_of(self._register.people.values())
            self._register.send_away(waiting, mark)
            return waiting

        waiting = await self._play.ask(sent_away)
        for each in waiting:
            self._live.let_go(each.number)
        self._screens.tell(Screen.DESK)
        return Sentence("{count} were sent away.", count=Figure(str(len(waiting))))

    async def _whisper(self, form: Form, mark: str) -> str:
        """To one person, or else to everybody who sits for a team, or at any seat."""
        team, text = form.get("team", ""), form.get("text", "").strip()
        if form.get("person"):
            heard = [self._person(form)]
        elif team and team not in self._play.session.teams:
            raise NotAllowedError(Sentence("There is no such team."))
        else:
            heard = self._register.seats(team)
        if not text or not heard:
            raise NotAllowedError(Sentence("Nobody hears it." if text else "Nothing was written."))
        story_us = self._play.session.course.now_us
        to = [person.number for person in heard]
        await self._play.ask(lambda _: self._register.whisper(to, text, story_us, mark))
        self._live.tell({person.number for person in heard})
        return Sentence("Whispered to {people}.", people=[person.name for person in heard])

    async def _leave(self, form: Form, mark: str) -> str:
        """A wish is not ruled on: it was answered aloud, or the team thinks better of it."""
        wish = self._register.wish_named(form.get("wish", ""))
        if wish is None:
            raise NotAllowedError(Sentence("There is no such wish."))
        await self._play.ask(lambda _: self._register.answer_wish(wish.number, mark))
        self._live.tell({each.number for each in self._register.seats(wish.team)})
        self._screens.tell(Screen.DESK)
        return ""

    async def _look_at_news(self, _form: Form, mark: str) -> str:
        """Somebody at a desk has seen what was new."""
        person = int(mark.partition(" ")[0])
        await self._play.ask(lambda session: self._register.look_at_news(person, session.now, mark))
        self._screens.tell(Screen.DESK)
        return ""

    async def _look_back(self, form: Form, mark: str) -> str:
        """The wall goes on to the next step of the debrief, or one back."""
        if not self._play.session.course.ended:
            raise NotAllowedError(Sentence("The debrief begins once the session is over: `end`."))
        by = -1 if form.get("to") == "back" else 1
        await self._play.ask(lambda session: self._debriefing.go(session, by, mark))
        await self._screens.tell_changed()
        return ""

    async def _replay(self, form: Form, _mark: str) -> str:
        """The wall shows another moment of the day, plays on, or stands."""
        await self._play.ask(partial(self._show_moment, form))
        await self._screens.tell_changed()
        return ""

    def _show_moment(self, form: Form, session: Session) -> None:
        if not self._debriefing.is_replayed(session):
            raise NotAllowedError(Sentence("The day is shown in the debrief: what happened."))
        what, team = form.get("what", ""), form.get("team", self._register.moment[1])
        if team and team not in session.teams:
            raise NotAllowedError(Sentence("There is no such team."))
        match what:
            case "play":
                self._debriefing.play_on(session, REPLAY_HOURS_A_MINUTE)
            case "stand":
                self._debriefing.stand_still(session)
            case "next" | "back":
                self._debriefing.show_moment(session, self._stop(session, what), team)
            case _:
                hour = hour_of(form, session) if form.get("day") else self._debriefing.hour(session)
                self._debriefing.show_moment(session, hour, team)

    def _stop(self, session: Session, what: str) -> float:
        """The next hour at which there is something to look at, or the one before."""
        now, hours = self._debriefing.hour(session), stops(session, facts_of(session))
        if what == "next":
            return next((hour for hour in hours if hour > now), session.now)
        return next((hour for hour in reversed(hours) if hour < now), 0.0)

    async def _preview(self, form: Form, _mark: str) -> str:
        """What a lever would do on other days, which takes a while; it has a name or a number."""
        team, lever = form.get("team", ""), form.get("lever", "").strip()
        numbers = numbers_of(self._play.session.levers)
        by_number = {str(number): name for name, number in numbers.items()}
        lever = by_number.get(lever, lever)
        await self._play.ask(lambda session: session.check(team, lever))
        self._other_days.begin(team, lever, self._play.session.now)
        self._screens.tell(Screen.DESK)
        return Sentence("Other days are being computed.")

    async def _renew(self, _form: Form, mark: str) -> str:
        await self._play.ask(lambda _: self._register.renew_doors(mark))
        self._screens.tell(Screen.DESK)
        return Sentence("The links of desks, pads and the wall are new; who is in stays in.")

    async def _renew_pin(self, _form: Form, mark: str) -> str:
        await self._play.ask(lambda _: self._register.renew_pin(mark))
        self._screens.tell(Screen.WALL, Screen.DESK)
        return Sentence("The PIN is new; who is in stays in.")

    async def _invite(self, form: Form, mark: str) -> str:
        """The wall says where people join, or does not."""
        shown = form.get("shown") == "yes"
        await self._play.ask(lambda _: self._register.invite(shown=shown, mark=mark))
        self._screens.tell(Screen.WALL, Screen.DESK)
        return ""

    async def _run(self, form: Form, _mark: str) -> str:
        try:
            speed = float(form.get("speed", ""))
        except ValueError:
            raise NotAllowedError(Sentence("Expected story hours a minute, above 0.")) from None
        await self._play.run(speed)
        return Sentence("The clock runs.")

    async def _stand(self, _form: Form, _mark: str) -> str:
        await self._play.stand()
        return Sentence("The clock stands.")

    def _person(self, form: Form) -> Person:
        by_number = {str(number): each for number, each in self._register.people.items()}
        person = by_number.get(form.get("person", ""))
        if person is None:
            raise NotAllowedError(Sentence("There is no such person."))
        return person


def _note_who_is_in(session: Session, person: Person, team: str) -> None:
    """The journal says who is in a team, and not any more in the one of before."""
    people = forms_of(session).people
    if team != person.team and person.name in people.get(person.team, ()):
        left = [name for name in people[person.team] if name != person.name]
        session.join(person.team, left)
    if person.name not in people.get(team, ()):
        session.join(team, (*people.get(team, ()), person.name))
