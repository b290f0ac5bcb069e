"""Can everything be done by keyboard alone, is it seen where one is, and is nobody held or lost?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sim.exercise.journal.entries import Entry
from tests.pages.browser import needs_a_browser
from tests.rooms.served import TEAMS, Served, phone, typed

pytestmark = [needs_a_browser, pytest.mark.slow]
PACT = "Sign the Upper Valley Accord"
MOST = 150
"""Stops of the Tab key on a screen, at most."""

_HELD = """() => {
  const one = document.activeElement, at = one.getBoundingClientRect();
  const style = getComputedStyle(one), label = one.labels?.[0]?.cloneNode(true);
  if (label) label.querySelectorAll("select, textarea").forEach(field => field.remove());
  const name = one.getAttribute("aria-label") || (label || one).textContent;
  const down = Math.min(at.height, 40) / 2;
  const middle = document.elementFromPoint(at.left + at.width / 2, at.top + down);
  return {
    name: name.replace(/\\s+/g, " ").trim(),
    nowhere: one === document.body,
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: one.contains(middle) || Boolean(middle?.closest("label")?.contains(one)),
  };
}"""
"""What holds the focus: its name, whether it has a ring, and whether it lies under nothing."""


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        """Before a screen."""
        self.page = page

    def to(self, name: str) -> None:
        """Tab, until something of that name is reached; every stop on the way can be seen."""
        stops = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            held = self.page.evaluate(_HELD)
            stops.append(held["name"])
            if held["nowhere"]:
                continue
            assert held["ringed"], f"no ring round {held['name']}"
            assert held["seen"], f"{held['name']} lies under something"
            if held["name"].startswith(name):
                return
        raise AssertionError(f"{name} is not reached: {stops}")

    def press(self, name: str, *, acts: bool = True) -> None:
        """Goes to a button and presses it; afterwards the focus is somewhere on the screen."""
        self.to(name)
        if not acts:
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_response("**/act?*") as answer:
            self.page.keyboard.press("Enter")
        assert answer.value.status == 200, answer.value.text()
        self.page.wait_for_timeout(150)
        assert not self.page.evaluate(_HELD)["nowhere"], f"lost after {name}"

    def write(self, name: str, text: str) -> None:
        """Goes to a field and types."""
        self.to(name)
        self.page.keyboard.type(text)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One room."""
    room = Served(tmp_path_factory.mktemp("room") / "a.session", "--day", "3")
    yield room
    room.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, served: Served) -> Page:
    """The facilitator's screen."""
    return served.opened(browser.new_context(locale="en"), "desk")


@pytest.fixture(scope="module")
def seats(browser: Browser, served: Served, desk: Page) -> dict[str, Page]:
    """A phone of each team."""
    return {
        team: served.joined(browser, f"P{number}", team, desk) for number, team in enumerate(TEAMS)
    }


def _entries(served: Served, **fields: object) -> list[Entry]:
    """What the journal holds with such fields."""
    return [
        each
        for each in served.entries
        if all(getattr(each, name, None) == value for name, value in fields.items())
    ]


def _screens(browser: Browser, served: Served, desk: Page, seat: Page) -> Iterator[Page]:
    yield from (desk, seat)
    for screen in ("pad", "wall"):
        yield served.opened(phone(browser), screen)
    door = phone(browser).new_page()
    door.goto(served.base)
    yield door


def test_tab_goes_round_every_screen_and_holds_nobody(
    browser: Browser, served: Served, desk: Page, seats: dict[str, Page]
) -> None:
    """In the order in which a page is read, past every control once, and out of it again."""
    order = """() => {
      const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
      const can = [...document.querySelectorAll(all)].filter(one => one.checkVisibility());
      const stops = can.filter(one => {
        if (one.type !== "radio") return one.type !== "hidden";
        const group = [...one.form.elements[one.name]];
        return one === (group.find(each => each.checked) || group[0]);
      });
      stops.forEach((one, number) => one.stop = String(number));
      return stops.length;
    }"""
    for page in _screens(browser, served, desk, seats[TEAMS[0]]):
        page.bring_to_front()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        number, stops = page.evaluate(order), []
        page.evaluate("document.body.tabIndex = -1; document.body.focus()")
        for _ in range(number + 1):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.stop"))
        assert stops[:number] == [str(each) for each in range(number)], page.url
        assert stops[number] in (None, "0"), page.url


