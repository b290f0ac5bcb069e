"""Does a page work in a real browser: by mouse, by keyboard, on a phone, without scripts?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sim.analyses.comparison.comparison import compare
from sim.analyses.picture.picture import picture_of
from sim.scenario.reading.reading import load
from sim.screen.page.page import page
from tests.pages.browser import Opened, needs_a_browser, obstacles, started

pytestmark = needs_a_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, as it is written."""
    scenario = load("border-triangle")
    to = tmp_path_factory.mktemp("page") / "page.html"
    to.write_text(page(picture_of(compare(scenario, replications=25), scenario)), "utf-8")
    return to


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Opened]:
    """The page in a window; whatever happens, it complains of nothing and asks for nothing."""
    window = Opened(browser, file)
    yield window
    assert window.complaints == []
    assert window.requests == [file.as_uri()]
    window.close()


def test_the_day_plays_and_stands(opened: Opened) -> None:
    """Time goes on while it plays, and not otherwise."""
    before = opened.text("#now")
    opened.page.click("#play")
    opened.page.wait_for_function(
        "now => document.getElementById('now').textContent !== now", arg=before
    )
    opened.page.click("#play")
    stands = opened.text("#now")
    opened.page.wait_for_timeout(100)
    assert opened.text("#now") == stands


def test_steps_go_from_line_to_line_of_the_tables(opened: Opened) -> None:
    """And back the same way."""
    opened.page.click("#step")
    first = opened.text("#now")
    assert first in opened.text("#latest-0") + opened.text("#latest-1")
    opened.page.click("#step")
    opened.page.click("#back")
    assert opened.text("#now") == first


def test_at_the_end_the_threat_is_detected_on_both_sides(opened: Opened) -> None:
    """The bar can be dragged to the end, by keyboard too; a ring is full then."""
    opened.page.focus("#time")
    opened.page.keyboard.press("End")
    for side in (0, 1):
        assert "detected by" in opened.text(f"#state-{side}")
        assert opened.page.locator(f'svg.map[data-side="{side}"] .agency.sure').count() >= 1


def test_a_side_shows_the_condition_that_is_chosen(opened: Opened) -> None:
    """Nobody tells anybody anything, so nothing is on its way."""
    opened.page.select_option("#right", label="every agency alone")
    opened.page.focus("#time")
    opened.page.keyboard.press("End")
    assert opened.text("#side-1") == "every agency alone"
    assert "not detected" in opened.text("#state-1")


def test_a_link_names_a_moment(browser: Browser, file: Path) -> None:
    """As one would send it to a class."""
    window = Opened(browser, file)
    window.page.goto(f"{file.as_uri()}#day-14.5")
    assert window.text("#now") == "day 14, Sun 12:00"
    window.close()


def test_dials_say_what_was_computed(opened: Opened) -> None:
    """Without the dearest challenge it takes less time."""
    written = opened.text("#setting")
    slider = opened.page.locator("#sliders input").first
    slider.focus()
    opened.page.keyboard.press("Home")
    assert "away" in opened.text("#sliders label")
    assert opened.text("#setting") != written


def test_answers_are_checked(opened: Opened) -> None:
    """A wrong one is not called right."""
    form = opened.page.locator(".questions form").first
    right = (form.get_attribute("data-right") or "").split()
    for radio in form.locator("input").all():
        radio.check()
        verdict = form.locator(".verdict").text_content() or ""
        assert verdict.startswith("Right") == (radio.get_attribute("value") in right)


def test_without_scripts_it_tells_its_story(browser: Browser, file: Path) -> None:
    """Controls that would do nothing are not shown."""
    window = Opened(browser, file, scripts=False)
    assert window.page.get_by_text("Scripts are off").is_visible()
    assert not window.page.locator("#play").is_visible()
    assert "is detected by" in window.text("main")
    window.close()


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_is_wider_than_the_screen(opened: Opened, width: int) -> None:
    """On a phone, a laptop and a projector."""
    opened.page.set_viewport_size({"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(opened: Opened, scheme: str) -> None:
    """Names for a screen reader, contrast, order of headings, in light and dark."""
    opened.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert obstacles(opened.page) == []
