"""Does a rule that users write replace the model's, and is it held to what it may give?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import OwnCodeError
from sim.plan.planner import Planner
from sim.plan.rules import definitions, onward, priorities, relations, trust
from sim.plan.rules.replaced import REPLACEABLE, Rules
from sim.plan.values.plan import Plan
from sim.replication import Engine, run
from sim.scenario.schema.agencies import Marking

SHIPPED = ("border-triangle", "borrowed-word", "recalled-envoy", "open-warrant")


def one(given: float) -> Any:
    """A number as the model's rules of many numbers take it."""
    return np.array([given])


SAME: dict[str, Any] = {
    "trust": lambda level, dial: trust.dialled(one(level), dial)[0],
    "release": lambda level, marking: trust.release_probability(one(level), Marking(marking))[0],
    "vetting": trust.vetting_factor,
    "sanitising": trust.surviving_weight,
    "tear_line": onward.cleared,
    "priority": lambda priority, dial: priorities.weight(one(priority), dial)[0],
    "recognition": lambda a, b, dual, dial: definitions.recognised(a, b, dial, dual=dual),
    "shock": relations.depth,
}
"""The model's own rules, as a user would write them."""

OTHER: dict[str, Any] = {
    "trust": lambda _level, _dial: 0.5,
    "release": lambda _level, _marking: 0.25,
    "vetting": lambda _level, _distrust, _dial: 7.0,
    "sanitising": lambda _level, _kept: 0.125,
    "tear_line": lambda _share, _dial: 0.75,
    "priority": lambda _priority, _dial: 0.3,
    "recognition": lambda _sender, _receiver, _dual, _dial: 0.6,
    "shock": lambda _depth, _dial: 0.9,
}
MOVES = {
    **dict.fromkeys(("trust", "release", "vetting", "priority"), "border-triangle"),
    **dict.fromkeys(("sanitising", "tear_line"), "borrowed-word"),
    "recognition": "open-warrant",
    "shock": "recalled-envoy",
}


def plan(name: str, rules: Rules) -> Plan:
    scenario = sim.load(name)
    if name == "borrowed-word":
        scenario = scenario.set({"sharing.onward.tear_line": 0.4})
    return Planner(scenario, rules).plan()


def numbers(made: Plan) -> list[Any]:
    return [made.table.tolist(), [(each.at, each.cell, each.value) for each in made.writes]]


def test_every_rule_is_tried_here() -> None:
    assert REPLACEABLE.keys() == SAME.keys() == OTHER.keys() == MOVES.keys()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_rules_of_the_model_written_as_own_ones_change_nothing(name: str) -> None:
    assert numbers(plan(name, Rules(**SAME))) == numbers(plan(name, Rules()))


@pytest.mark.parametrize("rule", OTHER)
def test_another_rule_moves_the_numbers_and_not_what_chance_decides(rule: str) -> None:
    before, after = (plan(MOVES[rule], it) for it in (Rules(), Rules(**{rule: OTHER[rule]})))
    assert numbers(before) != numbers(after)
    for engine in Engine:
        if not engine.installed:
            continue
        one, other = (run(each, 2, 0, engine=engine) for each in (before, after))
        assert np.array_equal(one.timetable.key, other.timetable.key)
        assert np.array_equal(one.timetable.chance, other.timetable.chance)


def test_both_engines_run_by_it_alike() -> None:
    rules = Rules(release=lambda trust, marking: trust ** sim.SENSITIVITY[marking] * 0.9)
    one, other = (
        run(plan("border-triangle", rules), 2, 1, engine=engine).digest()
        for engine in (Engine.SIMPY, Engine.COMPILED if Engine.COMPILED.installed else Engine.SIMPY)
    )
    assert one == other != run(plan("border-triangle", Rules()), 2, 1).digest()
    scenario = sim.load("border-triangle")
    delivered = sim.replicate(scenario, rules=Rules(release=lambda _t, _m: 0.0)).copies.delivered
    assert not delivered.any()


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"relese": max}, "no rule is called `relese`; did you mean `release`?"),
        ({"x": max}, "there is trust(trust, dial), release(trust, marking)"),
        ({"release": 0.5}, "the rule `release` is a function of (trust, marking); found 0.5"),
        ({"release": lambda trust: trust}, "takes (trust)"),
        ({"trust": lambda a, b, c: a + b + c}, "is a function of (trust, dial)"),
    ],
)
def test_what_is_no_rule_is_refused(rules: Any, told: str) -> None:
    with pytest.raises(OwnCodeError) as caught:
        Rules(**rules)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("release", "told"),
    [
        (lambda _t, _m: 1.5, "returned 1.5; expected a number from 0 to 1"),
        (lambda _t, _m: "x", "returned 'x'; expected a number from 0 to 1"),
        (lambda _t, _m: "0.5", "returned '0.5'; expected a number"),
        (lambda _t, _m: -0.1, "expected a number from 0 to 1"),
        (lambda _t, _m: float("nan"), "returned nan"),
        (lambda _t, _m: None, "returned None"),
        (lambda _t, _m: dict[str, float]()["x"], "raised KeyError"),
        (lambda _t, _m: 1j, "returned 1j"),
    ],
)
def test_a_rule_that_gives_what_it_may_not_is_told_of(release: Any, told: str) -> None:
    with pytest.raises(OwnCodeError) as caught:
        plan("border-triangle", Rules(release=release))
    assert "the rule `release` (tests.unit.test_own_rules:<lambda>)" in str(caught.value)
    assert told in str(caught.value)
    assert ", for trust=" in str(caught.value)
    assert "marking=" in str(caught.value)


def test_a_rule_that_is_no_function_of_its_arguments_is_refused() -> None:
    answers = iter(range(1000))
    with pytest.raises(OwnCodeError, match=r"returned 0\.0, then 0\.001; expected the same both"):
        plan("border-triangle", Rules(release=lambda _t, _m: next(answers) / 1000))


def test_names_of_arguments_stand_in_their_order() -> None:
    for wrong in (
        {"vetting": lambda dial, trust, distrust: dial * trust * distrust},
        {"vetting": lambda distrust, _level, _dial: distrust},
        {"release": lambda _marking, _trust: 0.5},
    ):
        with pytest.raises(OwnCodeError, match="in this order; "):
            Rules(**wrong)
    assert Rules(vetting=lambda a, b, dial: a + b + dial, release=lambda _trust, m: len(m))


def test_where_trust_is_learned_its_rules_stay() -> None:
    plan("tried-and-tested", Rules(priority=OTHER["priority"]))
    for name, rule in REPLACEABLE.items():
        if rule.learned:
            with pytest.raises(OwnCodeError, match="where trust is learned"):
                plan("tried-and-tested", Rules(**{name: OTHER[name]}))
