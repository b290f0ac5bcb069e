"""Do the languages of a room say everything that its pages say, and nothing else?"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from sim.exercise import view
from sim.exercise.debrief import NOT_SAID
from sim.exercise.objectives import RATINGS
from sim.exercise.ordering import ORDERED
from sim.exercise.session import NOTED
from sim.plan.values.causes import Cause
from sim.rooms import server, story
from sim.rooms.people import Screen
from sim.rooms.room import GUESSES
from sim.rooms.words import ENGLISH, catalogue, languages
from sim.rooms.words.telling import OF_GAINS, telling
from sim.scenario.units.quantities import DAYS
from sim.screen.exercise.gains import GUESS

OTHERS = [each for each in languages() if each != ENGLISH]
SAID = re.compile(r'\bt\("((?:[^"\\]|\\.)*)"')
OF_THE_PROGRAM = {
    *RATINGS.values(),
    *NOT_SAID,
    *ORDERED,
    *GUESSES,
    *filter(None, NOTED),
    *(cause.words for cause in Cause),
    *(screen.value for screen in Screen if screen is not Screen.SEAT),
    *(day[:3] for day in DAYS),
    *view._KNOWN_TO_SENDER.values(),
    *("set off; no answer yet", "held by our order", "waiting for our answer", "waiting: {cause}"),
    *("decided", "begins", "red herring", "detected", "false alarm", "warned on order"),
    *("comes", "waits", "fired", "held", "by hand", "is expected", "was expected"),
    *("help", "journal", "truth", "levers"),
    *(story.FOR_AN_ANSWER, story.OVER, story.BY_HAND),
    *(GUESS, *OF_GAINS),
    *(server.SENT_AWAY, server.UNKNOWN),
    *(ENGLISH.replace("en", "English"), "under", ".", ","),
}
"""What templates say by a value that they are given."""


def sentences() -> set[str]:
    """Everything that pages say."""
    pages = Path(str(files("sim.rooms"))) / "pages"
    templates = [page.read_text("utf-8") for page in pages.rglob("*.html")]
    return {said for text in templates for said in SAID.findall(text)} | OF_THE_PROGRAM


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_and_nothing_is_left_over(language: str) -> None:
    """Whoever changes a sentence of a page finds here which languages have to follow."""
    said, known = sentences(), catalogue(language)
    assert said - set(known) == set()
    assert set(known) - said == set()


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_has_the_same_places(language: str) -> None:
    """What is to be put in has its place in every language, or a page would fail."""
    for english, other in catalogue(language).items():
        places = [{name for _, name, _, _ in Formatter().parse(each)} for each in (english, other)]
        assert places[0] - {None} == places[1] - {None}, english


def test_moments_and_numbers_are_said_as_a_language_has_them() -> None:
    """The same hour and the same number twice."""
    english, german = telling("en", 0), telling("de", 0)
    assert english["when"](58.0) == "day 3, Wed 10:00"
    assert german["when"](58.0) == "Tag 3, Mi 10:00"
    assert german["number"]("1,234.5") == "1.234,5"
    assert german["share"](0.005) == "0,5 %"
    assert german["span"](0.001) == "unter 1 min"


def test_what_nobody_translated_is_said_as_it_stands() -> None:
    """An error may hold braces; a word that no language knows is still said."""
    assert telling("de", 0)["t"]("cannot use {name: X}") == "cannot use {name: X}"
    assert telling("de", 0)["standing_of"]("waiting: legal review") == "wartet: rechtliche Prüfung"
