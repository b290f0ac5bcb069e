"""Rooms: how soon every screen shows what is new, while teams play and the server is killed.

``python -m benchmarks.rooms --minutes 60 --kill-every 60`` plays for an hour.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from time import monotonic
from urllib.parse import urlencode, urlsplit

from benchmarks.aims import Figure, Measured, at_most
from benchmarks.effort import Effort, Progress

SECTION = "Rooms"
SCENARIO = "border-triangle"
STORY_HOURS_A_MINUTE = 120.0
"""Ten times as fast as a session of 90 minutes plays it."""
TOLD = re.compile(r"TOLD (\d+)\.")
_SECONDS_TO_START = 60.0
_LINK = re.compile(r"https?://\S+")


class RefusedError(Exception):
    """The server answers something else than it should."""


@dataclass
class Screen:
    """One open screen: it hears of news, fetches its face, and sends forms, as room.js does."""

    number: int
    base: str
    team: str = ""
    cookie: str = ""
    key: str = ""
    face: str = ""
    shown: dict[int, float] = field(default_factory=dict)
    """By number of what was told to all: when this screen first showed it."""
    back: list[float] = field(default_factory=list)
    """Seconds until it was the same again after the server had come back."""
    failed: list[str] = field(default_factory=list)
    """Answers that no screen should get."""

    @property
    def address(self) -> str:
        """Each at an address of its own, all of them this machine."""
        return f"127.1.{self.number // 200}.{self.number % 200 + 1}"

    async def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """One request; waits where it is told that it asks too often."""
        while True:
            status, headers, body = await self._once(method, path, form)
            if status != 429:
                if status >= 500:
                    self.failed.append(f"{status} {path}")
                return status, headers, body
            await asyncio.sleep(0.5)

    async def _once(
        self, method: str, path: str, form: Mapping[str, str] | None
    ) -> tuple[int, dict[str, str], str]:
        reader, writer = await self._begin(method, path, form)
        try:
            status, headers = await _head(reader)
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        finally:
            writer.close()
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        return status, headers, body.decode()

    async def _begin(
        self, method: str, path: str, form: Mapping[str, str] | None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        to = urlsplit(self.base)
        reader, writer = await asyncio.open_connection(
            to.hostname, to.port, local_addr=(self.address, 0)
        )
        body = urlencode(form or {})
        lines = [f"{method} {path} HTTP/1.1", f"Host: {to.netloc}", f"Cookie: {self.cookie}"]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Origin: {self.base}"]
            lines += [f"Content-Length: {len(body)}", "Accept: application/json"]
        writer.write("\r\n".join([*lines, "Connection: close", "", body]).encode())
        return reader, writer

    async def look(self) -> None:
        """Fetches what it shows."""
        status, _, self.face = await self.ask("GET", "/face")
        if status != 200:
            raise RefusedError(f"/face: {status}")
        found = re.search(r'name="form_key" value="([^"]+)"', self.face)
        self.key = found[1] if found else self.key
        now = monotonic()
        for number in TOLD.findall(self.face):
            self.shown.setdefault(int(number), now)

    async def act(self, act: str, mark: str = "", **fields: str) -> tuple[int, str]:
        """Sends a form, again and again until there is an answer; gives status and what is said."""
        form = {"act": act, "mark": mark or os.urandom(8).hex(), "form_key": self.key, **fields}
        while True:
            try:
                status, _, body = await self.ask("POST", "/act", form)
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.3)
                continue
            return status, json.loads(body)["said"] if body.startswith("{") else body

    async def listen(self) -> None:
        """Hears of news until it is cancelled; when the line is cut, asks again in a second."""
        while True:
            try:
                reader, writer = await self._begin("GET", "/live", None)
                try:
                    status, _ = await _head(reader)
                    if status != 200:
                        raise RefusedError(f"/live: {status}")
                    while line := await reader.readline():
                        if line.startswith(b"data:"):
                            await self.look()
                finally:
                    writer.close()
            except (OSError, asyncio.IncompleteReadError, RefusedError) as error:
                if isinstance(error, RefusedError):
                    self.failed.append(str(error))
            await asyncio.sleep(1.0)


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    return int(head[0].split()[1]), {name.lower(): value for name, value in pairs}


class Server:
    """The program as a facilitator starts it, which can be killed and started again."""

    def __init__(self, folder: Path, scenario: str = SCENARIO) -> None:
        """None yet; its files lie in a folder."""
        self._folder, self._scenario = folder, scenario
        self.journal, self.port = folder / "load.session", 0
        self.links: dict[str, str] = {}
        self.pin = ""
        self.peak = 0
        """Bytes of memory, at most."""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Opens the session, or goes on with it, and waits until it serves."""
        begun = self.journal.exists()
        what = ["resume", str(self.journal)] if begun else ["open", self._scenario]
        named = [] if begun else ["--session", str(self.journal), "--day", "3"]
        arguments = ["exercise", *what, *named, "--network", "--port", str(self.port)]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sim", *arguments, stdout=asyncio.subprocess.PIPE
        )
        told = await asyncio.wait_for(self._told(), _SECONDS_TO_START)
        base = str(_LINK.findall(told)[0])
        self.port = urlsplit(base).port or 0
        self.pin = re.findall(r"PIN (\d+)", told)[0]
        self.links = {
            screen: link
            for link in _LINK.findall(told)
            for screen in ("desk", "wall", "pad")
            if f"/open/{screen}/" in link
        } | {"base": base}

    async def _told(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        told = ""
        while "Ctrl-C" not in told:
            line = await self._process.stdout.readline()
            if not line:
                raise RefusedError(f"the server ended: {told}")
            told += line.decode()
        return told

    def measure_memory(self) -> None:
        """Remembers the most that it has held so far, where the system says so."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            held = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            self.peak = max(self.peak, 1000 * int(held[1]) if held else 0)

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The one that serves."""
        assert self._process is not None
        return self._process

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends it, by default without a chance to say goodbye."""
        self.measure_memory()
        if self.process.returncode is None:
            self.process.send_signal(how)
        await self.process.wait()


@dataclass
class Load:
    """What was measured."""

    updates: list[float] = field(default_factory=list)
    """Seconds from sending to being shown, by update and screen."""
    missing: int = 0
    """Updates that a screen never showed."""
    failed: list[str] = field(default_factory=list)
    peak: int = 0
    kills: int = 0
    lost: int = 0
    """Entries that somebody was told of, and that are not in the journal."""
    twice: int = 0
    back: list[float] = field(default_factory=list)
    """Seconds from the server's return until a screen showed its face again."""

    def percentile(self, share: float) -> float:
        """Below it lies that share of the updates."""
        ordered = sorted(self.updates)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


async def play(
    folder: Path,
    *,
    seats: int,
    desks: int,
    pads: int,
    minutes: float,
    kill_every: float = 0.0,
    scenario: str = SCENARIO,
    drops: float = 0.0,
) -> Load:
    """Plays a session with robots at screens.

    Args:
        folder: where journal and register are kept.
        seats: how many people sit at seats, round the teams.
        desks: how many facilitators.
        pads: how many evaluators.
        minutes: how long.
        kill_every: after how many seconds the server is killed; 0 is never.
        scenario: what is played.
        drops: the share of seats that lose their line for a while in every second.
    """
    server, load, random = Server(folder, scenario), Load(), Random(1)  # noqa: S311
    await server.start()
    people = await _let_in(server, seats, desks, pads)
    listening = {each.number: asyncio.create_task(each.listen()) for each in people.values()}
    desk, players = people[0], [each for each in people.values() if each.team]
    sent: dict[int, float] = {}
    thought = 0
    ends, killed, number = monotonic() + 60 * minutes, monotonic(), 0
    try:
        while monotonic() < ends:
            number += 1
            await desk.act("run", speed=str(STORY_HOURS_A_MINUTE))
            sent[number] = monotonic()
            await desk.act("line", line=f"say TOLD {number}.")
            thoughts = [
                asyncio.create_task(
                    player.act("think", text=f"thought {number} of {player.number}")
                )
                for player in random.sample(players, min(3, len(players)))
            ]
            if kill_every and monotonic() - killed > kill_every:
                await asyncio.sleep(random.uniform(0.0, 0.1))  # in the middle of what is asked
                await server.kill()
                load.kills += 1
                await server.start()
                load.back += await _back(people, monotonic())
                killed = monotonic()
            for status, text in await asyncio.gather(*thoughts):
                if status != 200:
                    load.failed.append(text)
            thought += 3
            _drop(listening, players, drops, random)
            await asyncio.sleep(1.0)
            server.measure_memory()
        await asyncio.sleep(2.0)
        server.measure_memory()
    finally:
        for task in listening.values():
            task.cancel()
        await asyncio.gather(*listening.values(), return_exceptions=True)
        await server.kill(signal.SIGINT)
    _count(load, people.values(), sent, measure=not (kill_every or drops))
    load.failed += [each for person in people.values() for each in person.failed]
    load.peak = server.peak
    _search_journal(load, server.journal, thought, number)
    return load


async def _let_in(server: Server, seats: int, desks: int, pads: int) -> dict[int, Screen]:
    """Everybody comes in, and is let in."""
    base = server.links["base"]
    people = {number: Screen(number, base) for number in range(desks + pads + seats)}
    door = (await people[0].ask("GET", "/"))[2]
    teams = [unescape(each) for each in re.findall(r"<option[^>]*>([^<]+)</option>", door)]
    for number, screen in people.items():
        if number < desks + pads:
            link = server.links["desk" if number < desks else "pad"]
            await screen.ask("POST", urlsplit(link).path)
        else:
            screen.team = teams[number % len(teams)]
            form = {"pin": server.pin, "name": f"Robot {number}", "team": screen.team}
            status, _, page = await screen.ask("POST", "/join", form)
            if status != 303:
                raise RefusedError(f"/join: {status} {page[:200]}")
    desk = people[0]
    await desk.look()
    for screen in people.values():
        if screen.team:
            person = screen.cookie.partition("=")[2].partition(".")[0]
            status, said = await desk.act("admit", person=person)
            if status != 200:
                raise RefusedError(said)
        await screen.look()
    return people


def _drop(
    listening: dict[int, asyncio.Task[None]], players: list[Screen], share: float, random: Random
) -> None:
    """Some lose their line; those that had lost it are back."""
    for player in players:
        if listening[player.number].done():
            listening[player.number] = asyncio.create_task(player.listen())
        elif random.random() < share:
            listening[player.number].cancel()


async def _back(people: Mapping[int, Screen], since: float) -> list[float]:
    """By screen: how long it takes until it shows its face again."""

    async def looked(screen: Screen) -> float:
        while True:
            try:
                await screen.look()
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.1)
                continue
            return monotonic() - since

    return list(await asyncio.gather(*map(looked, people.values())))


