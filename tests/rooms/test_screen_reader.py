"""Does somebody who hears a screen, or sees little of it, get what others get, each news once?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.browser import needs_a_browser, obstacles
from tests.rooms.served import TEAMS, Served, let_in, phone, typed

pytestmark = [needs_a_browser, pytest.mark.slow]

_LISTEN = """() => {
  if (window.heard) return;
  window.heard = [];
  const element = node => node.nodeType === 1 ? node : node.parentElement;
  const region = node => {
    const one = element(node)?.closest("[aria-live], [role=status], [role=alert]");
    return one && one.getAttribute("aria-live") !== "off" ? one : null;
  };
  new MutationObserver(changes => {
    const said = new Set();
    for (const change of changes) {
      const where = region(change.target);
      const all = change.type === "characterData" ? [change.target] : [...change.addedNodes];
      for (const node of all) {
        const whole = where?.matches("[role]") ? where : node; // a status is said whole
        if (!where || !node.isConnected || said.has(whole)) continue;
        said.add(whole);
        const text = whole.textContent.replace(/\\s+/g, " ").trim();
        if (text && element(node).checkVisibility()) heard.push(text);
      }
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""Notes down what a screen reader would announce: what is added or changed in a live region."""


class Ear:
    """What is announced at a screen."""

    def __init__(self, page: Page) -> None:
        """Listens from now on."""
        self.page = page
        page.evaluate(_LISTEN)

    def heard(self) -> list[str]:
        """What is announced next, and in the moment after it."""
        for _ in range(100):
            if self.page.evaluate("heard.length"):
                break
            self.page.wait_for_timeout(50)
        return self.silent()

    def silent(self) -> list[str]:
        """What was announced up to now."""
        self.page.wait_for_timeout(400)
        return list(self.page.evaluate("heard.splice(0)"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One room."""
    room = Served(tmp_path_factory.mktemp("room") / "a.session", "--day", "3")
    yield room
    room.close()


@pytest.fixture(scope="module")
def pages(browser: Browser, served: Served) -> dict[str, Page]:
    """Each kind of screen."""
    desk = served.opened(phone(browser), "desk")
    pages = {"desk": desk, "seat": served.joined(browser, "Ada", TEAMS[1], desk)}
    pages |= {screen: served.opened(phone(browser), screen) for screen in ("pad", "wall")}
    pages["door"] = phone(browser).new_page()
    pages["door"].goto(served.base)
    return pages


def test_each_news_is_announced_once_and_nothing_else(
    browser: Browser, served: Served, pages: dict[str, Page]
) -> None:
    """A message, a whisper, a proposal, somebody at the door; not that the clock has moved."""
    seat, desk = Ear(pages["seat"]), Ear(pages["desk"])
    ears = [seat, Ear(pages["wall"])]
    pages["desk"].get_by_role("button", name="4 h a minute").click()
    pages["seat"].wait_for_timeout(2500)
    pages["desk"].get_by_role("button", name="Stop the clock").click()
    assert [ear.silent() for ear in ears] == [[], []]
    desk.silent()
    for text in ("Rain at the pass.", "Rain at the ford.", "Snow.", "A fourth.", "A fifth."):
        typed(pages["desk"], f"say {text}")
        for ear in ears:
            heard = ear.heard()
            assert len(heard) == 1, (
                text,
                ear.page.url,
                heard,
                ear.page.locator("#messages").text_content(),
            )
            (said,) = heard
            assert said.endswith(text)
    desk.silent()
    for text in ("Ask them.", "Ask again.", "And again.", "Once more."):
        pages["desk"].locator("#people > form [name=text]").fill(text)
        pages["desk"].locator("#people > form button").click()
        (said,) = seat.heard()
        assert said.endswith(text)
        assert [each for each in desk.heard() if "Whispered" not in each] == []
    typed(pages["desk"], f"propose Sign the Upper Valley Accord {TEAMS[2]}")
    (said,) = seat.heard()
    assert "Your answer is needed" in said
    (said,) = [each for each in desk.heard() if "Waits" in each]
    assert f"{TEAMS[1]} to answer" in said
    waits = phone(browser).new_page()
    waits.goto(served.base)
    served.come_in(waits, "Hal", TEAMS[0])
    (said,) = desk.heard()
    assert "Hal" in said
    assert "at the door" in said
    gate = Ear(waits)
    let_in(pages["desk"], "Hal")
    expect(waits.locator("#levers")).to_be_visible()
    assert gate.silent() == []
    assert seat.silent() == []
    waits.context.close()


def test_the_answer_to_a_form_is_announced_once(pages: dict[str, Page]) -> None:
    """Also the same answer again."""
    seat = Ear(pages["seat"])
    for text in ("So.", "And so on."):
        pages["seat"].fill("#think textarea", text)
        pages["seat"].click("#think button")
        assert seat.heard() == ["Done."]


def test_headings_and_landmarks_lead_through_every_screen(pages: dict[str, Page]) -> None:
    """One first heading, none leaves a level out; one main part; nothing of worth outside."""
    for name, page in pages.items():
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].filter(one => one.checkVisibility())"
            ".map(one => Number(one.tagName[1]))"
        )
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        steps = itertools.pairwise(levels)
        assert all(below - above <= 1 for above, below in steps), name
        assert page.get_by_role("main").count() == 1, name


@pytest.mark.parametrize("name", ["desk", "seat", "pad", "wall", "door"])
def test_nothing_moves_where_somebody_has_asked_for_less_motion(
    pages: dict[str, Page], name: str
) -> None:
    """Neither by itself nor on the way to a part of the page."""
    page = pages[name]
    page.emulate_media(reduced_motion="reduce")
    moving = """[...document.querySelectorAll("*")].filter(one => {
      const style = getComputedStyle(one);
      const moves = parseFloat(style.transitionDuration) || style.animationName !== "none";
      return moves || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) == 0
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.slow
@pytest.mark.parametrize("look", ["light", "dark", "forced"])
def test_nothing_keeps_anybody_out(pages: dict[str, Page], look: str) -> None:
    """Names of all controls, contrast, landmarks, on every screen with every part open."""
    for name, page in pages.items():
        page.emulate_media(
            color_scheme="dark" if look == "dark" else "light",
            forced_colors="active" if look == "forced" else "none",
        )
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        assert obstacles(page) == [], name
