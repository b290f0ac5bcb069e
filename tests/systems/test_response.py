"""Response: what mutual recognition of warrants moves, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analyses.as_data import as_data
from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import Findings
from sim.engine.record import Record
from sim.measures.outcome import Outcome
from sim.measures.results import outcome_of
from sim.plan.planner import Planner
from sim.scenario.reading.reading import read
from sim.scenario.values.dials import Challenge
from sim.screen.report.report import report
from sim.statistics.intervals import Kind, paired_difference
from sim.statistics.precision import FixedNumber
from tests.quickest import run, runs
from tests.scenarios_for_tests import changed, load_data
from tests.screens.drawing import drawn
from tests.strategies import Data, scenarios

REPLICATIONS = 60
NAMES = ("first", "second")
EVERYWHERE = "response.warrants.Common warrant.members=[Halvane, Corrin, Tessary]"
NOWHERE = "response.warrants.Common warrant.members=[Halvane, Tessary]"


@cache
def outcomes(*settings: str) -> tuple[Outcome, ...]:
    """Of each replication of the scenario as written, under some settings."""
    plan = Planner(read("open-warrant", settings).scenario).plan()
    return tuple(outcome_of(one) for one in runs(plan, 7, range(REPLICATIONS)))


def clearly_more(count: Callable[[Outcome], int], more: str, fewer: str) -> None:
    """On paired luck there is more under one setting, with the interval clear of zero."""
    one, other = (np.array([float(count(o)) for o in outcomes(each)]) for each in (more, fewer))
    gain = paired_difference(one, other)
    assert gain.kind is not Kind.TOO_FEW
    assert gain.low is not None
    assert gain.low > 0


@pytest.mark.parametrize("measure", ["operations", "disrupted", "arrests", "prosecuted"])
def test_mutual_recognition_brings_more_of(measure: str) -> None:
    clearly_more(lambda outcome: int(getattr(outcome, measure)), EVERYWHERE, NOWHERE)


@pytest.mark.parametrize("measure", ["scored", "spent", "missed", "warned", "needless"])
def test_it_leaves_alone_what_comes_before_the_warning(measure: str) -> None:
    with_it, without = (
        [getattr(o, measure) for o in outcomes(each)] for each in (EVERYWHERE, NOWHERE)
    )
    assert with_it == without


def test_it_never_loses_what_extradition_would_have_disrupted() -> None:
    """The same luck, shorter in every draw and no more refusals."""
    for recognised, extradited in zip(outcomes(EVERYWHERE), outcomes(NOWHERE), strict=True):
        assert recognised.disrupted >= extradited.disrupted
        assert recognised.prosecuted >= extradited.prosecuted


def test_each_step_holds_some_of_the_one_before() -> None:
    for o in (*outcomes(EVERYWHERE), *outcomes(NOWHERE)):
        steps = (o.scored, o.scored - o.missed, o.warned, o.operations, o.disrupted)
        assert list(steps) == sorted(steps, reverse=True)
        assert o.disrupted >= o.arrests >= o.prosecuted


@settings(max_examples=40, deadline=None)
@given(scenarios(), st.integers(0, 2**32))
def test_in_any_scenario_each_step_holds_some_of_the_one_before(data: Data, seed: int) -> None:
    o = outcome_of(run(Planner(load_data(data)).plan(), seed, 0))
    steps = (o.scored, o.warned, o.operations, o.disrupted, o.arrests, o.prosecuted)
    assert list(steps) == sorted(steps, reverse=True)
    assert data.get("response") is not None or not any(steps[2:])


@cache
def told() -> Findings:
    """A short comparison of the shipped scenario, and of what one setting changes in it."""
    return compare(
        read("open-warrant", [EVERYWHERE]).scenario,
        rule=FixedNumber(20),
        against=read("open-warrant").scenario,
    )


def test_the_measures_of_success_are_found_in_the_data_under_their_names() -> None:
    data = as_data(told())
    measures = ("joint_operations", "disrupted_in_time", "arrests", "prosecutions")
    sharing = ("quality_of_sharing", "timeliness_of_sharing")
    for name in (*measures, *sharing):
        assert data["success"][name]["value"] > 0
        assert data["success"][name]["low"] < data["success"][name]["high"]
    steps = {step["name"]: step["share"] for step in data["funnels"][0]["steps"]}
    assert steps["prosecutions"] == data["success"]["prosecutions"]
    assert data["ladder"][-1]["followed"]["disrupted_gain"]["value"] > 0
    figures = {each["measure"]: each for each in data["comparison"]["variants"][-1]["figures"]}
    assert figures["disrupted"]["change"]["value"] > 0


def test_they_are_found_in_the_report_under_their_words() -> None:
    text = " ".join(drawn(lambda console: report(told(), console)).split())
    for words in (
        "Timeliness of sharing",
        "Quality of sharing",
        "joint operation",
        "disrupted in time",
        "arrests",
        "prosecutions",
    ):
        assert words in text


def test_a_response_changes_nothing_in_the_record() -> None:
    """Nothing that follows a warning goes back into detection."""
    bare = Planner(load_data(changed({}))).plan()
    plan = Planner(load_data(changed({"response.evidence": 1}))).plan()
    for number in range(5):
        assert run(plan, 1, number).digest() == run(bare, 1, number).digest()


def first_record(changes: dict[str, object]) -> Record:
    return run(Planner(load_data(changed(changes))).plan(), 1, 0)


def prosecuted(evidence: int, **law: object) -> int:
    """Whether a sure arrest in a small scenario with both indicators is prosecuted."""
    changes: dict[str, object] = {
        "response.evidence": evidence,
        "response.arrest": 1.0,
        "threats.The Shipment.indicators.first.likelihood_ratio": 1000.0,
        "threats.The Shipment.indicators.second.likelihood_ratio": 1000.0,
        "trust.default": 1.0,
        **law,
    }
    record = first_record(changes)
    outcome = outcome_of(record)
    assert outcome.arrests == 1
    return outcome.prosecuted


def test_evidence_is_what_was_seen_at_home_and_what_law_let_through() -> None:
    let_through = {"law.formal_route.duration": "1 d", "law.formal_route.refusal": 0.0}
    stopped = {"law.formal_route.duration": "1 d", "law.formal_route.refusal": 1.0}
    assert prosecuted(2, **let_through) == 1
    assert prosecuted(3, **let_through) == 0
    assert prosecuted(1, **stopped) == 1
    assert prosecuted(2, **stopped) == 0


def test_a_copy_without_its_origin_is_no_evidence() -> None:
    told = {
        "law.formal_route": {"duration": "1 d", "refusal": 0.0},
        "trust.default": 0.99,
        "sharing.sanitised_weight": 1.0,
        "sharing.fusion": "naive",
    }
    assert prosecuted(2, **told) == 1
    assert prosecuted(2, **told, **{"sharing.strip_origin_below": 1.0}) == 0
    assert prosecuted(1, **told, **{"sharing.strip_origin_below": 1.0}) == 1


@pytest.mark.parametrize(("readiness", "disrupted"), [("10 d", 1), ("35 d", 0)])
def test_an_operation_after_the_deadline_disrupts_nothing(readiness: str, disrupted: int) -> None:
    """Warned early enough to act within 30 days; the story goes on to the 60th."""
    changes = {f"threats.The Shipment.indicators.{i}.likelihood_ratio": 1000.0 for i in NAMES}
    outcome = outcome_of(first_record({**changes, "response.readiness": readiness}))
    assert (outcome.operations, outcome.disrupted) == (1, disrupted)


def test_what_was_passed_on_is_evidence_where_every_step_was_legal() -> None:
    """Brevia sees one indicator itself and is told of the other by way of a third country."""
    roundabout = {
        "law.formal_route": {"duration": "1 d", "refusal": 0.0},
        "countries.Cormark": {},
        "agencies.Cormark Police": {"country": "Cormark"},
        "channels": {
            "One": {"between": ["Aldren Police", "Cormark Police"]},
            "Two": {"between": ["Cormark Police", "Brevia Police"]},
        },
    }
    passed_on = {
        "sharing.default_marking": "CLEAR",
        "sharing.onward": {
            "by": ["Cormark Police"],
            "consent": {"duration": "0 h", "refusal": 0.0},
        },
    }
    assert prosecuted(1, **roundabout) == 1
    assert prosecuted(2, **roundabout) == 0
    assert prosecuted(2, **roundabout, **passed_on) == 1


def test_an_informal_way_brings_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same copy is none where law did not look at it."""
    let_through = {"law.formal_route.duration": "1 d", "law.formal_route.refusal": 0.0}
    monkeypatch.setattr("sim.measures.responding.LEGAL", frozenset())
    assert prosecuted(2, **let_through) == 0
    assert prosecuted(1, **let_through) == 1


def test_a_challenge_that_moves_only_the_response_is_compared() -> None:
    changes: dict[str, object] = {
        "response.participants.Brevia": ["Aldren Police"],
        "law.formal_route": {"probability": 0.0, "duration": "0 h"},
    }
    design = ComparisonDesign(load_data(changed(changes)))
    assert Challenge.LAW in design.challenges
    national = ComparisonDesign(
        load_data(changed({**changes, "response.participants.Brevia": ["Brevia Police"]}))
    )
    assert Challenge.LAW not in national.challenges
