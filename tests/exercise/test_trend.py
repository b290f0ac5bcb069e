"""Several sessions beside each other: what each shows, and what became of its actions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from sim.cli.formats import schema_of
from sim.exercise.debrief import debrief
from sim.exercise.errors import RefusedError
from sim.exercise.session import Session
from sim.exercise.trend import Trend, trend
from sim.scenario.schema.scenario import Scenario
from tests.contracts.test_command_line import entente
from tests.exercise.playing import undescribed
from tests.exercise.test_session import TWO
from tests.json_schemas import misfits
from tests.scenarios_for_tests import load_data

DAYS = 2
SIGNED = "agreements.Pact.in_force"


def _held(scenario: Scenario, file: Path) -> Path:
    with Session(scenario, day=0, file=file) as session:
        session.join("Aldren", ["Ana Silva"])
        session.pull("Aldren", "Aldren puts smuggling first", why="Ana says so")
        session.advance(to=session.scenario.horizon)
        session.end()
        session.assess("Detect in time, together", "M", why="Ana was late")
        session.comment("Brevia", 4)
        session.plan_action("Sign it", owner="Ana Silva", settings={SIGNED: True})
        session.plan_action("Meet")
    return file


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two of one scenario, the second of which has what was agreed on; then another scenario."""
    folder = tmp_path_factory.mktemp("trend")
    before = load_data(TWO)
    first = _held(before, folder / "one.session")
    second = _held(before.set({SIGNED: True}), folder / "two.session")
    with Session(undescribed("two-neighbours"), day=0, file=folder / "three.session"):
        return [first, second, folder / "three.session"]


@pytest.fixture(scope="module")
def found(files: list[Path]) -> Trend:
    return sim.trend(files[::-1], days=DAYS)


def test_each_session_shows_what_its_debrief_says_in_the_order_held(
    found: Trend, files: list[Path]
) -> None:
    assert [one.file for one in found.sessions] == [file.name for file in files]
    for one, file in zip(found.sessions, files, strict=True):
        alone = debrief(sim.open_session(file, to_read=True), DAYS)
        assert (one.none, one.each, one.hours, one.rank) == (
            alone.none,
            alone.each,
            alone.hours,
            alone.rank,
        )


def test_an_action_is_done_where_the_next_scenario_has_it(found: Trend) -> None:
    first, second, _ = found.sessions
    assert [one.done for one in first.actions] == [True, None]
    assert [one.done for one in second.actions] == [None, None], "the next has no such agreement"
    kept = trend([Session(load_data(TWO), day=0)], days=1).sessions[0]
    assert kept.actions == ()


def test_an_action_is_not_done_where_the_scenario_stays(files: list[Path]) -> None:
    again = trend([files[0], Session(load_data(TWO), day=0)], days=1)
    assert again.sessions[0].actions[0].done is False


def test_the_command_prints_three_forms(files: list[Path]) -> None:
    command: list[str | Path] = ["exercise", "trend", *files, "--days", "1"]
    data = json.loads(entente(*command, "--json").stdout)
    schema = schema_of("exercise-trend")
    assert misfits(data, schema, schema) == []
    drawn = entente(*command).stdout
    markdown = entente(*command, "--markdown", "--anonymous").stdout
    assert max(map(len, drawn.splitlines())) <= 80
    assert "Ana" in drawn
    assert "Ana" not in markdown
    for text in (drawn, markdown):
        assert "Trend over 3 sessions" in text
        assert "Corrective actions" in text


def test_nothing_is_no_trend() -> None:
    with pytest.raises(RefusedError, match="at least one session"):
        trend([])
    assert entente("exercise", "trend").exit_code == 2
