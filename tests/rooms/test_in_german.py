"""Is a whole session in German said in German, but for what scenario and people wrote?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sim.exercise.session import Session
from sim.rooms.people import Screen
from sim.rooms.words import ENGLISH, catalogue, own_name
from sim.scenario.reading.reading import load
from sim.scenario.schema.effects import InjectKeys
from tests.exercise.test_session import TWO
from tests.rooms.asking import Browser, InTheRoom, in_the_room
from tests.scenarios_for_tests import load_data

GERMAN = {"accept-language": "de"}
TYPED = ("zzz", "Ann", "Bob", "pad 1")
"""Everything that people write here, and what an evaluator is called."""
_SAID = (
    "aria-label",
    "title",
    "placeholder",
    "data-says",
    "data-left",
    "data-over",
    "data-unheard",
)
"""Attributes that somebody reads or hears."""
_ENGLISH = re.compile(
    r"\b(the|of|and|to|is|are|isn|has|have|had|been|be|with|from|by|for|which|who|what|when|why|how"
    r"|no|yes|it|its|at|on|our|we|you|your|this|that|there|or|as|if|than|does|do|did|any|everybody"
    r"|order|orders|already|waits|works|costs|after|day|case|sent|kept|refused|Mon|Tue|Thu|Sun)\b"
)
"""Words that are English and no German."""


class Texts(HTMLParser):
    """What a page says: between tags, and in attributes that are read out."""

    def __init__(self, html: str) -> None:
        """All of a page."""
        super().__init__()
        self.said: list[str] = []
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What its attributes say; what a field holds is not said."""
        self._within = tag
        self.said += [value for name, value in attrs if name in _SAID and value]

    def handle_data(self, data: str) -> None:
        """What stands between tags."""
        if self._within not in ("script", "style") and data.strip():
            self.said.append(" ".join(data.split()))


def test_the_search_finds_english() -> None:
    """In text, in what is read out, and in an answer."""
    page = '<p aria-label="On this page">Nichts <b>sent to Ann</b> <input value="the"></p>'
    assert english_in(Texts(page).said, ("Ann",)) == ["On this page", "sent to Ann"]
    assert english_in(["Done."], ()) == ["Done."]
    assert english_in(["Case", "Fall"], ()) == ["Case"]


def english_in(said: list[str], written: tuple[str, ...]) -> list[str]:
    """What of that is English, without what a scenario or people wrote."""
    known = {english for english, german in catalogue("de").items() if english != german}
    found = []
    for text in said:
        own = re.sub(r"\{\w+\}", "", text)  # a script puts these in
        for each in written:
            own = own.replace(each, "")
        if own.strip(" ,;:()*") in known or _ENGLISH.search(own):
            found.append(text)
    return list(dict.fromkeys(found))


def texts_in(data: object) -> Iterator[str]:
    """Every name and text of a scenario, the longest first."""

    def each(part: object) -> Iterator[str]:
        if isinstance(part, Mapping):
            for key, value in part.items():
                yield str(key)
                yield from each(value)
        elif isinstance(part, list | tuple):
            for one in part:
                yield from each(one)
        elif isinstance(part, str):
            yield part
            yield from (" ".join(each.split()) for each in part.split("\n\n"))

    return iter(sorted({each for each in each(data) if len(each) > 2}, key=len, reverse=True))


class GermanBrowser:
    """A browser that prefers German, with everything that it was told."""

    def __init__(self, browser: Browser) -> None:
        """One that is in, or at the door."""
        self._browser, self.said = browser, list[str]()

    def look(self, path: str = "/screen") -> None:
        """Reads a page."""
        self.said += Texts(self._browser.ask("GET", path, headers=GERMAN).text).said

    def act(self, act: str, **fields: str) -> None:
        """Sends a form, and reads the answer."""
        form = {"act": act, "form_key": self._browser.key(), "mark": f"m{len(self.said)}", **fields}
        headers = {"accept": "application/json", **GERMAN}
        answer = self._browser.ask("POST", "/act", form, headers)
        self.said.append(answer.json()["said"])


def _everybody(room: InTheRoom) -> tuple[GermanBrowser, ...]:
    pad, wall = room.browser(), room.browser()
    pad.open(Screen.PAD)
    wall.open(Screen.WALL)
    seats = [
        room.seat(team, name)
        for team, name in zip(room.room.play.session.teams, TYPED[1:3], strict=True)
    ]
    return tuple(map(GermanBrowser, (*seats, pad, wall)))


