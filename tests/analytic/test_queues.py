"""Waiting for an analyst, where queueing theory knows the mean.

Erlang C for c analysts with exponential work (Erlang 1917), Pollaczek and Khinchine for one analyst
and any work (1930, 1932), Cobham for ranks without interruption (1954). Reports arrive as a Poisson
process; each replication begins after a warm-up of fifty days and gives one mean, so the means are
independent of each other.
"""

from __future__ import annotations

from math import exp, factorial
from typing import Any

import numpy as np
import pytest

from sim.engine.record import NEVER, Record
from sim.plan.planner import Planner
from tests.analytic.bounds import mean_agrees
from tests.quickest import runs
from tests.scenarios_for_tests import load_data

HOUR = 3_600_000_000
DAY = 24 * HOUR
HORIZON_DAYS = 600
TAIL_DAYS = 20
REPLICATIONS = 20


def world(analysts: int, **streams: dict[str, Any]) -> dict[str, Any]:
    """One agency round the clock, with routine work alone."""
    return {
        "entente": 1,
        "title": "One desk",
        "summary": "Nothing but routine.",
        "horizon": f"{HORIZON_DAYS} d",
        "warm_up": "50 d",
        "countries": {"Aldren": {}},
        "agencies": {
            "Desk": {"country": "Aldren", "analysts": analysts, "opening": "round the clock"}
        },
        "background": {name: {"category": "routine"} | stream for name, stream in streams.items()},
    }


def mean_waits(data: dict[str, Any], name: str = "") -> list[float]:
    """By replication: the mean hours until a report that comes in the exercise is taken up."""
    planner = Planner(load_data(data))
    plan = planner.plan()
    return [waits(one, name).mean() for one in runs(plan, 5, range(REPLICATIONS))]


def waits(record: Record, name: str) -> np.ndarray:
    """Hours of wait; those who come in the last days are left out, as they may wait still."""
    subjects = [subject.name for subject in record.plan.layout.subjects]
    counted = (record.arrived >= 0) & (record.arrived < (HORIZON_DAYS - TAIL_DAYS) * DAY)
    if name:
        counted &= record.timetable.subject == subjects.index(name)
    assert (record.started[counted] != NEVER).all()
    return (record.started[counted] - record.arrived[counted]) / HOUR


def erlang_c_wait(servers: int, load: float, work: float) -> float:
    """The mean wait with exponential work; ``load`` in servers, ``work`` in hours."""
    busy = load**servers / factorial(servers) * servers / (servers - load)
    waiting = busy / (sum(load**n / factorial(n) for n in range(servers)) + busy)
    return waiting * work / (servers - load)


@pytest.mark.parametrize("analysts", [1, 3])
def test_exponential_work_waits_as_erlang_says(analysts: int) -> None:
    work, load = 0.5, 0.7 * analysts
    rate = load / work
    stream = {"rate": f"{rate} per hour", "work": {"exponential": {"mean": f"{work} h"}}}
    exact = erlang_c_wait(analysts, load, work)
    mean_agrees(mean_waits(world(analysts, routine=stream)), exact, precision=0.08)


@pytest.mark.parametrize(
    ("work", "mean", "square"),
    [
        ({"fixed": "1 h"}, 1.0, 1.0),
        ({"gamma": {"mean": "1 h", "shape": 2.0}}, 1.0, 1.5),
        ({"lognormal": {"median": "1 h", "sigma": 0.8}}, exp(0.32), exp(1.28)),
        ({"uniform": {"from": "0 h", "to": "2 h"}}, 1.0, 4.0 / 3.0),
    ],
    ids=["fixed", "gamma", "lognormal", "uniform"],
)
def test_any_work_waits_as_pollaczek_and_khinchine_say(
    work: dict[str, Any], mean: float, square: float
) -> None:
    load = 0.6
    rate = load / mean
    exact = rate * square / (2.0 * (1.0 - load))
    simulated = mean_waits(world(1, routine={"rate": f"{rate} per hour", "work": work}))
    mean_agrees(simulated, exact, precision=0.1)


@pytest.mark.parametrize("name", ["urgent", "routine"])
def test_ranks_wait_as_cobham_says(name: str) -> None:
    urgent = {"rate": "0.5 per hour", "urgency": 2.0, "work": {"exponential": {"mean": "0.5 h"}}}
    routine = {"rate": "0.5 per hour", "urgency": 1.0, "work": {"fixed": "0.9 h"}}
    first, both = 0.5 * 0.5, 0.5 * 0.5 + 0.5 * 0.9
    remaining = (0.5 * 2 * 0.5**2 + 0.5 * 0.9**2) / 2.0
    exact = {
        "urgent": remaining / (1.0 - first),
        "routine": remaining / ((1.0 - first) * (1.0 - both)),
    }
    simulated = mean_waits(world(1, urgent=urgent, routine=routine), name)
    mean_agrees(simulated, exact[name], precision=0.08)


def test_equal_ranks_wait_as_one_queue_without_ranks() -> None:
    work = {"exponential": {"mean": "0.5 h"}}
    stream = {"rate": "0.7 per hour", "urgency": 1.0, "work": work}
    together = world(1, one=stream, other=stream)
    mean_agrees(mean_waits(together), erlang_c_wait(1, 0.7, 0.5), precision=0.08)
