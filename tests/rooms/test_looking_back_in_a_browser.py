"""In a real browser: a note outlives a reload, a ruling has two looks, the wall plays the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from sim.exercise.journal.entries import Noted, Ruled
from tests.pages.browser import needs_a_browser, started
from tests.pages.measuring import WALL_LETTERS, low_letters
from tests.rooms.served import TEAMS, Served, typed

pytestmark = [needs_a_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, Page]]]:
    """A room with a desk, a wall, a pad and a seat."""
    served = Served(tmp_path_factory.mktemp("room") / "a.session")
    with started() as browser:
        sizes = {"desk": (1280, 900), "wall": (1920, 1080), "pad": (768, 1024)}
        screens = {
            name: served.opened(
                browser.new_context(viewport={"width": wide, "height": high}, locale="en"), name
            )
            for name, (wide, high) in sizes.items()
        }
        screens["seat"] = served.joined(browser, "Ada", TEAMS[0], screens["desk"])
        yield served, screens
    served.close()


def test_a_note_that_was_not_sent_is_there_after_a_reload(
    room: tuple[Served, dict[str, Page]],
) -> None:
    """And once it is sent it is gone, and stands in the journal as it was chosen."""
    served, screens = room
    pad = screens["pad"]
    pad.fill("#observe textarea", "half a note")
    pad.locator("#observe select[name=task]").select_option("1.2")
    for _ in range(2):
        pad.reload()
        typed(screens["desk"], "say Rain at the pass.")  # the pad is drawn anew
        pad.wait_for_timeout(500)
        expect(pad.locator("#observe textarea")).to_have_value("half a note")
        expect(pad.locator("#observe select[name=task]")).to_have_value("1.2")
    pad.get_by_role("button", name="Write it down").click()
    expect(pad.locator("#notes")).to_contain_text("half a note")
    expect(pad.locator("#observe textarea")).to_have_value("")
    pad.reload()
    expect(pad.locator("#observe textarea")).to_have_value("")
    (note,) = (each for each in served.entries if isinstance(each, Noted))
    assert (note.text, note.task) == ("half a note", "understand it")


def test_a_wish_is_ruled_on_with_what_was_typed_kept_between_the_looks(
    room: tuple[Served, dict[str, Page]],
) -> None:
    served, screens = room
    desk, seat = screens["desk"], screens["seat"]
    seat.fill("#wishes textarea", "asks the press to wait")
    seat.locator("#wishes button").click()
    form = desk.locator("#rulings article form").first
    form.locator("[name=reasons_for]").fill("they owe us")
    form.get_by_role("button", name="Do it").click()
    expect(desk.locator("#said")).to_contain_text("even chance, 50 %")
    expect(form.locator("[name=reasons_for]")).to_have_value("they owe us")
    form.locator("[name=counts]").select_option("now")
    form.get_by_role("button", name="Do it").click()
    expect(desk.locator("#said")).to_contain_text("it ")
    expect(seat.locator("#wishes")).to_contain_text("answered")
    (ruled,) = (each for each in served.entries if isinstance(each, Ruled))
    assert (ruled.action, ruled.reasons_for) == ("asks the press to wait", "they owe us")


def test_the_wall_plays_the_day_that_the_desk_drives(
    room: tuple[Served, dict[str, Page]],
) -> None:
    _, screens = room
    desk, wall = screens["desk"], screens["wall"]
    typed(desk, "go 20 d")
    typed(desk, "end")
    for step in range(1, 5):
        desk.get_by_role("button", name="Next step of the debrief").click()
        expect(desk.locator("#slide")).to_contain_text(f"step {step}")
    panel = desk.locator("#replaying")
    panel.locator("[name=day]").fill("6")
    panel.get_by_role("button", name="Show it").click()
    expect(wall.locator("#replay-now")).to_have_text("day 6, Sat 00:00")
    panel.get_by_role("button", name="Play on").click()
    expect(wall.locator("#replay-now")).to_have_text(re.compile(r"day [89]"), timeout=8000)
    assert wall.locator("#day-map .moving use").count() > 0
    panel.get_by_role("button", name="Stop", exact=True).click()
    panel.locator("[name=team]").select_option(TEAMS[0])
    panel.get_by_role("button", name="Show it").click()
    expect(wall.locator(".seen-then")).to_contain_text(f"What {TEAMS[0]} knew")
    others = wall.locator("#day-map .agency.unseen-by")
    expect(others).to_have_count(4)
    assert low_letters(wall, WALL_LETTERS) == []
    assert wall.evaluate("document.documentElement.scrollHeight") <= 1080
    stood = wall.text_content("#replay-now")
    wall.wait_for_timeout(1200)
    assert wall.text_content("#replay-now") == stood
    wall.reload()
    expect(wall.locator("#day-map .agency.unseen-by")).to_have_count(4)
