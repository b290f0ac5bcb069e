"""Do the screens of a room work in a real browser: on a phone, by keyboard, over a bad line?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from sim.exercise.journal.entries import Noted
from sim.rooms.server import SENT_AWAY
from tests.pages.browser import needs_a_browser
from tests.rooms.served import TEAMS, Line, Served, let_in, notes, phone, typed

pytestmark = needs_a_browser
_SLOW = {"offline": False, "latency": 900, "downloadThroughput": 8000, "uploadThroughput": 4000}
_FAST = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
"""A mast far away, and one that is near."""


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


def test_an_update_leaves_alone_what_has_not_changed(desk: Page, seat: Page) -> None:
    """Also the first after a screen was loaded: nothing is made anew under somebody's hands."""
    seat.reload()
    same = "document.querySelectorAll('#face form, #face header, #face main')"
    seat.evaluate(f"{same}.forEach(one => one.seen = true)")
    typed(desk, "say The road is open.")
    expect(seat.locator("#messages")).to_contain_text("The road is open.")
    assert seat.evaluate(f"[...{same}].filter(one => !one.seen).length") == 0


def test_a_button_never_becomes_another(browser: Browser, served: Served, desk: Page) -> None:
    """While one facilitator is about to press it, the other lets the clock run."""
    other = served.opened(browser.new_context(locale="en"), "desk")
    button = other.get_by_role("button", name="To the next event")
    button.focus()
    other.evaluate("held = document.activeElement")
    desk.get_by_role("button", name="1 h a minute").click()
    expect(other.get_by_role("button", name="Stop the clock")).to_be_visible()
    assert not other.evaluate("held.isConnected")
    assert other.evaluate("document.activeElement.id") == "top"
    other.get_by_role("button", name="Stop the clock").click()
    expect(desk.locator(".runs")).to_have_text("paused")
    other.context.close()


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


def test_a_double_click_at_the_door_comes_in_once(
    browser: Browser, served: Served, desk: Page
) -> None:
    """Nobody stands at the door twice."""
    page = phone(browser).new_page()
    page.goto(served.base)
    page.get_by_label("PIN").fill(served.pin)
    page.get_by_label("Your name").fill("Dora")
    twice = "form => [0, 40].forEach(wait => setTimeout(() => form.requestSubmit(), wait))"
    page.locator("form[action='/join']").evaluate(twice)  # the first has come in before the second
    expect(page.locator("#waiting")).to_be_visible(timeout=10_000)
    expect(desk.locator("#people li", has_text="Dora")).to_have_count(1)
    desk.locator("#people li", has_text="Dora").get_by_role("button", name="Send away").click()
    expect(page.get_by_role("alert")).to_have_text(SENT_AWAY)
    page.context.close()


def test_two_tabs_and_the_way_back_show_the_same(desk: Page, seat: Page) -> None:
    """Back to a page of before does not show what was then, and the door leads to the seat."""
    other = seat.context.new_page()
    other.goto(seat.url)
    other.goto("about:blank")
    typed(desk, "say The bridge is closed.")
    other.go_back()
    for page in (seat, other):
        expect(page.locator("#messages")).to_contain_text("The bridge is closed.")
    other.close()
    seat.go_back()
    expect(seat.get_by_role("heading", level=1)).to_have_text(TEAMS[0])


class Place:
    """Where somebody is on a screen: what they type, have opened, look at and hold."""

    def __init__(self, page: Page) -> None:
        """Takes somebody there: half-way down a phone, typing, with a card open."""
        self.page = page
        card = page.locator("#levers .card").last
        if not card.evaluate("card => card.open"):
            card.locator("> summary").click()
        self.field = page.locator("#think textarea")
        self.field.fill("")
        self.field.click()
        page.keyboard.type("still here")
        self._looks_at = self._height(self.field)

    def _height(self, of: Locator) -> float:
        return float(of.evaluate("one => one.getBoundingClientRect().top"))

    def is_kept(self) -> None:
        """It is where it was."""
        assert self.page.locator("#levers .card").last.evaluate("card => card.open")
        expect(self.field).to_be_focused()
        assert abs(self._height(self.field) - self._looks_at) < 3
        self.page.keyboard.type(", and on")
        expect(self.field).to_have_value("still here, and on")
        self.field.fill("")


