"""Indicators as a Poisson process, copied with a probability, each delayed by itself.

Thinned with probability p and displaced by independent delays with distribution F, a Poisson
process of rate a leaves at time t a number of arrivals that is Poisson with mean
a p integral_0^t F(u) du. With equal weights, belief reaches its threshold with the k-th arrival.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from sim.engine.record import NEVER
from sim.measures.outcome import Detections
from sim.plan.planner import Planner
from tests.analytic.bounds import mean_agrees, share_agrees
from tests.quickest import runs
from tests.scenarios_for_tests import load_data

DAY = 24 * 3_600_000_000
RATE = 2.0
SHARE = 0.6
NEEDED = 6
REPLICATIONS = 600
TIMES = [1.0, 2.5, 4.0, 6.0, 9.0, 13.0]


def world(**how: Any) -> dict[str, Any]:
    """One agency sees and tells; the other, never short of analysts, believes at the k-th copy."""
    at_once = {"opening": "round the clock", "analysts": 1000, "triage": "0 h"}
    ratio, prior = 5.0, 0.01
    belief = np.log(prior / (1 - prior)) + (NEEDED - 0.5) * np.log(ratio)
    return {
        "entente": 1,
        "title": "A stream of signs",
        "summary": "One sees, the other believes.",
        "horizon": "20 d",
        "countries": {"Aldren": {"legal_desk": {"opening": "round the clock"}}, "Brevia": {}},
        "agencies": {
            "Eyes": {
                "country": "Aldren",
                "threshold": 0.999999999999,
                "observes": [{"kinds": ["sign"], "probability": how.get("observed", 1.0)}],
                **at_once,
            },
            "Mind": {
                "country": "Brevia",
                "prior": prior,
                "threshold": float(1 / (1 + np.exp(-belief))),
                **at_once,
            },
        },
        "channels": {
            "Line": {"between": ["Eyes", "Mind"], "latency": how.get("latency", "0 h")},
        },
        "agreements": {
            "Pact": {
                "members": ["Aldren", "Brevia"],
                "review": {"probability": 1.0, "duration": how.get("review", "0 h")},
            }
        },
        "trust": {"agencies": {"Eyes": {"Mind": how.get("trust", 1.0)}, "Mind": {"Eyes": 1.0}}},
        "threats": {
            "The Convoy": {
                "category": "smuggling",
                "country": "Brevia",
                "onset": "0 h",
                "deadline": "20 d",
                "indicators": {
                    "signs": {
                        "kind": "sign",
                        "where": ["Aldren"],
                        "rate": f"{RATE} per day",
                        "likelihood_ratio": ratio,
                        "sanitised": False,
                        "marking": "AMBER" if "trust" in how else "CLEAR",
                    }
                },
            }
        },
    }


WORLDS = {
    "trust, exponential latency": (
        {"trust": SHARE, "latency": {"exponential": {"mean": "2 d"}}},
        stats.expon(scale=2.0),
    ),
    "observation, lognormal review": (
        {"observed": SHARE, "review": {"lognormal": {"median": "3 d", "sigma": 0.8}}},
        stats.lognorm(s=0.8, scale=3.0),
    ),
    "trust, gamma review": (
        {"trust": SHARE, "review": {"gamma": {"mean": "4 d", "shape": 2.0}}},
        stats.gamma(a=2.0, scale=2.0),
    ),
    "observation, even latency": (
        {"observed": SHARE, "latency": {"uniform": {"from": "1 d", "to": "5 d"}}},
        stats.uniform(loc=1.0, scale=4.0),
    ),
}


@lru_cache
def simulated(name: str) -> tuple[np.ndarray, np.ndarray]:
    """By replication: copies held at each of the times; days to detection."""
    planner = Planner(load_data(world(**WORLDS[name][0])))
    plan = planner.plan()
    held, detected = [], []
    for record in runs(plan, 11, range(REPLICATIONS)):
        copies = (record.timetable.parent >= 0) & (record.done != NEVER)
        days = record.done[copies] / DAY
        held.append([(days <= t).sum() for t in TIMES])
        detected.append(Detections(record).time[0] / DAY)
    return np.array(held), np.array(detected)


def mean_held(name: str, t: float) -> float:
    """The mean number of copies held at t days."""
    distribution = WORLDS[name][1]
    return float(RATE * SHARE * integrate.quad(distribution.cdf, 0.0, t)[0])


@pytest.mark.parametrize("t", TIMES)
@pytest.mark.parametrize("name", WORLDS)
def test_the_number_held_is_poisson(name: str, t: float) -> None:
    held, _ = simulated(name)
    counts, mean = held[:, TIMES.index(t)], mean_held(name, t)
    total = int(counts.sum())
    low, high = stats.poisson.interval(0.999, REPLICATIONS * mean)
    assert low <= total <= high
    if mean > 1:
        mean_agrees(counts.tolist(), mean, precision=0.2)
        dispersion = (REPLICATIONS - 1) * counts.var(ddof=1) / counts.mean()
        low, high = stats.chi2.interval(0.999, REPLICATIONS - 1)
        assert low <= dispersion <= high


@pytest.mark.parametrize("t", TIMES)
@pytest.mark.parametrize("name", WORLDS)
def test_detection_by_k_of_many_is_a_poisson_tail(name: str, t: float) -> None:
    _, detected = simulated(name)
    hits = int((detected <= t).sum())
    share_agrees(hits, REPLICATIONS, float(stats.poisson.sf(NEEDED - 1, mean_held(name, t))))
