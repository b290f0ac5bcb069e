"""Guarding: what every request and every answer is held to, whoever asks."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64_000
"""Bytes: no form is longer."""
MOST_A_SECOND = 20
AT_ONCE = 60
"""Requests of one person, or of one address that nobody knows yet; a screen makes one for each
change, and a few at the beginning."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses what comes under another name, is too long, or comes too often."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], who: Callable[[str], str]) -> None:
        """A guard before an application.

        Args:
            app: what it guards.
            hosts: the names and addresses under which this server may be asked, so that no page
                from elsewhere can borrow its name.
            who: by a cookie header: who shows it; empty for nobody who is known.
        """
        self._app, self._hosts, self._who = app, frozenset(hosts), who
        self._came: dict[str, deque[float]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or lets somebody else answer, with its headers on everything."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        guarded = _with_headers(send)
        if refused is not None:
            await refused(scope, receive, guarded)
            return
        await self._app(scope, _limited(receive), guarded)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        host = headers.get("host", "").rsplit(":", 1)[0].strip("[]")
        if host not in self._hosts:
            return PlainTextResponse("Unknown host name.", 421)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return PlainTextResponse("Too long.", 413)
        if scope["method"] == "POST" and not self._from_here(headers):
            return PlainTextResponse("Not from a page of this room.", 403)
        address = (scope.get("client") or ("", 0))[0]
        if self._too_often(self._who(headers.get("cookie", "")) or address):
            return PlainTextResponse("Too many requests: wait a moment.", 429, {"Retry-After": "2"})
        return None

    def _from_here(self, headers: dict[str, str]) -> bool:
        """Whether a form was sent by a page of this server, as far as the browser says."""
        origin = headers.get("origin")
        if origin in (None, "null"):
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        return origin.partition("://")[2] == headers.get("host", "")

    def _too_often(self, asking: str) -> bool:
        came, now = self._came[asking], monotonic()
        while came and came[0] < now - AT_ONCE / MOST_A_SECOND:
            came.popleft()
        if len(came) >= AT_ONCE:
            return True
        came.append(now)
        return False


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded


def _limited(receive: Receive) -> Receive:
    """A body that was not announced is cut off where it gets too long."""
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return limited
