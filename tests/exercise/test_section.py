"""The section on the exercise: what it says counts, what it leaves out has a default."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

import pytest
from rich.console import Console

from sim.errors import InputError
from sim.exercise.debrief import debrief
from sim.exercise.errors import MustAgreeError, RefusedError
from sim.exercise.levers import levers_of
from sim.exercise.rehearsal import rehearse
from sim.exercise.session import Session
from sim.exercise.teams import teams_of
from sim.plan.lint import warnings
from sim.plan.planner import Planner
from sim.replication import Engine, run
from sim.scenario.reading.reading import load
from sim.screen.scenario.show import show
from tests.scenarios_for_tests import changed, load_data, minimal

MORE = {
    "teams": ["Aldren"],
    "agree": ["The north"],
    "works_after": "3 d",
    "often": 2,
    "price": {"analyst_hours": {"Brevia Police": "4 h"}},
    "effects": {"more": {"analysts": {"agency": "Aldren Police", "change": 1}}},
}
SECTION: dict[str, Any] = {
    "teams": {
        "Aldren": {"role": "You answer to parliament.", "told": "It rains."},
        "The north": {"speaks_for": ["Brevia"]},
    },
    "levers": {"More analysts": MORE},
    "objectives": {
        "Share": {"tasks": {"tell": {"says": "Tell it.", "by": "5 d", "evidence": {"read": {}}}}}
    },
}
WAITS = "injects.waits.when"
WRITTEN = {
    "agencies.Aldren Police.analysts": 2,
    "agencies.Brevia Police.analysts": 2,
    "exercise": SECTION,
}


def written(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """A scenario with a section on the exercise, and more changed in it."""
    return changed(deepcopy(WRITTEN) | (changes or {}))


def test_teams_are_those_that_are_written() -> None:
    aldren, north = teams_of(load_data(written()))
    assert (aldren.role, aldren.told, aldren.homes) == (
        "You answer to parliament.",
        "It rains.",
        ("Aldren",),
    )
    assert (north.name, north.homes, north.agencies) == (
        "The north",
        ("Brevia",),
        ("Brevia Police",),
    )
    assert [team.name for team in teams_of(load_data(changed({})))] == ["Aldren", "Brevia"]


def test_levers_are_those_that_are_written() -> None:
    scenario = load_data(written())
    (lever,) = levers_of(scenario, teams_of(scenario)).values()
    assert (lever.name, lever.teams, lever.agree, lever.often, lever.assumed) == (
        "More analysts",
        ("Aldren",),
        ("The north",),
        2,
        True,
    )
    source = {"of": ["exercise.levers.More analysts"], "cites": "A table."}
    cited = load_data(written({"sources": [source]}))
    assert not levers_of(cited, teams_of(cited))["More analysts"].assumed


def test_a_written_lever_is_pulled_with_two_keys_its_delay_and_its_price() -> None:
    session = Session(load_data(written()), day=0)
    session.advance(hours=48)
    with pytest.raises(MustAgreeError):
        session.pull("Aldren", "More analysts")
    session.pull("Aldren", "More analysts", agreed=["The north"])

    def analysts() -> list[int]:
        return [desk.analysts for team in session.teams for desk in session.view(team).desks]

    session.advance(hours=1)
    assert analysts() == [2, 1]  # the price: one is away for it
    session.advance(hours=80)
    assert analysts() == [3, 2]


def test_pulled_without_people_it_does_what_pulling_it_does() -> None:
    """And when people play, they alone decide."""
    late = {
        "threats.The Shipment.onset": "9 d",
        "agencies.Aldren Police.triage": "5 h",
        "exercise.levers.More analysts.effects.slow": {
            "triage": {"agency": "Aldren Police", "times": 3}
        },
    }
    as_file = written(late)
    session = Session(load_data(as_file), day=3)
    session.advance(hours=48)
    session.pull("Aldren", "More analysts", agreed=["The north"])
    pulled = load_data(written(late | {"exercise.levers.More analysts.pulled": "48 h"}))
    record = run(Planner(pulled).plan(), 1, 3, engine=Engine.SIMPY)
    assert record.digest() == session.record.digest()
    unpulled = Session(pulled, day=3)
    as_written = run(Planner(load_data(as_file)).plan(), 1, 3, engine=Engine.SIMPY)
    assert unpulled.record.digest() == as_written.digest() != record.digest()


def test_a_study_can_vary_what_people_decide() -> None:
    scenario = load_data(written())
    for path in ("pulled", "works_after"):
        set_to = scenario.set({f"exercise.levers.More analysts.{path}": "9 d"})
        assert getattr(set_to.exercise.levers["More analysts"], path) == 216.0


ORDERED = {
    "exercise.orders.Silence": {
        "order": "hold",
        "by": ["Aldren"],
        "to": ["Brevia"],
        "given": "0 h",
    },
    "sharing": {"vetting": "0 h"},
    "trust": {"default": 1.0},
}


def test_an_order_of_the_file_does_what_a_team_orders_and_a_team_may_lift_it() -> None:
    ordered = load_data(written(ORDERED | {"exercise.orders.Silence.given": "2 d"}))
    session = Session(load_data(written(ORDERED | {"exercise.orders.Silence.given": None})), day=3)
    session.advance(hours=48)
    session.order("Aldren", "hold", to=["Brevia Police"])
    as_file = Session(ordered, day=3)
    assert as_file.record.digest() == session.record.digest()
    assert not as_file.view("Aldren").orders
    as_file.advance(hours=100)
    session.advance(hours=100)
    with pytest.raises(RefusedError, match="no order"):
        as_file.lift("The north", "Silence")
    assert [one.called for one in as_file.view("Aldren").orders] == ["Silence"]
    as_file.lift("Aldren", "Silence")
    session.lift("Aldren", int(session.view("Aldren").orders[0].called))
    assert not as_file.view("Aldren").orders
    assert as_file.record.digest() == session.record.digest()
    again = Session.resumed(ordered, list(as_file.journal), None)
    assert again.record.digest() == as_file.record.digest()


def test_a_study_can_vary_an_order() -> None:
    scenario = load_data(written(ORDERED))
    digests = set()
    for given, lifted in (("0 h", None), ("0 h", "9 d"), ("9 d", None)):
        changes = {"exercise.orders.Silence.given": given, "exercise.orders.Silence.lifted": lifted}
        changed_so = scenario.set(changes)
        digests.add(run(Planner(changed_so).plan(), 1, 3, engine=Engine.SIMPY).digest())
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("exercise.levers.More analysts.agree", ["The nort"], "The north"),
        ("exercise.levers.More analysts.teams", ["Brevia"], "the name of a team"),
        ("exercise.teams.Nowhere", {}, "speaks_for"),
        ("exercise.orders.O", {"order": "hold", "by": ["Alden"]}, "Aldren"),
        ("exercise.orders.O", {"order": "hide", "by": ["Aldren"]}, "hold"),
        (
            "exercise.orders.O",
            {"order": "warn", "by": ["Aldren"], "threat": "The Shipmen"},
            "The Shipment",
        ),
        (
            "exercise.orders.O",
            {"order": "believe", "by": ["Aldren"], "category": "smuggling"},
            "about partners",
        ),
        ("exercise.teams.Aldren.speaks_for", ["Alden"], "Aldren"),
        ("exercise.objectives.Share.organisation", "Brevia", "the name of a team"),
        ("exercise.moves", {"One": {"lasts": "5 d", "team_questions": {"X": ["?"]}}}, "a team"),
        ("exercise.levers.More analysts.works_after", "0 h", "a delay"),
        ("exercise.levers.More analysts.price", {"analyst_hours": {"X": "1 h"}}, "an agency"),
    ],
)
def test_what_cannot_be_meant_is_refused(path: str, value: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        load_data(written({path: value}))


def test_without_written_teams_countries_are_teams() -> None:
    moves = {"One": {"lasts": "5 d", "team_questions": {"Brevia": ["Why?"]}}}
    assert load_data(changed({"exercise": {"moves": moves}})).exercise.moves
    moves = {"One": {"lasts": "5 d", "team_questions": {"Cadmar": ["Why?"]}}}
    with pytest.raises(InputError, match="the name of a team"):
        load_data(changed({"exercise": {"moves": moves}}))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("exercise.levers.More analysts.teams", [], "nobody may pull it"),
        ("exercise.teams.Cadmar", {}, "sees nothing"),
        ("exercise.objectives.Share.tasks", {}, "no critical task"),
        ("exercise.moves", {"One": {"lasts": "60 d"}, "Two": {"lasts": "1 d"}}, "begins after"),
        ("exercise.levers.More analysts.works_after", "60 d", "only after the end"),
        ("exercise.levers.More analysts.from", "60 d", "only after the end"),
        ("exercise.objectives.Share.tasks.tell.evidence", None, "what is evidence"),
        (WAITS, {"detected": {"by": "Cadmar"}}, "no agency belongs to Cadmar"),
        (WAITS, {"not": {"read": {"category": "fish"}}}, "nothing is of the category fish"),
        (WAITS, {"any": [{"believed": {"above": 0.9999999}}]}, "all indicators together"),
        (WAITS, {"waiting": {"longer_than": "90 d"}}, "nothing can wait so long"),
        (WAITS, {"not_by": {"time": "60 d", "read": {}}}, "not before the end"),
        (WAITS, {"fired": "late"}, "late never comes"),
        (WAITS, {"rated": {"at_least": 4, "at_most": 3}}, "above `at_most`"),
        (WAITS, {"decided": {"lever": "More analysts", "by": "Cadmar"}}, "may not pull"),
        ("story", "Somebody has heard of the shipment.", "gives away the threat The Shipment"),
        ("exercise.teams.Aldren.told", "You know THE SHIPMENT.", "gives away the threat"),
    ],
)
def test_what_is_probably_not_meant_is_warned_of(path: str, value: object, said: str) -> None:
    usual = {
        "countries.Cadmar": {},
        "exercise.teams.Cadmar": {"speaks_for": ["Cadmar", "Aldren"]},
        "injects.late": {"message": "", "at": "70 d"},
        "injects.waits.message": "",
    }
    data = written({**usual, WAITS: {"read": {}}})
    before = [warning.message for warning in warnings(load_data(data))]
    assert not any(said in message for message in before)
    after = written({**usual, WAITS: {"read": {}}, path: value})
    assert any(said in warning.message for warning in warnings(load_data(after)))


def test_participants_call_a_case_by_its_written_name() -> None:
    named = {"threats.The Shipment.case": "the crates"}
    session = Session(load_data(changed(named)), day=0)
    session.advance(to=30 * 24)
    cases = {seen.case for team in session.teams for seen in session.view(team).seen}
    assert cases == {"the crates"}
    plain = Session(load_data(changed({})), day=0)
    plain.advance(to=30 * 24)
    (case,) = {seen.case for team in plain.teams for seen in plain.view(team).seen}
    assert case.startswith("case ")


def test_what_comes_several_times_is_told_apart_without_a_count() -> None:
    red = {
        "category": "smuggling",
        "arrives": "1 per day",
        "case": "crates",
        "indicators": {"sign": {"kind": "sign", "where": ["Aldren"]}},
    }
    session = Session(load_data(changed({"red_herrings.Traders": red})), day=0)
    session.advance(to=20 * 24)
    cases = {seen.case for seen in session.view("Aldren").seen if "crates" in seen.case}
    assert len(cases) > 2
    assert all(len(case) == len("crates X123") for case in cases)


def test_two_cases_have_two_names() -> None:
    red = {
        "category": "smuggling",
        "onset": "1 d",
        "case": "the crates",
        "indicators": {"sign": {"kind": "sign", "where": ["Aldren"]}},
    }
    data = changed({"threats.The Shipment.case": "the crates", "red_herrings.Traders": red})
    with pytest.raises(InputError, match="a name that no other threat or red herring has"):
        load_data(data)


@pytest.mark.parametrize("width", [80, 120])
def test_a_scenario_is_shown_with_its_exercise(width: int) -> None:
    screen = Console(width=width, file=io.StringIO(), record=True)
    show(load("border-triangle"), screen)
    text = screen.export_text().split("\nExercise ")[1]
    flat = " ".join(text.split())
    for said in ("Sign the Upper Valley", "Under pressure", "Share in time", "an assumption"):
        assert said in flat
    assert max(map(len, text.splitlines())) <= width


def test_of_what_is_not_described_it_is_shown_what_stands_for_it() -> None:
    screen = Console(width=80, file=io.StringIO(), record=True)
    show(load_data(minimal()), screen)
    assert "The file describes none" in screen.export_text()


def test_a_lever_that_nobody_may_pull_is_in_nobody_s_way() -> None:
    card = {"teams": [], "effects": {"it": {"analysts": {"agency": "Aldren Police", "change": 1}}}}
    scenario = load_data(changed({"exercise.levers.Nobody's": card}))
    assert debrief(Session(scenario, day=0), 1).unused == ()
    assert rehearse(scenario, 2).levers == ()
