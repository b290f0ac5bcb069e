"""Guarding: what every request and every answer is held to, whoever asks."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from time import monotonic

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.rooms.words.choosing import answering
from sim.sentences import Sentence

LARGEST_BODY = 64_000
"""Bytes: no form is longer."""
BODY_SECONDS = 10.0
"""So long a form may take to come."""
MOST_A_SECOND = 20
AT_ONCE = 60
"""Requests of one person, or of one address that nobody knows yet; a screen makes one for each
change, and a few at the beginning."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Under no-referrer a browser sends forms of the room itself with the origin null.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses what comes under another name, is too long, too slow, or comes too often."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], who: Callable[[str], str]) -> None:
        """A guard before an application.

        Args:
            app: what it guards.
            hosts: the names and addresses under which this server may be asked, so that no page
                from elsewhere can borrow its name; also the address at which a request arrives.
            who: by a cookie header: who shows it; empty for nobody who is known.
        """
        self._app, self._who = app, who
        self._hosts = frozenset(host.lower() for host in hosts)
        self._rates = Rates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or lets somebody else answer, with its headers on everything."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, Headers(scope=scope))
        answer = self._refused(scope) or self._app
        await answer(scope, body.receive, _with_headers(send, body))

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if not self._is_here(headers.get("host", ""), scope):
            return _answer(scope, Sentence("Unknown host name."), 421)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST_BODY:
            return _answer(scope, Sentence("Too long."), 413)
        if scope["method"] not in ("GET", "HEAD") and not _from_here(headers):
            return _answer(scope, Sentence("Not from a page of this room."), 403)
        address = (scope.get("client") or ("", 0))[0]
        if self._rates.too_often(self._who(headers.get("cookie", "")) or address):
            answer = _answer(scope, Sentence("Too many requests: wait a moment."), 429)
            answer.headers["Retry-After"] = "2"
            return answer
        return None

    def _is_here(self, asked: str, scope: Scope) -> bool:
        host = asked.lower().rsplit(":", 1)[0].strip("[]")
        arrived = (scope.get("server") or ("", 0))[0]
        return bool(host) and (host in self._hosts or host == arrived)


def _answer(scope: Scope, sentence: Sentence, status: int) -> PlainTextResponse:
    return PlainTextResponse(answering(HTTPConnection(scope))(sentence), status)


class Rates:
    """How often somebody has asked lately."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        """Nobody has; seconds are those of a clock that only goes forward."""
        self._seconds = seconds
        self._came: dict[str, deque[float]] = {}

    def too_often(self, asking: str) -> bool:
        """Whether this one request is too many."""
        now = self._seconds()
        if asking not in self._came and len(self._came) >= 2000:
            self._forget(now)
        came = self._came.setdefault(asking, deque())
        _drop_before(came, now)
        if len(came) >= AT_ONCE:
            return True
        came.append(now)
        return False

    def _forget(self, now: float) -> None:
        """Lets go of whoever has not asked lately."""
        for asking, came in list(self._came.items()):
            _drop_before(came, now)
            if not came:
                del self._came[asking]


def _drop_before(came: deque[float], now: float) -> None:
    while came and came[0] < now - AT_ONCE / MOST_A_SECOND:
        came.popleft()


def _from_here(headers: Headers) -> bool:
    """Whether a form was sent by a page of this server, as far as the browser says.

    Every browser says from where, and null where it must not: in a frame that is shut off, after a
    redirect from elsewhere. What says nothing is no browser, and has no cookie by mistake.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host", "")


class _Body:
    """The body of a request, cut off where it gets too long or takes too long."""

    def __init__(self, receive: Receive, headers: Headers) -> None:
        self._receive, self._ends, self._came = receive, monotonic() + BODY_SECONDS, 0
        announced = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        self.has_come = not announced
        """Whether nothing more is to come."""

    async def receive(self) -> Message:
        if self.has_come:
            return await self._receive()
        try:
            left = max(0.0, self._ends - monotonic())
            message = await asyncio.wait_for(self._receive(), left)
        except TimeoutError:
            return {"type": "http.disconnect"}
        self._came += len(message.get("body", b""))
        if self._came > LARGEST_BODY:
            return {"type": "http.disconnect"}
        self.has_come = not message.get("more_body", False)
        return message


def _with_headers(send: Send, body: _Body) -> Send:
    """With headers; the line is closed behind an answer to a body that has not come whole."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if not body.has_come:
                headers["Connection"] = "close"
        await send(message)

    return guarded