def _count(
    load: Load, screens: Iterable[Screen], sent: Mapping[int, float], *, measure: bool
) -> None:
    """What was told to all, at every seat."""
    for screen in screens:
        if not (screen.team and measure):
            continue
        for number, at in sent.items():
            if number in screen.shown:
                load.updates.append(screen.shown[number] - at)
            else:
                load.missing += 1


def _search_journal(load: Load, journal: Path, thought: int, told: int) -> None:
    """Everything that was asked for is there, once."""
    entries = [json.loads(line) for line in journal.read_bytes().splitlines()]
    texts = Counter(each["text"] for each in entries if each["kind"] == "noted")
    said = Counter(each["message"] for each in entries if each["kind"] == "improvised")
    load.twice = sum(times > 1 for times in (*texts.values(), *said.values()))
    load.lost = thought - len(texts) + told - len(said)


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 60.0 if effort.quick else 240.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """A full room at ten times speed; a very full one; a server that is killed again and again."""
    minutes = 0.2 if effort.quick else 1.0
    for name in progress.through(("full", "very full", "killed")):
        with tempfile.TemporaryDirectory() as folder:
            measuring = {"full": _full, "very full": _very_full, "killed": _killed}[name]
            measuring(measured, Path(folder), minutes)


def _full(measured: Measured, folder: Path, minutes: float) -> None:
    load = asyncio.run(play(folder, seats=50, desks=3, pads=5, minutes=minutes))
    late = Figure(SECTION, "update of 50 seats, 95th percentile", "s", at_most(1.0))
    measured.add(late, load.percentile(0.95))
    measured.add(Figure(SECTION, "memory with 50 seats", "MB", at_most(300.0)), load.peak / 1e6)
    measured.add(Figure(SECTION, "errors and updates missed", "", at_most(0)), _wrong(load))


