"""Rehearsal: what many days with robots at the seats show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.cli.formats import schema_of
from sim.exercise.errors import RefusedError
from sim.exercise.levers import levers_of
from sim.exercise.rehearsal import Rehearsal
from sim.exercise.robots import QUARTERS, robot_decisions
from sim.exercise.session import Session
from sim.exercise.teams import teams_of
from sim.measures.outcome import Detections
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from tests.contracts.test_command_line import entente
from tests.exercise.playing import undescribed
from tests.exercise.test_session import TWO
from tests.json_schemas import misfits
from tests.scenarios_for_tests import load_data

DAYS = 6


@pytest.fixture(scope="module")
def found() -> Rehearsal:
    return sim.rehearse(undescribed(), days=DAYS)


def test_robots_only_do_what_a_session_lets_them() -> None:
    """Two agreements out of force: some levers have two keys."""
    scenario = undescribed(
        "border-triangle",
        ("agreements.Coast Accord.in_force=false", "agreements.Valley Accord.in_force=false"),
    )
    teams = tuple(team.name for team in teams_of(scenario))
    levers = levers_of(scenario, teams_of(scenario))
    with_two_keys = taken = 0
    for day in range(4):
        decisions = robot_decisions(teams, levers, scenario.horizon, 1, day)
        assert decisions == robot_decisions(teams, levers, scenario.horizon, 1, day)
        taken += len(decisions)
        session = Session(scenario, day=day)
        for entry in decisions:
            if entry.story_us > session.course.now_us:
                session.advance(to=entry.story_us / HOUR)
            session.pull(entry.team, entry.lever, agreed=entry.agreed)
            with_two_keys += bool(entry.agreed)
    assert with_two_keys > 0
    assert taken > 4 * len(teams) * QUARTERS / 2
    other_day = robot_decisions(teams, levers, scenario.horizon, 1, 1)
    assert other_day != robot_decisions(teams, levers, scenario.horizon, 1, 0)


def test_days_differ_as_their_own_runs_say(found: Rehearsal) -> None:
    means = []
    for day in range(DAYS):
        detections = Detections(Session(undescribed(), day=day).record)
        times = detections.time[detections.occurring.scored]
        means += [times.mean() / HOUR] if len(times) else []
    expected = np.quantile(means, [0.1, 0.5, 0.9])
    assert (found.as_written.low, found.as_written.median, found.as_written.high) == pytest.approx(
        tuple(expected)
    )
    assert found.as_written.without_threat == DAYS - len(means)


def test_what_teams_have_to_look_at_is_what_they_see_at_the_end(found: Rehearsal) -> None:
    """The days of robots again, as sessions: all news is in what a team has seen by the end."""
    session = Session(undescribed(), day=0)
    teams, levers = tuple(session.teams), session.levers
    totals = []
    for day in range(DAYS):
        session = Session(undescribed(), day=day)
        for entry in robot_decisions(teams, levers, session.scenario.horizon, 1, day):
            if entry.story_us > session.course.now_us:
                session.advance(to=entry.story_us / HOUR)
            session.pull(entry.team, entry.lever, agreed=entry.agreed)
        session.advance(to=session.scenario.horizon)
        quarter = session.scenario.horizon / QUARTERS
        seen = session.view("Ostermere").seen
        totals.append([sum(int(one.read // quarter) == q for one in seen) for q in range(QUARTERS)])
    own = [one for one in found.loads if one.team == "Ostermere"]
    assert [one.news for one in own] == np.median(totals, axis=0).tolist()
    assert [one.idle for one in own] == np.mean(np.array(totals) == 0, axis=0).tolist()
    assert sum(map(sum, totals)) > 0


def test_a_lever_matters_on_the_days_on_which_it_moves_detection(found: Rehearsal) -> None:
    best = next(one for one in found.levers if one.name == "Halvenna shares more with Ostermere")
    matters = 0
    for day in range(DAYS):
        session = Session(undescribed(), day=day)
        before = Detections(session.record).time.sum()
        session.pull("Halvenna", best.name)
        matters += Detections(session.record).time.sum() != before
    assert best.matters == matters > 0
    shares = [one.matters for one in found.levers]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= one.pulled <= DAYS for one in found.levers)


def test_the_command_says_when_injects_fire(tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    load_data(TWO).save(file)
    told = entente("exercise", "rehearse", file, "-n", "2", "--json")
    data = json.loads(told.stdout)
    schema = schema_of("exercise-rehearse")
    assert misfits(data, schema, schema) == []
    assert data["injects"]
    assert all(one["fires"]["value"] == 1.0 for one in data["injects"]), "all have a fixed time"
    drawn = entente("exercise", "rehearse", file, "-n", "2").stdout
    assert "100 %" in drawn
    assert max(map(len, drawn.splitlines())) <= 80


def test_one_day_says_nothing_of_how_days_differ() -> None:
    with pytest.raises(RefusedError, match="At least two days"):
        sim.rehearse("two-neighbours", days=1)


def test_what_only_a_facilitator_fires_is_not_said_to_fire_on_no_day() -> None:
    drawn = entente("exercise", "rehearse", "two-neighbours", "-n", "2").stdout
    assert "by hand" in drawn
    assert "expected" in drawn
    assert "0 %" not in drawn.split("Levers")[0]
