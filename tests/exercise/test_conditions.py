"""Conditions in a session: injects that come by them, levers that wait, and what is evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.exercise.errors import RefusedError
from sim.exercise.evidence import evidence_of
from sim.exercise.nearness import nearness
from sim.exercise.opening import open_session
from sim.exercise.rehearsal import rehearse
from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.handouts import handouts
from tests.scenarios_for_tests import changed, load_data

MORE = {"effects": {"it": {"analysts": {"agency": "Brevia Police", "change": 1}}}}
AFTER_A_READING = {"read": {"threat": "The Shipment", "by": "Aldren"}}


def scenario(**changes: Any) -> Scenario:
    """Two neighbours, one inject that waits for a reading and one for a lever."""
    return load_data(
        changed(
            {
                "injects.told": {"message": "The press asks.", "when": AFTER_A_READING},
                "injects.thanks": {"message": "Thanks.", "when": {"decided": {"lever": "more"}}},
                "exercise.levers.more": MORE,
                **changes,
            }
        )
    )


def messages(session: Session) -> dict[str, float]:
    """What a team has been told, and when."""
    return {message.text: message.at for message in session.view("Aldren").messages}


def came(session: Session, name: str = "told") -> float | None:
    """When an inject comes as things stand, in hours."""
    inject = session.world.scenario.injects.get(name)
    return None if inject is None or inject.at is None else inject.at


def test_it_comes_by_itself_and_no_sooner() -> None:
    session = Session(scenario(), day=0)
    at = came(session)
    assert at is not None
    session.advance(to=at - 0.5)
    assert not messages(session)
    session.advance(hours=1)
    assert messages(session) == {"The press asks.": at}


def test_a_decision_brings_what_waits_for_it_and_going_back_takes_it_away() -> None:
    session = Session(scenario(), day=0)
    session.advance(hours=5)
    assert came(session, "thanks") is None
    session.pull("Aldren", "more")
    assert came(session, "thanks") == (5 * HOUR + 1) / HOUR
    session.undo()
    assert came(session, "thanks") is None


@pytest.mark.parametrize("what", ["hold", "cancel"])
def test_what_is_held_does_not_come_until_it_is_fired(what: str) -> None:
    session = Session(scenario(), day=0)
    at = came(session)
    session.steer("told", what)
    assert at is not None
    session.advance(to=at + 10)
    assert not messages(session)
    session.steer("told", "fire")
    session.advance(hours=1)
    assert messages(session) == {"The press asks.": at + 10}


def test_it_can_be_fired_or_moved_before_its_condition_holds_and_not_after() -> None:
    session = Session(scenario(), day=0)
    at = came(session)
    assert at is not None
    session.steer("told", "move", to=at + 5)
    assert came(session) == at + 5
    session.steer("told", "fire")
    assert came(session) == 0
    other = Session(scenario(), day=0)
    other.advance(to=at + 1)
    with pytest.raises(RefusedError, match="fired already"):
        other.steer("told", "fire")


def test_a_journal_played_again_has_them_at_the_same_moments(tmp_path: Path) -> None:
    session = Session(scenario(), day=2, file=tmp_path / "a.session")
    session.advance(hours=5)
    session.pull("Aldren", "more")
    session.advance(hours=400)
    kept = messages(session), session.record.digest(), session.record.plan.injects
    session.close()
    with open_session(tmp_path / "a.session") as again:
        assert (messages(again), again.record.digest(), again.record.plan.injects) == kept


def test_a_lever_waits_for_its_time_and_its_condition() -> None:
    card = {**MORE, "from": "10 h", "when": AFTER_A_READING}
    session = Session(scenario(**{"exercise.levers.more": card}), day=0)
    with pytest.raises(RefusedError, match="from day 1, hour 10, of the story on"):
        session.pull("Aldren", "more")
    session.advance(hours=11)
    assert "more" not in session.view("Aldren").levers
    with pytest.raises(RefusedError, match="cannot be pulled yet"):
        session.pull("Aldren", "more")
    at = came(session)
    assert at is not None
    session.advance(to=at + 1)
    assert "more" in session.view("Aldren").levers
    session.pull("Aldren", "more")


def test_a_lever_comes_by_itself_unless_a_team_pulls_it() -> None:
    card = {**MORE, "pulled_when": AFTER_A_READING, "by_itself": True}
    session = Session(scenario(**{"exercise.levers.more": card}), day=0)
    at = came(session)
    assert at is not None
    session.advance(to=at + 1)
    assert messages(session) == pytest.approx({"The press asks.": at, "Thanks.": at + 1 / HOUR})
    with pytest.raises(RefusedError, match="can be pulled once, and has been"):
        session.pull("Aldren", "more")
    other = Session(scenario(**{"exercise.levers.more": card}), day=0)
    other.pull("Brevia", "more")
    assert [name for _, name in other.record.plan.programmes] == ["more (entry 000001)"]


def test_without_by_itself_people_alone_pull_it() -> None:
    card = {**MORE, "pulled_when": AFTER_A_READING}
    session = Session(scenario(**{"exercise.levers.more": card}), day=0)
    assert not session.record.plan.programmes


def test_a_rating_brings_what_waits_for_it() -> None:
    rated = {"message": "Noted.", "when": {"rated": {"lever": "more", "at_most": 2}}}
    session = Session(scenario(**{"injects.noted": rated}), day=0)
    session.pull("Aldren", "more")
    session.rate("Aldren", session.journal[-1].number, 4, sure=50)
    assert came(session, "noted") is None
    session.rate("Aldren", session.journal[-2].number, 2, sure=50)
    assert came(session, "noted") == 1 / HOUR


def test_other_days_have_their_own_moments() -> None:
    """A decision lets an inject come that opens the way, and each day gains its own hours by it."""
    pact = {
        "members": ["Aldren", "Brevia"],
        "review": {"duration": "1 d"},
        "in_force": False,
    }
    opens: list[dict[str, object]] = [{"agreement": {"name": "Pact", "in_force": True}}]
    opens += [
        {"trust": {"of": one, "towards": other, "becomes": 1.0}}
        for one, other in (("Aldren", "Brevia"), ("Brevia", "Aldren"))
    ]
    talks = {"message": "They talk.", "when": {"decided": {"lever": "more"}}, "effects": opens}
    session = Session(scenario(**{"injects.talks": talks, "agreements.Pact": pact}), day=0)
    session.pull("Aldren", "more")
    whatif = Counterfactuals.of(session, days=4).none_of_the_decisions()
    assert whatif.better == 4
    assert len({*whatif.sooner[1:].tolist()}) == 4
    found = rehearse(scenario(), days=6)
    told = next(one for one in found.injects if one.name == "told")
    assert told.fires.value == 1
    assert told.earliest is not None
    assert told.latest is not None
    assert told.earliest < told.latest
    assert told.latest is not None
    assert told.earliest < told.latest


def test_evidence_says_when_a_task_was_done_and_whether_in_time() -> None:
    early = {"says": "Read it.", "by": "30 d", "evidence": AFTER_A_READING}
    late = {"says": "Read it soon.", "by": "1 h", "evidence": AFTER_A_READING}
    never = {"says": "Help.", "evidence": {"decided": {"lever": "more"}}}
    tasks = {"early": early, "late": late, "never": never, "free": {"says": "Talk."}}
    session = Session(scenario(**{"exercise.objectives.All.tasks": tasks}), day=0)
    objective = session.scenario.exercise.objectives["All"]
    assert {one.came for one in evidence_of(session, objective)} == {None}
    at = came(session)
    assert at is not None
    session.advance(to=at + 1)
    found = {one.task: one for one in evidence_of(session, objective)}
    assert found["early"].came == found["late"].came == at
    assert "too late" in found["late"].words
    assert "too late" not in found["early"].words
    assert found["never"].came is None
    assert "not seen within" in found["never"].words
    assert found["free"].words == "Talk."


def test_the_facilitator_hands_out_on_paper_what_waits_and_no_team_has_a_time_for_it() -> None:
    session = Session(scenario(), day=0)
    session.advance(to=session.scenario.horizon)
    assert "The press asks." in messages(session)
    pages = {name: str(blocks) for name, blocks in handouts(session).items()}
    assert "The press asks." in pages["facilitator"]
    assert "Aldren has read something about The Shipment" in pages["facilitator"]
    assert not any("The press asks." in pages[team] for team in session.teams)


def test_robots_pull_no_lever_before_it_may_be_pulled() -> None:
    card = {**MORE, "from": "20 d", "when": AFTER_A_READING}
    never = {**MORE, "when": {"fired": "late"}}
    waiting = scenario(
        **{
            "exercise.levers.more": card,
            "exercise.levers.never": never,
            "injects.late": {"message": "", "at": "70 d"},
        }
    )
    found = rehearse(waiting, days=4)
    pulled = {one.name: one.pulled for one in found.levers}
    assert pulled["never"] == 0
    assert pulled["more"] > 0


def test_alone_a_rehearsed_lever_waits_for_what_must_have_come_true() -> None:
    """Pulled at the beginning it matters; where what it waits for never comes, it does not."""
    none_left = {"analysts": {"agency": "Aldren Police", "become": 0}}
    lever = {"effects": {"it": none_left}}
    never = {"believed": {"threat": "The Shipment", "above": 0.999999999}}
    base = {"threats.The Shipment.onset": "9 d", "agencies.Aldren Police.threshold": 0.2}

    def matters(card: dict[str, Any]) -> int:
        found = rehearse(scenario(**base, **{"exercise.levers.more": card}), days=3)
        return {one.name: one.matters for one in found.levers}["more"]

    assert matters(lever) == 3
    assert matters({**lever, "when": never}) == 0


def test_robots_pull_nothing_that_has_come_by_itself() -> None:
    card = {**MORE, "pulled": "0 h", "by_itself": True}
    found = rehearse(scenario(**{"exercise.levers.more": card}), days=4)
    assert {one.name: one.pulled for one in found.levers}["more"] == 0


def test_what_was_decided_just_now_holds_on_the_desk() -> None:
    session = Session(scenario(), day=0)
    session.advance(hours=5)
    session.pull("Aldren", "more")
    condition = session.scenario.injects["thanks"].when
    assert condition is not None
    (part,) = nearness(condition, session.world, session.course.now_us)
    assert part.holds


def test_the_desk_says_how_near_a_condition_is() -> None:
    both = {"believed": {"above": 0.9}}, {"waiting": {"longer_than": "30 d"}}, {"fired": "told"}
    when = {"all": [*both, {"not_by": {"time": "50 d", "fired": "thanks"}}]}
    session = Session(scenario(**{"injects.rare": {"message": "", "when": when}}), day=0)
    condition = session.scenario.injects["rare"].when
    assert condition is not None

    def near() -> list[tuple[bool, str]]:
        parts = nearness(condition, session.world, session.course.now_us)
        return [(one.holds, one.near) for one in parts]

    nothing = [(False, "nothing read yet"), (False, "nothing waits"), (False, "")]
    assert near() == [*nothing, (False, "in 50 d")]
    at = came(session)
    assert at is not None
    session.advance(to=at + 1)
    believed, _, told, *_ = near()
    assert believed[1].startswith("highest so far 0.")
    assert told == (True, "")
