"""Browsers for tests without a browser: they keep a cookie, read forms and send them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Mapping
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import httpx

from sim.cli.desk.served import typed_in_a_browser
from sim.exercise.session import Session
from sim.rooms.invitation import Invitation
from sim.rooms.people import Screen
from sim.rooms.references import References
from sim.rooms.register import Register
from sim.rooms.room import Room
from sim.rooms.server import application
from sim.rooms.starting import register_of
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

_Given = TypeVar("_Given")
HOST = "127.0.0.1:8765"
BASE = f"http://{HOST}"
_KEY = re.compile(r'name="form_key" value="([^"]+)"')
_MARK = re.compile(r'name="mark" value="([^"]+)"')


def a_session(file: Path | None = None) -> Session:
    """Two teams with a hotline, a pact, a letter that comes on day 5, and luck of their own."""
    return Session(load_data(TWO), day=0, file=file)


def a_room(folder: Path, session: Session | None = None, register: Path | None = None) -> Room:
    """A room around a session, its register in a folder."""
    kept = Register(register or register_of(folder / "day.session"))
    return Room(
        session or a_session(),
        kept,
        typed_in_a_browser,
        invitation=Invitation(BASE, from_phones=True),
    )


class Browser:
    """One browser at one screen."""

    def __init__(self, inside: InTheRoom, address: str) -> None:
        """A browser that knows nobody yet, at an address."""
        self._inside, self.room, self._address = inside, inside.room, address
        self.cookies: dict[str, str] = {}
        self.seen: list[str] = []
        """Every answer, headers and all."""

    def ask(
        self,
        method: str,
        path: str,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str | bytes] | None = None,
        **further: Any,
    ) -> Any:
        """Asks for an address, and remembers cookies and the answer."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"host": HOST, "cookie": cookies, **(headers or {})}
        if method == "POST":
            given.setdefault("origin", BASE)
        answer = self._inside.ask(self._address, method, path, data=data, headers=given, **further)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        self.seen.append(f"{answer.status_code} {dict(answer.headers)}\n{answer.text}")
        return answer

    def join(self, team: str, name: str = "Ann", pin: str = "") -> Any:
        """Comes to the door."""
        form = {"pin": pin or self.room.register.pin, "name": name, "team": team}
        return self.ask("POST", "/join", form)

    def open(self, screen: Screen) -> Any:
        """Opens a desk, a pad or the wall by its link."""
        return self.ask("POST", f"/open/{screen.value}/{self.room.register.doors[screen]}")

    @property
    def number(self) -> str:
        """The number of the person that it shows."""
        cookie = next(value for name, value in self.cookies.items() if name.startswith("entente-"))
        return cookie.partition(".")[0]

    def reference(self, number: int) -> str:
        """What the screens of its team call an entry of the journal."""
        team = self.room.register.people[int(self.number)].team
        return References.of(self.room.play.session, team).to(number)

    def screen(self) -> str:
        """What is on the screen."""
        answer = self.ask("GET", "/screen")
        return str(answer.text) if answer.status_code == 200 else ""

    def key(self) -> str:
        """What its forms are signed with."""
        found = _KEY.search(self.screen())
        return unescape(found[1]) if found else ""

    def act(self, act: str, mark: str = "", **fields: str) -> Any:
        """Sends a form of its screen."""
        screen = self.screen()
        keys, marks = _KEY.findall(screen), _MARK.findall(screen)
        form = {
            "act": act,
            "form_key": keys[0] if keys else "",
            "mark": mark or (marks[0] if marks else "none"),
            **fields,
        }
        return self.ask("POST", "/act", form, {"accept": "application/json"})


class InTheRoom:
    """A room with its server, a facilitator at the desk, and browsers that come in."""

    def __init__(self, room: Room, *, secure: bool = False) -> None:
        """Opens it; the facilitator is in."""
        self.room, self._loop = room, asyncio.new_event_loop()
        self._app = application(room, {"127.0.0.1", "localhost"}, secure=secure)
        self.desk = self.browser()
        self.desk.open(Screen.DESK)

    def browser(self, address: str = "10.0.0.9") -> Browser:
        """One more browser, at the door."""
        return Browser(self, address)

    def ask(
        self, address: str, method: str, path: str, *, fails: bool = False, **further: Any
    ) -> httpx.Response:
        """One request, and its answer, from an address; an error of the program ends a test.

        Args:
            address: from where.
            method: as HTTP calls it.
            path: for what.
            fails: whether there is to be such an error, and the answer to it is asked for.
            further: what else the request has.
        """

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(
                self._app, raise_app_exceptions=not fails, client=(address, 5)
            )
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path, **further)

        return self.wait_for(asked())

    def wait_for(self, what: Awaitable[_Given]) -> _Given:
        """Lets the server work until something has come."""

        async def awaited() -> _Given:
            return await what

        return self._loop.run_until_complete(awaited())

    def seat(self, team: str, name: str = "Ann") -> Browser:
        """A browser at a seat, admitted."""
        browser = self.browser()
        browser.join(team, name)
        assert self.desk.act("admit", person=browser.number).status_code == 200
        return browser

    def close(self) -> None:
        """Closes the room, its session and its server."""
        self.wait_for(self.room.close())
        self._loop.close()
        self.room.play.session.close()

    def __enter__(self) -> InTheRoom:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def in_the_room(folder: Path, session: Session | None = None, *, secure: bool = False) -> InTheRoom:
    """A room with its server, its register in a folder."""
    folder.mkdir(exist_ok=True)
    return InTheRoom(a_room(folder, session), secure=secure)
