"""What somebody finds who comes in: the wall that invites, the door, and what it says is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.rooms.invitation import Invitation
from sim.rooms.people import Screen
from tests.rooms.asking import BASE, Browser, InTheRoom, in_the_room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[InTheRoom]:
    """A room before play."""
    with in_the_room(tmp_path) as room:
        yield room


@pytest.fixture
def wall(room: InTheRoom) -> Browser:
    """Its wall."""
    browser = room.browser()
    browser.open(Screen.WALL)
    return browser


def field(page: str, name: str) -> str:
    """The tag of a field, on one line."""
    (tag,) = re.findall(rf"<(?:input|select) name=\"{name}\"[^>]*>", page)
    return " ".join(tag.split())


def test_a_wrong_pin_leaves_name_and_team_and_marks_the_pin(room: InTheRoom) -> None:
    """Whoever mistypes types six digits again, and nothing else."""
    page = room.browser().join("Brevia", 'Ann "&"', pin="000").text
    assert "This is not the PIN of this room." in page
    pin = field(page, "pin")
    assert 'aria-invalid="true" aria-describedby="trouble" autofocus' in pin
    assert 'value=""' in pin
    assert 'value="Ann &#34;&amp;&#34;"' in field(page, "name")
    assert "<option selected>Brevia</option>" in page
    assert page.count("aria-invalid") == 1


def test_a_name_that_is_none_is_marked(room: InTheRoom) -> None:
    """The right PIN is not said back."""
    page = room.browser().join("Aldren", "\t \n").text
    assert "aria-invalid" in field(page, "name")
    assert "aria-invalid" not in field(page, "pin")
    assert room.room.register.pin not in page


@pytest.mark.parametrize(
    ("asked", "shown"), [("123456", "123456"), ("", ""), ("1" * 13, ""), ('"><b>', "")]
)
def test_a_code_brings_the_pin_along(room: InTheRoom, asked: str, shown: str) -> None:
    """Who scans it types name and team; what is no PIN is left aside."""
    page = room.browser().ask("GET", "/", params={"pin": asked}).text
    assert f'value="{shown}"' in field(page, "pin")


def test_the_language_that_is_spoken_is_no_link(room: InTheRoom) -> None:
    page = room.browser().ask("GET", "/?language=de").text
    assert '<span aria-current="true">Deutsch</span>' in page
    assert re.findall(r"<a href=\"/\?language=(\w+)\"", page) == ["en"]


def test_the_wall_invites_until_play_begins_or_as_the_facilitator_says(
    room: InTheRoom, wall: Browser
) -> None:
    """Address, PIN and a code; nobody else is shown the PIN by it."""
    pin = room.room.register.pin
    assert pin in wall.screen()
    assert BASE in wall.screen()
    assert 'class="code"' in wall.screen()
    assert pin not in room.seat("Aldren").screen()
    assert room.desk.act("invite", shown="no").status_code == 200
    assert pin not in wall.screen()
    room.desk.act("invite", shown="yes", mark="again")
    room.desk.act("line", line="go day 2")
    assert pin in wall.screen(), "as it was asked for"
    room.room.register.invites = None
    assert pin not in wall.screen(), "by itself, play has begun"


def test_only_a_desk_says_what_the_wall_shows(room: InTheRoom) -> None:
    assert room.seat("Aldren").act("invite", shown="no").status_code == 409


def test_a_code_is_a_code_only_where_a_phone_can_follow_it() -> None:
    """It is square, dark in three corners, and the same in the terminal as on the wall."""
    assert Invitation("http://127.0.0.1:1", from_phones=False).code("123456") is None
    code = Invitation("http://10.0.0.2:8765", from_phones=True).code("123456")
    assert code is not None
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", code.path)}
    corner = [(2, 2), (code.size - 3, 2), (2, code.size - 3)]
    assert all(place in dark for place in corner)
    assert (0, 0) not in dark
    lines = list(code.in_half_blocks())
    assert {len(line) for line in lines} == {code.size}
    in_lines = {
        (x, 2 * y + lower)
        for y, line in enumerate(lines)
        for x, sign in enumerate(line)
        for lower in (0, 1)
        if sign in (" ", "▀" if lower else "▄")
    }
    assert in_lines == dark


def test_who_comes_late_finds_where_the_team_stands_open(room: InTheRoom) -> None:
    """The others can open it; before play there is nothing to say."""
    ann = room.seat("Aldren", "Ann")
    assert "Where we stand" not in ann.screen()
    for day in (6, 7):
        room.desk.act("line", line=f"go day {day}")
    ann.act("pull", lever="Aldren puts smuggling first")
    late = room.seat("Aldren", "Eve")
    (opened,) = re.findall(r'<details id="in-short".*?</details>', late.screen(), re.DOTALL)
    assert re.search('id="in-short" class="card" open\\s*>', opened)
    assert re.search('id="in-short" class="card" \\s*>', ann.screen())
    assert "A letter comes." in opened
    assert "Aldren puts smuggling first" in opened
    assert "Brevia" not in opened
