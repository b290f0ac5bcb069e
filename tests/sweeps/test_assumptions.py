"""Does the study of assumptions find what matters, leave out what cannot, and count rightly?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from sim.analyses.assumptions import assumptions
from sim.analyses.assumptions.assumed_numbers import Factor, assumptions_of
from sim.analyses.assumptions.assumptions import (
    Assumption,
    AssumptionFindings,
    Change,
    Fate,
    HalfOrDouble,
    ladder_of,
    largest_changes,
    study_assumptions,
)
from sim.experiments import counting
from sim.experiments.counting import Ran
from sim.experiments.failures import NothingDoneError, NothingScoredError
from sim.experiments.progress import Stage
from sim.replication import results
from sim.scenario.reading.reading import Reading, scenario_of
from sim.scenario.values.dials import Challenge
from sim.statistics.averages import average
from sim.statistics.intervals import Difference, Kind, paired_difference
from sim.statistics.leading import each_of
from sim.statistics.precision import Ending
from sim.statistics.unseen import up_to
from tests.quickest import runs
from tests.scenarios_for_tests import CITED, changed, document_of

HOUR = 3_600_000_000
REPLICATIONS = 200


def reading(**changes: Any) -> Reading:
    """One sees the threat in its country, the other must be told; all is known but vetting."""
    document = document_of(
        changed(
            {
                "threats.The Shipment.onset": {"uniform": {"from": "1 d", "to": "8 d"}},
                "agencies.Aldren Police.opening": "round the clock",
                "agencies.Brevia Police.opening": "round the clock",
                "agencies.Aldren Police.systems": ["telex"],
                "agencies.Brevia Police.systems": ["telex"],
                "trust.default": 0.9,
                "agreements.Pact": {
                    "members": ["Aldren", "Brevia"],
                    "review": {"probability": 1.0, "duration": "6 h", "refusal": 0.0},
                },
                "sharing.vetting": {"lognormal": {"median": "4 d", "sigma": 0.4}},
                "sources": CITED,
                **changes,
            }
        )
    )
    return Reading(scenario_of(document), document, "test")


@pytest.fixture(scope="module")
def found() -> AssumptionFindings:
    return study_assumptions(reading(), replications=REPLICATIONS)


def named(found: AssumptionFindings, name: str) -> Assumption:
    (one,) = (each for each in found.assumptions if each.name == name)
    return one


def test_the_one_assumption_that_matters_comes_first_and_clear_of_nought(
    found: AssumptionFindings,
) -> None:
    first = found.assumptions[0]
    assert first.name == "sharing.vetting"
    assert first.half.later is not None
    assert first.double.later is not None
    assert first.half.later.high is not None
    assert first.half.later.high < 0
    assert first.double.later.low is not None
    assert first.double.later.low > 0
    spread = found.assumptions[1]
    assert spread.name == "sharing.vetting.lognormal.sigma"
    assert 0 < spread.span < first.span
    assert all(one.span == 0 for one in found.assumptions[2:])
    assert found.movers[0] == first


def test_what_cannot_matter_is_nought_exactly_and_not_run(found: AssumptionFindings) -> None:
    conversion = named(found, "friction.conversion")
    for side in conversion.sides.values():
        assert side.fate is Fate.SAME_PLAN
        assert side.later == Difference(0.0, None, None, REPLICATIONS, Kind.TOO_FEW, more=0, less=0)
    assert conversion.span == 0
    assert found.runs == sum(
        side.fate is Fate.RUN for one in found.assumptions for side in one.sides.values()
    )


def test_only_what_differs_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[object] = []

    def counted(several: Any, *others: Any) -> Any:
        plans.extend(several)
        return results(several, *others)

    monkeypatch.setattr(counting, "results", counted)
    monkeypatch.setattr(assumptions, "MOST_CHANGES", 0)
    made = study_assumptions(reading(), replications=3)
    defaults = () if made.defaults is None else made.defaults.sides.values()
    together = sum(side.fate is Fate.RUN for side in defaults)
    assert len(plans) == 3 * (1 + made.runs + together)


def test_the_difference_is_the_one_of_two_runs_on_the_same_luck(found: AssumptionFindings) -> None:
    from sim.measures.results import outcome_of
    from sim.plan.planner import Planner

    def hours(median: str) -> list[float]:
        vetting = {"lognormal": {"median": median, "sigma": 0.4}}
        plan = Planner(reading(**{"sharing.vetting": vetting}).scenario).plan()
        outcomes = [outcome_of(one) for one in runs(plan, 1, range(REPLICATIONS))]
        return [one.spent / one.scored / HOUR for one in outcomes]

    double = named(found, "sharing.vetting").double
    (window,) = found.provenance.windows_hours
    together = () if found.defaults is None else found.defaults.sides.values()
    intervals = found.runs + sum(side.fate is Fate.RUN for side in together)
    expected = paired_difference(hours("8 d"), hours("4 d"), each_of(intervals), most=window)
    assert double.later == expected
    assert found.detection_time == average(hours("4 d"), up_to(window))
    assert found.matters == pytest.approx(0.05 * found.detection_time.value)
    assert found.leading == ("sharing.vetting",)


def test_the_same_on_two_workers() -> None:
    one, two = (study_assumptions(reading(), replications=60, workers=w) for w in (1, 2))
    assert two.assumptions == one.assumptions
    assert two.detection_time == one.detection_time
    assert two.ladder == one.ladder
    assert two.ladder is not None


def test_a_scenario_without_scored_threats_has_no_headline() -> None:
    with pytest.raises(NothingScoredError, match="No threat"):
        study_assumptions(reading(horizon="9 d"), replications=3)


def test_replications_that_fail_are_counted_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(plans: Any, timetables: Any, *others: Any) -> Any:
        if any(each.replication == 2 for each in timetables):
            raise RuntimeError("the lamp fell over")
        return results(plans, timetables, *others)

    monkeypatch.setattr(counting, "results", fails)
    made = study_assumptions(reading(), replications=5)
    assert made.provenance.replications == 4
    assert [each.replication for each in made.provenance.failures] == [2]
    assert named(made, "sharing.vetting").half.later is not None


def test_when_every_replication_fails_there_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise RuntimeError("the lamp fell over")

    monkeypatch.setattr(counting, "results", fails)
    with pytest.raises(NothingDoneError, match="All 3 replications failed") as refused:
        study_assumptions(reading(), replications=3)
    assert not refused.value.stopped


def stopping(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Ctrl-C in the replication of this number."""

    def stops(plans: Any, timetables: Any, *others: Any) -> Any:
        if any(each.replication == after for each in timetables):
            raise KeyboardInterrupt
        return results(plans, timetables, *others)

    monkeypatch.setattr(counting, "results", stops)


