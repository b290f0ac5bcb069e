"""A warning that was ordered below an agency's threshold is told as what it is everywhere."""

from __future__ import annotations

import pytest

from sim.engine.record import NEVER
from sim.exercise.debrief import facts_of
from sim.exercise.effect import effect_of
from sim.exercise.session import Session
from sim.exercise.view import Belief
from sim.exercise.whatif import Counterfactuals
from sim.measures.beliefs import acted_unsure, sure_enough_from
from sim.measures.trace import trace_of
from sim.scenario.reading.reading import load
from sim.scenario.schema.conditions import Condition
from sim.screen.exercise.desk import brief_desk
from sim.screen.exercise.gains import guess_words
from sim.screen.toolkit.printing import BLOCKS, Paper
from tests.screens.drawing import drawn


@pytest.fixture
def session() -> Session:
    return Session(load("border-triangle"), day=0)


def _unsure(session: Session) -> tuple[str, Belief]:
    """The first team that has read of a case and is not sure of it, and its belief."""
    while True:
        session.advance()
        for team in session.teams:
            for belief in session.view(team).beliefs:
                if belief.reached is None:
                    return team, belief


def test_a_warning_on_order_is_told_as_a_guess(session: Session) -> None:
    team, before = _unsure(session)
    number = session.order(team, "warn", case=before.case)
    session.advance(hours=1)
    after = next(one for one in session.view(team).beliefs if one.agency == before.agency)
    assert after.reached is not None
    assert after.ordered_at == before.probability < after.threshold
    told = [event.why for event in trace_of(session.record) if event.what == "belief"]
    assert f"warned on order, at {100 * before.probability:.2g} %" in told
    case = next(one for one in facts_of(session).cases if one.case == before.case)
    assert case.ordered_at == before.probability
    effect = effect_of(session, Counterfactuals.of(session, 2).without_each([[number]])[0])
    assert effect.guess == before.probability
    assert "lucky guess" in guess_words(effect)
    text = drawn(lambda canvas: canvas.print(brief_desk(session, Paper(200, BLOCKS))), 200)
    assert "is sure enough" not in text
    assert f"warns of {before.case} on order" in text


def test_who_is_sure_enough_makes_no_guess(session: Session) -> None:
    """Also where an order to warn comes after belief."""
    session.advance(to=session.scenario.horizon - 24)
    ordered_us = session.course.now_us
    acted = [(t, b) for t in session.teams for b in session.view(t).beliefs if b.reached]
    assert acted
    for team, belief in acted:
        session.order(team, "warn", case=belief.case)
    session.advance(hours=1)
    record = session.record
    for team, belief in acted:
        now = next(one for one in session.view(team).beliefs if one.agency == belief.agency)
        assert now.ordered_at is None
    early = [p for p, at in enumerate(record.detected.tolist()) if NEVER != at < ordered_us]
    assert len(early) >= len(acted)
    assert all(acted_unsure(record, picture) is None for picture in early)


@pytest.mark.parametrize("day", [0, 3])
def test_a_warning_on_order_is_no_understanding(day: int) -> None:
    """When an agency is sure enough is the same with the order as without, in conditions too."""
    session = Session(load("border-triangle"), day=day)
    team, before = _unsure(session)
    undecided = sure_enough_from(session.record)
    assert undecided.tolist() == session.record.detected.tolist(), "nobody was ordered"
    session.order(team, "warn", case=before.case)
    session.advance(hours=1)
    record = session.record
    ordered = [p for p in range(len(undecided)) if acted_unsure(record, p) is not None]
    assert ordered
    assert sure_enough_from(record)[ordered].tolist() == undecided[ordered].tolist()
    name = next(one.name for one in facts_of(session).cases if one.case == before.case)
    detected = Condition.model_validate({"detected": {"threat": name, "by": before.agency}})
    warned = Condition.model_validate({"decided": {"order": "warn", "by": team}})
    assert not session.world.has_held(detected, session.course.now_us)
    assert session.world.has_held(warned, session.course.now_us)
