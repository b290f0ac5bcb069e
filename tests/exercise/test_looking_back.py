"""The debrief in the room: asked first, computed meanwhile, and what is typed is kept."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from sim.cli.desk.debriefing import look_back
from sim.cli.desk.looking_back import action, feedback, people, rate
from sim.cli.desk.words_typed import TypedError, note_of
from sim.errors import EntenteError
from sim.exercise.background import GIVES_WAY, Background, Makes, NotComputedError
from sim.exercise.debrief import debrief, facts_of
from sim.exercise.journal.entries import Planned
from sim.exercise.opening import open_session
from sim.exercise.session import Session
from sim.screen.toolkit.printing import paper_of
from tests.exercise import failing
from tests.exercise.playing import undescribed
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

OBJECTIVE = "Detect in time, together"
PAPER = paper_of(Console(width=80))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.session"
    with Session(undescribed(), day=3, file=path) as session:
        session.advance(hours=48)
        session.pull("Halvenna", "Halvenna shares more with Ostermere", expects="day 9")
        session.pull("Ostermere", "Ostermere puts trafficking first")
        session.advance(to=session.scenario.horizon)
        session.end()
    return path


def _led(file: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    """What a room reads that types these lines, then Enter; and what it was asked."""
    asked: list[str] = []
    rest: Iterator[str] = iter(lines)

    def typed(prompt: str = "") -> str:
        asked.append(prompt)
        return next(rest, "")

    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr("sim.cli.desk.debriefing.complete_by_tab", lambda _session: None)
    screen = Console(width=80, height=400, file=io.StringIO())
    with open_session(file) as session:
        look_back(session, file, 2, screen)
    written = screen.file
    assert isinstance(written, io.StringIO)
    return written.getvalue(), asked


def test_a_room_judges_first_guesses_and_agrees_on_what_to_do(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["9 80", "4 80", "", "5 keep the map", "", "", "", "look Halvenna at day 2", *[""] * 5]
    told, asked = _led(file, [*lines, "later", "action Meet owner Ana due May"], monkeypatch)
    assert told.index("Before anybody sees the end") < told.index("3. What happened")
    assert "Expected 1 to 5, and maybe per cent" in told
    assert "Halvenna  day 2" in told
    assert "10. What this does not say" in told
    assert any("Guess first" in question for question in asked)
    with open_session(file, to_read=True) as session:
        forms = facts_of(session).forms
        assert [(one.team, one.rating, one.sure) for one in forms.judgements] == [
            ("Halvenna", 4, 80)
        ]
        assert [(one.team, one.worth, one.keep) for one in forms.feedback] == [
            ("Ostermere", 5, "the map")
        ]
        planned = [each for each in session.journal if isinstance(each, Planned)]
        assert [(each.action, each.owner, each.due) for each in planned] == [("Meet", "Ana", "May")]


def test_a_short_command_shows_what_the_command_shows(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are noted above the prompt, though a command that fills the screen begins so, too."""
    told, _ = _led(file, [*[""] * 5, "p Halvenna: Ana, Bo", "q"], monkeypatch)
    assert told.count("Enter: on.") == 1
    assert "Halvenna: 2 people." in told


def test_it_can_be_left_at_any_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, _ = _led(file, ["", "", "", "", "", "q"], monkeypatch)
    assert "10." not in told
    assert "drafts the report" in told


def test_another_process_finds_what_this_one_finds(file: Path) -> None:
    background = Background(file, 3, debrief)
    while not background.wait_a_little():
        assert "of 5" in background.step
    with open_session(file, to_read=True) as session:
        assert background.found == debrief(session, 3)
    background.give_up()


def priority(*_: object) -> dict[str, int]:
    """How far this process comes behind others."""
    return {"behind": os.getpriority(os.PRIO_PROCESS, 0)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such numbers")
def test_what_another_process_computes_comes_after_the_room(file: Path) -> None:
    background = Background(file, 3, priority)
    while not background.wait_a_little():
        pass
    assert background.found == {"behind": min(19, priority()["behind"] + GIVES_WAY)}
    background.give_up()


def test_what_cannot_be_made_there_is_said_here(tmp_path: Path) -> None:
    background = Background(tmp_path / "none.session", 3, debrief)
    while not background.wait_a_little():
        pass
    with pytest.raises(EntenteError, match="no such file"):
        _ = background.found
    background.give_up()


@pytest.mark.parametrize(
    ("makes", "said"),
    [
        (failing.has_a_fault, "An error of the program: ZeroDivisionError: day 3"),
        (failing.dies, f"has ended, with code {failing.CODE}"),
    ],
)
def test_what_ends_the_other_process_is_said_here(
    file: Path, makes: Makes[object], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing waits for ever, and what may have taken all memory is not tried here, too."""
    background = Background(file, 3, makes)
    while not background.wait_a_little():
        pass
    with pytest.raises(NotComputedError, match=said):
        _ = background.found
    background.give_up()
    assert ("Traceback" in capfd.readouterr().err) == (makes is failing.has_a_fault)


@pytest.fixture
def session() -> Session:
    session = Session(load_data(TWO), day=0)
    session.pull("Aldren", "Aldren puts smuggling first")
    return session


def test_what_a_room_says_is_typed(session: Session) -> None:
    people(session, "Aldren: Ana Silva, Bo", PAPER)
    rate(session, "Aldren 1 4 80 %", PAPER)
    rate(session, f"{OBJECTIVE} m because it was late", PAPER)
    feedback(session, "Brevia 3 change the hours keep all", PAPER)
    action(session, "Meet by the sea owner head of desk due in May", PAPER)
    action(session, "Hire set agencies.Aldren Police.analysts=5", PAPER)
    words = [entry.words for entry in session.course.entries[2:]]
    assert words == [
        "people of Aldren: 2",
        "Aldren rates decision 1: 4 of 5, 80 % sure",
        f"{OBJECTIVE}: M, it was late",
        "Brevia's feedback: 3 of 5; keep: all; change: the hours",
        "corrective action: Meet by the sea; owner head of desk; due in May",
        "corrective action: Hire; agencies.Aldren Police.analysts = 5",
    ]


@pytest.mark.parametrize(
    ("command", "text", "expected"),
    [
        (rate, "Aldren 1 9 80", "1 to 5, and maybe how sure"),
        (rate, "Aldren 7 4 80", "took no decision 7"),
        (rate, f"{OBJECTIVE} X", "P: Performed without"),
        (rate, "Nobody 1 4 80", "a team or an objective"),
        (feedback, "Brevia well", "1 to 5"),
        (feedback, "Brevia 3 all was fine", "keep or change"),
        (action, "", "What is to be done"),
        (action, "Hire set agencies.Aldren Polise.analysts=5", "Aldren Polise"),
        (people, "Aldren", "Expected names"),
    ],
)
def test_what_is_mistyped_is_refused_with_what_was_expected(
    session: Session, command: object, text: str, expected: str
) -> None:
    before = session.journal
    with pytest.raises(EntenteError, match=expected):
        command(session, text, PAPER)  # type: ignore[operator]
    assert session.journal == before


def test_notes_say_what_they_are_and_whose() -> None:
    assert note_of("+ they asked -- Ana") == ("they asked", "strength", "Ana")
    assert note_of("- slow") == ("slow", "area for improvement", "")
    assert note_of("a -- b -- Cy") == ("a -- b", "", "Cy")
    with pytest.raises(TypedError):
        people(Session(load_data(TWO), day=0), "Corvia: A", PAPER)
