"""Whole sessions: killed, played elsewhere, gone back in, and searched for what nobody may know."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console

from sim.exercise.course import Course
from sim.exercise.errors import RefusedError
from sim.exercise.journal.entries import Entry, WentBack
from sim.exercise.journal.file import read_journal
from sim.exercise.opening import open_session
from sim.exercise.robots import robot_decisions
from sim.exercise.session import Session
from sim.exercise.world import World
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.replication import Engine
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.team import team_view
from sim.screen.toolkit.printing import paper_of
from tests.exercise.playing import play_at_random, undescribed
from tests.exercise.test_handouts import forbidden_in, said_of

STEPS = 30


def _played(scenario: Scenario, steps: int, file: Path | None = None) -> Session:
    session = Session(scenario, day=3, file=file)
    play_at_random(session, Random(5), steps)  # noqa: S311 - luck of a test
    return session


@pytest.fixture(scope="module")
def session() -> Session:
    return _played(undescribed(), STEPS)


def _digest(session: Session, entry: Entry, engine: Engine = Engine.SIMPY) -> str:
    """What happens in the world that a session had come to by an entry."""
    course = Course.of(session.journal, entry.number)
    day = course.opened.day
    world = World.after(session.scenario, course.entries, session.levers, 1, day, engine)
    return world.record.digest()


def test_a_journal_is_the_same_on_both_engines_and_under_another_hash_seed(
    session: Session, tmp_path: Path
) -> None:
    pytest.importorskip("numba")
    file = tmp_path / "a.session"
    with Session.resumed(session.scenario, list(session.journal), None) as saved:
        saved.save(file)
    entries = [each for each in session.journal if each.changes_the_world]
    assert len(entries) > 5
    here = [_digest(session, entry) for entry in entries]
    assert [_digest(session, entry, Engine.COMPILED) for entry in entries] == here
    told = subprocess.run(
        [sys.executable, "-c", _READER, str(file)],
        env={**os.environ, "PYTHONHASHSEED": "77"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    assert told.stdout.split() == here


_READER = """
import sys
from sim.exercise.opening import open_session
from tests.exercise.test_whole_sessions import _digest
session = open_session(sys.argv[1], to_read=True)
for entry in session.journal:
    if entry.changes_the_world:
        print(_digest(session, entry))
