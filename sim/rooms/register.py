"""The register of a room: who is let in, what was whispered, and what has been asked for already.

A file of JSON lines beside the journal, each forced to disk, so that a server that was killed
knows everybody again, and does nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, ClassVar

from sim.errors import EntenteError
from sim.exercise.journal.entries import Entry, Resumed
from sim.exercise.journal.lines import LinesFile
from sim.frozen import frozen
from sim.rooms.keys import fingerprint, fits, new_pin, new_secret
from sim.rooms.people import Admission, Person, Screen
from sim.rooms.wishes import Wish

FORMAT = 1


class RegisterError(EntenteError):
    """The register cannot be read or written."""


@frozen
class Whisper:
    """What a facilitator tells one person."""

    to: int
    text: str
    story_us: int
    team: str
    """Whose seat it was then: who is passed on takes nothing along."""
    taken_back: tuple[int, ...] = ()
    """The entries that it tells of, where it says which decisions count no more."""


class Register:
    """Who is in the room."""

    def __init__(self, path: Path) -> None:
        """The register of that file, or a new one.

        Raises:
            RegisterError: it cannot be read or written, or is something else.
        """
        self.path = path
        self.pin = self.key = ""
        """The key is what forms are signed with."""
        self.doors: dict[Screen, str] = {}
        """By screen: the secret that opens it."""
        self.people: Mapping[int, Person] = {}
        """By number. Lines are taken in by another thread than the one that asks who is there, so
        this and what teams guess are replaced, and never changed."""
        self.whispers: list[Whisper] = []
        self.asked: dict[str, int] = {}
        """By what a form was marked with: how many entries the journal had when it came."""
        self.done: set[str] = set()
        """What forms were marked with that changed this register alone: their line holds it."""
        self.end: int | None = None
        """The number of the entry by which the session ended that is looked back on."""
        self.step: int | None = None
        """Which step of the debrief the wall shows; None before it."""
        self.furthest = -1
        """The furthest step that it has shown."""
        self.invites: bool | None = None
        """Whether the wall says where people join; None where nobody has asked for or against."""
        self.guesses: Mapping[str, Mapping[str, str]] = {}
        """By question of the debrief and team: what they guessed."""
        self.wishes: Mapping[int, Wish] = {}
        """By number: what teams want to do that no card foresees."""
        self.looked: Mapping[int, float] = {}
        """By facilitator: up to which hour of the story they have looked at what is new."""
        self.moment = 0.0, ""
        """Which hour of the day the wall shows in the debrief, and as which team saw it."""
        try:
            self._lines: LinesFile | None = self._opened()
        except OSError as error:
            raise RegisterError(f"{path}: {error.strerror or error}") from error

    def _opened(self) -> LinesFile:
        """Its file, all of it taken in; only its owner may read it."""
        lines = _whole_lines(self.path) if self.path.exists() else []
        opening = [] if lines else [_opening()]
        self._read(lines or opening)
        file = LinesFile.opened(self.path) if self.path.exists() else LinesFile.begun(self.path)
        self.path.chmod(0o600)
        file.go_on_behind(sum(map(len, lines)))
        file.add(b"".join(opening))
        return file

    def _read(self, lines: Sequence[bytes]) -> None:
        read = 0
        try:
            for line in lines:
                read += 1
                self._take(*json.loads(line))
        except (ValueError, KeyError, TypeError):
            raise RegisterError(
                f"{self.path}, line {read}: expected the register of a room, found something "
                "else; move it away, and a new one is made: people then join again."
            ) from None

    def _take(self, kind: str, what: dict[str, Any], mark: str = "") -> None:
        """Takes in what a line says, and the mark of the form that asked for it, if any.

        The first opens the room, and no other does.
        """
        if (kind == "room") == bool(self.pin):
            raise ValueError(kind)
        self._kinds[kind](self, what)
        self.done |= {mark} - {""}

    def _room(self, what: dict[str, Any]) -> None:
        if what["format"] != FORMAT:
            raise ValueError(what["format"])
        self.pin, self.key, self.doors = what["pin"], what["key"], _doors(what["doors"])

    def _person(self, what: dict[str, Any]) -> None:
        screen, admission = Screen(what["screen"]), Admission(what["admission"])
        person = Person(**what | {"screen": screen, "admission": admission})
        self.people = {**self.people, person.number: person}

    def _whisper(self, what: dict[str, Any]) -> None:
        text, story_us = what["text"], what["story_us"]
        taken_back = tuple(what.get("taken_back", ()))
        self.whispers += [
            Whisper(to, text, story_us, self.people[to].team, taken_back) for to in what["to"]
        ]

    def _asked(self, what: dict[str, Any]) -> None:
        self.asked[what["mark"]] = what["entries"]

    def _nothing(self, what: dict[str, Any]) -> None:
        self.asked.pop(what["mark"], None)

    def _debrief(self, what: dict[str, Any]) -> None:
        if what["end"] != self.end:
            self.guesses, self.moment, self.furthest = {}, (0.0, ""), -1
        self.end, self.step = what["end"], what["step"]
        self.furthest = max(self.furthest, -1 if self.step is None else self.step)

    def _looked(self, what: dict[str, Any]) -> None:
        self.looked = {**self.looked, what["person"]: float(what["hour"])}

    def _wish(self, what: dict[str, Any]) -> None:
        wish = Wish(**what)
        self.wishes = {**self.wishes, wish.number: wish}

    def _moment(self, what: dict[str, Any]) -> None:
        self.moment = float(what["hour"]), str(what["team"])

    def _guess(self, what: dict[str, Any]) -> None:
        by_team = {**self.guesses.get(what["question"], {}), what["team"]: what["text"]}
        self.guesses = {**self.guesses, what["question"]: by_team}

    def _invites(self, what: dict[str, Any]) -> None:
        self.invites = what["shown"]

    def _new_pin(self, what: dict[str, Any]) -> None:
        self.pin = what["pin"]

    def _away(self, what: dict[str, Any]) -> None:
        gone = {
            number: replace(self.people[number], admission=Admission.LEFT)
            for number in what["people"]
        }
        self.people = {**self.people, **gone}

    def _new_doors(self, what: dict[str, Any]) -> None:
        self.doors = _doors(what)

    _kinds: ClassVar[Mapping[str, Callable[[Register, dict[str, Any]], None]]] = {
        "room": _room,
        "person": _person,
        "whisper": _whisper,
        "asked": _asked,
        "nothing": _nothing,
        "debrief": _debrief,
        "looked": _looked,
        "wish": _wish,
        "moment": _moment,
        "guess": _guess,
        "invites": _invites,
        "doors": _new_doors,
        "pin": _new_pin,
        "away": _away,
    }
    """By kind of line: what takes it in."""

    def _add(self, kind: str, what: dict[str, Any], mark: str = "") -> None:
        """Writes a line to the disk and takes it in.

        Raises:
            RegisterError: it could not be written; then nothing has changed.
        """
        assert self._lines is not None, "the register is closed"
        said = [kind, what, mark] if mark else [kind, what]
        try:
            self._lines.add(_line(said))
        except OSError as error:
            raise RegisterError(f"{self.path}: {error.strerror or error}") from error
        self._take(kind, what, mark)

    def enter(
        self, name: str, screen: Screen, team: str = "", came_us: int = 0
    ) -> tuple[Person, str]:
        """Somebody comes; gives the secret that their screen shows from then on."""
        secret = new_secret()
        at_the_door = screen is Screen.SEAT
        person = Person(
            number=max(self.people, default=0) + 1,
            name=name,
            screen=screen,
            team=team,
            admission=Admission.WAITING if at_the_door else Admission.ADMITTED,
            kept=fingerprint(secret),
            came_us=came_us,
        )
        self._add("person", asdict(person))
        return person, secret

    def change(self, number: int, mark: str = "", **changes: Any) -> Person:
        """Admits somebody, sends them away, or gives them another team."""
        person = replace(self.people[number], **changes)
        self._add("person", asdict(person), mark)
        return person

    def seats(self, team: str) -> list[Person]:
        """Who sits for a team, or at any seat where none is named."""
        seats = (each for each in self.people.values() if each.plays)
        return [each for each in seats if team in ("", each.team)]

    def known(self, number: int, secret: str) -> Person | None:
        """Who shows that; None if nobody whom this room knows."""
        person = self.people.get(number)
        return person if person is not None and fits(secret, person.kept) else None

    def renew_doors(self, mark: str) -> None:
        """Gives desks, pads and the wall new links; whoever is in stays in."""
        self._add("doors", {str(screen): secret for screen, secret in _new_doors().items()}, mark)

    def renew_pin(self, mark: str) -> None:
        """Another PIN; whoever is in, or waits, stays."""
        self._add("pin", {"pin": new_pin()}, mark)

    def send_away(self, people: Iterable[Person], mark: str) -> None:
        """Sends several away at once."""
        self._add("away", {"people": [each.number for each in people]}, mark)

    def whisper(
        self,
        to: Iterable[int],
        text: str,
        story_us: int,
        mark: str = "",
        taken_back: Iterable[int] = (),
    ) -> None:
        """A facilitator tells people something, or which of their decisions count no more."""
        told = {"to": [*to], "text": text, "story_us": story_us, "taken_back": [*taken_back]}
        self._add("whisper", told, mark)

    def ask(self, mark: str, entries: int) -> None:
        """Remembers what is about to be done, before it is."""
        self._add("asked", {"mark": mark, "entries": entries})

    def forget(self, mark: str) -> None:
        """Nothing came of what was asked for: it was refused, or only looked at something."""
        self.asked.pop(mark, None)
        self._add("nothing", {"mark": mark})

    def look(self, end: int, step: int | None, mark: str) -> None:
        """The wall goes on to a step of the debrief of that end, or back to the map."""
        self._add("debrief", {"end": end, "step": step}, mark)

    def invite(self, *, shown: bool, mark: str) -> None:
        """The wall says where people join, or does not."""
        self._add("invites", {"shown": shown}, mark)

    def look_at_news(self, person: int, hour: float, mark: str) -> None:
        """A facilitator has seen what was new up to an hour of the story."""
        self._add("looked", {"person": person, "hour": hour}, mark)

    def wish(self, person: Person, text: str, story_us: int, mark: str) -> None:
        """A team wants to do something that no card foresees."""
        number = len(self.wishes) + 1
        wish = Wish(number, person.team, person.number, text, story_us)
        self._add("wish", asdict(wish), mark)

    def wish_named(self, number: str) -> Wish | None:
        """The wish of that number, if it is one."""
        return {str(each): wish for each, wish in self.wishes.items()}.get(number)

    def answer_wish(self, number: int, mark: str = "") -> None:
        """The facilitator has ruled on it, or leaves it."""
        self._add("wish", asdict(replace(self.wishes[number], answered=True)), mark)

    def show_moment(self, hour: float, team: str) -> None:
        """The wall shows an hour of the day, as a team saw it, or the truth of it."""
        self._add("moment", {"hour": hour, "team": team})

    def guess(self, question: str, team: str, text: str, mark: str) -> None:
        """A team guesses; its last word counts."""
        self._add("guess", {"question": question, "team": team, "text": text}, mark)

    def settle(self, journal: Sequence[Entry]) -> None:
        """Forgets what was asked for and not done, because the server was killed in between.

        An entry is written by what was asked for last before it, or says that play goes on again.
        """
        for mark, number in list(self.asked.items()):
            if number >= len(journal) or isinstance(journal[number], Resumed):
                self.forget(mark)

    def close(self) -> None:
        """Nothing more is written."""
        if self._lines is not None:
            self._lines.close()
            self._lines = None


def _new_doors() -> dict[Screen, str]:
    return {screen: new_secret() for screen in (Screen.DESK, Screen.PAD, Screen.WALL)}


def _doors(written: dict[str, str]) -> dict[Screen, str]:
    return {Screen(screen): secret for screen, secret in written.items()}


def _opening() -> bytes:
    """The first line of a new register."""
    doors = {str(screen): secret for screen, secret in _new_doors().items()}
    what = {"format": FORMAT, "pin": new_pin(), "key": new_secret(), "doors": doors}
    return _line(["room", what])


def _line(said: Sequence[Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _whole_lines(path: Path) -> list[bytes]:
    """Every line but one that a crash cut short: of that nobody was told."""
    return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
