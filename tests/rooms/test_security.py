"""Security of a room: who asks for what is not theirs gets nothing, and is told nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.rooms.people import Screen
from tests.rooms.asking import InTheRoom, in_the_room

LEVER, OTHERS = "Aldren puts smuggling first", "Brevia puts smuggling first"


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InTheRoom]:
    with in_the_room(tmp_path_factory.mktemp("room")) as room:
        yield room


def test_everybody_comes_in_and_acts(room: InTheRoom) -> None:
    seat = room.seat("Aldren")
    assert LEVER in seat.screen()
    said = seat.act("pull", lever=LEVER, why="it is close")
    assert said.json() == {"said": "Done."}
    assert room.room.play.session.course.pulls_of(LEVER) == 1
    for screen in (Screen.PAD, Screen.WALL):
        browser = room.browser()
        browser.open(screen)
        assert "EXERCISE" in browser.screen()