"""


def _again(session: Session, entries: list[Entry]) -> None:
    """Makes the same entries again; numbers of entries that they name are those of now."""
    numbers: dict[int, int] = {}
    for entry in entries:
        fields: dict[str, Any] = {
            name: getattr(entry, name)
            for name in type(entry).model_fields
            if name not in ("number", "after", "kind", "story_us", "room")
        }
        for name in ("order", "proposal", "decision"):
            if name in fields:
                fields[name] = numbers.get(fields[name], fields[name])
        session._add(type(entry), **fields)
        numbers[entry.number] = session.journal[-1].number


def test_going_back_to_any_entry_and_playing_the_same_gives_the_same(session: Session) -> None:
    """A few entries here; every entry of it in the slow tests."""
    _go_back_and_play_on(session, every=6)


@pytest.mark.slow
def test_going_back_to_every_entry_and_playing_the_same_gives_the_same(session: Session) -> None:
    _go_back_and_play_on(session, every=1)


def _go_back_and_play_on(session: Session, every: int) -> None:
    course = [each for each in session.course.entries if not isinstance(each, WentBack)]
    views = {team: session.view(team) for team in session.teams}
    for at in range(0, len(course), every):
        again = Session.resumed(session.scenario, list(session.journal), None)
        again.rewind(course[at].number)
        _again(again, course[at + 1 :])
        assert again.record.digest() == session.record.digest()
        assert again.now == session.now
        for team, view in views.items():
            assert _without_numbers(again.view(team)) == _without_numbers(view)


def _without_numbers(view: Any) -> list[object]:
    """A view but for the numbers of entries, which go on."""
    kept = [view.now, view.desks, view.beliefs, view.seen, view.sent, view.messages, view.levers]
    return [*kept, [(one.at, one.works_at) for one in view.decisions]]


@pytest.mark.parametrize("name", ["border-triangle", "two-neighbours"])
def test_no_page_of_a_team_says_what_only_the_facilitator_may_know(name: str) -> None:
    """Robots play a day; whatever a team is shown on the way is searched."""
    _search(load(name), day=3, looks=6)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cold-snap", "uneven-coalition", "lantern-street"])
def test_no_page_of_larger_sessions_says_it_either(name: str) -> None:
    for day in range(3):
        _search(load(name), day, looks=12)


def _search(scenario: Scenario, day: int, looks: int) -> None:
    session = Session(scenario, day=day)
    forbidden = forbidden_in(scenario)
    decisions = list(
        robot_decisions(tuple(session.teams), session.levers, scenario.horizon, 1, day)
    )
    screen, found = Console(width=100, no_color=True), 0
    for look in range(1, looks + 1):
        until = scenario.horizon * look / looks
        while decisions and decisions[0].story_us / HOUR < until:
            entry = decisions.pop(0)
            if entry.story_us > session.course.now_us:
                session.advance(to=entry.story_us / HOUR)
            with suppress(RefusedError):  # it has come by itself meanwhile, or waits for something
                session.pull(entry.team, entry.lever, agreed=entry.agreed)
        session.advance(to=until)
        for team in session.teams:
            shown = team_view(scenario, session.view(team), session.levers, paper_of(screen))
            with screen.capture() as captured:
                screen.print(shown)
            page = captured.get()
            found += "case" in page
            assert said_of(page, forbidden) == [], team
            told = (other.told for other in session.teams.values() if other.name != team)
            assert said_of(page, {each for each in told if each}) == []
    assert found > 0, "some team has seen something"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.slow
def test_killed_after_each_entry_and_amid_one_the_session_is_what_was_said(tmp_path: Path) -> None:
    """The process says each entry that is written, and when half of the next one is."""
    scenario = tmp_path / "triangle.yaml"
    undescribed().save(scenario)
    whole = _played(load(str(scenario)), STEPS, tmp_path / "whole.session")
    entries = len(whole.journal)
    whole.close()
    for number in range(1, entries):
        for half in (False, True)[: 1 + (number % 5 == 0)]:
            file = tmp_path / f"{number}{half}.session"
            process = subprocess.Popen(
                [sys.executable, "-c", _PLAYER, str(scenario), str(file)],
                stdout=subprocess.PIPE,
                stdin=subprocess.PIPE,
                text=True,
            )
            assert process.stdout is not None
            assert process.stdin is not None
            wanted = f"half {number}" if half else f"whole {number}"
            for line in process.stdout:
                if line.strip() == wanted:
                    break
                process.stdin.write("on\n")
                process.stdin.flush()
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
            process.stdin.close()
            kept, rest = read_journal(file)
            assert len(kept) == number + (not half)
            assert bool(rest) is half
            with open_session(file) as session:
                there = whole.journal[len(kept) - 1]
                assert _digest(session, session.journal[-1]) == _digest(whole, there)
                session.note("on")


_PLAYER = """
import sys
from pathlib import Path
from random import Random
import sim.exercise.journal.lines as lines
from tests.exercise.playing import undescribed
from tests.exercise.test_whole_sessions import STEPS, _played
from sim.scenario.reading.reading import load

scenario, path = sys.argv[1:]
wrote, count = lines._write, 0

def said(what):
    print(what, count, flush=True)
    sys.stdin.readline()

def in_halves(out, added):
    global count
    for line in added.splitlines(keepends=True):
        half = len(line) // 2
        wrote(out, line[:half])
        said("half")
        wrote(out, line[half:])
        said("whole")
        count += 1

lines._write = in_halves
_played(load(scenario), STEPS, Path(path))
"""
