"""The register of a room: who is let in, what was whispered, and what has been asked for already.

A file of JSON lines beside the journal, each forced to disk, so that a server that was killed
knows everybody again, and does nothing twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from sim.errors import EntenteError
from sim.exercise.journal.entries import Entry, Resumed
from sim.rooms.keys import fingerprint, fits, new_pin, new_secret
from sim.rooms.people import Person, Screen, Standing

FORMAT = 1


class RegisterError(EntenteError):
    """The register cannot be read or written."""


@dataclass(frozen=True)
class Whisper:
    """What a facilitator tells one person."""

    to: int
    text: str
    story_us: int


@dataclass
class Register:
    """Who is in the room."""

    pin: str
    key: str
    """What forms are signed with."""
    doors: dict[Screen, str]
    """By screen: the secret that opens it."""
    people: Mapping[int, Person] = field(default_factory=dict)
    """By number. Lines are taken in by another thread than the one that asks who is there, so this
    and what teams guess are replaced, and never changed."""
    whispers: list[Whisper] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    """By what a form was marked with: how many entries the journal had when it came."""
    done: set[str] = field(default_factory=set)
    """What forms were marked with that changed this register alone: their line holds the mark."""
    end: int | None = None
    """The number of the entry by which the session ended that is looked back on; None before it."""
    step: int | None = None
    """Which step of the debrief the wall shows; None before it."""
    invites: bool | None = None
    """Whether the wall says where people join; None where nobody has asked for it or against it."""
    guesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By question of the debrief and team: what they guessed."""
    path: Path = Path()
    """Its file."""
    _file: BinaryIO | None = None

    @classmethod
    def of(cls, path: Path) -> Register:
        """The register of that file, or a new one.

        Raises:
            RegisterError: it cannot be read or written, or is something else.
        """
        try:
            lines = _whole_lines(path) if path.exists() else []
            found = cls._read(path, lines) if lines else cls._new()
            found.begin(path, sum(map(len, lines)))
            if not lines:
                opening = {"format": FORMAT, "pin": found.pin, "key": found.key}
                found.add("room", opening | {"doors": found.doors})
        except OSError as error:
            raise RegisterError(f"{path}: {error.strerror or error}") from error
        return found

    @classmethod
    def _new(cls) -> Register:
        return cls(new_pin(), new_secret(), _new_doors())

    @classmethod
    def _read(cls, path: Path, lines: Sequence[bytes]) -> Register:
        read = 0
        try:
            found = cls._opened(lines[0])
            for line in lines[1:]:
                read += 1
                found.take(*json.loads(line))
        except (ValueError, KeyError, TypeError):
            raise RegisterError(
                f"{path}, line {read + 1}: expected the register of a room, found something else; "
                "move it away, and a new one is made: people then join again."
            ) from None
        return found

    @classmethod
    def _opened(cls, line: bytes) -> Register:
        kind, what = json.loads(line)
        if kind != "room" or what["format"] != FORMAT:
            raise ValueError(kind)
        return cls(what["pin"], what["key"], _doors(what["doors"]))

    def begin(self, path: Path, kept: int) -> None:
        """Writes behind the last whole line; only its owner may read the file."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self.path, self._file = path, os.fdopen(descriptor, "wb", buffering=0)
        path.chmod(0o600)
        self._file.truncate(kept)
        self._file.seek(kept)

    def take(self, kind: str, what: dict[str, Any], mark: str = "") -> None:
        """Takes in what a line says, and the mark of the form that asked for it, if any."""
        self.done |= {mark} - {""}
        match kind:
            case "person":
                screen, standing = Screen(what["screen"]), Standing(what["standing"])
                person = Person(**what | {"screen": screen, "standing": standing})
                self.people = {**self.people, person.number: person}
            case "whisper":
                text, story_us = what["text"], what["story_us"]
                self.whispers += [Whisper(to, text, story_us) for to in what["to"]]
            case "asked":
                self.asked[what["mark"]] = what["entries"]
            case "nothing":
                self.asked.pop(what["mark"], None)
            case "debrief":
                self.guesses = self.guesses if what["end"] == self.end else {}
                self.end, self.step = what["end"], what["step"]
            case "invites":
                self.invites = what["shown"]
            case "guess":
                by_team = {**self.guesses.get(what["question"], {}), what["team"]: what["text"]}
                self.guesses = {**self.guesses, what["question"]: by_team}
            case "doors":
                self.doors = _doors(what)
            case "room":
                self.pin, self.key, self.doors = what["pin"], what["key"], _doors(what["doors"])
            case _:
                raise ValueError(kind)

    def add(self, kind: str, what: dict[str, Any], mark: str = "") -> None:
        """Writes a line to the disk and takes it in.

        Raises:
            RegisterError: it could not be written; then nothing has changed.
        """
        assert self._file is not None, "the register is closed"
        said = [kind, what, mark] if mark else [kind, what]
        line = json.dumps(said, ensure_ascii=False).encode() + b"\n"
        before = self._file.tell()
        try:
            _write(self._file, line)
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(before)
                self._file.seek(before)
            raise RegisterError(f"{self.path}: {error.strerror or error}") from error
        self.take(kind, what, mark)

    def enter(self, name: str, screen: Screen, team: str = "") -> tuple[Person, str]:
        """Somebody comes; gives the secret that their screen shows from then on."""
        secret = new_secret()
        at_the_door = screen is Screen.SEAT
        person = Person(
            number=max(self.people, default=0) + 1,
            name=name,
            screen=screen,
            team=team,
            standing=Standing.WAITING if at_the_door else Standing.ADMITTED,
            kept=fingerprint(secret),
        )
        self.add("person", asdict(person))
        return person, secret

    def change(self, number: int, mark: str = "", **changes: Any) -> Person:
        """Admits somebody, sends them away, or gives them another team."""
        person = replace(self.people[number], **changes)
        self.add("person", asdict(person), mark)
        return person

    def known(self, number: int, secret: str) -> Person | None:
        """Who shows that; None if nobody whom this room knows."""
        person = self.people.get(number)
        return person if person is not None and fits(secret, person.kept) else None

    def renew_doors(self, mark: str) -> None:
        """Gives desks, pads and the wall new links; whoever is in stays in."""
        self.add("doors", {str(screen): secret for screen, secret in _new_doors().items()}, mark)

    def whisper(self, to: Iterable[int], text: str, story_us: int, mark: str = "") -> None:
        """A facilitator tells people something."""
        self.add("whisper", {"to": [*to], "text": text, "story_us": story_us}, mark)

    def ask(self, mark: str, entries: int) -> None:
        """Remembers what is about to be done, before it is."""
        self.add("asked", {"mark": mark, "entries": entries})

    def forget(self, mark: str) -> None:
        """Nothing came of what was asked for: it was refused, or only looked at something."""
        self.asked.pop(mark, None)
        self.add("nothing", {"mark": mark})

    def look(self, end: int, step: int | None, mark: str) -> None:
        """The wall goes on to a step of the debrief of that end, or back to the map."""
        self.add("debrief", {"end": end, "step": step}, mark)

    def invite(self, *, shown: bool, mark: str) -> None:
        """The wall says where people join, or does not."""
        self.add("invites", {"shown": shown}, mark)

    def guess(self, question: str, team: str, text: str, mark: str) -> None:
        """A team guesses; its last word counts."""
        self.add("guess", {"question": question, "team": team, "text": text}, mark)

    def settle(self, journal: Sequence[Entry]) -> None:
        """Forgets what was asked for and not done, because the server was killed in between.

        An entry is written by what was asked for last before it, or says that play goes on again.
        """
        for mark, number in list(self.asked.items()):
            if number >= len(journal) or isinstance(journal[number], Resumed):
                self.forget(mark)

    def close(self) -> None:
        """Nothing more is written."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _new_doors() -> dict[Screen, str]:
    return {screen: new_secret() for screen in (Screen.DESK, Screen.PAD, Screen.WALL)}


def _doors(written: dict[str, str]) -> dict[Screen, str]:
    return {Screen(screen): secret for screen, secret in written.items()}


def _write(file: BinaryIO, line: bytes) -> None:
    done = 0
    while done < len(line):  # a file without a buffer may take less than it is given
        done += file.write(line[done:]) or 0


def _whole_lines(path: Path) -> list[bytes]:
    """Every line but one that a crash cut short: of that nobody was told."""
    return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
