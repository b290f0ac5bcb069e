"""Does a ruling do what its chance and its roll say, once, and the same every time?"""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.cli.desk.commands import COMMANDS
from sim.cli.desk.words_typed import TypedError
from sim.exercise.errors import UnknownNameError
from sim.exercise.journal.entries import Ruled
from sim.exercise.past import past_digest
from sim.exercise.ruling import CHANCES, roll
from sim.screen.toolkit.printing import BLOCKS, Paper

SURE = {"triage": {"agency": "Velmora Watch", "times": 0.2}}


def session(file: Path | None = None) -> sim.Session:
    """One that has begun."""
    begun = sim.Session("two-neighbours", day=3, file=file)
    begun.advance(hours=48)
    return begun


def test_of_many_actions_as_many_work_as_their_chance_says() -> None:
    """Rolls of different actions are independent: within four standard errors, at every chance."""
    rolls = [roll(1, day, "Velmora", f"action {n}") for day in range(40) for n in range(50)]
    for chance in CHANCES.values():
        works = sum(each < chance for each in rolls)
        allowed = 4 * (len(rolls) * chance * (1 - chance)) ** 0.5
        assert abs(works - chance * len(rolls)) <= allowed


def test_the_same_action_has_the_same_roll_however_often_it_is_tried() -> None:
    """Taking back and asking again gives nothing else; another day, team or action does."""
    play = session()
    first = play.ruling("Velmora", "asks the press to wait", "likely")
    play.rule(first)
    play.undo()
    again = play.ruling("Velmora", "Asks the press to wait", "unlikely")
    assert again.roll == first.roll
    others = [roll(1, 4, "Velmora", "a"), roll(1, 3, "Castaly", "a"), roll(2, 3, "Velmora", "a")]
    assert len({roll(1, 3, "Velmora", "a"), *others}) == 4


def test_it_changes_the_world_where_it_works_and_never_what_was_played() -> None:
    """Certain and impossible are that; a ruling without effects changes no bit."""
    play = session()
    before = play.record.digest()
    past = past_digest(play.record, play.course.now_us)
    assert not play.rule(play.ruling("Velmora", "hopes", "impossible", effects=[SURE]))
    assert play.rule(play.ruling("Velmora", "tells a story", "certain"))
    assert play.record.digest() == before
    assert play.rule(play.ruling("Velmora", "calls in five people", "certain", effects=[SURE]))
    assert play.record.digest() != before
    assert past_digest(play.record, play.course.now_us) == past


def test_only_its_team_is_told_what_became_of_it() -> None:
    """The other has no part in it."""
    play = session()
    other = play.view("Castaly")
    play.rule(play.ruling("Velmora", "writes a letter", "certain"))
    assert [each.text for each in play.view("Velmora").messages] == ["writes a letter: it works"]
    assert play.view("Castaly") == other


def test_it_stands_in_the_journal_with_all_six_fields(tmp_path: Path) -> None:
    """And is read again as it was."""
    file = tmp_path / "a.session"
    with session(file) as play:
        ruling = play.ruling(
            "Velmora", "waits", "unlikely", effects=[SURE], reasons_for="f", reasons_against="a"
        )
        play.rule(ruling)
    with sim.open_session(file) as again:
        read = again.course.entries[-1]
        assert isinstance(read, Ruled)
        kept = read.model_dump(exclude={"number", "after", "story_us", "room"})
        assert kept == ruling.model_dump(exclude={"number", "after", "story_us", "room"})


def test_at_the_desk_the_first_look_counts_for_nothing() -> None:
    """The same line with `now` does; what is no ruling is said to be none."""
    play, paper = session(), Paper(80, BLOCKS)
    entries = len(play.journal)
    line = "Velmora: calls in five people | chance certain | for help | against cost"
    COMMANDS["rule"](play, line, paper)
    assert len(play.journal) == entries
    COMMANDS["rule"](play, f"{line} | now", paper)
    assert isinstance(play.journal[-1], Ruled)
    for wrong in ("Velmora: hopes", "Velmora:", "Velmora: hopes | perhaps"):
        with pytest.raises(TypedError):
            COMMANDS["rule"](play, wrong, paper)
    with pytest.raises(UnknownNameError):
        COMMANDS["rule"](play, "Velmora: hopes | chance fair", paper)
