"""Does a page work in a real browser: by mouse, by keyboard, on a phone, without scripts?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from sim.analyses.comparison.comparison import compare
from sim.analyses.picture.picture import picture_of
from sim.scenario.reading.reading import load
from sim.screen.page.page import page
from tests.pages.browser import Opened, needs_a_browser, obstacles
from tests.pages.test_page import data_in
from tests.shipped_runs import SHIPPED

pytestmark = needs_a_browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page, as it is written."""
    to = tmp_path_factory.mktemp("page") / "page.html"
    to.write_text(page_of("border-triangle", 25), "utf-8")
    return to


def page_of(name: str, replications: int) -> str:
    """The page of a shipped scenario."""
    scenario = load(name)
    return page(picture_of(compare(scenario, replications=replications), scenario))


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


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a scenario with requests, some of which are answered, some not."""
    to = tmp_path_factory.mktemp("asking") / "page.html"
    to.write_text(page_of("right-question", 3), "utf-8")
    return to


def test_every_mark_is_where_its_movement_is(browser: Browser, asking: Path) -> None:
    """Above a desk, at its right or left, or between two; answered requests are nowhere."""
    window, data = Opened(browser, asking), data_in(asking.read_text("utf-8"))
    day, ends = data["days"][0], data["ends"]
    seen = set()
    for minute in sorted({move[6] + 1 for move in day["moves"]} | {day["minutes"] - 1})[::3]:
        window.page.evaluate("m => { location.hash = `day-${1 + m / 1440}` }", minute)
        window.page.wait_for_function(
            "m => Math.abs(document.getElementById('time').value - m) < 1", arg=minute
        )
        marks = window.page.evaluate(MARKS)
        expected = {
            number: place
            for number, move in enumerate(day["moves"])
            if (place := place_at(move, minute, ends)) is not None
        }
        assert marks.keys() == {str(number) for number in expected}, minute
        answered = {
            number
            for number in expected
            if ends[day["moves"][number][4] or 0][0] in ("hit", "no hit")
            and day["moves"][number][5] <= minute
        }
        assert not answered, "what has been answered is nowhere any more"
        for number, place in expected.items():
            assert lies(marks[str(number)], place), (minute, day["moves"][number], place)
        seen |= {(day["moves"][number][0], place) for number, place in expected.items()}
    assert {("request", 3), ("copy", 0), ("copy", 3)} <= seen
    window.close()


MARKS = """() => {
  const svg = document.querySelector('svg.map[data-side="0"]'), found = {};
  const at = ({ transform }) => [transform.baseVal[0].matrix.e, transform.baseVal[0].matrix.f];
  const agencies = [...svg.querySelectorAll('.agency')].map(at);
  for (const use of svg.querySelectorAll('.moving use')) {
    const nearest = agencies.map(([x, y]) => [at(use)[0] - x, at(use)[1] - y]);
    found[use.dataset.move] = nearest.sort((a, b) => Math.hypot(...a) - Math.hypot(...b))[0];
  }
  return found;
}"""
"""By mark: how far it lies from the nearest agency."""


def place_at(move: list[Any], minute: int, ends: list[list[Any]]) -> int | None:
    """Where a movement is, as its data say; None where it is not, or no longer."""
    end, ended, since, stretches = move[4], move[5], move[6], move[7:]
    if minute < since:
        return None
    for until, _, where in zip(stretches[::3], stretches[1::3], stretches[2::3], strict=True):
        if minute < until:
            return int(where)
    if end is None or not ends[end][2] or minute > ended + 1440:
        return None
    return int(stretches[-1]) if stretches else 0


def lies(offset: list[float], place: int) -> bool:
    """Whether a mark so far from its agency is in that place: 0 sender, 2 receiver, 3 desk."""
    right, down = offset
    near = abs(right) < 110 and abs(down) < 110
    return {
        0: near and right > 30,
        1: not near or abs(right) + abs(down) > 20,
        2: near and right < -30,
        3: near and down < -30,
        4: not near or abs(right) + abs(down) > 20,
    }[place]


def test_a_mark_says_what_it_is_also_by_keyboard(opened: Opened) -> None:
    """Whose it is, where it goes, what it waits for since when; the list says the same."""
    opened.page.evaluate("location.hash = 'day-16'")
    opened.page.locator("#now", has_text="day 16,").wait_for()  # what is listed is listed anew then
    opened.page.locator('[data-side="0"] .moving use').first.dispatch_event("click")
    assert re.search(r" to .*, about .*, since day \d+|^report by ", opened.text("#about-0"))
    opened.page.focus("#underway-0 summary")
    opened.page.keyboard.press("Enter")
    opened.page.locator("#underway-0 button").first.wait_for()
    opened.page.keyboard.press("Tab")
    opened.page.locator("#underway-0 button:focus").wait_for()
    told = opened.page.evaluate("document.activeElement.textContent")
    assert opened.text("#about-0") == told
    assert opened.page.locator('[data-side="0"] .moving .pointed').count() == 1


def test_one_report_is_followed_step_by_step(opened: Opened) -> None:
    """Each step has its caption, from the onset to the detection."""
    opened.page.click("#follow")
    captions = [opened.text("#step-0")]
    for _ in range(60):
        opened.page.click("#step")
        captions.append(opened.text("#step-0"))
    assert captions[0].startswith("not yet visible")
    assert "is detected by" in captions[-1]
    told = opened.page.locator("section[aria-labelledby=h-way] ol").first.inner_text()
    assert all(caption in told for caption in dict.fromkeys(captions))


def test_the_curve_is_guessed_first(opened: Opened) -> None:
    """It is shown beside the guess then, with how far that was off."""
    assert not opened.page.locator("polyline.l-told").is_visible()
    slider = opened.page.locator("#guess input").last
    slider.focus()
    opened.page.keyboard.press("End")
    opened.page.get_by_role("button", name="Show the curve").click()
    assert opened.page.locator("polyline.l-told").is_visible()
    assert "you said 100 %, it is " in opened.text("#told")


def test_dials_at_rest_say_what_the_ladder_says(opened: Opened) -> None:
    """A page has one number for one thing."""
    in_the_ladder = opened.text("section[aria-labelledby=h-ladder] .marked span")
    in_the_ladder = in_the_ladder.strip().replace("\u00a0", " ")
    assert opened.text("#setting") == f"{in_the_ladder}."
    drawn = opened.page.locator("#dots circle").count()
    assert drawn == 25
    slider = opened.page.locator("#sliders input").first
    slider.focus()
    opened.page.keyboard.press("Home")
    assert in_the_ladder in opened.text("#setting")
    assert "--set dials.trust=0" in opened.text("#command")


def test_on_paper_answers_are_told_and_tables_that_are_open(opened: Opened) -> None:
    """A day is long: who wants its table on paper opens it; the curve is there without a guess."""
    opened.page.emulate_media(media="print")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    answers = opened.page.locator(".questions details p")
    assert all(each.is_visible() for each in answers.all())
    assert opened.page.locator("polyline.l-told").is_visible()
    assert not opened.page.locator("details.day").first.is_visible()
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator(".questions details[open]").count() == 0


def test_two_maps_stand_beside_each_other_in_a_classroom(opened: Opened) -> None:
    """On a projector of 1024 pixels, too."""
    opened.page.set_viewport_size({"width": 1024, "height": 768})
    left, right = (opened.page.locator("svg.map").nth(side).bounding_box() for side in (0, 1))
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_plays_to_its_end(browser: Browser, name: str, tmp_path: Path) -> None:
    """Each condition of each, without a complaint."""
    to = tmp_path / "page.html"
    to.write_text(page_of(name, 2), "utf-8")
    window = Opened(browser, to)
    days = data_in(to.read_text("utf-8"))["days"]
    for place in range(len(days)):
        window.page.select_option("#left", value=str(place))
        for part in range(0, days[place]["minutes"], max(1, days[place]["minutes"] // 60)):
            window.page.evaluate(
                "m => { const t = document.getElementById('time'); t.value = m;"
                " t.dispatchEvent(new Event('input')) }",
                part,
            )
    assert window.complaints == []
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
    assert window.page.locator("svg.map .decisive").first.is_visible()
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