def test_a_turn_at_a_seat(served: Served, desk: Page, seats: dict[str, Page]) -> None:
    """A lever with two keys, an order, an answer, a prediction."""
    proposes, agrees, third = (Keys(seats[team]) for team in (TEAMS[1], TEAMS[2], TEAMS[0]))
    proposes.page.bring_to_front()
    proposes.press(PACT, acts=False)
    proposes.press("Why, and what we expect", acts=False)
    proposes.write("Why?", "they see the money")
    proposes.press(f"Propose it to {TEAMS[2]}")
    assert _entries(served, lever=PACT, why="they see the money")
    agrees.page.bring_to_front()
    expect(agrees.page.locator("#proposals")).to_be_visible()
    agrees.press("We agree")
    assert _entries(served, kind="answered", agrees=True)
    third.page.bring_to_front()
    third.press("Give an order", acts=False)
    third.to("Order")
    third.page.keyboard.press("a")
    third.press("Order it")
    assert _entries(served, kind="ordered", what="ask us first", team=TEAMS[0])
    third.write("On which day will it be detected?", "12")
    third.write("What will cost most", "the law")
    third.press("Seal it")
    assert _entries(served, kind="predicted", text="the law", detected_day=12.0)
    for _ in range(60):
        if third.page.locator("#asked").count():
            break
        typed(desk, "go")
        third.page.wait_for_timeout(100)
    third.page.bring_to_front()
    third.press("Keep")
    assert _entries(served, kind="replied", sends=False)


def test_the_desk(browser: Browser, served: Served, desk: Page) -> None:
    """People are let in, the clock runs and stands, an inject is fired, one person is told more."""
    waits = phone(browser).new_page()
    waits.goto(served.base)
    served.come_in(waits, "Gil", TEAMS[2])
    expect(desk.locator("#people")).to_contain_text("Gil")
    keys = Keys(desk)
    desk.bring_to_front()
    keys.press("Let in")
    expect(waits.locator("#levers")).to_be_visible()
    keys.press("4 h a minute")
    expect(desk.locator(".runs")).to_contain_text("runs")
    keys.press("Stop the clock")
    expect(desk.locator(".runs")).to_have_text("paused")
    keys.write("Command", "say Rain at the pass.")
    keys.press("Do it")
    expect(waits.locator("#messages")).to_contain_text("Rain at the pass.")
    keys.press("Fire")
    assert _entries(served, kind="steered", what="fire")
    keys.write("Text", "Ask them.")
    keys.press("Whisper")
    expect(waits.locator("#whispers")).to_contain_text("Ask them.")
    waits.context.close()


def test_a_pad(browser: Browser, served: Served) -> None:
    """A note and a rating."""
    keys = Keys(served.opened(phone(browser), "pad"))
    keys.write("What did you see?", "they talk")
    keys.press("Write it down")
    assert _entries(served, text="they talk")
    keys.to("P")
    keys.page.keyboard.press("ArrowDown")
    keys.press("Rate it")
    assert _entries(served, kind="assessed", rating="S")
    keys.page.context.close()


def test_looking_back(served: Served, desk: Page, seats: dict[str, Page]) -> None:
    """The end, a rating of one's own decision, feedback, and the first step of the debrief."""
    keys, seat = Keys(desk), Keys(seats[TEAMS[0]])
    desk.bring_to_front()
    keys.press("End the session", acts=False)
    keys.press("It is over")
    seat.page.bring_to_front()
    expect(seat.page.locator("#rate")).to_be_visible()
    seat.to("1")
    for _ in range(3):
        seat.page.keyboard.press("ArrowRight")
    seat.press("This is our rating")
    assert _entries(served, kind="rated", rating=4, sure=70)
    while seat.page.evaluate("document.activeElement.name") != "worth":
        seat.to("1")
    seat.page.keyboard.press("ArrowRight")
    seat.write("What should stay?", "the wall")
    seat.press("Say it")
    assert _entries(served, kind="commented", worth=2, keep="the wall")
    desk.bring_to_front()
    keys.press("Next step of the debrief")
    expect(desk.locator("#guide")).to_contain_text("Debrief, step 1")
