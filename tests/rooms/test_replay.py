"""The day again on the wall: driven from the desk, as any team saw it, and not before the end."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from sim.exercise.debrief import facts_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.faces.replay import day
from sim.rooms.people import Screen
from sim.rooms.register import Register
from tests.rooms.asking import InTheRoom, in_the_room

HAPPENED = 4
"""So many steps lead to what happened."""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InTheRoom:
    monkeypatch.setattr("sim.rooms.debriefing.Debriefing.follow", lambda *_: None)
    return in_the_room(tmp_path)


def looking_back(room: InTheRoom) -> None:
    """Leads the wall to what happened."""
    for _ in range(HAPPENED):
        assert room.desk.act("debrief", to="next").status_code == 200


def test_before_the_end_nothing_of_it_is_in_any_answer(room: InTheRoom) -> None:
    """Nor before the wall shows it, nor once it goes on."""
    with room:
        wall, ann, pad = room.browser(), room.seat("Aldren"), room.browser()
        wall.open(Screen.WALL)
        pad.open(Screen.PAD)
        screens = (wall, ann, pad, room.desk)
        room.desk.act("line", line="go day 4")
        for _ in range(2):
            assert {each.ask("GET", "/day").status_code for each in screens} == {404}
            assert room.desk.act("replay", what="play").status_code == 409
            assert all('id="replay"' not in each.screen() for each in screens)
            room.desk.act("line", line="end")
        assert room.browser().ask("GET", "/day").status_code == 401
        looking_back(room)
        shown = wall.ask("GET", "/day")
        assert shown.status_code == 200
        session = room.room.play.session
        assert shown.json()["moves"]
        assert [one[0] for one in shown.json()["cases"]] == [
            one.case for one in facts_of(session).cases
        ]
        assert 'id="day-map"' in wall.screen()
        assert 'id="day-map"' not in ann.screen()
        room.desk.act("debrief", to="next")
        assert wall.ask("GET", "/day").status_code == 404


def test_the_wall_shows_any_moment_as_a_team_saw_it(room: InTheRoom) -> None:
    with room:
        wall, ann = room.browser(), room.seat("Aldren")
        wall.open(Screen.WALL)
        ann.act("pull", lever="Aldren puts smuggling first", why="it is close")
        for _ in range(5):  # it stops at what needs an answer
            room.desk.act("line", line="go day 15")
        room.desk.act("line", line="end")
        looking_back(room)
        session = room.room.play.session
        for number, hour in (("9", 8 * 24 + 14.5), ("2", 24.0)):
            time = "14:30" if number == "9" else ""
            sent = room.desk.act("replay", what="show", team="Brevia", day=number, time=time)
            assert sent.status_code == 200
            assert room.room.register.moment == (hour, "Brevia")
            shown = unescape(wall.screen())
            assert "as Brevia saw it" in shown
            for one in session.view("Brevia", hour).beliefs:
                assert one.case in shown.partition("seen-then")[2]
        assert room.desk.act("replay", what="show", day="9", time="25:00").status_code == 409
        assert room.desk.act("replay", what="show", team="Nobody").status_code == 409
        room.desk.act("replay", what="show", team="", day="999")
        assert room.room.register.moment == (session.now, "")
        assert "seen-then" not in wall.screen()
        stops = []
        for _ in range(3):
            room.desk.act("replay", what="back")
            stops.append(room.room.register.moment[0])
        assert stops == sorted(stops, reverse=True)
        assert stops[0] < session.now


def test_it_plays_on_stands_and_is_there_again_after_a_crash(room: InTheRoom) -> None:
    with room:
        room.desk.act("line", line="go day 9")
        room.desk.act("line", line="end")
        looking_back(room)
        debriefing, session = room.room.debriefing, room.room.play.session
        room.desk.act("replay", what="show", day="2")
        room.desk.act("replay", what="play")
        debriefing._played_since -= 2.0
        assert 24 + 48 <= debriefing.hour(session) < 24 + 72
        room.desk.act("replay", what="stand")
        stood = debriefing.hour(session)
        assert stood == debriefing.hour(session)
        mark = room.desk.act("debrief", to="next", mark="twice")
        assert mark.status_code == 200
        step = room.room.register.step
        kept = Register(room.room.register.path)
        assert (kept.step, kept.moment) == (step, room.room.register.moment)
        assert any(each.endswith(" twice") for each in kept.done)
        kept.close()
        room.desk.act("debrief", to="next", mark="twice")
        assert room.room.register.step == step


def test_the_day_on_the_wall_is_that_of_the_session(room: InTheRoom) -> None:
    """The data of the map agree with the record: cases, and what was detected when."""
    with room:
        session = room.room.play.session
        session.advance(to=session.scenario.horizon)
        data = day(session, facts_of(session))
        for outcome, (_, name, real, onset, detected, by, *_) in zip(
            facts_of(session).cases, data["cases"], strict=True
        ):
            assert (name, bool(real)) == (outcome.name, outcome.real)
            assert onset == int(outcome.begins * HOUR) * 60 // HOUR
            assert (detected is None) == (outcome.detected is None)
            assert outcome.by is None or outcome.by in [data["agencies"][one] for one in by]