def test_ctrl_c_leaves_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping(monkeypatch, 25)
    made = study_assumptions(reading(), replications=REPLICATIONS, engine="simpy")
    assert made.provenance.ending is Ending.STOPPED
    assert made.provenance.replications == 25
    assert made.ladder is None
    assert made.assumptions[0].name == "sharing.vetting"


def test_ctrl_c_before_anything_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping(monkeypatch, 0)
    with pytest.raises(NothingDoneError) as refused:
        study_assumptions(reading(), replications=REPLICATIONS)
    assert refused.value.stopped


def test_ctrl_c_while_the_order_is_told_leaves_the_tornado() -> None:
    def progress(_done: int, _of: int, doing: Stage) -> None:
        if doing == Stage.ORDER:
            raise KeyboardInterrupt

    made = study_assumptions(reading(), replications=60, progress=progress)
    assert made.provenance.ending is Ending.STOPPED
    assert made.provenance.replications == 60
    assert made.ladder is None


def test_ctrl_c_while_plans_are_drawn_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assumptions, "_without_each", stops)
    made = study_assumptions(reading(), replications=REPLICATIONS, engine="simpy")
    assert made.provenance.ending is Ending.STOPPED
    assert made.assumptions[0].name == "sharing.vetting"
    monkeypatch.setattr(assumptions, "_drafted", stops)
    with pytest.raises(NothingDoneError) as refused:
        study_assumptions(reading(), replications=REPLICATIONS)
    assert refused.value.stopped


