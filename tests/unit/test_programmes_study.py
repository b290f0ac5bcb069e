"""What programmes buy: is every combination run on the same luck, counted and ranked right?"""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.measures.outcome import outcome_of
from sim.plan.plan_of import Planner
from sim.run import run
from sim.scenario.schema import Scenario
from sim.screen.programmes import programmes
from sim.study.engines import Wanted
from sim.study.intervals import paired_difference
from sim.study.programme_runs import SCORED, SPENT, Chosen, Offers, carrying_out, counts
from sim.study.programmes import (
    Measure,
    NoProgrammesError,
    NothingScoredError,
    ProgrammeFindings,
    compare_programmes,
)
from tests.scenarios_for_tests import load_data, minimal
from tests.screens.drawing import drawn

LEAN_YEARS = sim.load("lean-years")
FEW = 30
DAY = 24 * 3_600_000_000


@cache
def lean_years(**settings: Any) -> ProgrammeFindings:
    """What its programmes buy, found once for all tests."""
    return found(LEAN_YEARS, **settings)


def found(scenario: Scenario, **settings: Any) -> ProgrammeFindings:
    return compare_programmes(
        scenario, replications=settings.pop("n", FEW), engine=Wanted.SIMPY, **settings
    )


@pytest.fixture(scope="module")
def findings() -> ProgrammeFindings:
    return lean_years(budget=120.0)


def many(number: int) -> Scenario:
    """A world in which each of many programmes shortens vetting a little."""
    data = minimal()
    data["sharing"] = {"vetting": "10 d", "default_marking": "CLEAR"}
    data["law"] = {"formal_route": {"duration": "0 h"}}
    for country in data["countries"].values():
        country["works"] = "round the clock"
    for agency in data["agencies"].values():
        agency["triage"] = "1 h"
    data["programmes"] = {
        f"Meeting {n}": {
            "works_after": "0 h",
            "cost": {"money": 1 + n},
            "effects": {"more": {"trust": {"between": ["Aldren", "Brevia"], "times": 1.05}}},
        }
        for n in range(number)
    }
    return load_data(data)


def test_each_combination_is_paired_with_none_on_the_same_luck(
    findings: ProgrammeFindings,
) -> None:
    best = findings.together[0]
    plans = [
        Planner(carrying_out(LEAN_YEARS, frozenset(names))).plan() for names in ((), best.names)
    ]
    none, with_it = (
        np.array([one.spent / one.scored for one in (outcome_of(run(p, 1, n)) for n in range(FEW))])
        for p in plans
    )
    assert findings.days.value == pytest.approx(none.mean() / DAY)
    assert best.days.value == pytest.approx((none - with_it).mean() / DAY)


def test_what_is_in_force_as_written_makes_no_difference(findings: ProgrammeFindings) -> None:
    written = carrying_out(LEAN_YEARS, frozenset({"School of triage"}))
    assert found(written, budget=120.0).together == findings.together


def test_the_budget_holds_for_combinations_alone(findings: ProgrammeFindings) -> None:
    assert findings.exhaustive
    assert len(findings.alone) == 5
    costs = {name: each.cost.total for name, each in LEAN_YEARS.programmes.items()}
    assert all(one.cost == sum(costs[n] for n in one.names) <= 120 for one in findings.together)
    assert len(lean_years(n=2).together) == 2**5 - 5 - 1
    assert {each.names[0] for each in lean_years(n=2, budget=1.0).alone} == set(costs)
    assert lean_years(n=2, budget=1.0).best is None


def test_ranks_and_the_frontier_are_in_order(findings: ProgrammeFindings) -> None:
    per_cost = [each.days_per_cost.value for each in findings.alone]
    assert per_cost == sorted(per_cost, reverse=True)
    gains = [each.days.value for each in findings.together]
    assert gains == sorted(gains, reverse=True)
    for one, other in pairwise(findings.frontier):
        assert one.cost < other.cost
        assert one.days.value < other.days.value
    assert findings.frontier[-1] == findings.best
    assert sum(each.first for each in findings.alone) == pytest.approx(1.0)
    assert sum(each.first for each in findings.together) <= 1.0 + 1e-9


