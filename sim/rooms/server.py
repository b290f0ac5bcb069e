"""The server of a room: which address answers what."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, quote

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request, cookie_parser
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from sim.errors import EntenteError
from sim.exercise.journal.entries import LONGEST
from sim.exercise.journal.errors import JournalError
from sim.rooms.acting import CALLED, NotAllowedError
from sim.rooms.drawing import Drawing
from sim.rooms.entering import NotLetInError
from sim.rooms.guarding import HEADERS, Guard
from sim.rooms.people import Admission, Person, Screen
from sim.rooms.register import RegisterError
from sim.rooms.room import Room
from sim.rooms.words import languages
from sim.rooms.words.choosing import answering, language_of
from sim.screen.page.template import own_text
from sim.sentences import Sentence

COOKIE = "entente-"
"""With what a screen is known by behind it: a desk, a wall and two seats can be in one browser."""
_log = logging.getLogger("entente.rooms")
SENT_AWAY = Sentence("The facilitator has sent you away. You can ask to come in again.")
UNKNOWN = Sentence("This room does not know your screen any more: please come in again.")
MOST_COOKIES = 30
MOST_FIELDS = 40
LONGEST_PIN = 12
OWN = {
    "room.css": "text/css",
    "room.js": "text/javascript",
    "replay.js": "text/javascript",
    "map.css": "text/css",
    "map.js": "text/javascript",
}
SHARED = {"agency.html", "map.css", "map.js", "shapes.html"}
"""What the page of a scenario has as well: its map, on which a day plays."""
NOT_HERE = Sentence("Not here.")


def application(room: Room, hosts: Collection[str], *, secure: bool = False) -> Starlette:
    """The application that serves a room.

    Args:
        room: the room.
        hosts: the names and addresses under which it may be asked.
        secure: whether it is served over an encrypted line.
    """
    serving = _Serving(room, secure=secure)
    return Starlette(
        routes=[
            Route("/", serving.door),
            Route("/join", serving.join, methods=["POST"]),
            Route("/open/{screen}/{secret}", serving.open, methods=["GET", "POST"]),
            Route("/screen", serving.screen),
            Route("/face", serving.face),
            Route("/live", serving.live),
            Route("/day", serving.day),
            Route("/act", serving.act, methods=["POST"]),
            Route("/own/{name}", serving.own),
        ],
        middleware=[Middleware(Guard, hosts=hosts, who=serving.shown_by)],
        exception_handlers={Exception: _failed},
        lifespan=serving.lifespan,
    )


class _Serving:
    """Answers requests about one room."""

    def __init__(self, room: Room, *, secure: bool) -> None:
        self._room, self._secure = room, secure
        self._drawing = Drawing(text_of)

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """While it serves."""
        await self._room.begin()
        yield
        await self._room.close()

    async def door(self, request: Request) -> Response:
        """Where somebody comes in; who is in already goes on to their screen."""
        person = self._who(request)
        return self._door(request, self._why_out(request)) if person is None else _to_screen(person)

    def _door(
        self,
        request: Request,
        trouble: str = "",
        status: int = 200,
        *,
        wrong: str = "",
        given: Mapping[str, str] = {},
    ) -> Response:
        """The door; what somebody gave stays, and what is wrong with it is marked."""
        teams = list(self._room.play.session.teams)
        title = self._room.play.session.scenario.title
        pin = request.query_params.get("pin", "")
        shown = {"teams": teams, "title": title, "trouble": trouble, "wrong": wrong}
        kept = {"pin": pin if pin.isdecimal() and len(pin) <= LONGEST_PIN else "", "given": given}
        return self._page(request, "door.html", status, **shown, **kept)

    async def join(self, request: Request) -> Response:
        """Somebody gives PIN, name and team."""
        address = request.client.host if request.client else ""
        form: dict[str, str] = {}
        try:
            form = await _form(request)
            person, secret = await self._room.entrance.join(
                address, form.get("pin", ""), form.get("name", ""), form.get("team", "")
            )
        except EntenteError as error:
            wrong = error.field if isinstance(error, NotLetInError) else ""
            return self._door(request, _told(error), 403, wrong=wrong, given=form)
        return self._entered(person, secret)

    async def open(self, request: Request) -> Response:
        """The link of a desk, a pad or the wall.

        Asking for it changes nothing, so that no preview of a link and no page from elsewhere takes
        anybody in: the page has one button.
        """
        try:
            screen = Screen(request.path_params["screen"])
        except ValueError:
            return _refused(request, NOT_HERE, 404)
        secret = request.path_params["secret"]
        open_already = self._shown_as(request, screen.value)
        if open_already is not None:
            return _to_screen(open_already)
        if not self._room.entrance.is_door(screen, secret):
            return _refused(request, NOT_HERE, 404)
        if request.method != "POST":
            title = self._room.play.session.scenario.title
            return self._page(request, "open.html", title=title, screen=screen.value)
        entered = await self._room.entrance.open_door(screen, secret)
        return _refused(request, NOT_HERE, 404) if entered is None else self._entered(*entered)

    def _entered(self, person: Person, secret: str) -> Response:
        response = _to_screen(person)
        response.set_cookie(
            f"{COOKIE}{person.place}",
            f"{person.number}.{secret}",
            max_age=7 * 24 * 3600,
            httponly=True,
            samesite="strict",
            secure=self._secure,
        )
        return response

    async def screen(self, request: Request) -> Response:
        """Somebody's screen, whole."""
        person = self._who(request)
        face = None if person is None else await self._face(request, person)
        if face is None:
            return RedirectResponse(f"/?as={quote(_asked(request))}", 303)
        shown = Markup(face)  # noqa: S704 - its templates escape
        title = self._room.play.session.scenario.title
        return self._page(request, "screen.html", person=person, title=title, face=shown)

    async def face(self, request: Request) -> Response:
        """What is on somebody's screen now, without the page around it."""
        person = self._who(request)
        face = None if person is None else await self._face(request, person)
        return PlainTextResponse("", 401) if face is None else HTMLResponse(face)

    async def _face(self, request: Request, person: Person) -> str | None:
        """What is on a screen; None where it is not that person's any more."""
        language = language_of(request)
        if person.admission is Admission.WAITING:
            values = {"person": person, "title": self._room.play.session.scenario.title}
            return self._drawing.page("waiting.html", language, values)
        try:
            shown = await self._room.screens.shown(person)
            if self._who(request) != person:  # sent away or passed on meanwhile
                return None
            return self._drawing.face(language, shown)
        except Exception:  # noqa: BLE001 - the rest of the room goes on
            _log.exception("the screen of %s cannot be shown", person.name)
        return self._drawing.page("bare.html", language, self._room.screens.bare(person))

    async def day(self, request: Request) -> Response:
        """The day of the session, to be played on the map; before it is shown it is not here."""
        person = self._who(request)
        if person is None:
            return PlainTextResponse("", 401)
        day = await self._room.day(person)
        return PlainTextResponse("Not here.", 404) if day is None else JSONResponse(day)

    async def live(self, request: Request) -> Response:
        """News, as long as the screen is open."""
        person = self._who(request)
        if person is None:
            return PlainTextResponse("", 401)
        if self._room.live.is_full(person):
            refused = _refused(request, Sentence("Too many screens are open."), 429)
            refused.headers["Retry-After"] = "2"
            return refused
        return StreamingResponse(
            self._room.live.stream(person.number),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def act(self, request: Request) -> Response:
        """A form of somebody's screen."""
        if self._who(request) is None:
            return PlainTextResponse("", 401)
        plain = "application/json" not in request.headers.get("accept", "")
        person = None
        try:
            form = await _form(request)
            person = self._who(request)  # who they are now: a form may take its time to come
            if person is None:
                return PlainTextResponse("", 401)
            said, status = await self._room.act(person, form), 200
        except EntenteError as error:
            said, status = _told(error, person), 409
        said = answering(request)(said) if isinstance(said, Sentence) else said
        if not plain:
            return JSONResponse({"said": said}, status)
        if person is not None and status == 200:
            return _to_screen(person)
        return PlainTextResponse(said, status)

    async def own(self, request: Request) -> Response:
        """The style and the script of all screens."""
        name = request.path_params["name"]
        if name not in OWN:
            return _refused(request, NOT_HERE, 404)
        return Response(text_of(name), media_type=f"{OWN[name]}; charset=utf-8")

    def shown_by(self, cookies: str) -> str:
        """Who shows these cookies, by number; empty for nobody."""
        return next((str(person.number) for person in self._shown(cookie_parser(cookies))), "")

    def _who(self, request: Request) -> Person | None:
        """Who asks: at the screen, or kind of screen, that the address names, or at the first."""
        return self._shown_as(request, _asked(request))

    def _shown_as(self, request: Request, asked: str) -> Person | None:
        shown = self._shown(request.cookies)
        return next((p for p in shown if asked in ("", p.screen.value, p.place)), None)

    def _shown(self, cookies: Mapping[str, str]) -> Iterator[Person]:
        """Whose screens a browser shows: desk, seats, pad and wall, the latest seat first."""
        known = (each for each in self._known(cookies) if each.admission is not Admission.LEFT)
        order = list(Screen)
        yield from sorted(known, key=lambda one: (order.index(one.screen), -one.number))

    def _known(self, cookies: Mapping[str, str]) -> Iterator[Person]:
        """Whose cookies a browser has, those who were sent away among them."""
        for name in [each for each in cookies if each.startswith(COOKIE)][:MOST_COOKIES]:
            person = self._room.entrance.who(cookies[name])
            if person is not None and name == COOKIE + person.place:
                yield person

    def _why_out(self, request: Request) -> str:
        """Why a browser is at the door that has been in: it was sent away, or is not known."""
        asked = _asked(request)
        known = [each for each in self._known(request.cookies) if asked in ("", each.place)]
        if any(each.admission is Admission.LEFT for each in known):
            return SENT_AWAY
        return UNKNOWN if asked else ""

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        text = self._drawing.page(template, language_of(request), values)
        response = HTMLResponse(text, status)
        asked = request.query_params.get("language", "")
        if asked in languages():
            response.set_cookie(
                "language",
                asked,
                max_age=365 * 24 * 3600,
                httponly=True,
                samesite="strict",
                secure=self._secure,
            )
        return response


def _asked(request: Request) -> str:
    """Which screen, or kind of screen, an address names."""
    return request.query_params.get("as", "")


async def _failed(_request: Request, _error: Exception) -> Response:
    """What is answered to an error of the program, which no middleware comes behind."""
    return PlainTextResponse("This could not be shown.", 500, HEADERS)


def _to_screen(person: Person) -> Response:
    return RedirectResponse(f"/screen?as={person.place}", 303)


def _refused(request: Request, sentence: Sentence, status: int) -> Response:
    """A sentence and nothing else."""
    return PlainTextResponse(answering(request)(sentence), status)


def _told(error: EntenteError, person: Person | None = None) -> str:
    """What somebody is told of an error; where a file lies is for the facilitator alone."""
    if isinstance(error, JournalError | RegisterError) and not (person and person.facilitates):
        return Sentence("This could not be written down: tell the facilitator.")
    return error.sentence


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each no longer than the journal keeps it.

    Raises:
        NotAllowedError: it did not come whole, or is none of ours.
    """
    try:
        body = await request.body()
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ClientDisconnect, ValueError):
        raise NotAllowedError(Sentence("This form did not come whole.")) from None
    for name, value in fields.items():
        if len(value) > LONGEST:
            raise NotAllowedError(
                Sentence(
                    "{what}: {most} characters at most.", what=CALLED.get(name, name), most=LONGEST
                )
            )
    return fields


def text_of(name: str) -> str:
    """A template, style or script of a room, some of them those of a scenario's page."""
    if name in SHARED:
        return own_text(name)
    return files("sim.rooms").joinpath("pages", name).read_text("utf-8")