def test_progress_counts_up_to_the_replications() -> None:
    told: list[tuple[int, int, Stage]] = []
    plans_of = assumptions_of(reading()).numbers
    study_assumptions(reading(), replications=60, progress=lambda *each: told.append(each))
    for doing in (Stage.HALF_AND_DOUBLE, Stage.ORDER):
        assert [each for each in told if each[2] == doing] == [
            (done, 60, doing) for done in range(1, 61)
        ]
    plans = [done for done, of, doing in told if doing == Stage.PLANNING and of == len(plans_of)]
    assert plans == list(range(1, len(plans_of) + 1))


# The order of challenges, from made-up hours


A, B = Challenge.TRUST, Challenge.LAW
WINDOW = 120.0


def ran(*columns: Callable[[np.ndarray], np.ndarray]) -> Ran:
    """Hours by plan, made of the same luck."""
    luck = np.random.Generator(np.random.Philox(key=7)).normal(0.0, 1.0, (200, len(columns)))
    made = Ran()
    for number in range(200):
        hours = [column(luck[number, i]) for i, column in enumerate(columns)]
        made.rows[number] = np.array([[1, round(float(one) * HOUR), 0] for one in hours])
    return made


def about(mean: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda luck: mean + luck


def changes(number: int) -> Iterator[Change]:
    return (Change(f"trust.{i}", Factor.HALF, "0.1") for i in range(number))


def test_an_order_that_stands() -> None:
    told = ladder_of(
        (A, B), tuple(changes(1)), ran(about(50), about(80), about(40), about(60)), WINDOW
    )
    assert told.ranking == (A, B)
    (order,) = told.orders
    assert (order.dearer, order.cheaper) == (A, B)
    assert order.hours.value == pytest.approx(30.0, abs=0.5)
    assert told.turned == ()
    assert told.undecided == ()


def test_an_order_that_turns_and_one_that_can_no_longer_be_told() -> None:
    made = ran(about(80), about(50), about(50), about(80), about(60), about(60))
    told = ladder_of((A, B), tuple(changes(2)), made, WINDOW)
    assert told.ranking == (B, A)
    (turned,) = told.turned
    assert turned.change.name == "trust.0"
    assert (turned.order.dearer, turned.order.cheaper) == (B, A)
    assert turned.order.hours.value == pytest.approx(-30.0, abs=0.5)
    (undecided,) = told.undecided
    assert undecided.change.name == "trust.1"


def test_challenges_that_cannot_be_told_apart_have_no_order_to_lose() -> None:
    told = ladder_of(
        (A, B), tuple(changes(1)), ran(about(60), about(60), about(50), about(80)), WINDOW
    )
    assert told.orders == ()
    assert told.turned == ()


# What the tornado is sorted by, from made-up sides


def side(hours: float, reach: float = 1.0) -> HalfOrDouble:
    later = Difference(hours, hours - reach, hours + reach, 100, Kind.T, more=100, less=0)
    return HalfOrDouble("1", clipped=False, fate=Fate.RUN, why="", later=later, missed=0.1)


def resting(half: HalfOrDouble, double: HalfOrDouble, name: str = "trust.default") -> Assumption:
    return Assumption(name, 1, "0.5", by_default=False, half=half, double=double)


@pytest.mark.parametrize(
    ("half", "double", "span"),
    [(-3.0, 5.0, 8.0), (2.0, 6.0, 6.0), (-4.0, -1.0, 4.0), (0.0, 0.0, 0.0)],
)
def test_the_span_reaches_over_as_written(half: float, double: float, span: float) -> None:
    assert resting(side(half), side(double)).span == span


def test_the_largest_changes_are_clear_ones() -> None:
    unclear = resting(side(50.0, reach=60.0), side(-7.0), "law")
    chosen = largest_changes([unclear, resting(side(3.0), side(-9.0))])
    assert [(one.name, one.factor) for one in chosen] == [
        ("trust.default", Factor.DOUBLE),
        ("law", Factor.DOUBLE),
        ("trust.default", Factor.HALF),
    ]
