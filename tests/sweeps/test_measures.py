"""Is what a study keeps of a run what the report of the same runs shows?"""

from __future__ import annotations

import re
from functools import cache

import pytest

import sim
from sim.analyses.comparison.findings import Findings
from sim.measures.outcome import Outcome
from sim.measures.registry import MEASURES, USUAL, MeasuredRun
from sim.measures.units import Unit
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause
from tests.quickest import run, runs

RUNS = 25
SCENARIOS = ("border-triangle", "open-warrant")


@cache
def findings(scenario: str) -> Findings:
    return sim.compare(sim.load(scenario), rule=sim.FixedNumber(RUNS))


@cache
def seen(scenario: str) -> list[MeasuredRun]:
    plan = Planner(sim.load(scenario)).plan()
    return [MeasuredRun(one) for one in runs(plan, 1, range(RUNS))]


def mean(name: str, scenario: str) -> float:
    """Over runs: the quotient of the sums, which of a number is its mean."""
    ratios = [MEASURES[name].ratio(one) for one in seen(scenario)]
    return sum(part for part, _ in ratios) / sum(whole for _, whole in ratios)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_every_condition_is_compared_by_is_as_in_the_report(scenario: str) -> None:
    told = findings(scenario).rung("as written")
    assert mean("detection_time", scenario) == pytest.approx(told.detection_time.value)
    assert mean("share_missed", scenario) == pytest.approx(told.missed.value)
    assert mean("share_warned", scenario) == pytest.approx(told.warned.value)
    assert mean("false_alarms", scenario) == pytest.approx(told.false_alarms.value)
    assert mean("needless_disclosures", scenario) == pytest.approx(
        told.unnecessary_disclosures.value
    )
    assert told.alarm_precision is not None
    assert mean("share_right", scenario) == pytest.approx(told.alarm_precision.value)
    assert mean("threats_scored", scenario) * RUNS == findings(scenario).provenance.scored


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_describes_the_runs_is_as_in_the_report(scenario: str) -> None:
    told = findings(scenario)
    assert told.timeliness is not None
    assert told.timeliness.hours is not None
    assert mean("timeliness", scenario) == pytest.approx(told.timeliness.hours.value)
    assert told.completeness is not None
    assert mean("completeness", scenario) == pytest.approx(told.completeness.value)
    assert told.times_counted is not None
    assert mean("times_counted", scenario) == pytest.approx(told.times_counted.value)
    ends = {ended.end.words: ended.copies.value for ended in told.ends}
    assert mean("copies_delivered", scenario) == pytest.approx(ends["delivered"])
    assert mean("copies_considered", scenario) == pytest.approx(sum(ends.values()))
    assert mean("share_delivered", scenario) == pytest.approx(
        ends["delivered"] / sum(ends.values())
    )
    waiting = sum(load.waiting.value for load in told.loads)
    assert mean("reports_waiting", scenario) == pytest.approx(waiting)
    untriaged = sum(load.untriaged.value for load in told.loads)
    assert mean("reports_untriaged", scenario) == pytest.approx(untriaged)
    loads = [load.utilisation.value for load in told.loads]
    assert min(loads) < mean("utilisation", scenario) < max(loads)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_hours_by_cause_are_as_in_the_report_and_add_up(scenario: str) -> None:
    spent = {each.cause: each.hours.value for each in findings(scenario).spent}
    for cause in Cause:
        hours = mean(f"hours_{cause.name.lower()}", scenario)
        assert hours == pytest.approx(spent.get(cause, 0.0)), cause
    for one in seen(scenario):
        parts = [MEASURES[f"hours_{cause.name.lower()}"].of(one) for cause in Cause]
        assert sum(part for part in parts if part is not None) == pytest.approx(
            MEASURES["detection_time"].of(one)
        )


def test_what_follows_a_warning_is_as_in_the_report() -> None:
    told = findings("open-warrant").rung("as written").followed
    assert told is not None
    assert mean("joint_operations", "open-warrant") == pytest.approx(told.joint_operations.value)
    assert mean("disrupted_in_time", "open-warrant") == pytest.approx(told.disrupted.value)
    assert mean("arrests", "open-warrant") == pytest.approx(told.arrests.value)
    assert mean("prosecutions", "open-warrant") == pytest.approx(told.prosecutions.value)
    assert told.joint_operations.value > 0


def test_exactly_what_follows_a_warning_needs_a_response() -> None:
    needing = {name for name, measure in MEASURES.items() if measure.needs_response}
    assert needing == {"joint_operations", "disrupted_in_time", "arrests", "prosecutions"}


def test_a_run_without_a_scored_threat_gives_nothing_to_average() -> None:
    plan = Planner(sim.load("quiet-sea", ["horizon=1 d", "warm_up=0 h"])).plan()
    one = MeasuredRun(run(plan, 1, 0))
    assert isinstance(one.outcome, Outcome)
    assert one.outcome.scored == 0
    assert MEASURES["detection_time"].of(one) is None
    assert MEASURES["share_missed"].of(one) is None
    assert MEASURES["false_alarms"].of(one) == 0
    assert MEASURES["threats_scored"].of(one) == 0


def test_shares_and_fractions_lie_between_nothing_and_all() -> None:
    for name, measure in MEASURES.items():
        if measure.unit in (Unit.SHARE, Unit.FRACTION):
            values = [measure.of(one) for scenario in SCENARIOS for one in seen(scenario)]
            there = [value for value in values if value is not None]
            assert there, name
            assert all(0 <= value <= 1 for value in there), name


def test_what_is_cheap_does_not_pay_for_what_is_dear() -> None:
    one = MeasuredRun(run(Planner(sim.load("border-triangle")).plan(), 1, 0))
    for name in USUAL:
        MEASURES[name].of(one)
    assert "detail" not in vars(one)


def test_names_can_be_names_of_columns() -> None:
    for name, measure in MEASURES.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert measure.name == name
        assert measure.meaning[0].isupper()
        assert len(measure.meaning) < 100
    assert set(USUAL) < set(MEASURES)
