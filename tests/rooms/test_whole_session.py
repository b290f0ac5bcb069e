"""Do three teams, two facilitators and an evaluator play to the end in browsers, over a crash?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sim.exercise.journal.entries import Improvised, Ordered, Pulled, Replied
from tests.pages.browser import needs_a_browser, started
from tests.pages.measuring import WALL_LETTERS, low_letters
from tests.rooms.served import TEAMS, Served, notes, phone, typed

pytestmark = [needs_a_browser, pytest.mark.slow]
THE_SAME = ("--day", "3", "--seed", "1")
PLAYED = "What happened"
PACT, ALONE = "Sign the Upper Valley Accord", "Send an analyst from the office to the border"


class Typist:
    """A facilitator at a terminal who is told everything that happens in the room."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.scripts: list[list[str]] = [[]]

    def hears(self, *lines: str) -> None:
        """What was done in the room, as the terminal has it."""
        self.scripts[-1] += lines

    def types_it_all(self, journal: Path) -> None:
        """Plays it; where the room crashed, the terminal is left and comes back."""
        for number, script in enumerate(self.scripts):
            file = journal.with_suffix(f".{number}.txt")
            file.write_text("\n".join(script), "utf-8")
            words = ["resume", str(journal)]
            if not number:
                words = ["open", "border-triangle", "--session", str(journal), *THE_SAME]
            command = [sys.executable, "-m", "sim", "exercise", *words, "--script", str(file)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr


def _lines(journal: Path) -> list[str]:
    """Its bytes, but for times of the room."""
    text = journal.read_text("utf-8")
    return [re.sub(r'"room": ?"[^"]*"', '"room":""', line) for line in text.splitlines()]


def _sends(page: Page, section: str, button: str) -> None:
    """Presses a button of a section, and waits until it is done."""
    with page.expect_response("**/act?*") as answer:
        page.locator(section).get_by_role("button", name=button, exact=True).first.click()
    assert answer.value.status == 200, answer.value.text()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Served, Typist, list[tuple[str, int]]]:
    """A session that has been played, what a typist heard, and the slides that the wall showed."""
    room = Served(tmp_path_factory.mktemp("whole") / "room.session", *THE_SAME)
    typist = Typist()
    with started() as browser:
        desks = [room.opened(browser.new_context(locale="en"), "desk") for _ in range(2)]
        pad = room.opened(phone(browser), "pad")
        seats = [room.joined(browser, f"P{i}", team, desks[0]) for i, team in enumerate(TEAMS)]
        typist.hears(*(f"people {team}: P{i}" for i, team in enumerate(TEAMS)))
        _first_half(room, typist, desks, seats, pad)
        before = _lines(room.journal)
        room.kill_and_go_on()
        for page in (*desks, *seats, pad):
            expect(page.locator("#cut")).to_be_hidden(timeout=10_000)
        assert _lines(room.journal)[: len(before)] == before
        typist.scripts.append([])
        _second_half(room, typist, desks, seats, pad)
        slides = _debrief(browser, room, desks[1], seats)
    room.close()
    return room, typist, slides


def _first_half(
    room: Served, typist: Typist, desks: list[Page], seats: list[Page], pad: Page
) -> None:
    for seat, team in zip(seats, TEAMS, strict=True):
        seat.fill("#predict textarea", "money will cost most")
        _sends(seat, "#predict", "Seal it")
        typist.hears(f"predict {team}: money will cost most")
    for desk in desks:
        typed(desk, "go")
        typist.hears("go")
    pad.fill("#observe textarea", "they talk")
    _sends(pad, "#observe", "Write it down")
    typist.hears("note they talk -- pad 1")
    card = seats[0].locator("#levers .card", has_text=ALONE)
    card.locator("> summary").click()
    card.get_by_text("Why, and what we expect").click()
    card.locator("[name=why]").fill("it is thin there")
    card.locator("[name=expects]").fill("sooner")
    _sends(seats[0], "#levers .card[open]", "Do it")
    typist.hears(f"pull {ALONE} {TEAMS[0]} because it is thin there expect sooner")
    card = seats[1].locator("#levers .card", has_text=PACT)
    card.locator("> summary").click()
    _sends(seats[1], "#levers .card[open]", f"Propose it to {TEAMS[2]}")
    _sends(seats[2], "#proposals", "We agree")
    typist.hears(f"propose {PACT} {TEAMS[1]}", f"agree {TEAMS[2]}")
    seats[0].get_by_text("Give an order").click()
    seats[0].select_option("#order [name=what]", "ask us first")
    _sends(seats[0], "#order", "Order it")
    typist.hears(f"order {TEAMS[0]} ask us first within 24 h")
    _both_at_once(room, typist, desks)


