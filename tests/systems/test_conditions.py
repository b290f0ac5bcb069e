"""What comes once a condition holds: at which moment, in comparisons, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.measures.conditions import ConditionsOfRun
from sim.measures.trace import trace_of
from sim.plan.planner import Planner
from sim.plan.rules.calendars import microseconds
from sim.plan.values.made import DecisionMade, Made, RatingMade
from sim.replication import Engine, run
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.scenario import Scenario

BASE = sim.load("two-neighbours")
THREAT = "The quiet delivery"
DETECTED = {"detected": {"threat": THREAT}}
MORE = {"analysts": {"agency": "Castaly Bureau", "change": 3}}


def with_injects(**injects: Any) -> Scenario:
    """Two neighbours with these injects."""
    told = {name: {"message": name, **inject} for name, inject in injects.items()}
    return BASE.set({f"injects.{name}": inject for name, inject in told.items()})


def moments(scenario: Scenario, day: int = 0, engine: Engine = Engine.SIMPY) -> dict[str, int]:
    """When injects come on a day, in microseconds."""
    record = run(Planner(scenario).plan(), 1, day, engine=engine)
    return {name: at for at, name, _ in record.plan.injects}


def first_detection(day: int) -> int:
    """When the threat is detected where nothing happens on the way."""
    detected = run(Planner(BASE).plan(), 1, day).detected
    return int(min(detected[detected >= 0]))


DAYS = [day for day in range(6) if (run(Planner(BASE).plan(), 1, day).detected >= 0).any()]


def test_it_comes_right_behind_what_it_waits_for_and_changes_nothing_before() -> None:
    scenario = with_injects(told={"when": DETECTED, **MORE})
    for day in DAYS[:3]:
        at = first_detection(day)
        assert moments(scenario, day) == {"told": at + 1}
        one, other = (run(Planner(each).plan(), 1, day) for each in (BASE, scenario))
        before = one.done <= at
        assert np.array_equal(one.done[before], other.done[before])


def test_not_by_comes_at_its_time_unless_it_came_true_before() -> None:
    day = DAYS[0]
    at = first_detection(day)
    early, late = ({"time": f"{at / 3.6e9 + more} h", **DETECTED} for more in (-1, 1))
    found = moments(with_injects(early={"not_by": early}, late={"not_by": late}), day)
    assert found == {"early": microseconds(at / 3.6e9 - 1)}


def test_one_that_comes_can_make_another_come_and_the_last_word_is_the_first_moment() -> None:
    scenario = with_injects(
        third={
            "when": {"all": [{"fired": "second"}, {"not": {"by": {"time": "0 h", **DETECTED}}}]}
        },
        second={"when": {"any": [{"fired": "first"}, DETECTED]}},
        first={"at": "5 d"},
    )
    at = microseconds(120)
    assert moments(scenario) == {"first": at, "second": at + 1, "third": at + 2}


def test_a_faster_desk_can_keep_away_what_would_have_come_later() -> None:
    slow = with_injects(waits={"when": {"waiting": {"longer_than": "5 d", "for": "legal review"}}})
    days = [day for day in range(12) if moments(slow, day)]
    assert days  # otherwise nothing is shown
    route = {"becomes": 1.0, "between": ["Velmora", "Castaly"]}
    helped = slow.set({"injects.help": {"message": "", "at": "0 h", "trust": route}})
    assert all("help" in moments(helped, day) for day in days)


def test_levers_are_pulled_when_a_condition_holds_and_count_as_decided() -> None:
    card = {"pulled_when": {"fired": "first"}, "works_after": "1 d", "effects": {"it": MORE}}
    after = {"message": "", "when": {"decided": {"lever": "help"}}}
    scenario = with_injects(first={"at": "5 d"}).set(
        {"exercise.levers.help": card, "injects.after": after}
    )
    record = run(Planner(scenario).plan(), 1, 0)
    pulled = microseconds(120) + 1
    assert record.plan.programmes == ((pulled + microseconds(24), "lever help"),)
    assert moments(scenario)["after"] == pulled + 1


def test_a_message_alone_changes_nothing_and_the_trace_says_why_it_came() -> None:
    scenario = with_injects(told={"when": DETECTED})
    one, other = (run(Planner(each).plan(), 1, DAYS[0]) for each in (BASE, scenario))
    assert one.digest() == other.digest()
    (event,) = (each for each in trace_of(other) if each.what == "inject")
    assert event.why == f"told (when somebody is sure enough of {THREAT} to act)"


def test_comparisons_share_their_luck_and_other_conditions_are_what_they_were() -> None:
    """By a message nobody's figures change."""
    told = with_injects(told={"when": DETECTED})
    plain, found = (
        sim.compare(each, replications=12, workers=1, engine="simpy") for each in (BASE, told)
    )
    assert found.ladder == plain.ladder
    assert found.attribution == plain.attribution
    assert found.course is not None
    (one,) = found.course.on_condition
    assert one.name == "told"
    assert 0 < one.comes.value < 1