def test_a_cut_line_is_said_and_mended(desk: Page, seat: Page) -> None:
    """The phone knows it; it is at the same place once the network is back.

    It asks again within 2 s; how long the answer takes is the machine's.
    """
    place = Place(seat)
    seat.context.set_offline(True)
    expect(seat.locator("#cut")).to_be_visible()
    expect(seat.locator("#cut")).to_contain_text("cut since")
    typed(desk, "say Missed by one.")
    seat.context.set_offline(False)
    expect(seat.locator("#messages")).to_contain_text("Missed by one.", timeout=15_000)
    expect(seat.locator("#cut")).to_be_hidden()
    place.is_kept()


def test_a_page_that_is_loaded_again_has_what_was_typed_and_opened(seat: Page) -> None:
    """As by a phone that slept; what was sent does not come back."""
    order, field = seat.locator("#order"), seat.locator("#think textarea")
    for opened in (True, False):
        order.locator(".card > summary").click()
        field.fill("half a thought" if opened else "")
        seat.reload()
        expect(field).to_have_value("half a thought" if opened else "")
        expect(order.locator("[name=senders]")).to_be_visible(visible=opened)
    field.fill("a thought")
    seat.click("#think button")
    expect(seat.locator("#think article").first).to_contain_text("a thought")
    seat.reload()
    expect(field).to_have_value("")


def test_a_line_that_goes_dead_without_a_word_is_noticed_and_mended(
    browser: Browser, served: Served, desk: Page
) -> None:
    """Nobody tells the phone: half a minute without a heartbeat does. The desk says since when."""
    with Line(served.base) as line:
        page = phone(browser).new_page()
        page.clock.install()
        page.goto(line.base)
        served.come_in(page, "Eve", TEAMS[1])
        let_in(desk, "Eve")
        page.wait_for_selector("#levers")
        place, there = Place(page), desk.locator("#people li", has_text="Eve")
        expect(there).to_contain_text("there")
        line.cut()
        page.clock.fast_forward(26_000)
        expect(page.locator("#cut")).to_be_visible()
        page.wait_for_timeout(3000)  # it asks some times more, into the void
        typed(desk, "say Missed by Eve.")
        line.mend()
        expect(page.locator("#messages")).to_contain_text("Missed by Eve.", timeout=15_000)
        expect(page.locator("#cut")).to_be_hidden()
        place.is_kept()
        page.context.close()
    expect(there).to_contain_text("away since")


def test_who_has_scrolled_on_is_told_that_something_waits_above(desk: Page, seat: Page) -> None:
    """The way there and the title of the window count it until it has been in view."""
    wanted = seat.locator("#wanted")
    expect(wanted).to_be_hidden()
    seat.evaluate("scrollTo(0, document.body.scrollHeight)")
    everybody = desk.locator("#people > form")
    everybody.get_by_label("Text").fill("Look at the harbour.")
    everybody.get_by_role("button", name="Whisper").click()
    expect(wanted).to_have_text("For you: 1")
    expect(seat).to_have_title(re.compile(r"^\(1\) "))
    wanted.click()
    expect(seat.locator("#whispers")).to_be_in_viewport()
    expect(wanted).to_be_hidden()
    expect(seat).not_to_have_title(re.compile(r"^\("))