def _both_at_once(room: Served, typist: Typist, desks: list[Page]) -> None:
    """Two facilitators say something at the same moment: the journal has them one by one."""
    for number, desk in enumerate(desks):
        desk.fill("#improvise [name=text]", f"Facilitator {number} speaks.")
    for desk in desks:
        desk.evaluate("document.querySelector('#improvise form button').click()")
    said = "Facilitator {} speaks."
    for desk in desks:
        for number in range(2):
            expect(desk.locator("#journal")).to_contain_text(said.format(number))
    order = [each.message for each in room.entries if isinstance(each, Improvised)]
    assert sorted(order) == [said.format(number) for number in range(2)]
    typist.hears(*(f"say {each}" for each in order))


def _second_half(
    room: Served, typist: Typist, desks: list[Page], seats: list[Page], pad: Page
) -> None:
    assert notes(room, "they talk") == 1
    for _ in range(60):
        if seats[0].locator("#asked").count():
            break
        typed(desks[1], "go")
        typist.hears("go")
        seats[0].wait_for_timeout(300)
    report = seats[0].locator("#asked article").first.get_attribute("data-key")
    _sends(seats[0], "#asked article", "Keep")
    typist.hears(f"keep {TEAMS[0]} {report}")
    typed(desks[0], "go move")
    typed(desks[0], "end")
    typist.hears("go move", "end")
    for seat, team in zip(seats, TEAMS, strict=True):
        expect(seat.locator("#feedback")).to_be_visible()
        own = [each for each in room.entries if getattr(each, "team", "") == team]
        taken = [each for each in own if isinstance(each, Pulled | Ordered | Replied)]
        ratings = seat.locator("#rate article").all()
        for rating, decision in zip(ratings, taken, strict=True):
            rating.get_by_label("4").check()
            with seat.expect_response("**/act?*"):
                rating.get_by_role("button").click()
            typist.hears(f"rate {team} {decision.number} 4 70 %")
        seat.locator("#feedback").get_by_label("5").check()
        seat.fill("#feedback [name=keep]", "the wall")
        seat.fill("#feedback [name=change]", "the coffee")
        _sends(seat, "#feedback", "Say it")
        typist.hears(f"feedback {team} 5 keep the wall change the coffee")
    objective = pad.locator("[id^=objective-]").first
    name = objective.get_by_role("heading", level=2).text_content()
    objective.get_by_label("P", exact=False).first.check()
    with pad.expect_response("**/act?*"):
        objective.get_by_role("button", name="Rate it").click()
    typist.hears(f"rate {name} P")


def _debrief(
    browser: Browser, room: Served, desk: Page, seats: list[Page]
) -> list[tuple[str, int]]:
    """Goes through it on the wall; gives each slide's heading with its height in pixels."""
    shape = browser.new_context(locale="en", viewport={"width": 1920, "height": 1080})
    wall = room.opened(shape, "wall")
    heading, slides = wall.locator("#slide h2"), list[tuple[str, int]]()
    while not slides or slides[-1][0] != "What this does not say":
        desk.get_by_role("button", name="Next step of the debrief").click()
        step = re.compile(rf"Debrief, step {len(slides) + 1}( of \d+)?\s*$")
        expect(wall.locator("#slide > p").first).to_have_text(step)
        expect(heading).not_to_have_text("Other days are being computed", timeout=300_000)
        asks = wall.get_by_text("Guess first, at your screens").count() > 0
        if asks:
            for seat in seats:
                seat.locator("#guess").get_by_label("sooner").check()
                _sends(seat, "#guess", "This is our guess")
                expect(seat.locator("#guess")).to_contain_text("Your team has guessed.")
        said = heading.first.text_content() or ""
        assert low_letters(wall, WALL_LETTERS) == [], said
        height = wall.evaluate("document.documentElement.scrollHeight")
        slides.append((("asked: " if asks else "") + said, height))
    return slides


def test_the_journal_is_that_of_a_terminal_with_the_same_decisions(
    story: tuple[Served, Typist, list[tuple[str, int]]], tmp_path: Path
) -> None:
    """Byte for byte, but for when something was done in the room."""
    room, typist, _ = story
    journal = tmp_path / "typed.session"
    typist.types_it_all(journal)
    assert _lines(room.journal) == _lines(journal)


def test_the_wall_leads_to_the_end_of_the_debrief(
    story: tuple[Served, Typist, list[tuple[str, int]]],
) -> None:
    """Every step is there, each question before its answer, and none reaches below the wall."""
    _, _, slides = story
    shown = [heading for heading, _ in slides]
    assert {"What teams predicted", PLAYED, "How lucky the day was"} <= {*shown}
    asked = [each for each in shown if each.startswith("asked: ")]
    assert len(asked) == 3
    for each in asked:
        assert shown[shown.index(each) + 1] == each.removeprefix("asked: ")
    assert [heading for heading, height in slides if height > 1080] == []