def test_what_comes_on_conditions_has_the_same_figures_on_both_engines() -> None:
    if not Engine.COMPILED.installed:
        pytest.skip("needs the compiled engine")
    scenario = with_injects(told={"when": {"believed": {"above": 0.2}}, **MORE})
    one, other = (
        sim.compare(scenario, replications=8, workers=1, engine=engine)
        for engine in ("simpy", "compiled")
    )
    assert one.ladder == other.ladder
    assert one.course == other.course


MADE = Made(
    (
        DecisionMade(5, ("Velmora",), lever="a"),
        DecisionMade(7, ("Castaly", "Velmora"), order="hold"),
    ),
    (RatingMade(9, "Castaly", "a", 4),),
)


@pytest.mark.parametrize(
    ("condition", "first"),
    [
        ({"decided": {"lever": "a"}}, 6),
        ({"decided": {"lever": "a", "by": "Castaly"}}, None),
        ({"decided": {"order": "hold", "by": "Velmora"}}, 8),
        ({"rated": {"by": "Castaly"}}, 10),
        ({"rated": {"lever": "a", "at_least": 5}}, None),
        ({"not": {"rated": {}}}, 0),
        ({"by": {"time": "0 h", "decided": {"lever": "a"}}}, None),
        ({"not_by": {"time": "1 h", "decided": {"lever": "b"}}}, microseconds(1)),
        ({"all": [{"decided": {"lever": "a"}}, {"rated": {}}]}, 10),
        ({"any": [{"decided": {"lever": "b"}}, {"rated": {}}]}, 10),
        ({"all": [{"rated": {}}, {"not": {"decided": {"lever": "a"}}}]}, None),
    ],
)
def test_what_was_decided_and_rated(condition: Any, first: int | None) -> None:
    asked = ConditionsOfRun(run(Planner(BASE).plan(), 1, 0), {}, MADE)
    spells = asked.spells(Condition.model_validate(condition))
    assert (spells[0][0] if spells else None) == first


@pytest.mark.parametrize(
    ("settings", "place", "found"),
    [
        ({"when": {"fired": "a"}}, "injects.a", "the inject a that waits for the inject a"),
        ({"when": {}}, "injects.a.when", "exactly one condition"),
        ({"when": {"fired": "b"}}, "injects.a.when.fired", "unknown inject"),
        (
            {"when": {"any": [{"not": {"detected": {"by": "Nobody"}}}]}},
            "any.0.not.detected.by",
            "N",
        ),
        ({"at": "1 d", "when": DETECTED}, "injects.a", "exactly one of"),
        ({"kind": "expected event", "when": DETECTED}, "injects.a", "no condition brings"),
        ({"when": {"decided": {}}}, "injects.a.when.decided", "exactly one of `lever` and `order`"),
        ({"when": {**DETECTED, "read": {}}}, "injects.a.when", "found `detected` and `read`"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(
    settings: Any, place: str, found: str
) -> None:
    with pytest.raises(InputError) as error:
        with_injects(a=settings)
    assert place in str(error.value)
    assert found in " ".join(str(error.value).split())


def test_a_circle_is_named_from_one_end_to_the_other() -> None:
    with pytest.raises(InputError, match="inject a that waits for the lever l, that for") as error:
        BASE.set(
            {
                "injects.a": {"message": "", "when": {"decided": {"lever": "l"}}},
                "exercise.levers.l": {"when": {"not": {"fired": "b"}}, "effects": {"it": MORE}},
                "injects.b": {"message": "", "not_by": {"time": "1 d", "fired": "a"}},
            }
        )
    assert "that for the inject b, that for the inject a" in str(error.value)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (DETECTED, f"somebody is sure enough of {THREAT} to act"),
        (
            {"believed": {"above": 0.5, "by": "Velmora"}},
            "Velmora believes in a case by more than 0.5",
        ),
        (
            {"all": [{"fired": "a"}, {"any": [{"fired": "b"}, {"not": {"fired": "c"}}]}]},
            "the inject a has come, and (the inject b has come, or not: the inject c has come)",
        ),
        (
            {"not_by": {"time": "2 d", "waiting": {"longer_than": "6 h", "at": "Velmora"}}},
            "by 2 d not yet: something has waited to be read at Velmora for longer than 6 h",
        ),
    ],
)
def test_conditions_in_words(condition: Any, text: str) -> None:
    assert condition_text(Condition.model_validate(condition)) == text