def _play(room: InTheRoom) -> tuple[GermanBrowser, ...]:
    """Two teams do everything that there is to do, also what is refused."""
    ann, bob, pad, _ = everybody = _everybody(room)

    def go(day: int) -> None:
        room.desk.act("line", line=f"go day {day}")
        for each in everybody:
            each.look()

    door = GermanBrowser(room.browser())
    door.look("/")
    for answer in (
        door._browser.ask("POST", "/join", {"pin": pin, "name": name, "team": "Aldren"}, GERMAN)
        for pin, name in (("0", "Ann"), (room.room.register.pin, " "))
    ):
        door.said += Texts(answer.text).said
    door.said.append(door._browser.ask("GET", "/open/wall/none", headers=GERMAN).text)
    go(2)
    ann.act("pull", lever="Aldren puts smuggling first", why="zzz", expects="zzz")
    ann.act("pull", lever="Aldren puts smuggling first")
    ann.act("pull", lever="Bring Pact into force", why="zzz")
    bob.look()
    for answers in ("no", "yes", "yes"):
        bob.act("answer", proposal="3", agrees=answers)
    for what in ("hold", "send", "ask us first", "read first", "discount", "believe", "ask"):
        ann.act("order", what=what, to="Brevia", within="30")
        ann.act("order", what=what)
    ann.act("order", what="warn", case="zzz")
    ann.act("order", what="ask us first", within="zzz")
    bob.act("lift", order="99")
    ann.act("think", text="")
    ann.act("think", text="zzz")
    ann.act("predict", text="zzz", day="3")
    ann.act("rate", decision="0", rating="9", sure="1")
    ann.act("guess", question="none", direction="sooner")
    ann.act("reply", sends="send")
    bob.act("nothing")
    pad.act("observe", text="zzz", what="strength", team="Aldren")
    pad.act("assess", objective="zzz", rating="P")
    pad.act("assess", objective="Detect in time, together", rating="S", why="zzz")
    room.desk.act("line", line="say Brevia: zzz")
    room.desk.act("line", line="rule Aldren: zzz | chance certain | now")
    room.desk.act("whisper", person="all", text="zzz")
    for day in range(3, 9):
        go(day)
        reply = next(iter(room.room.play.session.view("Aldren").waiting), None)
        if reply is not None:
            ann.act("reply", sends="keep" if day % 2 else "send", report=reply.name)
    case = next((one.case for one in room.room.play.session.view("Aldren").seen), "")
    ann.act("order", what="warn", case=case)
    ann.act("order", what="ask", case=case, to="Brevia")
    for line in ("hold letter", "note zzz", "+2", "people Brevia: Bob"):
        room.desk.act("line", line=line)
    ann.act("order", what="hold", to="Brevia")
    room.desk.act("line", line="undo")
    ann.look()
    assert any("zurückgenommen: Aldren ordnet an" in text for text in ann.said)
    go(9)
    desk = GermanBrowser(room.desk)
    desk.look()
    return (*everybody, door, desk)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InTheRoom]:
    """A room in which somebody may ask as often as they like."""
    monkeypatch.setattr("sim.rooms.guarding.AT_ONCE", 10_000)
    session = Session(load_data(TWO), day=0, file=tmp_path / "day.session")
    with in_the_room(tmp_path, session) as room:
        yield room


def _written() -> tuple[str, ...]:
    """What is nobody's to translate: also keys of a file, as the desk types them."""
    return (*texts_in(TWO), *TYPED, *InjectKeys.model_fields, own_name(ENGLISH))


def test_a_session_is_played_in_german(room: InTheRoom) -> None:
    """At the door, at seats, at a pad, at the desk and on the wall, with all that is refused."""
    for each in _play(room):
        assert len(each.said) > 10
        found = english_in(each.said, _written())
        assert not found, "\n".join(found)


@pytest.mark.slow
def test_a_session_is_looked_back_on_in_german(
    room: InTheRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step of the debrief, also what is computed meanwhile, on the wall and at seats."""
    monkeypatch.setattr("sim.rooms.debriefing.OTHER_DAYS", 12)
    everybody = _play(room)
    ann, bob, *_ = everybody
    room.desk.act("line", line="action zzz")
    room.desk.act("line", line="end")
    ann.act("pull", lever="Open Wire")
    kinds: set[str] = set()
    for _ in range(40):
        looking = room.room.debriefing.looking
        if len(kinds) > 5 and looking.found is None and not looking.trouble:
            room.wait_for(asyncio.sleep(0.5))
            continue
        room.desk.act("debrief", to="next")
        shown = _shown(room)
        kinds.add(shown["kind"])
        if shown["kind"] == "judge":
            ann.act("rate", decision="2", rating="4", sure="80")
            bob.act("comment", worth="5", keep="zzz", change="zzz")
        if shown["kind"] == "question":
            ann.act("guess", question=shown["name"], direction="sooner", size="3")
        for each in everybody[:4]:
            each.look()
        if shown["is_last"] and shown["complete"]:
            break
    assert {"judged", "happened", "hours", "answer", "gains", "luck", "objectives"} <= kinds
    for each in everybody:
        found = english_in(each.said, _written())
        assert not found, "\n".join(found)


def _shown(room: InTheRoom) -> dict[str, Any]:
    from sim.rooms.faces.debrief import slide

    found = slide(room.room.play.session, room.room.debriefing.looking)
    assert found is not None
    return found


def test_standard_levers_of_shipped_scenarios_are_named_in_german() -> None:
    """Of each that describes none, what its cards say."""
    from sim.rooms.faces.seat import seat
    from sim.rooms.words.localising import localised

    session = Session(load("two-neighbours"), day=3)
    said = localised("de", 0)
    for team in session.teams:
        cards = seat(session, team)["cards"]
        assert cards
        texts = [said["said"](card["name"]) for card in cards]
        texts += [said["does"](card["does"]) for card in cards]
        written = tuple(texts_in(load("two-neighbours").model_dump(mode="json")))
        assert english_in(texts, written) == []
