"""A session is its scenario, seed, day and journal: played again it is the same to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.engine.record import NEVER
from sim.exercise.agenda import next_call
from sim.exercise.course import Course
from sim.exercise.errors import MustAgreeError, RefusedError, UnknownNameError
from sim.exercise.journal.entries import Advanced, Pulled
from sim.exercise.opening import open_session
from sim.exercise.past import past_digest
from sim.exercise.session import Session
from sim.exercise.world import World, played
from sim.replication import Engine, run
from tests.conditions import with_conditions
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.exercise.playing import play_at_random
from tests.scenarios_for_tests import changed, load_data
from tests.strategies import Data

TWO = changed(
    {
        "agencies.Aldren Police.analysts": 2,
        "agencies.Aldren Guard": {"country": "Aldren", "analysts": 1},
        "channels.Wire": {"between": ["Aldren Police", "Aldren Guard"]},
        "agreements.Pact": {
            "members": ["Aldren", "Brevia"],
            "review": {"duration": "1 d"},
            "in_force": False,
        },
        "injects.letter": {"at": "5 d", "message": "A letter comes."},
        "trust": {"default": 0.5},
    }
)


@pytest.fixture
def session() -> Session:
    return Session(load_data(TWO), day=0)


@settings(slow_to_draw, max_examples=40)
@given(data=any_scenarios | any_scenarios.flatmap(with_conditions), number=st.integers(0, 2**32))
def test_played_again_it_is_the_same_to_the_last_bit(data: Data, number: int) -> None:
    """Each entry also asserts that the past is as it was played."""
    with shown_when_it_fails(data):
        session = Session(load_data(data), day=number % 5)
        play_at_random(session, Random(number), steps=8)  # noqa: S311 - luck of a test
        again = Session.resumed(session.scenario, list(session.journal), None)
        assert again.record.digest() == session.record.digest()
        for team in session.teams:
            assert again.view(team) == session.view(team)
        for entry in session.journal:
            course = Course.of(session.journal, entry.number)
            again.rewind(entry.number)
            expected = played(session.scenario, course.entries, session.levers)
            assert again.now == course.now_us / 3.6e9
            assert again.world.decided == expected


@settings(slow_to_draw, max_examples=15)
@given(data=any_scenarios, number=st.integers(0, 2**32))
def test_the_compiled_engine_plays_the_same(data: Data, number: int) -> None:
    pytest.importorskip("numba")
    with shown_when_it_fails(data):
        session = Session(load_data(data), day=number % 5)
        play_at_random(session, Random(number), steps=8)  # noqa: S311 - luck of a test
        plan = session.world.plan
        compiled = run(plan, 1, session.world.day, engine=Engine.COMPILED)
        assert compiled.digest() == session.record.digest()


def test_a_lever_without_an_effect_on_the_day_changes_no_bit(session: Session) -> None:
    before = session.record.digest()
    session.advance(to=session.scenario.horizon - 1)
    session.pull("Aldren", "Aldren puts smuggling first")
    assert session.record.digest() == before


def test_a_decision_changes_what_comes_and_not_what_was(session: Session) -> None:
    session.advance(hours=30)
    past, before = past_digest(session.record, session.course.now_us), session.record
    session.pull("Aldren", "Aldren Police lends an analyst to Aldren Guard")
    assert past_digest(session.record, session.course.now_us) == past
    assert session.record.plan.writes != before.plan.writes


def test_the_past_is_told_from_another() -> None:
    """The fingerprint is of what happened: another day has another."""
    scenario = load_data(TWO)
    one, other = World(scenario, 1, 0), World(scenario, 1, 1)
    late = int(scenario.horizon * 3.6e9)
    assert past_digest(one.record, late) != past_digest(other.record, late)
    began = one.record.arrived[one.record.arrived != NEVER].min()
    assert past_digest(one.record, int(began)) != past_digest(one.record, int(began) + 1)


def test_others_must_agree_first(session: Session) -> None:
    with pytest.raises(MustAgreeError, match="Brevia agrees too"):
        session.pull("Aldren", "Bring Pact into force")
    number = session.propose("Aldren", "Bring Pact into force", why="the law is slow")
    with pytest.raises(RefusedError, match="Aldren need not agree"):
        session.answer("Aldren", number, agrees=True)
    session.answer("Brevia", number, agrees=False)
    assert not session.course.pulled
    session.answer("Brevia", number, agrees=True)
    (pulled,) = session.course.pulled
    assert (pulled.team, pulled.agreed, pulled.why) == ("Aldren", ("Brevia",), "the law is slow")


def test_what_all_agreed_to_is_done_once(session: Session) -> None:
    """Two people of a team who both press the button are one answer."""
    number = session.propose("Aldren", "Bring Pact into force")
    session.answer("Brevia", number, agrees=True)
    before = session.journal
    for agrees in (True, False):
        with pytest.raises(RefusedError, match=f"All have agreed to proposal {number}"):
            session.answer("Brevia", number, agrees=agrees)
    assert session.journal == before
    assert not session.view("Brevia").proposals


def test_an_answer_comes_too_late_where_the_lever_is_pulled(session: Session) -> None:
    first, second = (session.propose("Aldren", "Bring Pact into force") for _ in range(2))
    session.answer("Brevia", first, agrees=True)
    before = session.journal
    with pytest.raises(RefusedError, match="can be pulled once"):
        session.answer("Brevia", second, agrees=True)
    assert session.journal == before


def test_what_may_not_be_done_is_refused_and_nothing_is_written(session: Session) -> None:
    lever = "Aldren puts smuggling first"
    session.advance(hours=24)
    session.pull("Aldren", lever)
    before = session.journal
    refusals: tuple[Callable[[], object], ...] = (
        lambda: session.order("Aldren", "hold", case="case Z999"),
        lambda: session.order("Aldren", "hold", category="rumours"),
        lambda: session.order("Aldren", "hold", senders=["Brevia Police"]),
        lambda: session.order("Aldren", "send", to=["Corvia"]),
        lambda: session.lift("Aldren", 1),
        lambda: session.pull("Aldren", lever),
        lambda: session.pull("Brevia", lever),
        lambda: session.advance(to=3),
        lambda: session.rewind(99),
        lambda: session.answer("Brevia", 1, agrees=True),
        lambda: session.steer("letter", "move", to=1),
        lambda: session.rate("Brevia", 2, 3, 50),
    )
    for refused in refusals:
        with pytest.raises(RefusedError):
            refused()
    with pytest.raises(UnknownNameError, match="Did you mean Aldren"):
        session.view("Alden")
    assert session.journal == before


def test_injects_are_held_fired_moved_and_cancelled(session: Session) -> None:
    session.steer("letter", "hold")
    session.advance(to=10 * 24)
    assert not session.view("Aldren").messages
    session.steer("letter", "fire")
    session.advance(hours=1)
    assert [one.at for one in session.view("Aldren").messages] == [240.0]
    with pytest.raises(RefusedError, match="has fired already"):
        session.steer("letter", "cancel")


def test_going_back_keeps_both_ways(session: Session) -> None:
    session.advance(hours=24)
    session.pull("Aldren", "Aldren puts smuggling first")
    session.rewind(1)
    assert not session.course.pulled
    assert any(isinstance(entry, Pulled) for entry in session.journal)
    session.undo()
    assert session.now == 0.0


def test_a_session_is_continued_by_another_process(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "day.session"
    session.save(file)
    session.advance(hours=48)
    session.improvise("Tell the press nothing.", to=["Brevia"])
    session.close()
    with open_session(file) as again:
        assert again.journal == session.journal
        again.advance(hours=2)
        assert not again.view("Aldren").messages
        assert [one.text for one in again.view("Brevia").messages] == ["Tell the press nothing."]


def test_a_team_holds_a_case_that_it_knows_and_lifts_the_order(session: Session) -> None:
    while not session.view("Aldren").seen:
        session.advance()
    case = session.view("Aldren").seen[0].case
    session.rewind(0)
    with pytest.raises(UnknownNameError, match="has read nothing of a case"):
        session.order("Aldren", "hold", case=case)
    session.order("Aldren", "hold", to=["Brevia"], why="their police leaks")
    session.advance(to=20 * 24)
    (held,) = [one for one in session.view("Aldren").sent if one.receiver == "Brevia Police"]
    assert held.standing == "held by our order"
    number = session.view("Aldren").decisions[0].entry
    assert not session.view("Brevia").decisions
    session.lift("Aldren", number)
    session.advance(to=50 * 24)
    (gone,) = [one for one in session.view("Aldren").sent if one.receiver == "Brevia Police"]
    assert gone.standing != "held by our order"
    with pytest.raises(RefusedError, match="no order"):
        session.lift("Aldren", number)


def test_what_was_kept_back_is_sent_when_it_is_ordered() -> None:
    session = Session(load_data({**TWO, "trust": {"default": 0.0}}), day=0)
    session.advance(to=20 * 24)
    (kept,) = [one for one in session.view("Aldren").sent if one.receiver == "Brevia Police"]
    assert kept.standing == "kept back"
    session.order("Aldren", "send", case=kept.case, to=["Brevia"])
    session.advance(hours=1)
    sent = [one for one in session.view("Aldren").sent if one.receiver == "Brevia Police"]
    assert [one.standing == "kept back" for one in sent].count(True) == 1
    assert len(sent) == 2


def test_a_team_is_asked_first_and_answers_or_is_silent(session: Session) -> None:
    session.order("Aldren", "ask us first", to=["Brevia"], within=48)
    while not session.view("Aldren").waiting:
        session.advance()
    (one,) = session.view("Aldren").waiting
    assert (one.sender, one.receiver) == ("Aldren Police", "Brevia Police")
    assert one.until == pytest.approx(one.since + 48)
    sent = [each for each in session.view("Aldren").sent if each.receiver == one.receiver]
    assert [each.standing for each in sent] == ["waiting for our answer"]
    assert not session.view("Brevia").waiting
    asked = session.journal[-1].number
    for answer, until in (("send", one.since + 1), ("keep", one.until + 500)):
        session.rewind(asked)
        session.reply("Aldren", answer, one.name, why="we have slept on it")
        assert not session.view("Aldren").waiting
        now = next(each for each in session.view("Aldren").sent if each.receiver == one.receiver)
        assert now.standing == {"send": "let go just now", "keep": "held by our order"}[answer]
        with pytest.raises(RefusedError, match="Nothing waits"):
            session.reply("Aldren", "keep")
        session.advance(to=until)
        (after,) = [each for each in session.view("Aldren").sent if each.receiver == one.receiver]
        assert (after.standing == "held by our order") == (answer == "keep")
    session.rewind(asked)
    session.advance(to=one.until + 1)
    assert not session.view("Aldren").waiting
    assert session.view("Aldren").sent[0].standing != "waiting for our answer"


def test_a_team_has_its_agencies_warn_ask_and_read(session: Session) -> None:
    while not session.view("Aldren").seen:
        session.advance()
    case = session.view("Aldren").seen[0].case
    for what in ("warn", "ask", "read first"):
        with pytest.raises(RefusedError, match=r"[Ss]ay (which|what)"):
            session.order("Aldren", what)
        session.order("Aldren", what, case=case)
    with pytest.raises(RefusedError, match="say whose word"):
        session.order("Aldren", "discount")
    with pytest.raises(RefusedError, match="take a degree"):
        session.order("Aldren", "hold", level=0.5)
    session.order("Aldren", "discount", to=["Brevia"], level=0.25)
    session.advance(hours=1)
    assert session.view("Aldren").beliefs[0].reached is not None
    assert "discount Brevia Police to 25 %" in session.view("Aldren").decisions[-1].lever


@settings(slow_to_draw, max_examples=10)
@given(data=any_scenarios, number=st.integers(0, 2**32))
def test_any_moment_is_seen_afterwards_as_it_was_seen_then(data: Data, number: int) -> None:
    """Whatever is decided later: what a team knew at a time stays what it knew."""
    with shown_when_it_fails(data):
        session = Session(load_data(data), day=0)
        play_at_random(session, Random(number), steps=10)  # noqa: S311 - luck of a test
        again = Session.resumed(session.scenario, list(session.journal), None)
        for before, entry in pairwise(session.course.entries):
            if isinstance(entry, Advanced) and entry.number % 3 == number % 3:
                again.rewind(before.number)
                for team in session.teams:
                    assert session.view(team, again.now) == again.view(team)


def test_what_has_not_come_is_not_seen(session: Session) -> None:
    session.advance(hours=24)
    for at in (25.0, -1.0):
        with pytest.raises(RefusedError, match="has come to 24 h"):
            session.view("Aldren", at)


def test_a_hotline_is_opened_in_mid_course() -> None:
    """Nothing waits for it in anybody's sight; what was seen is told once it opens."""
    formal = {"formal_route": {"duration": "0 h", "probability": 1.0}}
    data = {**TWO, "trust": {"default": 1.0}, "sharing": {"vetting": "0 h"}, "law": formal}
    data["channels"] = {
        "Wire": data["channels"]["Wire"],
        "Hotline": {**data["channels"]["Hotline"], "open": False},
    }
    session = Session(load_data(data), day=0)
    session.advance(to=20 * 24)
    assert not [one for one in session.view("Aldren").sent if one.receiver == "Brevia Police"]
    session.pull("Aldren", "Open Hotline", agreed=("Brevia",))
    session.advance(hours=30 * 24)
    (sent,) = [one for one in session.view("Aldren").sent if one.receiver == "Brevia Police"]
    assert sent.standing == "set off; no answer yet"
    assert "Aldren Police" in {one.source for one in session.view("Brevia").seen}


def test_the_story_stops_for_what_waits_and_not_for_what_was_kept_back_before() -> None:
    """After an order to ask first, the next call is when a copy does wait for the answer."""
    session = sim.Session("border-triangle")
    session.advance(to=120)
    session.order("Lirenta", "ask us first")
    session.advance(to=next_call(session.world, session.course.now_us) / 3.6e9)
    assert session.view("Lirenta").waiting
