"""Robots: open screens that hear of news, fetch their face and send forms, as room.js does."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlencode, urlsplit

NEWS = re.compile(r"(?:told|thought|decision) \d+ of \d+")
"""What robots write, so that it is found again on screens and in the journal."""
AGAIN_SECONDS = 1.0
"""A screen whose line was cut asks again after so long."""
_SLOW_BYTES, _SLOW_SECONDS = 2048, 0.02
"""A slow line: 100 kB a second."""
_KEY = re.compile(r'name="form_key" value="([^"]+)"')
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_UNHEARD = (OSError, asyncio.IncompleteReadError)


class RefusedError(Exception):
    """The server answers something else than it should."""


@dataclass
class Robot:
    """One open screen."""

    number: int
    kind: str
    """Seat, desk, pad or wall."""
    base: str
    slow: bool = False
    """Whether its line is slow."""
    team: str = ""
    cookie: str = ""
    key: str = ""
    face: str = ""
    shown: dict[str, float] = field(default_factory=dict)
    """By what was written anywhere: when this screen first showed it."""
    looked: float = 0.0
    """When it last showed its face."""
    answered: list[float] = field(default_factory=list)
    """Seconds until a form was answered."""
    sent: int = 0
    """Forms, each counted once."""
    again: int = 0
    """Forms that were sent again, since no answer had come."""
    failed: list[str] = field(default_factory=list)
    """Answers that no screen should get."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _idle: list[Line] = field(default_factory=list)
    """Open lines on which nothing is asked now."""

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
        """By a line that is open already, as browsers do; by a new one where that was closed."""
        line = self._idle.pop() if self._idle else None
        while True:
            kept, line = line is not None, line or await self._line()
            reader, writer = line
            try:
                writer.write(self._request(method, path, form))
                status, headers = await _head(reader)
                body = await self._body(reader, int(headers.get("content-length", 0)))
            except _UNHEARD:
                writer.close()
                if not kept:
                    raise
                line = None
                continue
            except BaseException:
                writer.close()
                raise
            break
        self._idle.append(line)
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        return status, headers, body.decode()

    async def _body(self, reader: asyncio.StreamReader, length: int) -> bytes:
        if not self.slow:
            return await reader.readexactly(length)
        body = b""
        while len(body) < length:
            body += await reader.readexactly(min(_SLOW_BYTES, length - len(body)))
            await asyncio.sleep(_SLOW_SECONDS)
        return body

    async def _line(self) -> Line:
        to = urlsplit(self.base)
        line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            line.settimeout(0)
            if self.slow:  # what it has not read waits at the server
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BYTES)
            line.bind((self.address, 0))
            await asyncio.get_running_loop().sock_connect(line, (to.hostname, to.port))
            return await asyncio.open_connection(
                sock=line, limit=_SLOW_BYTES if self.slow else 2**16
            )
        except BaseException:
            line.close()
            raise

    def _request(self, method: str, path: str, form: Mapping[str, str] | None) -> bytes:
        body, host = urlencode(form or {}), urlsplit(self.base).netloc
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Cookie: {self.cookie}"]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Origin: {self.base}"]
            lines += [f"Content-Length: {len(body)}", "Accept: application/json"]
        return "\r\n".join([*lines, "", body]).encode()

    def close(self) -> None:
        """Closes what is open, but for the line on which it listens."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def look(self) -> None:
        """Fetches what it shows."""
        status, _, self.face = await self.ask("GET", "/face")
        if status != 200:
            raise RefusedError(f"/face: {status}")
        found = _KEY.search(self.face)
        self.key = found[1] if found else self.key
        self.looked = monotonic()
        for news in NEWS.findall(self.face):
            self.shown.setdefault(news, self.looked)

    async def act(self, act: str, mark: str = "", **fields: str) -> tuple[int, str]:
        """Sends a form, again and again until there is an answer; gives status and what is said."""
        form = {"act": act, "mark": mark or os.urandom(8).hex(), "form_key": self.key, **fields}
        began = monotonic()
        self.sent += 1
        while True:
            try:
                status, _, body = await self.ask("POST", "/act", form)
            except _UNHEARD:
                self.again += 1
                await asyncio.sleep(0.3)
                continue
            self.answered.append(monotonic() - began)
            return status, json.loads(body)["said"] if body.startswith("{") else body

    async def act_twice(self, act: str, **fields: str) -> tuple[int, str]:
        """Sends one form twice at once, as a double click does; gives what it was told first."""
        mark = os.urandom(8).hex()
        both = await asyncio.gather(*(self.act(act, mark, **fields) for _ in range(2)))
        return min(both)

    async def listen(self) -> None:
        """Hears of news until it is cancelled; when the line is cut, asks again."""
        fetching = asyncio.create_task(self._fetch())
        try:
            while True:
                try:
                    await self._hear()
                except RefusedError as error:
                    self.failed.append(str(error))
                except _UNHEARD:
                    pass  # the server is away
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)

    async def _hear(self) -> None:
        reader, writer = await self._line()
        try:
            writer.write(self._request("GET", "/live", None))
            status, _ = await _head(reader)
            if status not in (200, 429):  # told that it asks too often, it asks again later
                raise RefusedError(f"/live: {status}")
            while line := await reader.readline():
                if line.startswith(b"event: news"):
                    self._news.set()
        finally:
            writer.close()

    async def _fetch(self) -> None:
        """What is new, one face after the other: news that comes meanwhile is one more."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.look()
            except RefusedError as error:
                self.failed.append(str(error))
            except _UNHEARD:
                pass  # the next news comes with the next line


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    return int(head[0].split()[1]), {name.lower(): value for name, value in pairs}
