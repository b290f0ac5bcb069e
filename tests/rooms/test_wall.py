"""Does the wall show what everybody may know, and no more?"""

from __future__ import annotations

from sim.exercise.session import Session
from sim.rooms.faces.wall import wall
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data


def test_an_agreement_is_in_force_once_it_cannot_be_cancelled_any_more() -> None:
    """At its very moment an inject has not fired, for the wall as for everybody."""
    pact = {"at": "48 h", "message": "The pact.", "agreement": {"name": "Pact", "in_force": True}}
    session = Session(load_data({**TWO, "injects": {"pact": pact}}), day=0)
    session.advance(to=48)
    assert not wall(session)["agreements"]
    assert not wall(session)["messages"]
    session.advance(hours=1)
    assert [one["name"] for one in wall(session)["agreements"]] == ["Pact"]
    assert [one.text for one in wall(session)["messages"]] == ["The pact."]
    session.undo()
    session.steer("pact", "cancel")
    session.advance(hours=1)
    assert not wall(session)["agreements"]


def test_of_what_was_said_at_one_moment_the_last_stands_first() -> None:
    """The clock stands while a facilitator speaks, and a team is shown the first few."""
    session = Session(load_data(TWO), day=0)
    for text in ("One.", "Two.", "Three."):
        session.improvise(message=text)
    session.advance(hours=1)
    session.improvise(message="Four.")
    shown = [[one.text for one in wall(session)["messages"]]]
    shown.append([one.text for one in session.view("Aldren").messages])
    assert shown == [["Four.", "Three.", "Two.", "One."]] * 2


def test_a_database_stands_on_the_map_of_its_country_as_on_a_page() -> None:
    session = Session("common-index", day=0)
    assert session.scenario.databases
    drawn = {one.name for home in wall(session)["map"].homes for one in home.agencies}
    assert drawn == {*session.scenario.agencies, *session.scenario.databases}
