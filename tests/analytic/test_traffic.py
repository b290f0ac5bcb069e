"""Does as much routine work reach a desk as traffic equations say, and does its queue settle so?

The equations multiply what the gates of a tie let pass and follow what is passed on. Against them
stand runs of networks whose numbers are drawn at random; and against how long a queue takes to
settle, the exact means of a queue with one server (Kendall 1953), by its rate matrix.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

from sim.engine.record import NEVER
from sim.plan.lint import DeskLoad, desk_loads, warnings
from sim.plan.planner import Planner
from sim.plan.traffic import traffic
from sim.replication import Engine, run
from sim.scenario.reading.shipped import find
from tests.analytic.bounds import mean_agrees
from tests.scenarios_for_tests import load_data

HOUR = 3_600_000_000
DAYS = 56
"""Whole weeks: what waits for legal desks at a weekend comes on Monday."""
REPLICATIONS = 10
NAMES = ("Aldren Police", "Brevia Police", "Corvia Police", "Delmar Police")


def network(seed: int) -> dict[str, Any]:
    """Four agencies of four countries with every gate there is, and passing on."""
    random = np.random.default_rng(seed)

    def share(least: float = 0.3) -> float:
        return round(float(random.uniform(least, 1.0)), 2)

    countries = [name.split()[0] for name in NAMES]
    pairs = [(NAMES[0], NAMES[1]), (NAMES[1], NAMES[2]), (NAMES[2], NAMES[3]), (NAMES[0], NAMES[3])]
    marking = str(random.choice(["GREEN", "AMBER", "CLEAR"]))
    return {
        "entente": 1,
        "title": "Four desks",
        "summary": "Routine work and what becomes of it.",
        "horizon": f"{DAYS} d",
        "warm_up": "14 d",
        "countries": {
            name: {"recognises": {"routine": share(0.5)}, "priorities": {"routine": share()}}
            for name in countries
        },
        "agencies": {
            name: {
                "country": name.split()[0],
                "analysts": 20,
                "opening": "round the clock",
                "triage": {"weibull": {"median": "2 h", "shape": 0.8}},
            }
            for name in NAMES
        },
        "channels": {
            f"line {number}": {
                "between": list(pair),
                "latency": "1 h",
                "loss": share(0.0) / 2,
                "attempts": int(random.integers(1, 3)),
                "resend_after": "1 h",
                "opening": "round the clock",
            }
            for number, pair in enumerate(pairs)
        },
        "agreements": {
            "Pact": {
                "members": countries[:3],
                "review": {"probability": share(), "duration": "5 h", "refusal": share(0.0) / 2},
            }
        },
        "law": {"formal_route": {"probability": 1.0, "duration": "9 h", "refusal": share(0.0) / 2}},
        "trust": {"default": share(0.4)},
        "sharing": {
            "vetting": "1 h",
            "default_marking": marking,
            "onward": {
                "by": [NAMES[1], NAMES[3]],
                "hops": 3,
                "consent": {"duration": "2 h", "refusal": share(0.0) / 2},
            },
        },
        "background": {
            "daily": {"category": "routine", "rate": "60 per day", "worth_sharing": share(0.5)}
        },
    }


def arrivals(data: dict[str, Any]) -> np.ndarray:
    """By replication and agency: the copies a day that reach it in the exercise."""
    plan = Planner(load_data(data)).plan()
    engine = Engine.COMPILED if Engine.COMPILED.installed else Engine.SIMPY
    told = np.zeros((REPLICATIONS, len(NAMES)))
    for number in range(REPLICATIONS):
        record = run(plan, 5, number, engine=engine)
        came = (record.arrived >= 0) & (record.arrived != NEVER)
        came[: len(record.timetable.reports.key)] = False
        told[number] = np.bincount(record.timetable.agency[came], minlength=len(NAMES)) / DAYS
    return told


@pytest.mark.parametrize("seed", range(4))
def test_what_partners_tell_is_what_the_gates_let_pass(seed: int) -> None:
    data = network(seed)
    expected = traffic(Planner(load_data(data)).plan()).told
    told = arrivals(data)
    for number, name in enumerate(NAMES):
        mean_agrees(told[:, number].tolist(), expected[("daily", name)], precision=0.1)


def test_loads_are_work_over_what_analysts_can_do() -> None:
    data = network(3)
    loads = desk_loads(load_data(data))
    triage = load_data(data).agencies[NAMES[0]].triage.mean_hours
    expected = traffic(Planner(load_data(data)).plan()).told
    for name in NAMES:
        assert loads[name].own == pytest.approx(60 * triage / 24 / 20, rel=1e-6)
        told = expected[("daily", name)] * triage / 24 / 20
        assert loads[name].told == pytest.approx(told, rel=1e-6)


def test_an_agency_that_keeps_to_itself_is_told_nothing() -> None:
    assert not any(traffic(Planner(load_data(network(1))).plan(sharing=False)).told.values())


def test_the_desks_of_the_crowded_are_overloaded_by_what_they_tell_each_other() -> None:
    import sim

    scenario = sim.load(find("crowded-desks"))
    loads = desk_loads(scenario)
    for name in ("Norlund Service", "Sorlund Service", "Vestlund Service", "Ostlund Service"):
        assert loads[name].own == pytest.approx(2 / 3)
        assert loads[name].told == pytest.approx(1.0)
    assert loads["Centre"].all == pytest.approx(1 / 6)
    assert all("no steady state" in one.message for one in warnings(scenario))
    assert len(warnings(scenario)) == 4


# How long a queue takes to settle


def waiting(load: float) -> list[float]:
    """The mean number waiting in a queue with one server that began empty, exactly.

    As a share of the settled one, after each half of a relaxation time.
    """
    states = int(10 / (1 - load)) + 20
    rates = np.zeros((states, states))
    place = np.arange(states - 1)
    rates[place, place + 1], rates[place + 1, place] = load, 1.0
    rates -= np.diag(rates.sum(axis=1))
    step = expm(rates * 0.5 / (1 - sqrt(load)) ** 2)
    number = np.maximum(np.arange(states) - 1, 0) * (1 - load) / load**2
    chances, found = np.eye(states)[0], []
    for _ in range(4):
        chances = chances @ step
        found.append(float(chances @ number))
    return found


@pytest.mark.parametrize(("load", "within"), [(0.8, 0.06), (0.9, 0.03), (0.95, 0.015)])
def test_a_queue_settles_as_one_with_one_server_does(load: float, within: float) -> None:
    desk = DeskLoad(load, 0.0, 8.0 / (1 - sqrt(load)) ** 2)
    told = [desk.settled(part * desk.relaxation_hours) for part in (0.5, 1.0, 1.5, 2.0)]
    exact = waiting(load)
    assert told == pytest.approx(exact, abs=within)
    assert exact[2] == pytest.approx(0.965, abs=0.01)


@pytest.mark.parametrize(("rate", "load"), [(2.4, 0.8), (2.7, 0.9)])
def test_the_relaxation_time_of_a_desk_is_that_of_its_queue(rate: float, load: float) -> None:
    data = network(0)
    data["agencies"] = {NAMES[0]: {**data["agencies"][NAMES[0]], "analysts": 1}}
    data["agencies"][NAMES[0]]["triage"] = {"exponential": {"mean": "8 h"}}
    for part in ("channels", "agreements", "sharing"):
        del data[part]
    data["background"]["daily"]["rate"] = f"{rate} per day"
    desk = desk_loads(load_data(data))[NAMES[0]]
    assert desk.all == pytest.approx(load)
    assert desk.relaxation_hours == pytest.approx(8.0 / (1 - sqrt(load)) ** 2, rel=0.05)


def test_a_queue_without_work_has_settled_and_an_overloaded_one_never_does() -> None:
    assert DeskLoad(0.0, 0.0, 0.0).settled(0.0) == 1.0
    assert DeskLoad(1.2, 0.0, float("inf")).settled(1e6) == pytest.approx(0.0, abs=1e-6)
