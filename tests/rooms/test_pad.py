"""An evaluator's pad: notes about an inject, a team and a critical task, and evidence beside it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from sim.exercise.journal.entries import Noted
from sim.exercise.session import Session
from sim.rooms.faces.pad import injects_past, task_numbers
from sim.rooms.people import Screen
from sim.scenario.reading.reading import load
from tests.rooms.asking import in_the_room


def a_written_session() -> Session:
    """One whose objectives say what is evidence."""
    return Session(load("border-triangle"), day=3)


def test_a_note_says_which_inject_team_and_task_it_is_about(tmp_path: Path) -> None:
    with in_the_room(tmp_path, a_written_session()) as room:
        session = room.room.play.session
        pad = room.browser()
        pad.open(Screen.PAD)
        inject = "a telegram in the press"
        about = {"team": "Halvenna", "inject": inject, "task": "1.2", "what": "strength"}
        assert pad.act("observe", text="Early.", **about).status_code == 409, "it has not come"
        assert inject not in unescape(pad.screen())
        room.desk.act("line", line=f"fire {inject}")
        for _ in range(2):  # the first time it stops where the inject has come
            room.desk.act("line", line="go 1 h")
        assert list(injects_past(session)) == [inject]
        assert pad.act("observe", text="They asked.", **about).status_code == 200
        note = session.course.entries[-1]
        assert isinstance(note, Noted)
        objective, task = task_numbers(session)["1.2"]
        told = (note.team, note.inject, note.objective, note.task, note.what, note.by)
        assert told == ("Halvenna", inject, objective, task, "strength", "pad 1")
        shown = unescape(re.sub(r"\s+", " ", pad.screen()))
        assert f"Halvenna; {inject}; {task}; strength; pad 1" in shown
        assert pad.act("observe", text="So.", task="9.9").status_code == 409
        assert pad.act("observe", text="So.", inject="no such inject").status_code == 409


def test_a_pad_shows_what_is_missing_and_then_what_showed_it(tmp_path: Path) -> None:
    with in_the_room(tmp_path, a_written_session()) as room:
        pad = room.browser()
        pad.open(Screen.PAD)
        before = unescape(pad.screen())
        assert "not seen yet" in before
        assert "nothing read yet" in before
        for _ in range(9):  # it stops at what needs an answer
            room.desk.act("line", line="go day 36")
        shown = unescape(pad.screen())
        assert "Ostermere Border Police is sure enough of case Larch to act" in shown
        assert "too late" in shown
        assert "zu spät" in unescape(pad.ask("GET", "/screen?language=de").text)
