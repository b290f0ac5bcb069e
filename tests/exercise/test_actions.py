"""Corrective actions: the lines of the scenario that they change, and what that was worth."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.exercise.actions import MOST_DRAFTS, actions_of
from sim.exercise.as_settings import as_settings
from sim.exercise.debrief import debrief
from sim.exercise.levers import levers_of
from sim.exercise.session import Session
from sim.exercise.teams import teams_of
from sim.exercise.whatif import Counterfactuals
from sim.measures.results import outcome_of
from sim.plan.planner import Planner
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.replication import run
from sim.scenario.schema.programmes import Cost
from sim.scenario.values.value import with_fields
from tests.exercise.playing import undescribed
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

DAYS = 6
SIGNED = "agreements.Valley Accord.in_force"
_NOTHING = Cost.model_construct(money=0.0, analyst_hours={}, hourly=0.0)


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session(undescribed(), day=3)
    session.advance(hours=48)
    session.pull("Halvenna", "Halvenna shares more with Ostermere")
    session.advance(to=session.scenario.horizon)
    session.end()
    session.plan_action("Meet", owner="Ana", due="May")
    session.plan_action("Suspend it", settings={SIGNED: False})
    return session


def test_an_action_is_worth_what_the_edited_scenario_says_on_the_same_days() -> None:
    """Nothing was decided, so the edited scenario by itself is the other world."""
    session = Session(undescribed(), day=3)
    session.plan_action("Suspend it", settings={SIGNED: False})
    whatifs = Counterfactuals.of(session, DAYS)
    (action,) = actions_of(whatifs)
    assert action.worth is not None
    days = [whatifs.days.today, *whatifs.days.others]
    plans = [
        Planner(undescribed("border-triangle", given)).plan()
        for given in ((), (f"{SIGNED}=false",))
    ]
    before, after = (
        np.array([outcome_of(run(plan, 1, day)).spent for day in days]) / HOUR for plan in plans
    )
    assert action.worth.today == before[0] - after[0]
    assert action.worth.change.value == pytest.approx((before - after)[1:].mean())
    assert action.worth.change.value < 0, "without the agreement it takes longer"


def test_the_line_named_is_the_line_of_the_scenario(session: Session) -> None:
    meet, suspend = actions_of(Counterfactuals.of(session, 2))
    assert (meet.owner, meet.due, meet.changes, meet.worth) == ("Ana", "May", (), None)
    (change,) = suspend.changes
    assert (change.path, change.was, change.becomes) == (SIGNED, "not written", "false")
    assert change.line is not None
    line = session.course.opened.text.splitlines()[change.line - 1]
    assert "Valley Accord" in line


def test_drafts_are_levers_that_helped_and_can_be_written(session: Session) -> None:
    found = debrief(session, 60)
    assert 0 < len(found.drafts) <= MOST_DRAFTS
    helped = {one.lever for one in (*found.unused, *found.each) if one.change.value > 0}
    for draft in found.drafts:
        assert draft.action.removesuffix(", from the beginning") in helped
        session.scenario.set(draft.settings)
    gains = [draft.worth.change.value for draft in found.drafts if draft.worth]
    assert gains == sorted(gains, reverse=True)
    assert all(draft.worth and draft.worth.told_apart for draft in found.drafts)
    assert min(gains) > 0, "what was decided already, and would be worth no more, is no draft"


@pytest.mark.parametrize("name", ["border-triangle", "lean-years"])
def test_what_a_lever_stands_for_is_in_the_plan_what_the_lever_changes(name: str) -> None:
    """Without delay and price, a lever pulled at the beginning is the scenario so written."""
    scenario = undescribed(name, ())
    levers = levers_of(scenario, teams_of(scenario))
    compared = 0
    for lever in list(levers.values())[:20]:
        settings = as_settings(scenario, lever)
        assert settings
        at_once = with_fields(lever.programme, works_after=0.0, in_force=True, starts=0.0)
        lever_pulled = with_fields(
            scenario, programmes={**scenario.programmes, "now": with_fields(at_once, cost=_NOTHING)}
        )
        written = scenario.set(settings)
        one, other = (
            outcome_of(run(Planner(each).plan(), 1, 0)) for each in (lever_pulled, written)
        )
        if not any(path.startswith("programmes.") for path in settings):
            assert one == other, lever.name
            compared += 1
    assert compared > 5


def test_settings_that_lead_nowhere_are_refused_and_nothing_is_written(session: Session) -> None:
    before = len(session.journal)
    with pytest.raises(InputError, match="Valley Acord"):
        session.plan_action("Sign", settings={"agreements.Valley Acord.in_force": True})
    assert len(session.journal) == before


def test_a_written_lever_without_a_setting_is_pulled_at_the_beginning() -> None:
    data = {
        **TWO,
        "exercise": {
            "levers": {"Close it": {"effects": {"it": {"channel": {"name": "Wire", "loss": 0.9}}}}}
        },
    }
    scenario = load_data(data)
    (lever,) = levers_of(scenario, teams_of(scenario)).values()
    settings = as_settings(scenario, lever)
    assert settings == {"exercise.levers.Close it.pulled": "0 h"}
    session = Session(scenario, day=0)
    session.plan_action("Close it at once", settings=settings)
    whatifs = Counterfactuals.of(session, 3)
    (action,) = actions_of(whatifs)
    (pulled,) = whatifs.with_each([(lever.teams[0], "Close it", 0.0)])
    assert action.worth is not None
    assert action.worth.change.value == pulled.change.value
