"""Injects reach whom they are for; what does not come by itself changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.exercise.agenda import next_call
from sim.exercise.debrief import facts_of
from sim.exercise.session import Session
from sim.plan.planner import Planner
from sim.replication import Engine, run
from sim.screen.exercise.desk import brief_desk, desk
from sim.screen.exercise.replay import replay
from sim.screen.toolkit.printing import BLOCKS, Paper
from tests.scenarios_for_tests import changed, load_data
from tests.screens.drawing import drawn

LETTER: dict[str, Any] = {
    "at": "5 d",
    "message": "A letter comes.",
    "to": ["Brevia"],
    "from": "the port",
    "by": "letter",
    "expected": "They ask Aldren.",
    "objective": "Share",
    "notes": "Wait for it.",
}
STORM: dict[str, Any] = {
    "kind": "contingency",
    "message": "A storm.",
    "trust": {"between": ["Aldren", "Brevia"], "becomes": 0.0},
}
BASE: dict[str, Any] = {
    "threats.The Shipment.onset": "9 d",
    "exercise": {"objectives": {"Share": {}}},
}


def on_the_desk(session: Session) -> str:
    """What the facilitator sees, as running text."""
    return " ".join(drawn(lambda canvas: canvas.print(desk(session, Paper(120, BLOCKS)))).split())


def test_only_those_it_is_for_are_told() -> None:
    session = Session(load_data(changed(BASE | {"injects.letter": LETTER})), day=0)
    session.advance(to=6 * 24)
    (message,) = session.view("Brevia").messages
    assert (message.text, message.sender, message.by) == ("A letter comes.", "the port", "letter")
    assert not session.view("Aldren").messages


def test_the_facilitator_alone_sees_what_is_expected() -> None:
    session = Session(load_data(changed(BASE | {"injects.letter": LETTER})), day=0)
    session.advance(to=6 * 24)
    shown = on_the_desk(session)
    assert all(words in shown for words in ("They ask Aldren.", "Wait for it.", "Share"))
    views = repr([session.view(team) for team in session.teams])
    assert not any(words in views for words in ("They ask", "Wait for it", "Share"))


def test_a_contingency_does_nothing_unless_it_is_fired() -> None:
    without = load_data(changed(BASE))
    scenario = load_data(changed(BASE | {"injects.storm": STORM}))
    one, other = (
        run(Planner(each).plan(), 1, 0, engine=Engine.SIMPY) for each in (without, scenario)
    )
    assert one.digest() == other.digest()
    assert other.plan.injects == ()
    timed = load_data(changed(BASE | {"injects.storm": STORM | {"at": "1 d"}}))
    assert run(Planner(timed).plan(), 1, 0, engine=Engine.SIMPY).digest() == one.digest()
    session = Session(scenario, day=0)
    session.advance(to=10 * 24)
    assert not session.view("Aldren").messages
    assert "only if you fire it" in on_the_desk(session)
    session.rewind(0)
    session.advance(to=24)
    session.steer("storm", "fire")
    session.advance(to=25)
    assert [message.text for message in session.view("Aldren").messages] == ["A storm."]
    assert session.record.digest() != one.digest()


def test_an_expected_event_is_told_to_nobody() -> None:
    expected = {"kind": "expected event", "at": "2 d", "message": "They call."}
    session = Session(load_data(changed(BASE | {"injects.call": expected})), day=0)
    session.advance(to=6 * 24)
    assert not any(session.view(team).messages for team in session.teams)
    assert "expected day 3" in on_the_desk(session)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("to", ["Brevi"], "Brevia"),
        ("objective", "Shar", "the name of an objective"),
        ("at", None, "exactly one of `at`, `when` and `not_by`"),
        ("kind", "rumour", "expected event"),
    ],
)
def test_what_cannot_be_meant_is_refused(key: str, value: object, said: str) -> None:
    letter = {k: v for k, v in (LETTER | {key: value}).items() if v is not None}
    data = changed(BASE | {"injects.letter": letter})
    with pytest.raises(InputError, match=said):
        load_data(data)


def test_an_expected_event_changes_nothing() -> None:
    data = changed(BASE | {"injects.call": STORM | {"kind": "expected event", "at": "1 d"}})
    with pytest.raises(InputError, match="no effect"):
        load_data(data)


def test_what_the_facilitator_changes_by_hand_does_not_stop_the_story() -> None:
    """And the replay says in words what it was."""
    session = Session(load_data(changed(BASE | {"injects.letter": LETTER})), day=0)
    session.advance(hours=1)
    first = next_call(session.world, session.course.now_us)
    trust = {"trust": {"between": ["Aldren", "Brevia"], "becomes": 0.5}}
    session.improvise("", effects=[trust])
    assert next_call(session.world, session.course.now_us) == first
    paper = Paper(200, BLOCKS)
    session.advance(to=6 * 24)
    looked_back = replay(session, facts_of(session), paper)
    told = drawn(lambda canvas: canvas.print(looked_back), 200)
    assert "improvised (entry" not in told
    assert "changed: trust between Aldren, Brevia" in told


def test_news_say_from_whom_and_what_comes_without_a_word() -> None:
    injects = {"injects.letter": LETTER, "injects.silent": STORM | {"kind": "inject", "at": "5 d"}}
    injects["injects.silent"]["message"] = ""
    session = Session(load_data(changed(BASE | injects)), day=0)
    session.advance(to=4.5 * 24)
    session.advance(to=5.5 * 24)
    shown = drawn(lambda canvas: canvas.print(brief_desk(session, Paper(200, BLOCKS))), 200)
    assert "Brevia is told: A letter comes. (from the port, by letter)" in shown
    assert "the inject silent has come" in shown