def test_a_slow_line_only_delays(desk: Page, seat: Page) -> None:
    """A mast far away: nothing is lost, nothing twice, and the line is not taken for cut."""
    line = seat.context.new_cdp_session(seat)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", _SLOW)
    for number in range(3):
        typed(desk, f"say Late, but there: {number}.")
    seat.fill("#think textarea", "sent slowly")
    seat.click("#think button")
    seat.click("#think button")
    expect(seat.locator("#messages")).to_contain_text("there: 2.", timeout=15_000)
    expect(seat.locator("#think")).to_contain_text("sent slowly", timeout=15_000)
    expect(seat.locator("#cut")).to_be_hidden()
    line.send("Network.emulateNetworkConditions", _SLOW | _FAST)
    line.detach()
    assert seat.locator("#messages article", has_text="Late, but there: 1.").count() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_phone_whose_clock_is_wrong_shows_the_time_of_the_story(
    seat: Page, desk: Page, days: int
) -> None:
    """It is a day off; the hour of the story and minutes left are the desk's, also as it runs."""
    page = seat.context.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    page.goto(seat.url)
    expect(page.locator("#now")).to_have_text(desk.text_content("#now") or "")
    desk.get_by_role("button", name="1 h a minute").click()
    expect(page.locator(".runs")).to_contain_text("runs")
    page.wait_for_timeout(1500)
    told = [_minutes(each.locator("#now")) for each in (page, desk)]
    assert abs(told[0] - told[1]) <= 60  # both tick once a second, some minutes of the story each
    left = [int((each.text_content("#left") or "").split()[0]) for each in (page, desk)]
    assert abs(left[0] - left[1]) <= 1
    desk.get_by_role("button", name="Stop the clock").click()
    for each in (page, desk):
        expect(each.locator(".runs")).to_have_text("paused")
    expect(page.locator("#now")).to_have_text(desk.text_content("#now") or "")
    page.close()


def _minutes(of: Locator) -> int:
    """A moment such as "day 3, Wed 10:00", in minutes."""
    day, time = (of.text_content() or "").removeprefix("day ").split(", ")
    hours, minutes = time.split()[-1].split(":")
    return int(day) * 1440 + int(hours) * 60 + int(minutes)


def test_two_seats_in_one_browser_stay_apart(browser: Browser, served: Served, desk: Page) -> None:
    """Two tabs at the door, two people: each goes on at its own seat, and neither as the other."""
    context = phone(browser)
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(served.base)
    for tab, name, team in zip(tabs, ("Cy", "Di"), TEAMS[1:], strict=True):
        served.come_in(tab, name, team)
        let_in(desk, name)
        expect(tab.get_by_role("heading", level=1)).to_have_text(team)
    for tab, name in zip(tabs, ("Cy", "Di"), strict=True):
        tab.fill("#think textarea", f"{name} thinks")
        tab.click("#think button")
        expect(tab.locator("#said")).to_have_text("Done.")
    typed(desk, "say All of you.")
    for tab, name, team in zip(tabs, ("Cy", "Di"), TEAMS[1:], strict=True):
        expect(tab.locator("#messages")).to_contain_text("All of you.")
        tab.reload()
        expect(tab.get_by_role("heading", level=1)).to_have_text(team)
        expect(tab.locator("#think article")).to_have_count(1)
        expect(tab.locator("#think article")).to_contain_text(f"{name} thinks")
    by = {each.text: (each.by, each.team) for each in served.entries if isinstance(each, Noted)}
    assert by["Cy thinks"] == ("Cy", TEAMS[1])
    assert by["Di thinks"] == ("Di", TEAMS[2])
    away = desk.locator("#people li", has_text="Cy")
    away.locator("summary").click()
    away.get_by_role("button", name="Send away").click()
    expect(tabs[0].get_by_role("alert")).to_have_text(SENT_AWAY)  # not that its line was cut
    expect(tabs[1].get_by_role("heading", level=1)).to_have_text(TEAMS[2])
    context.close()


def test_a_line_is_completed(desk: Page) -> None:
    """As at the terminal."""
    desk.locator("#line input[list]").press_sequentially("loo")
    expect(desk.locator("#commands option")).to_have_count(1)
    assert desk.locator("#commands option").get_attribute("value") == "look "
    desk.fill("#line input[list]", "")
