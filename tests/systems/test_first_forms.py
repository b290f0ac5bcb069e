"""Bilateral agreements, a close alliance, financial intelligence, cyber teams: each on and off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.record import Record
from sim.measures.detail import detail_of
from sim.measures.results import outcome_of
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause, End
from sim.replication import Engine, run
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from tests.systems.neighbours import (
    LAW,
    Data,
    Floats,
    all_but,
    both_ways,
    ended,
    falls,
    hours,
    measured,
    neighbours,
)

QUICK = {"probability": 0.5, "duration": "1 d", "refusal": 0.0}
PAIR = both_ways("Aldren Desk", "Brevia Desk")
CIRCLE = ("Aldren", "Brevia", "Corvane")
INSIDE = both_ways(*(f"{name} Desk" for name in CIRCLE))
WITHHELD = {int(End.WITHHELD_TRUST), int(End.WITHHELD_NEED_TO_KNOW)}


def test_a_bilateral_agreement_spares_law_on_its_pair_only() -> None:
    data = neighbours(agreements={"Pact": {"members": ["Aldren", "Brevia"], "review": QUICK}})
    between = hours(LAW, PAIR)
    assert falls(measured(data, between), measured(neighbours(), between))
    elsewhere = hours(LAW, all_but(PAIR, data))
    assert np.array_equal(measured(data, elsewhere), measured(neighbours(), elsewhere))


def close_alliance() -> Data:
    """Three of four trust each other nearly in full and speak one system."""
    data = neighbours(trust={"default": 0.5})
    data["trust"]["countries"] = {
        one: {other: 0.95 for other in CIRCLE if other != one} for one in CIRCLE
    }
    for name in CIRCLE:
        data["agencies"][f"{name} Desk"]["systems"] = ["circle"]
    return data


def test_a_close_alliance_withholds_and_converts_less_inside_and_as_much_outside() -> None:
    data, loose = close_alliance(), neighbours(trust={"default": 0.5})
    withheld, converted = ended(WITHHELD, INSIDE), hours({Cause.CONVERSION}, INSIDE)
    assert falls(measured(data, withheld), measured(loose, withheld))
    assert not measured(data, converted).any()
    assert measured(loose, converted).any()
    outside = all_but(INSIDE, data)
    for measure in (ended(WITHHELD, outside), hours({Cause.CONVERSION}, outside)):
        assert np.array_equal(measured(data, measure), measured(loose, measure))


def each(scenario: Scenario, measure: Any, replications: int = 60) -> Floats:
    plan = Planner(scenario).plan()
    runs = (run(plan, 1, number, engine=Engine.COMPILED) for number in range(replications))
    return np.array([measure(record) for record in runs], dtype=np.float64)


def spent(record: Record) -> int:
    """The time to detection of all scored threats, together."""
    return outcome_of(record).spent


def by_cause(record: Record) -> list[int]:
    causes: list[int] = detail_of(record).causes.tolist()
    return causes


def test_law_takes_more_of_a_financial_networks_time_than_any_other_stage() -> None:
    pytest.importorskip("numba")
    hours_of = each(load("slow-money"), by_cause).sum(axis=0)
    owned = {cause: hours_of[cause] for cause in Cause if cause.challenge is not None}
    law = sum(owned.pop(cause) for cause in LAW)
    assert law > max(owned.values())


def test_joint_protocols_spare_cyber_teams_conversion_and_days() -> None:
    pytest.importorskip("numba")
    written = load("night-shift")
    agencies = {
        name: agency.model_copy(update={"systems": (*agency.systems, "joint protocol")})
        for name, agency in written.agencies.items()
    }
    joint = written.model_copy(update={"agencies": agencies})
    assert falls(each(joint, spent), each(written, spent))
    converted = each(joint, by_cause)[:, Cause.CONVERSION]
    assert not converted.any()
    assert each(written, by_cause)[:, Cause.CONVERSION].any()
