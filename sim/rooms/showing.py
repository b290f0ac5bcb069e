"""Showing: what is on the screens of a room, and who hears that theirs is another now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from secrets import token_hex
from time import localtime, monotonic, strftime
from typing import Any

from sim.exercise.ruling import CHANCES
from sim.exercise.session import Session
from sim.rooms.debriefing import Debriefing
from sim.rooms.drawing import Shown
from sim.rooms.entering import Entrance
from sim.rooms.faces.face import face
from sim.rooms.invitation import Invitation
from sim.rooms.live import Live
from sim.rooms.other_days import OtherDays
from sim.rooms.people import Admission, Group, Person, Screen
from sim.rooms.play import Play
from sim.rooms.register import Register, Whisper
from sim.sentences import Sentence, joined

FRESH_SECONDS = 5.0
"""What screens show besides news, such as minutes left, is made anew after so long."""
_OF_THE_CLOCK = {"hours", "minutes_left", "made_at"}
"""What goes on by itself on a screen, and is no news."""


class Screens:
    """The screens of all who are in a room."""

    def __init__(
        self,
        register: Register,
        play: Play,
        live: Live,
        entrance: Entrance,
        debriefing: Debriefing,
        other_days: OtherDays,
        invitation: Invitation | None,
    ) -> None:
        """Screens on what is played, looked back on and computed beside it.

        Args:
            register: who is in the room.
            play: what is played.
            live: those that are open, to be told when they are another.
            entrance: who signs forms.
            debriefing: how far the room has come in looking back.
            other_days: what a lever would do on them.
            invitation: where people join, as the wall says while they come in.
        """
        self._register, self._play, self._live, self._entrance = register, play, live, entrance
        self._debriefing, self._other_days = debriefing, other_days
        self._invitation = invitation
        self._faces: dict[Group, tuple[tuple[int, int, str], dict[str, Any]]] = {}
        self._told: dict[Group, str] = {}

    # --- who hears what ----------------------------------------------------------------------

    async def tell_changed(self) -> None:
        """Tells those whose screen is another now; others do not hear that anything happened."""
        there = [self._register.people[number] for number in self._live.present]
        groups = {each.group: each for each in there if each.is_in}
        found = await self._play.ask(partial(self._digests, groups))
        changed = {group for group, each in found.items() if self._told.get(group) != each}
        self._told = found
        self._live.tell({each.number for each in there if each.is_in and each.group in changed})

    def tell(self, *screens: Screen) -> None:
        """Tells screens of these kinds that they are another now."""
        people = self._register.people.values()
        self._live.tell({each.number for each in people if each.screen in screens})

    def _digests(self, groups: Mapping[Group, Person], session: Session) -> dict[Group, str]:
        """By group: what its screens show, but for what goes on by itself."""
        return {group: self._digest(each, session) for group, each in groups.items()}

    def _digest(self, person: Person, session: Session) -> str:
        clock = self._play.story.clock
        try:
            shown = self._face(person, session)
        except Exception as error:  # noqa: BLE001 - its screen says so; what was done is done
            return repr(error)
        goes_on = (clock, clock.speed(monotonic())) if clock.runs else session.now
        return repr((goes_on, *((k, v) for k, v in shown.items() if k not in _OF_THE_CLOCK)))

    # --- what somebody sees ------------------------------------------------------------------

    def _said(self, whisper: Whisper) -> Whisper:
        """A whisper, where it is of decisions that were taken back with what these were."""
        if not whisper.taken_back:
            return whisper
        session = self._play.session
        told = joined(session.words(session.journal[number]) for number in whisper.taken_back)
        text = Sentence("The facilitator has taken back: {what}.", what=told)
        return replace(whisper, text=text)

    async def shown(self, person: Person) -> Shown:
        """What a screen shows; the same for all screens of a team but for what is the person's."""
        made = self._fresh(person) if person.group in self._told else None
        if made is None:
            made = await self._play.ask(partial(self._first_face, person))
        clock, hour = self._play.story.clock, self._play.hour
        own = self._own(person) | {
            "clock_runs": clock.runs,
            "speed": clock.speed(monotonic()),
            "by_day": clock.hours_a_minute,
            "hours": hour,
        }
        if made["begun"] and not made["ended"]:
            own["minutes_left"] = made["minutes_left"] - (monotonic() - made["made_at"]) / 60
        own["replay_hour"] = self._debriefing.hour(self._play.session)
        if person.screen is Screen.SEAT:
            heard = (person.number, person.team)
            whispers = (w for w in self._register.whispers if (w.to, w.team) == heard)
            own["whispers"] = [self._said(each) for each in whispers]
            own["wishes"] = [w for w in self._register.wishes.values() if w.team == person.team]
        if person.screen is Screen.WALL:
            own["invitation"] = self._invitation if self._invites else None
            own["pin"] = self._register.pin
        if person.screen is Screen.DESK:
            own |= self._people()
            looked = self._register.looked.get(person.number, 0.0)
            own["looked"] = looked if looked <= made["story_hour"] else 0.0  # it went back
        return Shown(*person.group, made, own)

    def _own(self, person: Person) -> dict[str, Any]:
        return {
            "person": person,
            "form_key": self._entrance.form_key(person),
            "mark": partial(token_hex, 8),
        }

    @property
    def _invites(self) -> bool:
        """Whether the wall says where people join: until play has begun, or as it was asked for."""
        asked = self._register.invites
        begun = self._play.session.course.now_us > 0
        return self._invitation is not None and (not begun if asked is None else asked)

    def bare(self, person: Person) -> dict[str, Any]:
        """What a screen still shows that cannot be shown as it should."""
        session = self._play.session
        return {
            **self._own(person),
            "title": session.scenario.title,
            "ended": session.course.ended,
        }

    def _first_face(self, person: Person, session: Session) -> dict[str, Any]:
        """What a screen shows; from then on, what is the same is no news to its group."""
        made = self._face(person, session)
        self._told.setdefault(person.group, self._digest(person, session))
        return made

    def _face(self, person: Person, session: Session) -> dict[str, Any]:
        """What all screens of a group show, made once for them."""
        made = self._fresh(person)
        if made is None:
            as_of, looking = self._as_of(), self._debriefing.looking
            made = face(session, person, looking) | {"made_at": monotonic()}
            self._faces[person.group] = as_of, made
        return made

    def _fresh(self, person: Person) -> dict[str, Any] | None:
        """What has been made for a group, unless something is new since then."""
        as_of, made = self._faces.get(person.group, (None, None))
        return made if as_of == self._as_of() else None

    def _as_of(self) -> tuple[int, int, str]:
        entries, looking = len(self._play.session.journal), self._debriefing.looking
        return entries, int(monotonic() // FRESH_SECONDS), looking.digest

    def _people(self) -> dict[str, Any]:
        present = self._live.present
        return {
            "people": [
                {
                    "person": each,
                    "present": bool(present[each.number]),
                    "away_since": _time_of_day(self._live.away_since(each.number)),
                }
                for each in sorted(
                    self._register.people.values(),
                    key=lambda one: (one.admission is not Admission.WAITING, one.team, one.number),
                )
                if each.admission is not Admission.LEFT and each.screen is not Screen.WALL
            ],
            "pin": self._register.pin,
            "invites": self._invites,
            "can_invite": self._invitation is not None,
            "doors": self._register.doors,
            "wishes": [w for w in self._register.wishes.values() if not w.answered],
            "chances": CHANCES,
            "stopped_for": self._play.story.stopped_for,
            "other_days": self._other_days.shown,
        }


def _time_of_day(seconds: float | None) -> str:
    """The time on the facilitator's clock; empty for None."""
    return "" if seconds is None else strftime("%H:%M", localtime(seconds))
