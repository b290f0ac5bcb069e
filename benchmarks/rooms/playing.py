"""Playing: robots at all screens of a room rehearse a session, and what they met is counted."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from time import monotonic
from urllib.parse import urlsplit

from benchmarks.rooms.program import Program
from benchmarks.rooms.robots import NEWS, RefusedError, Robot

STORY_HOURS_A_MINUTE = 120.0
"""Ten times as fast as a session of 90 minutes plays it."""
ACTING = 3
"""Seats that write something down in each round, of a second or more."""
_LONGEST_RETURN_SECONDS = 30.0
_LEVER = re.compile(r'name="lever" value="([^"]+)"')
_PROPOSAL = re.compile(r'name="proposal" value="(\w+)"')
_OPTION = re.compile(r"<option[^>]*>([^<]+)</option>")


@dataclass(frozen=True)
class Playing:
    """Who plays, and what happens to them."""

    seats: int
    desks: int
    pads: int
    scenario: str = "border-triangle"
    kill_every: float = 0.0
    """Seconds after which the server is killed; 0 is never."""
    drops: float = 0.0
    """The share of seats that lose their line in a round; they are back some rounds later."""
    slow: int = 0
    """So many of the seats have a slow line."""
    twice: float = 0.0
    """The share of forms that are sent twice at once."""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing keeps screens from what is new, so that updates are measured."""
        return not (self.kill_every or self.drops or self.slow)


@dataclass
class Played:
    """What was met."""

    updates: dict[str, list[float]] = field(default_factory=dict)
    """By kind of screen: seconds from sending to being shown, by update and screen."""
    answered: list[float] = field(default_factory=list)
    """Seconds until a form was answered."""
    missing: int = 0
    """Updates that a screen never showed."""
    failed: list[str] = field(default_factory=list)
    """Answers that no screen should get."""
    peak: int = 0
    """Bytes of memory, at most."""
    kills: int = 0
    away: list[float] = field(default_factory=list)
    """By kill: seconds until the server was back."""
    back: list[float] = field(default_factory=list)
    """By kill and screen: seconds from the server's return until it showed its face again."""
    drops: int = 0
    forms: int = 0
    again: int = 0
    """Forms that were sent again, since no answer had come."""
    doubled: int = 0
    """Forms that were sent twice at once."""
    entries: int = 0
    """Of the journal."""
    lost: list[str] = field(default_factory=list)
    """What somebody was told is done, and is not in the journal."""
    twice: list[str] = field(default_factory=list)
    """What is in the journal twice."""
    unasked: list[str] = field(default_factory=list)
    """What was refused, and is in the journal."""

    def late(self, kind: str, share: float = 0.95) -> float:
        """Below it lies that share of the updates of a kind of screen."""
        return percentile(self.updates.get(kind, []), share)

    @property
    def wrong(self) -> int:
        """All that is not to be."""
        wrong = (self.failed, self.lost, self.twice, self.unasked)
        return self.missing + sum(map(len, wrong))


