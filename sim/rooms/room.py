"""A room: who is in it, what is played, and what each of its people may ask for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from secrets import token_hex
from time import localtime, monotonic, strftime
from typing import Any

from pydantic import ValidationError

from sim.exercise.course import Course
from sim.exercise.debrief import facts_of
from sim.exercise.errors import UnknownNameError
from sim.exercise.forms import forms_of
from sim.exercise.session import Session
from sim.exercise.taken_back import taken_back, teams_to_tell
from sim.rooms.acting import Form, NotAllowedError, act_of
from sim.rooms.debriefing import Debriefing
from sim.rooms.drawing import Shown
from sim.rooms.faces.face import face
from sim.rooms.faces.replay import stops
from sim.rooms.invitation import Invitation
from sim.rooms.keys import Tries, same, signed
from sim.rooms.live import Live
from sim.rooms.other_days import OtherDays
from sim.rooms.people import Person, Screen, Standing
from sim.rooms.play import Play
from sim.rooms.queue import Queue, waiting_of
from sim.rooms.references import References
from sim.rooms.register import Register
from sim.rooms.words.localising import MINUTES_A_DAY
from sim.screen.exercise.team import numbers_of
from sim.sentences import Figure, Sentence

TypedLine = Callable[[Session, str], str]
"""Does what a line typed at the terminal's desk does, and gives what that would show."""
Completes = Callable[[Session, str], Sequence[str]]
"""What the last word of such a line could become."""
TAKEN_BACK = "The facilitator has taken back: {what}."
DONE = Sentence("Done.")
GUESSES = (Sentence("sooner"), Sentence("later"), Sentence("no difference"))
"""What a team can guess of a what-if."""
LONGEST_NAME = 40
LONGEST_MARK = 64
MOST_PEOPLE = 600
FRESH_SECONDS = 5.0
"""What screens show besides news, such as minutes left, is made anew after so long."""
REPLAY_HOURS_A_MINUTE = 24.0 * 60
"""How fast the wall plays the day again: a day a second."""
MOST_DAYS = 100_000
NO_MOMENT = Sentence("Expected a day, such as 9, and a time, such as 14:00.")
_OF_THE_CLOCK = {"hours", "minutes_left", "made_at"}
"""What goes on by itself on a screen, and is no news."""

Group = tuple[Screen, str]
"""A kind of screen and a team: all of a group show the same but for what is a person's own."""


