"""A report without names: what is taken out, and what stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from sim.exercise.anonymous import FREE_TEXT, without_names
from sim.exercise.journal.entries import AnyEntry
from sim.exercise.journal.file import written
from sim.exercise.session import Session
from tests.contracts.test_command_line import entente
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

NAMES = ("Ana", "Silva", "Doe", "head of desk", "Ostrow")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    with Session(load_data(TWO), day=0, file=tmp_path / "a.session") as session:
        session.join("Aldren", ["Ana Silva", "Aldren"])
        session.note("Ana was quick, Anatol was not; Silva agreed", team="Aldren", by="Cy Doe")
        session.note("Doe wrote this", by="Cy Doe")
        session.pull(
            "Aldren", "Aldren puts smuggling first", why="Ana Silva says so", expects="Ana"
        )
        session.advance(to=session.scenario.horizon)
        session.end()
        session.plan_action("Ostrow and Ana meet", owner="Ostrow", due="when Ana can")
        session.plan_action("Meet at the desk", owner="head of desk")
        session.plan_action("Meet", owner="Brevia")
        session.comment("Brevia", 4, keep="Ana Silva", change="the head")
    return session


def test_no_name_is_left_and_teams_stay(session: Session) -> None:
    text = written(without_names(session).journal).decode()
    assert [name for name in NAMES if re.search(rf"\b{name}\b", text)] == []
    assert "Anatol was not; somebody of Aldren agreed" in text
    assert "somebody wrote this" in text
    assert '"owner": "Brevia"' in text
    assert "the head" in text, "an owner that may be no person has no parts"
    assert "Meet at the desk" in text


def test_nothing_of_what_was_played_changes(session: Session) -> None:
    again = without_names(session)
    assert again.record.digest() == session.record.digest()
    assert [each.number for each in again.course.entries] == [
        each.number for each in session.course.entries
    ]


def test_no_form_of_the_report_holds_a_name(session: Session, tmp_path: Path) -> None:
    assert session.course.ended
    to = tmp_path / "report"
    command = ("exercise", "report", tmp_path / "a.session", "--to", to, "--days", "1")
    assert entente(*command, "--anonymous").exit_code == 0
    for name in ("report.md", "report.html", "report.json"):
        text = (to / name).read_text("utf-8")
        assert "Silva" not in text
        assert "Ostrow" not in text
        assert "Cy Doe" not in text
    data = json.loads((to / "report.json").read_text("utf-8"))
    assert data["anonymous"] is True
    assert data["participants"][0]["people"] == 2


def test_every_text_that_an_entry_can_hold_is_searched() -> None:
    """A kind of entry more, or a text more in one, is not forgotten."""
    matters = {"category", "case", "subject", "report", "indicator", "name"}
    names_of_the_scenario = {*matters, "inject", "objective", "task"}
    of_people = {"by", "owner", "people"}
    texts = set()
    for kind in get_args(get_args(AnyEntry)[0]):
        for name, field in kind.model_fields.items():
            kinds_of_limits = {type(each).__name__ for each in field.metadata}
            if field.annotation is str and kinds_of_limits == {"MaxLen"}:
                texts.add(name)
    assert texts - names_of_the_scenario - of_people == {*FREE_TEXT}