def percentile(values: Iterable[float], share: float) -> float:
    """Below it lies that share of the values."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


async def play(folder: Path, playing: Playing, minutes: float) -> Played:
    """Plays a session with robots at all screens, for so long; journal and register are kept."""
    program = Program(folder, playing.scenario)
    await program.start()
    rehearsal = _Rehearsal(playing, program, await _let_in(program, playing))
    try:
        await rehearsal.run(minutes)
    finally:
        await rehearsal.end()
    return rehearsal.counted()


@dataclass(frozen=True)
class _Update:
    """Something that some screens are to show."""

    at: float
    kinds: tuple[str, ...]
    team: str = ""
    """Seats of that team alone; of all where it is empty."""

    def concerns(self, robot: Robot) -> bool:
        if robot.kind not in self.kinds:
            return False
        return robot.kind != "seat" or self.team in ("", robot.team)


class _Rehearsal:
    """One session, its robots, and what has been asked for so far."""

    def __init__(self, playing: Playing, program: Program, robots: Sequence[Robot]) -> None:
        self._playing, self._program, self._robots = playing, program, robots
        self._desk = robots[0]
        self._players = [each for each in robots if each.team]
        self._random = Random(1)  # noqa: S311
        self._listening = {each.number: asyncio.create_task(each.listen()) for each in robots}
        self._updates: dict[str, _Update] = {}
        self._statuses: dict[str, int] = {}
        self._played = Played()

    async def run(self, minutes: float) -> None:
        """Rounds, each of a second or more."""
        ends, killed, number = monotonic() + 60 * minutes, monotonic(), 0
        while monotonic() < ends:
            number += 1
            await self._let_run()
            tell = asyncio.create_task(self._tell(number))
            acting = self._random.sample(self._players, min(ACTING, len(self._players)))
            acts = [asyncio.create_task(self._think(number, each)) for each in acting]
            acts.append(asyncio.create_task(self._decide(number, acting[0])))
            if 0 < self._playing.kill_every < monotonic() - killed:
                await asyncio.sleep(self._random.uniform(0.0, 0.1))  # in the middle of all that
                await self._kill()
                killed = monotonic()
            await asyncio.gather(tell, *acts)
            self._drop()
            await asyncio.sleep(1.0)
            self._program.measure_memory()
        await asyncio.sleep(2.0)

    async def _let_run(self) -> None:
        """The clock runs; where the story is over, it begins again."""
        status, said = await self._desk.act("run", speed=str(STORY_HOURS_A_MINUTE))
        if status != 200 and "over" in said:
            await self._desk.act("line", line="back 0")
            status, said = await self._desk.act("run", speed=str(STORY_HOURS_A_MINUTE))
        if status != 200:
            self._played.failed.append(said)

    async def _tell(self, number: int) -> None:
        news = f"told {number} of {self._desk.number}"
        self._updates[news] = _Update(monotonic(), ("seat", "desk", "wall"))
        self._statuses[news], said = await self._desk.act("line", line=f"say {news}")
        if self._statuses[news] != 200:
            self._played.failed.append(said)

    async def _think(self, number: int, player: Robot) -> None:
        news = f"thought {number} of {player.number}"
        self._updates[news] = _Update(monotonic(), ("seat", "desk", "pad"), player.team)
        self._statuses[news], said = await self._send(player, "think", text=news)
        if self._statuses[news] != 200:
            self._played.failed.append(said)

    async def _decide(self, number: int, player: Robot) -> None:
        """An answer that is asked for, a lever or an order; it may be refused."""
        news = f"decision {number} of {player.number}"
        asked, levers = _PROPOSAL.search(player.face), _LEVER.findall(player.face)
        if asked:
            what = {"act": "answer", "proposal": asked[1], "agrees": "yes"}
        elif levers and number % 2:
            what = {"act": "pull", "lever": unescape(self._random.choice(levers))}
        else:
            what = {"act": "order", "what": self._random.choice(("hold", "send", "read first"))}
        self._statuses[news], _ = await self._send(player, **what, why=news)

    async def _send(self, player: Robot, act: str, **fields: str) -> tuple[int, str]:
        if self._random.random() < self._playing.twice:
            self._played.doubled += 1
            return await player.act_twice(act, **fields)
        return await player.act(act, **fields)

    async def _kill(self) -> None:
        """Kills the server, starts it again, and waits for the screens that were there."""
        await self._program.kill()
        killed = monotonic()
        self._played.kills += 1
        await self._program.start()
        returned = monotonic()
        self._played.away.append(returned - killed)
        there = {r.number: r for r in self._robots if not self._listening[r.number].done()}
        while there and monotonic() - returned < _LONGEST_RETURN_SECONDS:
            await asyncio.sleep(0.02)
            for robot in [each for each in there.values() if each.looked > returned]:
                self._played.back.append(robot.looked - returned)
                del there[robot.number]
        self._played.failed += [f"{each.kind} {each.number} is not back" for each in there.values()]

    def _drop(self) -> None:
        """Some seats lose their line; some of those that had lost it are back."""
        for player in self._players:
            if self._listening[player.number].done():
                if self._random.random() < 0.3:
                    self._listening[player.number] = asyncio.create_task(player.listen())
            elif self._random.random() < self._playing.drops:
                self._listening[player.number].cancel()
                self._played.drops += 1

    async def end(self) -> None:
        """Closes all screens and stops the server."""
        for task in self._listening.values():
            task.cancel()
        await asyncio.gather(*self._listening.values(), return_exceptions=True)
        for robot in self._robots:
            robot.close()
        await self._program.kill(signal.SIGINT)

    def counted(self) -> Played:
        """What was met, once all is over."""
        played = self._played
        for robot in self._robots:
            played.failed += robot.failed
            played.answered += robot.answered
            played.forms, played.again = played.forms + robot.sent, played.again + robot.again
            if self._playing.is_quiet:
                self._count_updates(robot)
        played.peak = self._program.peak
        self._search_journal()
        return played

    def _count_updates(self, robot: Robot) -> None:
        for news, update in self._updates.items():
            if not update.concerns(robot):
                continue
            if news in robot.shown:
                late = robot.shown[news] - update.at
                self._played.updates.setdefault(robot.kind, []).append(late)
            else:
                self._played.missing += 1

    def _search_journal(self) -> None:
        """What somebody was told is done is there once, and nothing that was refused."""
        entries = [json.loads(line) for line in self._program.journal.read_bytes().splitlines()]
        found = Counter(
            (each["kind"], each.get("why") or each.get("text") or each.get("message"))
            for each in entries[1:]
        )
        there = {news for _, news in found}
        played = self._played
        played.entries = len(entries)
        played.twice = [f"{kind} {news}" for (kind, news), n in found.items() if _is_twice(news, n)]
        done = {news for news, status in self._statuses.items() if status == 200}
        played.lost = sorted(done - there)
        played.unasked = sorted((self._statuses.keys() - done) & there)


def _is_twice(news: str | None, times: int) -> bool:
    return times > 1 and bool(NEWS.fullmatch(news or ""))


async def _let_in(program: Program, playing: Playing) -> list[Robot]:
    """Everybody comes in, and is let in; a desk is the first."""
    kinds = ["desk"] * playing.desks + ["pad"] * playing.pads + ["wall"] + ["seat"] * playing.seats
    first_seat = len(kinds) - playing.seats
    robots = [
        Robot(number, kind, program.links["base"], first_seat <= number < first_seat + playing.slow)
        for number, kind in enumerate(kinds)
    ]
    door = (await robots[0].ask("GET", "/"))[2]
    teams = [unescape(each) for each in _OPTION.findall(door)]
    for robot in robots:
        if robot.kind == "seat":
            robot.team = teams[robot.number % len(teams)]
            form = {"pin": program.pin, "name": f"Robot {robot.number}", "team": robot.team}
            status, _, page = await robot.ask("POST", "/join", form)
            if status != 303:
                raise RefusedError(f"/join: {status} {page[:200]}")
            person = robot.cookie.partition("=")[2].partition(".")[0]
            status, said = await robots[0].act("admit", person=person)
            if status != 200:
                raise RefusedError(said)
        else:
            await robot.ask("POST", urlsplit(program.links[robot.kind]).path)
        await robot.look()
    return robots