class NotLetInError(NotAllowedError):
    """Somebody comes to the door with something that does not open it."""

    def __init__(self, sentence: Sentence, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
        """Which field of the door it is about; empty for none."""


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
        self.register, self.tries, self._queue = register, Tries(), Queue()
        self.live = Live(self._tell_desks)
        self.play = Play(session, self._changed)
        journal = register.path.with_suffix("")  # it lies beside the journal, with one ending more
        self.debriefing = Debriefing(session, register, journal, self._changed)
        self.other_days = OtherDays(journal, self._tell_desks)
        self._typed, self._completes = typed, completes
        self._invitation = invitation
        self._said: dict[str, str] = {}
        self._faces: dict[Group, tuple[tuple[int, int, str], dict[str, Any]]] = {}
        self._told: dict[Group, str] = {}

    # --- who hears what ----------------------------------------------------------------------

    async def begin(self) -> None:
        """Goes on where it was left: with looking back, where the session is over."""
        self.debriefing.follow(self.play.session)

    async def _changed(self) -> None:
        """Tells those whose screen is another now; others do not hear that anything happened."""
        self.debriefing.follow(self.play.session)
        there = [self.register.people[number] for number in self.live.present]
        groups = {_group(each): each for each in there if each.is_in}
        found = await self.play.ask(partial(self._digests, groups))
        changed = {group for group, each in found.items() if self._told.get(group) != each}
        self._told = found
        self.live.tell({each.number for each in there if each.is_in and _group(each) in changed})

    def _digests(self, groups: Mapping[Group, Person], session: Session) -> dict[Group, str]:
        """By group: what its screens show, but for what goes on by itself."""
        return {group: self._digest(each, session) for group, each in groups.items()}

    def _digest(self, person: Person, session: Session) -> str:
        clock = self.play.story.clock
        try:
            shown = self._face(person, session)
        except Exception as error:  # noqa: BLE001 - its screen says so; what was done is done
            return repr(error)
        goes_on = (clock, clock.speed(monotonic())) if clock.runs else session.now
        return repr((goes_on, *((k, v) for k, v in shown.items() if k not in _OF_THE_CLOCK)))

    def _tell_desks(self) -> None:
        """Tells facilitators that somebody came, went, or is somebody else now."""
        people = self.register.people.values()
        self.live.tell({each.number for each in people if each.screen is Screen.DESK})

    # --- who somebody is ---------------------------------------------------------------------

    async def join(self, address: str, pin: str, name: str, team: str) -> tuple[Person, str]:
        """Somebody comes to the door with the PIN.

        Raises:
            NotLetInError: the PIN is wrong or was so too often, or there is no such team.
        """
        if self.tries.must_wait(address):
            raise NotLetInError(Sentence("Too many wrong PINs: wait a minute."), "pin")
        if not same(pin.strip(), self.register.pin):
            self.tries.was_wrong(address)
            raise NotLetInError(Sentence("This is not the PIN of this room."), "pin")
        if team not in self.play.session.teams:
            raise NotLetInError(Sentence("There is no such team."), "team")
        name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
        if not name:
            raise NotLetInError(Sentence("Please say your name."), "name")
        present = (each.standing is not Standing.LEFT for each in self.register.people.values())
        if sum(present) >= MOST_PEOPLE:
            raise NotLetInError(Sentence("The room is full."))
        full = self._queue.why_full(self.register.people.values(), address)
        if full is not None:
            raise NotLetInError(full)
        entered = await self._enter(name[:LONGEST_NAME], Screen.SEAT, team)
        self._queue.came(entered[0], address)
        return entered

    async def open_door(self, screen: Screen, secret: str) -> tuple[Person, str] | None:
        """Opens a desk, a pad or the wall to who has its secret; None to others."""
        if not self.is_door(screen, secret):
            return None
        number = sum(each.screen is screen for each in self.register.people.values()) + 1
        return await self._enter(f"{screen.value} {number}", screen, "")

    def is_door(self, screen: Screen, secret: str) -> bool:
        """Whether that is the secret of a desk, a pad or the wall."""
        return screen in self.register.doors and same(secret, self.register.doors[screen])

    async def _enter(self, name: str, screen: Screen, team: str) -> tuple[Person, str]:
        entered = await self.play.ask(
            lambda session: self.register.enter(name, screen, team, session.course.now_us)
        )
        self._tell_desks()
        return entered

    def who(self, shown: str) -> Person | None:
        """Who shows this in a cookie; None if nobody whom the room knows."""
        number, _, secret = shown.partition(".")
        if not (number.isascii() and number.isdecimal() and len(number) < 9 and secret):
            return None
        return self.register.known(int(number), secret)

    def form_key(self, person: Person) -> str:
        """What only forms on this person's own screen of their team have in them."""
        return signed(self.register.key, f"form {person.number} {person.team} {person.kept}")

    # --- what somebody sees ------------------------------------------------------------------

    async def shown(self, person: Person) -> Shown:
        """What a screen shows; the same for all screens of a team but for what is the person's."""
        made = self._fresh(person)
        if made is None:
            made = await self.play.ask(partial(self._face, person))
        clock, hour = self.play.story.clock, self.play.hour
        own = self._own(person) | {
            "clock_runs": clock.runs,
            "speed": clock.speed(monotonic()),
            "by_day": clock.hours_a_minute,
            "hours": hour,
        }
        if made["begun"] and not made["ended"]:
            own["minutes_left"] = made["minutes_left"] - (monotonic() - made["made_at"]) / 60
        own["replay_hour"] = self.debriefing.hour(self.play.session)
        if person.screen is Screen.SEAT:
            heard = (person.number, person.team)
            own["whispers"] = [w for w in self.register.whispers if (w.to, w.team) == heard]
        if person.screen is Screen.WALL:
            own["invitation"] = self._invitation if self._invites else None
            own["pin"] = self.register.pin
        if person.screen is Screen.DESK:
            own |= self._people()
        return Shown(*_group(person), made, own)

    def _own(self, person: Person) -> dict[str, Any]:
        return {"person": person, "form_key": self.form_key(person), "mark": partial(token_hex, 8)}

    @property
    def _invites(self) -> bool:
        """Whether the wall says where people join: until play has begun, or as it was asked for."""
        asked = self.register.invites
        begun = self.play.session.course.now_us > 0
        return self._invitation is not None and (not begun if asked is None else asked)

    def bare(self, person: Person) -> dict[str, Any]:
        """What a screen still shows that cannot be shown as it should."""
        session = self.play.session
        return {
            **self._own(person),
            "title": session.scenario.title,
            "ended": session.course.ended,
        }

    def _face(self, person: Person, session: Session) -> dict[str, Any]:
        """What all screens of a group show, made once for them."""
        made = self._fresh(person)
        if made is None:
            as_of, looking = self._as_of(), self.debriefing.looking
            made = face(session, person, looking) | {"made_at": monotonic()}
            self._faces[_group(person)] = as_of, made
        return made

    def _fresh(self, person: Person) -> dict[str, Any] | None:
        """What has been made for a group, unless something is new since then."""
        as_of, made = self._faces.get(_group(person), (None, None))
        return made if as_of == self._as_of() else None

    def _as_of(self) -> tuple[int, int, str]:
        entries, looking = len(self.play.session.journal), self.debriefing.looking
        return entries, int(monotonic() // FRESH_SECONDS), looking.digest

    def _people(self) -> dict[str, Any]:
        present = self.live.present
        return {
            "people": [
                {
                    "person": each,
                    "present": bool(present[each.number]),
                    "away_since": _time_of_day(self.live.away_since(each.number)),
                }
                for each in sorted(
                    self.register.people.values(),
                    key=lambda one: (one.standing is not Standing.WAITING, one.team, one.number),
                )
                if each.standing is not Standing.LEFT and each.screen is not Screen.WALL
            ],
            "pin": self.register.pin,
            "invites": self._invites,
            "can_invite": self._invitation is not None,
            "doors": self.register.doors,
            "stopped_for": self.play.story.stopped_for,
            "other_days": self.other_days.shown,
        }

    # --- what somebody does ------------------------------------------------------------------

    async def act(self, person: Person, form: Form) -> str:
        """Does what a form asks for, once however often it comes; gives what is to be said.

        Raises:
            EntenteError: it is refused; nothing has changed.
        """
        mark = form.get("mark", "")
        is_own = same(form.get("form_key", ""), self.form_key(person))
        if not is_own or not 0 < len(mark) <= LONGEST_MARK:
            raise NotAllowedError(Sentence("This form is out of date: load the page again."))
        if not person.is_in:
            raise NotAllowedError(Sentence("You have not been let in yet."))
        marked, name = f"{person.number} {mark}", form.get("act", "")
        if person.screen is Screen.DESK and name == "complete":
            return await self._complete(form)
        if person.screen is Screen.DESK and name in _DESK:
            return await self._first(marked, partial(_DESK[name], self, form, marked))
        if person.screen is Screen.SEAT and name == "guess":
            return await self._first(marked, partial(self._guess, person, form, marked))
        what = partial(self._line if self._is_line(person, name) else self._act, person, form)
        heard = len(self.register.whispers)
        said = await self.play.do(partial(self._once, person, marked, what))
        self.live.tell({each.to for each in self.register.whispers[heard:]})
        return said

    def _is_line(self, person: Person, name: str) -> bool:
        return person.screen is Screen.DESK and name == "line"

    def _check_still(self, person: Person) -> None:
        """Refuses who has been sent away or passed on while their form waited for its turn."""
        if self.register.people[person.number] != person:
            raise NotAllowedError("This form is out of date: load the page again.")

    async def _first(self, mark: str, what: Callable[[], Awaitable[str]]) -> str:
        """Does what a form asks for that is no entry of the journal, unless it is done."""
        if mark in self._said or mark in self.register.done:
            return self._said.get(mark, DONE)
        self._said[mark] = DONE
        try:
            said = await what()
        except BaseException:
            del self._said[mark]
            raise
        self._said[mark] = said
        return said

    def _once(
        self, person: Person, mark: str, what: Callable[[Session], str], session: Session
    ) -> str:
        """Does what a form asks for unless it is done; then it says the same again.

        The mark is on the disk before the entry. If a crash comes between them, `Register.settle`
        finds that there is no entry, and the form does it when it is sent again.
        """
        self._check_still(person)
        if mark in self.register.asked:
            return self._said.get(mark, DONE)
        before = len(session.journal)
        self.register.ask(mark, before)
        try:
            said = what(session)
        except ValidationError as error:
            raise NotAllowedError(
                Sentence("This cannot be written: {why}.", why=error.errors()[0]["msg"])
            ) from None
        finally:
            if len(session.journal) == before:
                self.register.forget(mark)
        if mark in self.register.asked and said != DONE:
            self._said[mark] = said
        return said

    def _line(self, _person: Person, form: Form, session: Session) -> str:
        line = " ".join(filter(None, (form.get("line", ""), form.get("rest", "").strip())))
        before = session.course
        said = self._typed(session, line)
        self._tell_of_what_was_taken_back(session, before)
        return said

    def _tell_of_what_was_taken_back(self, session: Session, before: Course) -> None:
        """Whispers to each team which of its own decisions count no more."""
        by_team: dict[str, list[str]] = {}
        for entry in taken_back(session, before):
            for team in teams_to_tell(session, before, entry):
                by_team.setdefault(team, []).append(session.words(entry))
        for team, told in by_team.items():
            heard = [each.number for each in self._seats(team)]
            self.register.whisper(heard, TAKEN_BACK.format(what="; ".join(told)), before.now_us)

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

    async def _let(self, form: Form, mark: str, standing: Standing) -> str:
        person = self._person(form)
        team = form.get("team") or person.team
        if person.screen is Screen.SEAT and team not in self.play.session.teams:
            raise NotAllowedError(Sentence("There is no such team."))
        changes: dict[str, Any] = {"standing": standing}
        if person.screen is Screen.SEAT:
            changes["team"] = team
        await self.play.ask(partial(self._stands, person, mark, changes))
        if standing is Standing.LEFT:
            self.live.let_go(person.number)
        self.live.tell({person.number})
        self._tell_desks()
        return Sentence("{person}: {standing}", person=person.name, standing=standing.words)

    def _stands(self, before: Person, mark: str, changes: dict[str, Any], session: Session) -> None:
        """Somebody is let in, passed on or sent away.

        The journal is told first who is in which team: after a crash the form does the rest.
        """
        person = replace(before, **changes)
        if person.plays:
            _note_who_is_in(session, before, person.team)
        self.register.change(before.number, mark, **changes)

    async def _admit(self, form: Form, mark: str) -> str:
        return await self._let(form, mark, Standing.ADMITTED)

    async def _send_away(self, form: Form, mark: str) -> str:
        return await self._let(form, mark, Standing.LEFT)

    async def _send_all_away(self, _form: Form, mark: str) -> str:
        """Whoever waits at the door."""

        def sent_away(_: Session) -> list[Person]:
            waiting = waiting_of(self.register.people.values())
            self.register.send_away(waiting, mark)
            return waiting

        waiting = await self.play.ask(sent_away)
        for each in waiting:
            self.live.let_go(each.number)
        self._tell_desks()
        return Sentence("{count} were sent away.", count=Figure(str(len(waiting))))

    async def _whisper(self, form: Form, mark: str) -> str:
        """To one person, or else to everybody who sits for a team, or at any seat."""
        team, text = form.get("team", ""), form.get("text", "").strip()
        if form.get("person"):
            heard = [self._person(form)]
        elif team and team not in self.play.session.teams:
            raise NotAllowedError(Sentence("There is no such team."))
        else:
            heard = self._seats(team)
        if not text or not heard:
            raise NotAllowedError(Sentence("Nobody hears it." if text else "Nothing was written."))
        story_us = self.play.session.course.now_us
        to = [person.number for person in heard]
        await self.play.ask(lambda _: self.register.whisper(to, text, story_us, mark))
        self.live.tell({person.number for person in heard})
        return Sentence("Whispered to {people}.", people=[person.name for person in heard])

    async def _look_back(self, form: Form, mark: str) -> str:
        """The wall goes on to the next step of the debrief, or one back."""
        if not self.play.session.course.ended:
            raise NotAllowedError(Sentence("The debrief begins once the session is over: `end`."))
        by = -1 if form.get("to") == "back" else 1
        await self.play.ask(lambda session: self.debriefing.go(session, by, mark))
        await self._changed()
        return ""

    async def day(self, person: Person) -> dict[str, Any] | None:
        """The day of the session for the map of a screen; None unless it is being shown there."""
        return await self.play.ask(self.debriefing.day) if person.is_in else None

    async def _replay(self, form: Form, _mark: str) -> str:
        """The wall shows another moment of the day, plays on, or stands."""
        await self.play.ask(partial(self._show_moment, form))
        await self._changed()
        return ""

    def _show_moment(self, form: Form, session: Session) -> None:
        if not self.debriefing.is_replayed(session):
            raise NotAllowedError(Sentence("The day is shown in the debrief: what happened."))
        what, team = form.get("what", ""), form.get("team", self.register.moment[1])
        if team and team not in session.teams:
            raise NotAllowedError(Sentence("There is no such team."))
        match what:
            case "play":
                self.debriefing.play_on(session, REPLAY_HOURS_A_MINUTE)
            case "stand":
                self.debriefing.stand_still(session)
            case "next" | "back":
                self.debriefing.show_moment(session, self._stop(session, what), team)
            case _:
                hour = _hour_of(form, session) if form.get("day") else self.debriefing.hour(session)
                self.debriefing.show_moment(session, hour, team)

    def _stop(self, session: Session, what: str) -> float:
        """The next hour at which there is something to look at, or the one before."""
        now, hours = self.debriefing.hour(session), stops(session, facts_of(session))
        if what == "next":
            return next((hour for hour in hours if hour > now), session.now)
        return next((hour for hour in reversed(hours) if hour < now), 0.0)

    async def _guess(self, person: Person, form: Form, mark: str) -> str:
        direction, size = form.get("direction", ""), form.get("size", "").strip()[:LONGEST_NAME]
        if direction not in GUESSES:
            raise NotAllowedError(Sentence("Sooner, later, or no difference?"))
        question, guessed = form.get("question", ""), f"{direction}|{size}"

        def guess(session: Session) -> None:
            self._check_still(person)
            self.debriefing.guess(session, question, person.team, guessed, mark)

        await self.play.ask(guess)
        await self._changed()
        return DONE

    async def _preview(self, form: Form, _mark: str) -> str:
        """What a lever would do on other days, which takes a while; it has a name or a number."""
        team, lever = form.get("team", ""), form.get("lever", "").strip()
        numbers = numbers_of(self.play.session.levers)
        by_number = {str(number): name for name, number in numbers.items()}
        lever = by_number.get(lever, lever)
        await self.play.ask(lambda session: session.check(team, lever))
        self.other_days.begin(team, lever, self.play.session.now)
        self._tell_desks()
        return Sentence("Other days are being computed.")

    async def _complete(self, form: Form) -> str:
        """What a line that is being typed could become, a line each."""
        line = form.get("line", "")
        return "\n".join(await self.play.ask(lambda session: self._completes(session, line)))

    async def _renew(self, _form: Form, mark: str) -> str:
        await self.play.ask(lambda _: self.register.renew_doors(mark))
        self._tell_desks()
        return Sentence("The links of desks, pads and the wall are new; who is in stays in.")

    async def _renew_pin(self, _form: Form, mark: str) -> str:
        await self.play.ask(lambda _: self.register.renew_pin(mark))
        people = self.register.people.values()
        self.live.tell({each.number for each in people if each.screen is Screen.WALL})
        self._tell_desks()
        return Sentence("The PIN is new; who is in stays in.")

    async def _invite(self, form: Form, mark: str) -> str:
        """The wall says where people join, or does not."""
        shown = form.get("shown") == "yes"
        await self.play.ask(lambda _: self.register.invite(shown=shown, mark=mark))
        people = self.register.people.values()
        self.live.tell({each.number for each in people if each.screen is Screen.WALL})
        self._tell_desks()
        return ""

    async def _run(self, form: Form, _mark: str) -> str:
        try:
            speed = float(form.get("speed", ""))
        except ValueError:
            raise NotAllowedError(Sentence("Expected story hours a minute, above 0.")) from None
        await self.play.run(speed)
        return Sentence("The clock runs.")

    async def _stand(self, _form: Form, _mark: str) -> str:
        await self.play.stand()
        return Sentence("The clock stands.")

    def _seats(self, team: str) -> list[Person]:
        """Who sits for a team, or at any seat where none is named."""
        seats = (each for each in self.register.people.values() if each.plays)
        return [each for each in seats if team in ("", each.team)]

    def _person(self, form: Form) -> Person:
        by_number = {str(number): each for number, each in self.register.people.items()}
        person = by_number.get(form.get("person", ""))
        if person is None:
            raise NotAllowedError(Sentence("There is no such person."))
        return person

    async def close(self) -> None:
        """Lets everybody go."""
        self.live.close()
        self.debriefing.give_up()
        await self.other_days.close()
        await self.play.close()
        self.register.close()


def _hour_of(form: Form, session: Session) -> float:
    """The hour of the story of a day and a time of it."""
    since_midnight = session.scenario.begins % MINUTES_A_DAY
    try:
        hours, _, minutes = (form.get("time", "") or "0:00").partition(":")
        day = int(form.get("day", ""))
        of_day = int(hours) * 60 + int(minutes or 0)
    except ValueError:
        raise NotAllowedError(NO_MOMENT) from None
    if not (0 < day < MOST_DAYS and 0 <= of_day < MINUTES_A_DAY):
        raise NotAllowedError(NO_MOMENT)
    return ((day - 1) * MINUTES_A_DAY + of_day - since_midnight) / 60


def _time_of_day(seconds: float | None) -> str:
    """The time on the facilitator's clock; empty for None."""
    return "" if seconds is None else strftime("%H:%M", localtime(seconds))


def _note_who_is_in(session: Session, person: Person, team: str) -> None:
    """The journal says who is in a team, and not any more in the one of before."""
    people = forms_of(session).people
    if team != person.team and person.name in people.get(person.team, ()):
        left = [name for name in people[person.team] if name != person.name]
        session.join(person.team, left)
    if person.name not in people.get(team, ()):
        session.join(team, (*people.get(team, ()), person.name))


def _group(person: Person) -> Group:
    return person.screen, person.team


_DESK: dict[str, Callable[[Room, Form, str], Awaitable[str]]] = {
    "admit": Room._admit,  # noqa: SLF001
    "send away": Room._send_away,  # noqa: SLF001
    "send all away": Room._send_all_away,  # noqa: SLF001
    "new PIN": Room._renew_pin,  # noqa: SLF001
    "whisper": Room._whisper,  # noqa: SLF001
    "debrief": Room._look_back,  # noqa: SLF001
    "replay": Room._replay,  # noqa: SLF001
    "preview": Room._preview,  # noqa: SLF001
    "new links": Room._renew,  # noqa: SLF001
    "invite": Room._invite,  # noqa: SLF001
    "run": Room._run,  # noqa: SLF001
    "stand": Room._stand,  # noqa: SLF001
}
