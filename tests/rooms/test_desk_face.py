"""Does the desk in a browser say what comes, and on what it waits?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sim
from sim.cli.desk.served import typed_in_a_browser
from sim.exercise.journal.entries import Improvised
from sim.exercise.session import Session
from sim.rooms.faces.desk import desk
from tests.exercise.test_session import TWO
from tests.rooms.asking import a_session, in_the_room
from tests.scenarios_for_tests import load_data

FURTHEST = 10_000.0
"""Hours that no exercise lasts."""


def test_what_waits_for_a_condition_has_no_time_but_what_it_waits_for() -> None:
    """A moment that never comes is no moment; the parts of the condition say how near it is."""
    session = sim.Session("border-triangle", day=3)
    shown = {each["name"]: each for each in desk(session)["injects"]}
    conditional = {
        name for name, inject in session.scenario.injects.items() if inject.condition is not None
    }
    assert conditional
    for name, each in shown.items():
        assert each["at"] is None or each["at"] < FURTHEST
        assert (each["state"] == "waits") == (name in conditional)
        assert bool(each["near"]) == (name in conditional)
        assert each["can_wait"] == (each["state"] in {"comes", "waits"})


def test_shipped_questions_are_whole_sentences() -> None:
    """A comma in a list without quotes would cut one in two."""
    for name in ("two-neighbours", "border-triangle", "cold-snap", "uneven-coalition"):
        for move in sim.load(name).exercise.moves.values():
            asked = [*move.questions, *(q for some in move.team_questions.values() for q in some)]
            assert all(question.endswith("?") for question in asked), asked


TEXTS = st.lists(
    st.sampled_from(
        ["[/red]", "[keep back]", ":warning:", "[link=x]", "\\[b", "{7*7}", "5 d", "on"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@given(text=TEXTS)
@example("[/red]")
@settings(max_examples=10)
def test_what_a_typed_line_answers_is_what_was_written(text: str) -> None:
    """Nobody's text is taken for markup, or stops a command."""
    with a_session() as session:
        session.note(text, team="Aldren", what="assessment")
        session.improvise(text, to=["Aldren"])
        for line in ("journal", "look Aldren"):
            said = typed_in_a_browser(session, line)
            assert "".join(text.split()) in "".join(said.split()), line


def test_minutes_of_the_room_wait_until_play_begins(tmp_path: Path) -> None:
    """While people come in nothing runs; the facilitator begins, or lets the story run."""
    with in_the_room(tmp_path) as room:
        assert "min once play begins" in room.desk.screen()
        room.desk.act("run", speed="1")
        screen = room.desk.screen()
        assert "min left" in screen
        assert ">Begin<" not in screen


def test_undo_names_what_goes_and_tells_the_team_whose_doing_it_was(tmp_path: Path) -> None:
    """And takes back nothing else that came meanwhile."""
    with in_the_room(tmp_path) as room:
        ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
        room.desk.act("line", line="say Mistyped.")
        assert "Undo: " in room.desk.screen()
        number = room.room.play.session.journal[-1].number
        ann.act("pull", lever="Bring Pact into force", why="now")
        refused = room.desk.act("line", line=f"undo {number}")
        assert refused.status_code == 409
        assert "Aldren proposes" in refused.text
        assert "It is a decision of Aldren, Brevia, who are told." in room.desk.screen()
        assert room.desk.act("line", line=f"undo {number + 1}").status_code == 200
        for seat in (ann, bob):
            assert "The facilitator has taken back: Aldren proposes" in seat.screen()
        ann.act("order", what="hold", to="Brevia")
        room.desk.act("line", line=f"back {number}")
        assert "taken back: Aldren orders" in ann.screen()
        assert "Aldren orders" not in bob.screen()
        assert room.desk.act("line", line="undo").status_code == 200
        assert "Mistyped." not in ann.screen()


def test_all_teams_hear_what_is_told_to_all_whatever_it_begins_with(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        text = "Aldren: has closed its border."
        assert room.desk.act("say", text=text, team="").status_code == 200
        assert room.desk.act("say", text="For Brevia.", team="Brevia").status_code == 200
        said = [one for one in room.room.play.session.journal if isinstance(one, Improvised)]
        assert [(one.message, one.to) for one in said] == [
            (text, ()),
            ("For Brevia.", ("Brevia",)),
        ]
        assert room.desk.act("say", text=" ", team="").status_code == 409
        assert room.desk.act("say", text="x", team="Nobody").status_code == 409


def test_an_inject_is_steered_whatever_it_is_called(tmp_path: Path) -> None:
    """As where another has its name with more words behind it."""
    names = ("letter", "letter to")
    letters = {name: {"at": "5 d", "message": f"The {name}."} for name in names}
    with in_the_room(tmp_path, Session(load_data({**TWO, "injects": letters}), day=0)) as room:
        session = room.room.play.session
        for time, status in (("08:30", 200), ("24:00", 409), ("x", 409)):
            fields = {"inject": "letter", "what": "move", "day": "9", "time": time}
            assert room.desk.act("steer", mark=time, **fields).status_code == status
        comes = {name: inject.comes for name, inject in session.world.scenario.injects.items()}
        assert comes == {"letter": 8 * 24 + 8.5, "letter to": 5 * 24}
        screen = room.desk.screen()
        for what in ("fire", "hold", "cancel"):
            assert f'name="what" value="{what}"' in screen
            assert room.desk.act("steer", inject="letter to", what=what).status_code == 200
        assert "letter to" not in session.world.scenario.injects


def test_of_many_teams_levers_are_counted_and_listed_when_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them with their buttons would be a megabyte, sent at each piece of news."""
    begun: list[tuple[str, str]] = []
    with in_the_room(tmp_path, Session("wide-table", day=3)) as room:
        session, other_days = room.room.play.session, room.room.other_days
        monkeypatch.setattr(other_days, "begin", lambda team, lever, _: begun.append((team, lever)))
        screen = room.desk.screen()
        assert len(screen) < 100_000
        team = next(reversed(session.teams))
        levers = session.view(team).levers
        assert screen.count(f">List {len(levers)}<") >= 1
        assert levers[0] not in screen
        listed = room.desk.act("line", line=f"levers {team}").json()["said"]
        number = str(list(session.levers).index(levers[0]) + 1)
        assert number in listed.split()
        for called in (number, levers[0]):
            assert room.desk.act("preview", team=team, lever=called).status_code == 200
        assert begun == [(team, levers[0])] * 2
        assert room.desk.act("preview", team=team, lever="0").status_code == 409
