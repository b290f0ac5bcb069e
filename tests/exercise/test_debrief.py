"""The debrief: what a room is told once its session is over."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

import sim
from sim.analyses.as_data import as_data
from sim.cli.formats import schema_of
from sim.exercise.debrief import Debrief, debrief
from sim.exercise.session import Session
from sim.measures.results import outcome_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.screen.exercise.debrief import parts
from sim.screen.toolkit.printing import paper_of
from tests.contracts.test_command_line import entente
from tests.exercise.playing import undescribed
from tests.json_schemas import misfits

DAYS = 10


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("debrief") / "a.session"


@pytest.fixture(scope="module")
def session(file: Path) -> Session:
    with Session(undescribed(), day=3, file=file) as session:
        session.predict("Ostermere", "Law costs most", detected_day=9)
        session.advance(hours=48)
        session.pull("Halvenna", "Halvenna shares more with Ostermere", why="They know the port")
        session.pull("Ostermere", "Ostermere puts trafficking first")
        session.note("Nobody knew who owned the case", team="Halvenna")
        session.advance(to=session.scenario.horizon)
        session.end()
        session.rate("Ostermere", 4, 4, 60)
        session.rate("Halvenna", 3, 3, 50)
        session.rate("Halvenna", 3, 2, 50)
    return session


@pytest.fixture(scope="module")
def found(session: Session) -> Debrief:
    return sim.debrief(session, days=DAYS)


def test_hours_by_cause_add_up_to_the_detection_time(session: Session, found: Debrief) -> None:
    assert sum(found.hours.values()) == pytest.approx(outcome_of(session.record).spent / HOUR)


def test_a_team_s_last_word_on_a_decision_counts(found: Debrief) -> None:
    said = {(one.team, one.decision): one.rating for one in found.forms.judgements}
    assert said == {("Ostermere", 4): 4, ("Halvenna", 3): 2}
    assert found.singled_out == found.effect_of(4), "rated highest"


def test_levers_that_nobody_pulled_come_the_most_helpful_first(found: Debrief) -> None:
    means = [one.change.value for one in found.unused]
    assert means == sorted(means, reverse=True)
    assert len(means) == 18 - 2
    assert all(one.better + one.worse + one.unchanged == DAYS for one in found.unused)


def test_as_data_it_is_what_its_schema_says(found: Debrief) -> None:
    data = json.loads(json.dumps(as_data(found), allow_nan=False))
    schema = schema_of("exercise-debrief")
    assert misfits({"format": "exercise-debrief/1", **data}, schema, schema) == []


@pytest.mark.parametrize("width", [80, 120])
def test_on_a_screen_it_has_its_ten_parts(session: Session, found: Debrief, width: int) -> None:
    screen = Console(width=width, file=io.StringIO(), record=True)
    questions = 0
    for part in parts(found, session, paper_of(screen)):
        questions += bool(part.question)
        screen.print(part.shown)
    text = screen.export_text()
    assert all(f"\n{number}. " in text for number in range(1, 11))
    told_apart = found.unused[0].told_apart
    assert questions == 2 + told_apart, "at most three what-ifs"
    assert ("none is told apart from nothing" in " ".join(text.split())) is not told_apart
    assert max(map(len, text.splitlines())) <= width


def test_a_session_without_decisions_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(undescribed("two-neighbours"), day=1)
    found = debrief(session, 2)
    screen = Console(width=80)
    for part in parts(found, session, paper_of(screen)):
        screen.print(part.shown)
    text = capsys.readouterr().out
    assert "The session is not over" in text
    assert "No team decided anything." in text


def test_the_command_prints_all_where_nobody_can_press_enter(session: Session, file: Path) -> None:
    assert session.course.ended
    told = entente("exercise", "debrief", file, "--days", "3").stdout
    assert "What if no team had decided anything?" in told
    assert "Guess first; Enter" not in told
    assert "10. What this does not say" in told
    data = json.loads(entente("exercise", "debrief", file, "--days", "3", "--json").stdout)
    assert data["format"] == "exercise-debrief/1"


def test_of_too_many_teams_no_gain_is_split_and_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.exercise.split.MOST_TEAMS", 1)
    session = Session(undescribed(), day=3)
    session.pull("Halvenna", "Halvenna shares more with Ostermere")
    session.pull("Lirenta", "Lirenta shares more with Ostermere")
    found = debrief(session, 2)
    assert found.gains == ()
    screen = Console(width=80)
    for part in parts(found, session, paper_of(screen)):
        screen.print(part.shown)
    assert "teams decided something, which is not split" in capsys.readouterr().out


def test_of_too_many_levers_those_of_teams_that_read_most_are_tried(
    monkeypatch: pytest.MonkeyPatch, session: Session, found: Debrief
) -> None:
    monkeypatch.setattr("sim.exercise.debrief.MOST_UNUSED", 3)
    few = debrief(session, 2)
    assert (len(few.unused), few.untried) == (3, 13)
    assert found.untried == 0
    seen = {team: len(session.view(team).seen) for team in session.teams}
    most = max(seen, key=lambda team: seen[team])
    assert all(most in session.levers[one.lever].teams for one in few.unused)