def _very_full(measured: Measured, folder: Path, minutes: float) -> None:
    load = asyncio.run(play(folder, seats=500, desks=3, pads=5, minutes=minutes))
    measured.add(Figure(SECTION, "errors with 500 seats", "", at_most(0)), _wrong(load))
    late = Figure(SECTION, "update of 500 seats, 95th percentile", "s")
    measured.add(late, load.percentile(0.95))


def _killed(measured: Measured, folder: Path, minutes: float) -> None:
    played = play(folder, seats=50, desks=3, pads=5, minutes=minutes, kill_every=5, drops=0.05)
    load = asyncio.run(played)
    wrong = Figure(SECTION, "entries lost or twice, server killed", "", at_most(0))
    measured.add(wrong, load.lost + load.twice)
    measured.add(
        Figure(SECTION, "screens back after", "s", at_most(3.0)), max(load.back, default=0)
    )


def _wrong(load: Load) -> int:
    return len(load.failed) + load.missing + load.lost + load.twice


def main() -> int:
    """Plays for as long as is asked for, and prints; gives the exit status."""
    parser = ArgumentParser(prog="benchmarks.rooms", description="A room under load.")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seats", type=int, default=50)
    parser.add_argument("--kill-every", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--drops", type=float, default=0.05, help="share of seats in a second")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        load = asyncio.run(
            play(
                Path(folder),
                seats=options.seats,
                desks=3,
                pads=5,
                minutes=options.minutes,
                kill_every=options.kill_every,
                drops=options.drops if options.kill_every else 0.0,
            )
        )
    print(f"updates      {len(load.updates)}, 95 % within {load.percentile(0.95):.2f} s")
    print(f"memory       {load.peak / 1e6:.0f} MB")
    print(
        f"kills        {load.kills}, screens back after {max(load.back, default=0):.2f} s at most"
    )
    print(f"entries      {load.lost} lost, {load.twice} twice")
    print(f"errors       {len(load.failed)}, updates missed {load.missing}")
    for error in sorted({*load.failed}):
        print(f"             {error}")
    return 1 if _wrong(load) else 0


if __name__ == "__main__":
    sys.exit(main())
