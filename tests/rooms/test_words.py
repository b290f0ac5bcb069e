"""Do the languages of a room say everything that it can say, and nothing else?"""

from __future__ import annotations

from string import Formatter

import pytest

from sim.rooms.words import ENGLISH, catalogue, languages
from sim.rooms.words.localising import localised
from sim.sentences import Figure, Sentence
from tests.rooms.sentences import left_over, missing

OTHERS = [each for each in languages() if each != ENGLISH]


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_and_nothing_is_left_over(language: str) -> None:
    """Whoever changes a sentence of a page finds here which languages have to follow."""
    assert missing(language) == set()
    assert left_over(language) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_has_the_same_places(language: str) -> None:
    """What is to be put in has its place in every language, or a page would fail."""
    for english, other in catalogue(language).items():
        places = [{name for _, name, _, _ in Formatter().parse(each)} for each in (english, other)]
        assert places[0] - {None} == places[1] - {None}, english


def test_moments_and_numbers_are_said_as_a_language_has_them() -> None:
    """The same hour and the same number twice."""
    english, german = localised("en", 0), localised("de", 0)
    assert english["when"](58.0) == "day 3, Wed 10:00"
    assert german["when"](58.0) == "Tag 3, Mi 10:00"
    assert german["number"]("1,234.5") == "1.234,5"
    assert german["share"](0.005) == "0,5 %"
    assert german["span"](0.001) == "unter 1 min"


def test_what_nobody_translated_is_said_as_it_stands() -> None:
    """A message may hold braces; a word that no language knows is still said."""
    assert localised("de", 0)["t"]("cannot use {name: X}") == "cannot use {name: X}"


def test_a_sentence_is_said_with_its_parts() -> None:
    """Sentences in it and numbers are said in the language, names and texts of people are not."""
    moved = Sentence("by {time}: {condition}", time=Figure("1.5 h"), condition=Sentence("a copy"))
    told = Sentence("There is no {kind} {name}.", kind=moved, name="Kind und Kegel")
    assert told == "There is no by 1.5 h: a copy Kind und Kegel."
    assert localised("de", 0)["said"](told) == "Unbekannt: bis 1,5 h: eine Kopie Kind und Kegel."
    assert localised("de", 0)["said"]("Done.") == "Done.", "a text that a scenario happens to have"