def test_a_gain_per_cost_is_the_gain_by_the_cost(findings: ProgrammeFindings) -> None:
    for each in (*findings.alone, *findings.together):
        assert each.days_per_cost.value * each.cost == pytest.approx(each.days.value)
        assert each.detected_per_cost.value * each.cost == pytest.approx(each.detected.value)


def test_the_measure_decides_what_is_best() -> None:
    by_detections = lean_years(budget=120.0, measure=Measure.DETECTED)
    gains = [each.detected.value for each in by_detections.together]
    assert gains == sorted(gains, reverse=True)
    assert by_detections.measure is Measure.DETECTED


def test_what_the_weakest_needs_beats_exercises_among_the_strong() -> None:
    """The lesson of the scenario: a tip line harms alone, and is the best second choice."""
    desk, tips = "A second desk in Quillon", "Friends of the road"
    sets: tuple[Chosen, ...] = (frozenset(), frozenset({desk}), frozenset({tips}))
    found = counts(Offers(LEAN_YEARS, (*sets, frozenset({desk, tips}))), 1, 60)
    days = found[:, :, SPENT] / (found[:, :, SCORED] * DAY)
    alone = paired_difference(days[:, 0], days[:, 2])
    beside = paired_difference(days[:, 1], days[:, 3])
    assert alone.high is not None
    assert beside.low is not None
    assert alone.high < 0 < beside.low
    assert lean_years(budget=120.0).alone[0].names == (desk,)


def test_the_luck_is_the_same_on_several_processes() -> None:
    offers = Offers(LEAN_YEARS, (frozenset(), frozenset({"School of triage"})))
    assert np.array_equal(counts(offers, 1, 13, workers=2), counts(offers, 1, 13))


def test_more_than_eight_programmes_are_searched_greedily() -> None:
    findings = found(many(9), n=2, budget=15.0)
    assert not findings.exhaustive
    assert findings.best is not None
    assert findings.best.cost <= 15.0
    assert len(findings.together) < 2**9 - 9 - 1
    # All gain alike, so the cheapest come first: 1 + 2 + 3 + 4 + 5 is 15.
    assert findings.best.names == tuple(f"Meeting {n}" for n in range(5))
    assert "greedy" in drawn(lambda console: programmes(findings, console))


def test_a_scenario_without_programmes_or_threats_says_so() -> None:
    with pytest.raises(NoProgrammesError, match="has no programmes"):
        found(load_data(minimal()))
    unscored = many(1).model_copy(update={"window": 8766.0})
    with pytest.raises(NothingScoredError, match="No threat"):
        found(unscored)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("measure", list(Measure))
def test_it_is_drawn_within_the_width(width: int, measure: Measure) -> None:
    findings = lean_years(budget=120.0, measure=measure)
    text = drawn(lambda console: programmes(findings, console), width, "ascii")
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.split())
    for said in ("ranks", "A second desk", "120", "Every combination within the budget was run"):
        assert said in words
    assert "?" not in text


def test_the_command_prints_the_same_as_data(findings: ProgrammeFindings) -> None:
    arguments = ["programmes", "lean-years", "--budget", "120", "-n", str(FEW), "--json"]
    result = CliRunner().invoke(main, [*arguments, "--engine", "simpy"])
    assert result.exit_code == 0, result.output
    data = json.loads(result.output)
    assert data["best"]["names"] == list(findings.best.names if findings.best else ())
    assert data["best"]["days"]["value"] == findings.together[0].days.value
    assert data["measure"] == "days"


@pytest.mark.parametrize("option", [["--budget", "-1"], ["--budget", "nan"], ["--measure", "x"]])
def test_an_option_that_cannot_be(option: list[str]) -> None:
    result = CliRunner().invoke(main, ["programmes", "lean-years", *option])
    assert result.exit_code == 2
    assert "Error: " in result.stderr
