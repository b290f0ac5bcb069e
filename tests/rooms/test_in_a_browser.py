"""Do the screens of a room work in a real browser: on a phone, by keyboard, over a bad line?"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from sim.exercise.journal.entries import Entry, Noted
from sim.exercise.journal.file import read_journal
from tests.pages.browser import needs_a_browser, obstacles, started

pytestmark = needs_a_browser
TEAMS = ("Ostermere", "Halvenna", "Lirenta")


class Served:
    """A room that another process serves, which can be killed and begun again."""

    def __init__(self, journal: Path) -> None:
        """Begins it."""
        self.journal = journal
        self._begin("open", "border-triangle", "--session", str(journal), "--port", "0")

    def _begin(self, *words: str) -> None:
        command = [sys.executable, "-m", "sim", "exercise", *words, "--network"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        told = ""
        for line in self._process.stdout:
            told += line
            if "Ctrl-C" in line:
                break
        self.base = re.findall(r"Teams join at (\S+)", told)[0]
        self.pin = re.findall(r"PIN (\d+)", told)[0]
        self.doors = dict(re.findall(r"/open/(\w+)/(\S+)", told))

    def kill_and_go_on(self) -> None:
        """The machine fails, and the room is opened again at the same address."""
        self._end(signal.SIGKILL)
        self._begin("resume", str(self.journal), "--port", self.base.rpartition(":")[2])

    @property
    def entries(self) -> list[Entry]:
        """What the journal holds by now."""
        return list(read_journal(self.journal)[0])

    def close(self) -> None:
        """Stops it."""
        self._end(signal.SIGINT)

    def _end(self, how: int) -> None:
        self._process.send_signal(how)
        self._process.communicate(timeout=10)

    def opened(self, context: BrowserContext, screen: str) -> Page:
        """A desk, a pad or the wall in a window."""
        page = context.new_page()
        page.goto(f"{self.base}/open/{screen}/{self.doors[screen]}")
        page.click("button")
        page.wait_for_selector("#top")
        return page

    def joined(self, browser: Browser, name: str, team: str, desk: Page, **how: int) -> Page:
        """A seat that the facilitator has let in."""
        size = {"width": how.get("width", 360), "height": 740}
        page = browser.new_context(viewport=size, locale="en").new_page()  # type: ignore[arg-type]
        page.goto(self.base)
        page.fill("[name=pin]", self.pin)
        page.fill("[name=name]", name)
        page.select_option("[name=team]", team)
        page.press("[name=name]", "Enter")
        desk.locator("#people li", has_text=name).get_by_role("button", name="Let in").click()
        page.wait_for_selector("#levers")
        return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One room for the quick tests."""
    room = Served(tmp_path_factory.mktemp("room") / "a.session")
    yield room
    room.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, served: Served) -> Page:
    """The facilitator's screen, and the wall in the same browser beside it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    page = served.opened(context, "desk")
    served.opened(context, "wall").close()
    page.reload()
    expect(page.locator("#people")).to_be_visible()  # the wall has not taken its place
    return page


@pytest.fixture(scope="module")
def seat(browser: Browser, served: Served, desk: Page) -> Page:
    """A phone of a team."""
    return served.joined(browser, "Ada", TEAMS[0], desk)


def typed(desk: Page, line: str) -> None:
    """A line at the desk, until it is done."""
    desk.fill("#line input[list]", line)
    with desk.expect_response(
        lambda answer: "/act" in answer.url and "complete" not in (answer.request.post_data or "")
    ):
        desk.press("#line input[list]", "Enter")
    expect(desk.locator("#line input[list]")).to_have_value("")


def notes(served: Served, text: str) -> int:
    """How often the journal holds a note."""
    return sum(isinstance(each, Noted) and each.text == text for each in served.entries)


def test_a_lever_is_pulled_by_keyboard_alone(served: Served, seat: Page) -> None:
    """Tab, Enter and letters reach everything."""
    card = seat.locator("#levers details").first
    card.locator("> summary").focus()
    seat.keyboard.press("Enter")
    card.locator(".reasons summary").focus()
    seat.keyboard.press("Enter")
    seat.keyboard.press("Tab")
    seat.keyboard.type("they see the money")
    for _ in range(2):
        seat.keyboard.press("Tab")
    with seat.expect_response("**/act**"):
        seat.keyboard.press("Enter")
    decided = [each for each in served.entries if getattr(each, "why", "") == "they see the money"]
    assert len(decided) == 1


def test_words_focus_and_open_parts_stay_when_news_comes(desk: Page, seat: Page) -> None:
    """Somebody else acts while one types."""
    seat.locator("#brief summary").first.click()
    opened = seat.locator("#brief details").first.get_attribute("open")
    seat.click("#think textarea")
    seat.keyboard.type("half a thou")
    typed(desk, "say Rain at the pass.")
    expect(seat.locator("#messages")).to_contain_text("Rain at the pass.")
    seat.keyboard.type("ght")
    assert seat.input_value("#think textarea") == "half a thought"
    assert seat.locator("#brief details").first.get_attribute("open") == opened


def test_a_double_click_writes_once(served: Served, seat: Page) -> None:
    """And so does a form that is sent again because its answer got lost."""
    seat.fill("#think textarea", "said once")
    seat.dblclick("#think button")
    expect(seat.locator("#think")).to_contain_text("said once")
    assert notes(served, "said once") == 1
    seat.fill("#think textarea", "heard once")

    def answers_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    seat.route("**/act**", answers_lost)
    seat.click("#think button")
    expect(seat.locator("#said")).to_contain_text("only once")
    seat.unroute("**/act**")
    seat.click("#think button")
    expect(seat.locator("#said")).to_have_text("Done.")
    assert notes(served, "heard once") == 1


def test_two_tabs_and_the_way_back_show_the_same(desk: Page, seat: Page) -> None:
    """Back to a page of before does not show what was then."""
    other = seat.context.new_page()
    other.goto(seat.url)
    other.goto("about:blank")
    typed(desk, "say The bridge is closed.")
    other.go_back()
    for page in (seat, other):
        expect(page.locator("#messages")).to_contain_text("The bridge is closed.")
    other.close()


def test_a_cut_line_is_said_and_mended(desk: Page, seat: Page) -> None:
    """What was typed stays, and what was missed comes within three seconds of the return."""
    seat.fill("#think textarea", "still here")
    seat.context.set_offline(True)
    seat.evaluate("dispatchEvent(new Event('online'))")  # it looks, and finds nobody
    expect(seat.locator("#cut")).to_be_visible()
    typed(desk, "say Missed by one.")
    seat.context.set_offline(False)
    expect(seat.locator("#messages")).to_contain_text("Missed by one.", timeout=3000)
    expect(seat.locator("#cut")).to_be_hidden()
    assert seat.input_value("#think textarea") == "still here"
    seat.fill("#think textarea", "")


def test_a_slow_line_only_delays(desk: Page, seat: Page) -> None:
    """Nothing is lost when an answer takes a second."""

    def delayed(route: Route) -> None:
        seat.wait_for_timeout(700)
        route.continue_()

    seat.route("**/face**", delayed)
    typed(desk, "say Late, but there.")
    expect(seat.locator("#messages")).to_contain_text("Late, but there.")
    seat.unroute_all(behavior="wait")


def test_a_phone_whose_clock_is_wrong_shows_the_time_of_the_story(
    browser: Browser, served: Served, desk: Page
) -> None:
    """It is a day ahead; minutes left and the hour of the story are those of the desk."""
    page = served.joined(browser, "Bo", TEAMS[1], desk)
    page.clock.install(time=datetime.now(UTC) + timedelta(days=1))
    page.reload()
    expect(page.locator("#now")).to_have_text(desk.text_content("#now") or "")
    told = [int((each.text_content("#left") or "").split()[0]) for each in (page, desk)]
    assert abs(told[0] - told[1]) <= 1
    page.context.close()


def test_teams_in_one_machine_stay_apart(browser: Browser, served: Served, desk: Page) -> None:
    """Two seats in two windows that share nothing."""
    page = served.joined(browser, "Cy", TEAMS[2], desk)
    assert page.text_content("h1") == TEAMS[2]
    assert "said once" not in page.content()
    page.context.close()


def test_a_line_is_completed(desk: Page) -> None:
    """As at the terminal."""
    desk.locator("#line input[list]").press_sequentially("loo")
    expect(desk.locator("#commands option")).to_have_count(1)
    assert desk.locator("#commands option").get_attribute("value") == "look "
    desk.fill("#line input[list]", "")


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, served: Served, desk: Page, seat: Page, width: int
) -> None:
    """Of any screen, on a phone, a laptop and a projector."""
    pages = [desk, seat]
    context = browser.new_context()
    pages += [served.opened(context, screen) for screen in ("wall", "pad")]
    for page in pages:
        before = page.viewport_size
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        if before is not None:
            page.set_viewport_size(before)
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(
    browser: Browser, served: Served, desk: Page, seat: Page, scheme: str
) -> None:
    """Names for a screen reader, contrast, order of headings, on every screen."""
    context = browser.new_context(reduced_motion="reduce")
    others = [served.opened(context, screen) for screen in ("wall", "pad")]
    door = context.new_page()
    door.goto(served.base + "/?as=seat")
    for page in (desk, seat, door, *others):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for part in page.locator("details:not([open]) > summary").all():
            if part.is_visible():
                part.click()
        assert obstacles(page) == [], page.url
    context.close()


@pytest.mark.slow
def test_three_teams_play_through_a_crash_to_the_end_of_the_debrief(
    browser: Browser, tmp_path: Path
) -> None:
    """With two facilitators and an evaluator; after kill -9 each screen is back at its place."""
    room = Served(tmp_path / "whole.session")
    first = room.opened(browser.new_context(locale="en"), "desk")
    second = room.opened(browser.new_context(locale="en"), "desk")
    pad = room.opened(browser.new_context(locale="en"), "pad")
    wall = room.opened(browser.new_context(locale="en"), "wall")
    seats = [room.joined(browser, f"P{i}", team, first) for i, team in enumerate(TEAMS)]
    for seat in seats:
        seat.fill("#predict textarea", "money will cost most")
        seat.click("#predict button")
        expect(seat.locator("#predict")).to_contain_text("Sealed:")
    for _ in range(3):
        typed(second, "go")
    pad.fill("#observe textarea", "they talk")
    pad.click("#observe button")
    expect(pad.locator("#notes")).to_contain_text("they talk")
    before = len(room.entries)
    room.kill_and_go_on()
    expect(first.locator("#cut")).to_be_hidden(timeout=10_000)
    seats[0].locator("#levers summary").first.click()
    seats[0].locator("#levers details").first.get_by_role("button").last.click()
    expect(seats[0].locator("#said")).to_have_text("Done.")
    assert len(room.entries) > before
    assert notes(room, "they talk") == 1
    typed(first, "go move")
    typed(first, "end")
    for seat in seats:
        expect(seat.locator("#feedback")).to_be_visible()
    shown: set[str] = set()
    heading = wall.locator("#slide h2")
    while "What this does not say" not in shown:
        first.get_by_role("button", name="Next step of the debrief").click()
        expect(wall.locator("#slide > p").first).to_have_text(f"Debrief, step {len(shown) + 1}")
        expect(heading).not_to_have_text("Other days are being computed", timeout=120_000)
        if wall.get_by_text("Guess first, at your screens").count():
            for seat in seats:
                seat.click("#guess button")
                expect(seat.locator("#guess")).to_contain_text("Your team has guessed.")
            shown.add(f"asked: {heading.text_content()}")
        else:
            shown.add(heading.text_content() or "")
    assert {"What teams predicted", "What happened", "How lucky the day was"} <= shown
    room.close()
