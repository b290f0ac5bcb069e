"""Limiting cases, in which what happens is known without any calculation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER, Record
from sim.measures.journey import on_the_way
from sim.measures.outcome import Detections
from sim.measures.results import outcome_of
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause
from sim.scenario.values.dials import Challenge, Dials
from sim.statistics.intervals import wilson
from tests.quickest import run, runs
from tests.scenarios_for_tests import changed, load_data, minimal

HOUR = 3_600_000_000
SETTINGS = [
    Dials(),
    Dials().without(*Challenge),
    Dials(trust=2.0, law=2.0, communication=2.0, capacity=2.0),
    *(Dials().without(challenge) for challenge in Challenge),
]


def records(data: dict[str, Any], replications: int = 5) -> list[Record]:
    """The scenario as written."""
    plan = Planner(load_data(data)).plan()
    return list(runs(plan, 1, range(replications)))


@pytest.mark.parametrize("dials", SETTINGS)
def test_where_nothing_can_be_seen_nothing_is_detected(dials: Dials) -> None:
    data = minimal()
    for indicator in data["threats"]["The Shipment"]["indicators"].values():
        indicator["kind"] = "what nobody can see"
    data["background"] = {
        "routine": {"category": "smuggling", "rate": "3 per day", "worth_sharing": 1.0}
    }
    planner = Planner(load_data(data))
    for sharing in (True, False):
        plan = planner.plan(dials, sharing=sharing)
        for record in runs(plan, 1, range(5)):
            assert (record.detected == NEVER).all()
            assert outcome_of(record).missed == outcome_of(record).scored == 1


@pytest.mark.parametrize("dials", SETTINGS)
def test_sharing_gains_nothing_where_one_agency_sees_all(dials: Dials) -> None:
    seen = [{"kinds": ["sign"], "where": ["Aldren", "Brevia"]}]
    data = changed(
        {
            "agencies.Brevia Police.observes": seen,
            "agencies.Brevia Police.analysts": 50,
            "agencies.Brevia Police.triage": "2 h",
            "agencies.Aldren Police.observes": [],
        }
    )
    planner = Planner(load_data(data))
    for n in range(10):
        timetable = timetable_of(planner.layout, 1, n)
        shared = run(planner.plan(dials), 1, n, timetable)
        alone = run(planner.plan(dials, sharing=False), 1, n, timetable)
        assert outcome_of(shared).missed == 0
        assert Detections(shared).detected.tolist() == Detections(alone).detected.tolist()


@pytest.mark.parametrize("needed", [1, 2, 4, 7])
def test_without_any_challenge_detection_is_at_the_time_of_the_last_indicator_needed(
    needed: int,
) -> None:
    ratio, prior = 6.0, 0.01
    belief = np.log(prior / (1 - prior)) + needed * np.log(ratio) - 1e-6
    agency = {"prior": prior, "threshold": float(1 / (1 + np.exp(-belief)))}
    names = ["Aldren", "Brevia", "Corvane", "Dunmark"]
    signs = {
        f"sign {i}": {
            "kind": "sign",
            "where": names,
            "when": {"uniform": {"from": "0 d", "to": "20 d"}},
            "likelihood_ratio": ratio,
            "marking": ["CLEAR", "AMBER", "RED"][i % 3],
        }
        for i in range(8)
    }
    data = changed(
        {
            "countries": {
                name: {"languages": [name], "recognises": {"smuggling": 0.3}} for name in names
            },
            "agencies": {
                f"{name} Police": {"country": name, "observes": [{"kinds": ["sign"]}]} | agency
                for name in names
            },
            "channels": {"Network": {"members": [f"{name} Police" for name in names]}},
            "trust": {"default": 0.2},
            "threats.The Shipment.indicators": signs,
            "dials": {challenge.value: 0.0 for challenge in Challenge},
        }
    )
    for record in records(data, 20):
        assert record.timetable.number_of_reports == 8
        kth = np.sort(record.timetable.reports.at)[needed - 1]
        assert Detections(record).detected.tolist() == [kth]
        assert (record.detected == kth).all()


def legal_world(law: dict[str, Any]) -> dict[str, Any]:
    """Many copies from one country to another that neither sees nor is short of anybody."""
    clock = {"opening": "round the clock", "analysts": 500}
    return changed(
        {
            "horizon": "12 years",
            "countries.Aldren.legal_desk": {"opening": "round the clock"},
            "agencies.Aldren Police": {
                "country": "Aldren",
                "observes": [{"kinds": ["sign"], "where": ["Aldren"]}],
                **clock,
            },
            "agencies.Brevia Police": {"country": "Brevia", **clock},
            "trust.default": 1.0,
            "threats.The Shipment.indicators": {
                "sign": {"kind": "sign", "where": ["Aldren"], "count": 100}
            },
            **law,
        }
    )


def legal_and_whole(data: dict[str, Any], cause: Cause) -> tuple[np.ndarray, np.ndarray]:
    """Hours in law, and from what is seen to where it is believed, of every copy."""
    legal, whole = [], []
    for record in records(data, 20):
        parent = record.timetable.parent
        for row in np.flatnonzero(parent >= 0):
            assert record.done[row] != NEVER
            stretches = on_the_way(record, int(row))
            legal.append(sum(s.until - s.since for s in stretches if s.cause is cause) / HOUR)
            whole.append((record.done[row] - record.arrived[parent[row]]) / HOUR)
    return np.array(legal), np.array(whole)


def test_mutual_recognition_shortens_the_legal_stage_and_the_whole_by_less() -> None:
    formal = {"duration": {"lognormal": {"median": "270 d", "sigma": 0.55}}}
    review = {"duration": {"gamma": {"mean": "90 d", "shape": 2.0}}}
    members = {"members": ["Aldren", "Brevia"], "review": review}
    before, whole_before = legal_and_whole(
        legal_world({"law.formal_route": formal}), Cause.FORMAL_ROUTE
    )
    after, whole_after = legal_and_whole(
        legal_world({"agreements.Recognition": members}), Cause.LEGAL_REVIEW
    )
    exact = 270 * np.exp(0.55**2 / 2) / 90
    ratio = before.mean() / after.mean()
    variance = sum(x.var() / len(x) / x.mean() ** 2 for x in (before, after))
    assert exact == pytest.approx(3.49, abs=0.005)
    assert 3.29 * np.sqrt(variance) < 0.07
    assert abs(np.log(ratio / exact)) < 3.29 * np.sqrt(variance)
    assert 1.0 < whole_before.mean() / whole_after.mean() < ratio


def test_an_urgent_trusted_tip_is_acted_on_within_a_day() -> None:
    clock = {"opening": "round the clock", "analysts": 3}
    data = changed(
        {
            "warm_up": "14 d",
            "countries.Aldren.legal_desk": {"opening": "round the clock"},
            "agencies.Aldren Police": {
                "country": "Aldren",
                "observes": [{"kinds": ["sign"], "where": ["Aldren"]}],
                **clock,
            },
            "agencies.Brevia Police": {"country": "Brevia", **clock},
            "agreements.Pact": {
                "members": ["Aldren", "Brevia"],
                "review": {"probability": 0.2, "duration": "8 h"},
            },
            "trust.default": 0.95,
            "background.routine": {"category": "routine crime", "rate": "3 per day"},
            "threats.The Shipment.urgency": 5.0,
            "threats.The Shipment.indicators": {
                "tip": {
                    "kind": "sign",
                    "where": ["Aldren"],
                    "likelihood_ratio": 5000.0,
                    "sanitised": False,
                }
            },
        }
    )
    hours = []
    for record in records(data, 300):
        threats = Detections(record)
        hours.append((threats.warned[0] - threats.occurring.onset[0]) / HOUR)
    within = int((np.array(hours) <= 24.0).sum())
    low = wilson(within, len(hours), 0.99).low
    assert low is not None
    assert low > 0.5
    assert within < len(hours)
