"""What all screens of a team share is drawn once, and is what each would have been drawn alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sim.rooms.drawing import Drawing
from sim.rooms.people import Screen
from sim.rooms.server import text_of
from sim.rooms.words import languages
from tests.rooms.asking import Browser, InTheRoom, in_the_room

MARKUP = "<b>&amp;own-form_key-{{ 7 * 7 }}</b>"
_MARK = re.compile(r'name="mark" value="([^"]*)"')
_KEY = re.compile(r'name="form_key" value="([^"]*)"')


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InTheRoom]:
    with in_the_room(tmp_path_factory.mktemp("room")) as room:
        yield room


@pytest.fixture(scope="module")
def screens(room: InTheRoom) -> list[Browser]:
    """Two seats of a team, one of another, a pad and the wall, after some decisions."""
    seats = [room.seat("Aldren", MARKUP), room.seat("Aldren", "Ben"), room.seat("Brevia", "Cid")]
    others = [room.browser(), room.browser()]
    for browser, screen in zip(others, (Screen.PAD, Screen.WALL), strict=True):
        browser.open(screen)
    room.desk.act("whisper", person=seats[0].number, text=f"for you alone {MARKUP}")
    seats[0].act("think", text=MARKUP)
    seats[2].act("pull", lever="Bring Pact into force", why=MARKUP)
    room.desk.act("line", line="go day 20")
    return [*seats, *others]


def drawn_alone(room: InTheRoom, drawing: Drawing, browser: Browser, language: str) -> str:
    """The page as it is where nothing is shared."""
    person = room.room.register.people[int(browser.number)]
    shown = room.wait_for(room.room.screens.shown(person))
    values = {**shown.shared, **shown.own}
    return drawing.page(f"{person.screen.value}.html", language, values)


def drawn_for_all(room: InTheRoom, drawing: Drawing, browser: Browser, language: str) -> str:
    """The page as it is sent."""
    person = room.room.register.people[int(browser.number)]
    return drawing.face(language, room.wait_for(room.room.screens.shown(person)))


def without_marks(page: str) -> str:
    """But for what goes on by itself, too."""
    return re.sub(r'data-minutes="[^"]*"', "", _MARK.sub("", page))


@pytest.mark.parametrize("ended", [False, True])
def test_what_is_shared_is_what_each_screen_would_have_been(
    room: InTheRoom, screens: list[Browser], ended: bool
) -> None:
    if ended:
        room.desk.act("line", line="end")
    drawing = Drawing(text_of)
    for language in languages():
        for browser in [*screens, *screens]:  # made for the first of a group, kept for others
            alone = drawn_alone(room, drawing, browser, language)
            for_all = drawn_for_all(room, drawing, browser, language)
            assert without_marks(for_all) == without_marks(alone)
            assert len(_MARK.findall(for_all)) == len(_MARK.findall(alone))
            assert drawing._token not in for_all
    if ended:
        room.desk.act("line", line="undo")


def test_what_is_a_persons_own_is_on_no_other_screen(
    room: InTheRoom, screens: list[Browser]
) -> None:
    ann, ben, *_ = screens
    assert "for you alone &lt;b&gt;" in ann.screen()
    assert "for you alone" not in ben.screen()
    assert "<b>&amp;own" not in ann.screen()
    names = (('<p class="me">Ben</p>', ben, ann), (f"/act?as=seat-{ann.number}", ann, ben))
    for text, there, elsewhere in names:
        assert text in there.screen()
        assert text not in elsewhere.screen()
    keys = [set(_KEY.findall(each.screen())) for each in screens[:4]]
    assert [len(each) for each in keys] == [1, 1, 1, 1]
    assert len(set.union(*keys)) == 4


def test_each_form_of_each_answer_has_a_mark_of_its_own(screens: list[Browser]) -> None:
    """Who has no script sends the next thing under another mark, or it would be done once."""
    marks = [mark for _ in range(2) for mark in _MARK.findall(screens[0].screen())]
    assert len(marks) > 8
    assert len({*marks}) == len(marks)
    assert min(map(len, marks)) >= 16


def test_a_team_is_drawn_once(
    room: InTheRoom, screens: list[Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until something is new on its screens."""
    drawn: list[str] = []
    page: Callable[..., str] = Drawing.page

    def counted(drawing: Drawing, template: str, *further: object) -> str:
        drawn.append(template)
        return page(drawing, template, *further)

    monkeypatch.setattr(Drawing, "page", counted)
    monkeypatch.setattr("sim.rooms.showing.FRESH_SECONDS", 1e9)
    for _ in range(2):
        screens[0].act("think", text="something is new")
        drawn.clear()
        for browser in screens[:3] * 4:
            browser.ask("GET", "/face")
        assert drawn == ["seat.html", "seat.html"], "one for each team"


def test_a_part_of_a_persons_own_that_fails_is_one_sentence(
    room: InTheRoom, screens: list[Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = Drawing(text_of)
    templates = drawing._templates
    found = templates.get_template

    def broken(name: str, *further: Any) -> object:
        if name == "clock.html":
            raise ValueError(name)
        return found(name, *further)

    monkeypatch.setattr(templates, "get_template", broken)
    page = drawn_for_all(room, drawing, screens[0], "en")
    assert 'id="now"' not in page
    assert 'id="levers"' in page
