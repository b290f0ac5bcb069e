"""Can screens be read and touched: on a small phone, on a laptop, from the back of a room?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.browser import needs_a_browser
from tests.pages.measuring import WALL_LETTERS, low_letters, too_small
from tests.rooms.served import TEAMS, Served, phone, typed

pytestmark = [needs_a_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Page]]:
    """Every screen of a room in which something has happened, with every part opened."""
    room = Served(tmp_path_factory.mktemp("room") / "a.session", "--day", "3")
    desk = room.opened(phone(browser), "desk")
    pages = {"desk": desk, "seat": room.joined(browser, "Ada", TEAMS[0], desk)}
    pages |= {screen: room.opened(phone(browser), screen) for screen in ("wall", "pad")}
    waits = phone(browser).new_page()
    waits.goto(room.base)
    room.come_in(waits, "Bo", TEAMS[1])
    door = phone(browser).new_page()
    door.goto(room.base)
    order = pages["seat"].locator("#order")
    order.get_by_text("Give an order").click()
    order.locator("[name=what]").select_option("ask us first")
    order.get_by_role("button", name="Order it").click()
    for line in ("go 12 d", "say A minister has resigned.", f"order {TEAMS[1]} hold"):
        typed(desk, line)
    for page in pages.values():
        page.reload()
        _open_all(page)
    yield pages | {"waiting": waits, "door": door}
    room.close()


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")


SCREENS = ("desk", "seat", "pad", "wall", "waiting", "door")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("width", [320, 360, 1280, 1920])
def test_nothing_is_wider_than_the_screen(pages: dict[str, Page], screen: str, width: int) -> None:
    """On a phone, a laptop and a projector; also at 400 % of a laptop, which is 320."""
    page = pages[screen]
    page.set_viewport_size({"width": width, "height": 1080})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("screen", SCREENS)
def test_a_finger_hits_and_letters_can_be_read_on_a_phone(
    pages: dict[str, Page], screen: str
) -> None:
    """And a phone does not enlarge the page when somebody types, as it does below 16 pixels."""
    page = pages[screen]
    page.set_viewport_size({"width": 360, "height": 740})
    assert too_small(page, 44) == []
    fields = "[...document.querySelectorAll('input, select, textarea')]"
    sizes = page.evaluate(f"{fields}.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(sizes, default=16) >= 16
    assert low_letters(page, 12) == []


def test_the_wall_can_be_read_from_the_back_and_is_filled(pages: dict[str, Page]) -> None:
    """Its map reaches to the foot of the picture, and nothing is below that."""
    page = pages["wall"]
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.reload()
    assert low_letters(page, WALL_LETTERS) == []
    boxes = [page.locator(part).bounding_box() for part in (".map", "#top")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["height"] >= 0.8 * (1080 - boxes[1]["height"])
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080


def test_the_search_for_what_is_too_small_would_find_it(pages: dict[str, Page]) -> None:
    """Everything is smaller than a foot."""
    page = pages["door"]
    assert len(too_small(page, 400)) >= 5
    assert len(low_letters(page, 400)) >= 5
