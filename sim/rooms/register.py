"""The register of a room: who is let in, what was whispered, and what has been asked for already.

A file of JSON lines beside the journal, each forced to disk, so that a server that was killed
knows everybody again, and does nothing twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from sim.errors import EntenteError
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
    people: dict[int, Person] = field(default_factory=dict)
    whispers: list[Whisper] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    """By what a form was marked with: how many entries the journal had when it came."""
    _file: BinaryIO | None = None

    @classmethod
    def of(cls, path: Path) -> Register:
        """The register of that file, or a new one.

        Raises:
            RegisterError: it cannot be read or written, or is something else.
        """
        try:
            fresh = not path.exists()
            found = cls._new() if fresh else cls._read(path)
            kept = 0 if fresh else sum(map(len, _whole_lines(path)))
            found.begin(path, kept)
            if fresh:
                opening = {"format": FORMAT, "pin": found.pin, "key": found.key}
                found.add("room", opening | {"doors": found.doors})
        except OSError as error:
            raise RegisterError(f"{path}: {error.strerror or error}") from error
        return found

    @classmethod
    def _new(cls) -> Register:
        doors = {screen: new_secret() for screen in (Screen.DESK, Screen.PAD, Screen.WALL)}
        return cls(new_pin(), new_secret(), doors)

    @classmethod
    def _read(cls, path: Path) -> Register:
        lines = list(_lines(path))
        if not lines or lines[0][0] != "room" or lines[0][1].get("format") != FORMAT:
            raise RegisterError(
                f"{path}: expected the register of a room, found something else; move it away, and "
                "a new one is made"
            )
        opening = lines[0][1]
        doors = {Screen(screen): secret for screen, secret in opening["doors"].items()}
        found = cls(opening["pin"], opening["key"], doors)
        for kind, what in lines[1:]:
            found._take(kind, what)
        return found

    def begin(self, path: Path, kept: int) -> None:
        """Writes behind the last whole line; only its owner may read the file."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        self._file.truncate(kept)
        self._file.seek(kept)

    def _take(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "person":
            person = Person(
                **what | {"screen": Screen(what["screen"]), "standing": Standing(what["standing"])}
            )
            self.people[person.number] = person
        elif kind == "whisper":
            self.whispers.append(Whisper(**what))
        elif kind == "asked":
            self.asked[what["mark"]] = what["entries"]

    def add(self, kind: str, what: dict[str, Any]) -> None:
        """Writes a line to the disk and takes it in."""
        self._take(kind, what)
        if self._file is not None:
            line = json.dumps([kind, what], ensure_ascii=False) + "\n"
            self._file.write(line.encode())
            os.fsync(self._file.fileno())

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

    def change(self, number: int, **changes: Any) -> Person:
        """Admits somebody, sends them away, or gives them another team."""
        person = replace(self.people[number], **changes)
        self.add("person", asdict(person))
        return person

    def known(self, number: int, secret: str) -> Person | None:
        """Who shows that; None if nobody whom this room knows."""
        person = self.people.get(number)
        return person if person is not None and fits(secret, person.kept) else None

    def whisper(self, to: int, text: str, story_us: int) -> None:
        """A facilitator tells one person something."""
        self.add("whisper", asdict(Whisper(to, text, story_us)))

    def ask(self, mark: str, entries: int) -> None:
        """Remembers what is about to be done, before it is."""
        self.add("asked", {"mark": mark, "entries": entries})

    def close(self) -> None:
        """Nothing more is written."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in _whole_lines(path):
        try:
            kind, what = json.loads(line)
        except ValueError:
            raise RegisterError(f"{path}: a line of it is damaged; move it away") from None
        yield kind, what


def _whole_lines(path: Path) -> list[bytes]:
    """Every line but one that a crash cut short: of that nobody was told."""
    return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
