"""Response against closed forms: the last of several, and warrants contested or not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.engine.record import NEVER
from sim.measures.outcome import Detections
from sim.measures.results import results_of
from sim.plan.planner import Planner
from sim.plan.rules.response import hours_to_grant, ways_between
from sim.scenario.values.dials import Challenge, Dials
from sim.statistics.intervals import mean_interval
from tests.analytic.bounds import mean_agrees, share_agrees
from tests.quickest import runs
from tests.scenarios_for_tests import changed, load_data

DAY = 24 * 3_600_000_000
REPLICATIONS = 1500
SEEN_AT_ONCE = {
    "horizon": "400 d",
    "countries.Cormark": {},
    "threats.The Shipment.onset": "0 h",
    "threats.The Shipment.deadline": "300 d",
    "threats.The Shipment.indicators.second.likelihood_ratio": 10_000.0,
    "agencies.Brevia Police.opening": "round the clock",
    "agencies.Brevia Police.triage": "0 h",
}
"""Brevia Police sees enough at the onset and is the one to be warned."""
SURE = {"contested_share": 0.0, "refusal": 0.0}


def at_once(**told: Any) -> dict[str, Any]:
    """A response of a partner abroad, in which nothing takes time but what is told."""
    return {
        "participants": {"Brevia": ["Aldren Police"]},
        "notice": "0 h",
        "readiness": "0 h",
        **told,
    }


def by_warrant(*, readiness: Any = "0 h", **warrant: Any) -> dict[str, Any]:
    """The same where an agreement of both says how somebody is handed over."""
    warrants = {"Pact": {"members": ["Aldren", "Brevia"], **warrant}}
    return at_once(readiness=readiness, warrants=warrants)


def days_to_operation(
    response: Mapping[str, Any], replications: int = REPLICATIONS, dials: Dials | None = None
) -> list[float]:
    """From the warning to each operation, in days; those that never take place are left out."""
    plan = Planner(load_data(changed({**SEEN_AT_ONCE, "response": dict(response)}))).plan(dials)
    days = []
    for record in runs(plan, 3, range(replications)):
        threats = Detections(record)
        warned = threats.warned[threats.occurring.scored]
        (found,) = results_of(record).responses
        assert found is not None
        days += [
            float(at - since) / DAY
            for at, since in zip(found.operation, warned, strict=True)
            if at != NEVER
        ]
    return days


def test_an_operation_waits_for_the_last_of_those_who_must_be_ready() -> None:
    """The mean of the larger of two exponentials is one and a half times that of one."""
    days = days_to_operation(
        by_warrant(
            readiness={"exponential": {"mean": "8 d"}}, consented="0 h", contested="0 h", **SURE
        )
    )
    assert len(days) == REPLICATIONS
    mean_agrees(days, 12.0, precision=0.1)


def test_notice_comes_before_readiness() -> None:
    days = days_to_operation({"notice": "36 h", "readiness": "12 h"}, 3)
    assert days == [2.0, 2.0, 2.0]


def test_an_operation_waits_for_whichever_is_later() -> None:
    """Readiness of a fixed 10 days against an exponential warrant: the mean of the larger."""
    days = days_to_operation(
        by_warrant(readiness="10 d", consented={"exponential": {"mean": "20 d"}}, **SURE)
    )
    mean_agrees(days, 10.0 + 20.0 * np.exp(-0.5), precision=0.1)


@cache
def granted(contested_share: float) -> list[float]:
    """Days until a warrant is there, which here is all that an operation waits for."""
    return days_to_operation(by_warrant(contested_share=contested_share, refusal=0.0))


def test_a_contested_warrant_takes_about_2_7_times_a_consensual_one() -> None:
    """With the published figures, each on luck of its own (the ratio's interval by Fieller)."""
    consented, contested = granted(0.0)[::2], granted(1.0)[1::2]
    mean_agrees(consented, 15.0, precision=0.15)
    mean_agrees(contested, 40.0, precision=0.15)
    above, below = mean_interval(contested), mean_interval(consented)
    assert above.low is not None
    assert above.high is not None
    assert below.low is not None
    assert below.high is not None
    assert above.low / below.high < 2.7 < above.high / below.low
    assert above.low / below.high > 2.2
    assert above.high / below.low < 3.2


def test_on_the_same_luck_it_takes_exactly_40_over_15() -> None:
    ratio = np.array(granted(1.0)) / np.array(granted(0.0))
    assert ratio == pytest.approx(40 / 15, rel=1e-6)


def test_as_many_warrants_are_contested_as_the_scenario_says() -> None:
    """Contested ones take exactly 40 days here, the others 15."""
    days = days_to_operation(
        by_warrant(consented="15 d", contested="40 d", contested_share=0.3, refusal=0.1)
    )
    share_agrees(len(days), REPLICATIONS, 0.9)
    share_agrees(sum(day == 40.0 for day in days), len(days), 0.3)
    assert set(days) == {15.0, 40.0}


def test_the_share_in_time_is_the_distribution_of_the_warrant() -> None:
    """Extradition of 9 months in two steps, 300 days of which there are."""
    nine_months = {"gamma": {"mean": "274 d", "shape": 2.0}}
    told = {"consented": nine_months, "contested": nine_months, "refusal": 0.0}
    days = days_to_operation(at_once(extradition=told))
    in_time = float(stats.gamma(2.0, scale=137.0).cdf(300.0))
    share_agrees(sum(day < 300.0 for day in days), REPLICATIONS, in_time)


def test_without_any_challenge_it_takes_place_as_soon_as_warned() -> None:
    off = Dials(**dict.fromkeys(Challenge, 0.0))
    response = {"participants": {"Brevia": ["Aldren Police"]}, "extradition": None}
    assert days_to_operation(response, 20, off) == [0.0] * 20
    assert days_to_operation(response, 20) == []


@pytest.mark.parametrize(
    ("challenge", "response"),
    [
        (Challenge.COMMUNICATION, {"notice": "4 d", "readiness": "0 h"}),
        (Challenge.CAPACITY, {"notice": "0 h", "readiness": "4 d"}),
        (
            Challenge.LAW,
            at_once(extradition={"consented": "4 d", "contested": "4 d", "refusal": 0.0}),
        ),
    ],
)
def test_each_dial_scales_what_it_owns(challenge: Challenge, response: dict[str, Any]) -> None:
    for dial, days in ((0.0, 0.0), (0.5, 2.0), (2.0, 8.0)):
        assert days_to_operation(response, 2, Dials(**{challenge: dial})) == [days, days]
    others = Dials(**{c: 0.0 for c in Challenge if c is not challenge})
    assert days_to_operation(response, 2, others) == [4.0, 4.0]


def warrant(days: float, refusal: float, *members: str) -> dict[str, Any]:
    """A way to hand somebody over in so many days; an agreement if it has members."""
    told = {"consented": f"{days} d", "contested": f"{days} d", "refusal": refusal}
    return {**told, "members": list(members)} if members else told


BOTH = ("Aldren", "Brevia")
PACTS = {
    "treaty": warrant(25, 0.009, *BOTH),
    "fast track": warrant(1, 0.01, *BOTH),
    "elsewhere": warrant(0, 0.0, "Aldren", "Cormark"),
    "refusing": warrant(0, 0.9, *BOTH),
}


def test_the_warrant_applies_that_is_expected_to_take_least() -> None:
    """A treaty of 25 days that refuses 0.9 % does not go before one of a day that refuses 1 %."""
    slow = warrant(30, 0.0)
    days = days_to_operation(at_once(warrants=PACTS, extradition=slow), 200)
    assert set(days) == {1.0}
    alone = {name: PACTS[name] for name in ("treaty", "refusing", "elsewhere")}
    assert set(days_to_operation(at_once(warrants=alone, extradition=slow), 200)) == {25.0}


def test_extradition_applies_where_agreements_are_worse() -> None:
    days = days_to_operation(at_once(warrants=PACTS, extradition=warrant(0.5, 0.0)), 3)
    assert days == [0.5, 0.5, 0.5]


def test_the_dial_of_law_may_make_another_warrant_the_better() -> None:
    """Of 300 days: 145 against 150 as written, 38.7 against 37.5 at a quarter of the law."""
    pacts = {"slow": warrant(128, 0.1, *BOTH), "refusing": warrant(0, 0.5, *BOTH)}
    response = at_once(warrants=pacts, extradition=None)
    assert set(days_to_operation(response, 20)) == {128.0}
    assert set(days_to_operation(response, 20, Dials(law=0.25))) == {0.0}


hours = st.sampled_from(["0 h", "1 d", "20 d", {"exponential": {"mean": "10 d"}}])
shares = st.sampled_from([0.0, 0.01, 0.3, 1.0])
terms = st.fixed_dictionaries(
    {"consented": hours, "contested": hours, "contested_share": shares, "refusal": shares}
)


@given(
    st.lists(terms, min_size=1, max_size=4),
    st.none() | terms,
    st.sampled_from([0.0, 0.5, 1.0, 7.0]),
)
def test_ratifying_one_more_never_harms(
    several: list[dict[str, Any]], extradition: dict[str, Any] | None, law: float
) -> None:
    """By expectation, whatever the dial: of more ways the least is never more."""
    costs = []
    for number in range(len(several) + 1):
        pacts = {f"{i}": {**each, "members": BOTH} for i, each in enumerate(several[:number])}
        response = at_once(warrants=pacts, extradition=extradition)
        planner = Planner(load_data(changed({**SEEN_AT_ONCE, "response": response})))
        applies = planner.plan(Dials(law=law)).response
        assert applies is not None
        assert planner.scenario.response is not None
        ways = ways_between(planner.scenario.response, "Brevia", "Aldren")
        (chosen,) = (way for way, taken in zip(ways, applies.applies, strict=True) if taken)
        costs.append(hours_to_grant(chosen, law, 300 * 24.0))
    assert all(more <= fewer for fewer, more in pairwise(costs))
