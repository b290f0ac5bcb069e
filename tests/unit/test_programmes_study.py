"""What programmes buy: is every combination run on the same luck, counted and ranked right?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.analyses.programmes.programmes import (
    NoProgrammesError,
    NoResponseError,
    ProgrammeFindings,
    ProgrammeMeasure,
    compare_programmes,
)
from sim.analyses.programmes.runs import (
    SCORED,
    SPENT,
    Chosen,
    Offers,
    carrying_out,
    counted,
)
from sim.cli import main
from sim.experiments import counting
from sim.experiments.engines import Choice, Wanted
from sim.experiments.failures import NothingDoneError, NothingScoredError
from sim.experiments.progress import Stage
from sim.measures.results import PlanResults, outcome_of
from sim.plan.planner import Planner
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import Engine
from sim.scenario.schema.scenario import Scenario
from sim.screen.programmes import programmes
from sim.statistics.intervals import paired_difference
from sim.statistics.precision import Ending
from tests.quickest import QUICKEST, run, runs
from tests.scenarios_for_tests import load_data, minimal
from tests.screens.drawing import drawn

LEAN_YEARS = sim.load("lean-years")
SILENT = LEAN_YEARS.model_copy(update={"response": None})
FEW = 30
DAY = 24 * 3_600_000_000


@cache
def lean_years(**settings: Any) -> ProgrammeFindings:
    """What its programmes buy, found once for all tests."""
    return found(LEAN_YEARS, **settings)


@cache
def responding(measure: ProgrammeMeasure) -> ProgrammeFindings:
    """The same where warnings are followed by something."""
    return found(LEAN_YEARS, budget=120.0, measure=measure)


def found(scenario: Scenario, **settings: Any) -> ProgrammeFindings:
    return compare_programmes(
        scenario, replications=settings.pop("n", FEW), engine=Wanted(QUICKEST), **settings
    )


@pytest.fixture(scope="module")
def findings() -> ProgrammeFindings:
    return lean_years(budget=120.0)


def counts(offers: Offers, seed: int, replications: int, workers: int = 1) -> Ints:
    """What was counted, by replication, combination and column."""
    ran = counting.count(
        offers,
        counted,
        seed,
        range(replications),
        Choice(Wanted.SIMPY, offers, seed),
        workers,
        None,
        Stage.RUNNING,
    )
    assert ran.replications == replications
    return ran.table


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
        np.array([one.spent / one.scored for one in map(outcome_of, runs(p, 1, range(FEW)))])
        for p in plans
    )
    assert findings.detection_time_days.value == pytest.approx(none.mean() / DAY)
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
    by_detections = lean_years(budget=120.0, measure=ProgrammeMeasure.DETECTED)
    gains = [each.detected.value for each in by_detections.together]
    assert gains == sorted(gains, reverse=True)
    assert by_detections.measure is ProgrammeMeasure.DETECTED


def test_threats_disrupted_are_those_of_two_runs_on_the_same_luck() -> None:
    desk = "A second desk in Quillon"
    findings = found(LEAN_YEARS, measure=ProgrammeMeasure.DISRUPTED)
    one = next(each for each in findings.alone if each.names == (desk,))
    none, with_it = (
        [
            outcome_of(run(Planner(carrying_out(LEAN_YEARS, frozenset(names))).plan(), 1, n))
            for n in range(FEW)
        ]
        for names in ((), (desk,))
    )
    assert findings.disrupted is not None
    assert one.disrupted is not None
    assert one.disrupted_per_cost is not None
    assert findings.disrupted.value == pytest.approx(
        sum(each.disrupted for each in none) / sum(each.scored for each in none)
    )
    gained = [
        100 * (other.disrupted - each.disrupted) / each.scored
        for each, other in zip(none, with_it, strict=True)
    ]
    assert one.disrupted.value == pytest.approx(np.mean(gained))
    assert one.disrupted.value > 0
    assert one.disrupted_per_cost.value * one.cost == pytest.approx(one.disrupted.value)
    ranked = [each.disrupted.value for each in findings.together if each.disrupted]
    assert ranked == sorted(ranked, reverse=True)


def test_without_a_response_nothing_is_said_of_disruption() -> None:
    findings = found(SILENT, n=3, budget=60.0)
    assert findings.disrupted is None
    assert {each.disrupted for each in (*findings.alone, *findings.together)} == {None}
    with pytest.raises(NoResponseError, match="no `response:` section"):
        found(SILENT, measure="disrupted")
    arguments = ["lean-years", "--set", "response=null", "--measure", "disrupted"]
    result = CliRunner().invoke(main, ["programmes", *arguments])
    assert result.exit_code == 2
    assert "no `response:` section" in result.stderr
    assert not result.stdout


class Interrupting:
    """Ctrl-C when so many replications are done."""

    def __init__(self, done: int) -> None:
        self._left = done

    def __call__(self, _done: int, _look: int, _doing: str) -> None:
        """Shows nothing."""
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_leaves_the_replications_that_are_done(workers: int) -> None:
    stopped = found(LEAN_YEARS, n=1000, budget=60.0, workers=workers, progress=Interrupting(5))
    assert (stopped.provenance.replications, stopped.provenance.requested) == (5, 1000)
    assert stopped.provenance.ending is Ending.STOPPED
    if workers == 1:
        whole = found(LEAN_YEARS, n=5, budget=60.0)
        assert stopped.together == whole.together
        assert whole.provenance.ending is Ending.FIXED
    text = " ".join(drawn(lambda console: programmes(stopped, console)).split())
    assert "Stopped by the user: this rests on the 5 of 1,000 replications that were" in text
    assert "5 of 1,000 of every combination, stopped by the user" in text


def test_ctrl_c_in_a_greedy_search_leaves_the_steps_that_are_complete() -> None:
    replications = 3
    stopped = found(
        many(9), n=replications, progress=Interrupting(2 * replications + 1), budget=15.0
    )
    assert stopped.provenance.ending is Ending.STOPPED
    assert stopped.provenance.replications == replications
    assert max(len(each.names) for each in stopped.together) == 2
    assert "steps of the search" in " ".join(
        drawn(lambda console: programmes(stopped, console)).split()
    )


def test_ctrl_c_before_anything_is_done_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(counting, "results_by_plan", interrupted)
    with pytest.raises(NothingDoneError, match="Stopped before the first replication"):
        found(LEAN_YEARS, n=3)
    result = CliRunner().invoke(main, ["programmes", "lean-years", "-n", "3", "--workers", "1"])
    assert result.exit_code == 130
    assert "there is no result" in result.stderr


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_prints_what_was_done_before_ctrl_c(
    monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    whole = counting.results_by_plan

    def interrupted(
        plans: Sequence[Plan], seed: int, replications: Sequence[int], engine: Engine
    ) -> list[PlanResults]:
        if 2 in replications:
            raise KeyboardInterrupt
        return whole(plans, seed, replications, engine)

    monkeypatch.setattr(counting, "results_by_plan", interrupted)
    arguments = ["programmes", "lean-years", "--budget", "60", "-n", "50", "--workers", "1"]
    result = CliRunner().invoke(main, [*arguments, "--engine", "simpy", *form])
    assert result.exit_code == 130, result.output
    if form:
        data = json.loads(result.stdout)
        assert (data["provenance"]["replications"], data["provenance"]["requested"]) == (2, 50)
        assert data["provenance"]["ending"] == "stopped by the user"
    else:
        assert "rests on the 2 of 50 replications" in " ".join(result.stdout.split())


def test_a_replication_that_fails_is_left_out_of_every_combination(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = counting.results_by_plan

    def failing(
        plans: Sequence[Plan], seed: int, replications: Sequence[int], engine: Engine
    ) -> list[PlanResults]:
        if 2 in replications:
            raise ArithmeticError("no such number")
        return whole(plans, seed, replications, engine)

    monkeypatch.setattr(counting, "results_by_plan", failing)
    findings = found(LEAN_YEARS, n=4, budget=60.0)
    assert (findings.provenance.replications, findings.provenance.requested) == (3, 4)
    assert [each.replication for each in findings.provenance.failures] == [2]
    text = " ".join(drawn(lambda console: programmes(findings, console)).split())
    assert "1 of 4 replications failed and are left out of every condition" in text
    assert "number 2 (any condition): ArithmeticError: no such number" in text


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
@pytest.mark.parametrize("measure", list(ProgrammeMeasure))
def test_it_is_drawn_within_the_width(width: int, measure: ProgrammeMeasure) -> None:
    findings = responding(measure)
    text = drawn(lambda console: programmes(findings, console), width, "ascii")
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.split())
    searched = (
        "Every combination within the budget was run"
        if findings.best
        else "No combination within a budget of 120 gains anything."
    )
    for said in ("place", "A second", "120", searched):
        assert said in words
    assert "?" not in text


def test_the_command_prints_the_same_as_data(findings: ProgrammeFindings) -> None:
    arguments = ["programmes", "lean-years", "--budget", "120", "-n", str(FEW), "--json"]
    result = CliRunner().invoke(main, [*arguments, "--engine", QUICKEST.value, "--workers", "1"])
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert data["best"]["names"] == list(findings.best.names if findings.best else ())
    assert data["best"]["days"]["value"] == findings.together[0].days.value
    assert data["measure"] == "days"


@pytest.mark.parametrize("option", [["--budget", "-1"], ["--budget", "nan"], ["--measure", "x"]])
def test_an_option_that_cannot_be(option: list[str]) -> None:
    result = CliRunner().invoke(main, ["programmes", "lean-years", *option])
    assert result.exit_code == 2
    assert "Error: " in result.stderr
