"""Closed hours: what they cost on average, what the dial makes of them, and whose clock rules.

Somebody who comes at a uniform moment of a week with closed spells c_i waits sum(c_i ** 2) / 336
hours on average: with probability c_i / 168 the spell is met, and half of it is left.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.record import NEVER
from sim.plan.planner import Planner
from tests.analytic.bounds import mean_agrees
from tests.quickest import run
from tests.scenarios_for_tests import load_data

HOUR = 3_600_000_000
EVERY_DAY = "daily 09:00 to 17:00"
WEEKDAYS = "Monday to Friday 09:00 to 17:00"
WEEKS = 4
CLOSED = {
    EVERY_DAY: [16.0] * 7,
    WEEKDAYS: [16.0] * 4 + [64.0],
    "Monday 00:00 to 24:00": [144.0],
    "daily 22:00 to 06:00": [16.0] * 7,
}


def mean_wait(closed: list[float]) -> float:
    """Hours."""
    return sum(c * c for c in closed) / 336.0


def world(opening: str, utc: str = "UTC", begins: str = "Monday 00:00 UTC") -> dict[str, Any]:
    """Routine work for an agency with more analysts than work, and hours of its own."""
    return {
        "entente": 1,
        "title": "A closed door",
        "summary": "Nothing but waiting.",
        "begins": begins,
        "horizon": f"{WEEKS} weeks",
        "countries": {"Aldren": {"utc": utc}},
        "agencies": {"Desk": {"country": "Aldren", "analysts": 10_000, "opening": opening}},
        "background": {"routine": {"category": "routine", "rate": "30 per day", "work": "0 h"}},
    }


def relayed(opening: str, utc: str = "UTC") -> dict[str, Any]:
    """The same work, all of it told over a channel with these hours to a second agency."""
    data = world("round the clock")
    data["agencies"]["Reader"] = {
        "country": "Aldren",
        "analysts": 10_000,
        "opening": "round the clock",
    }
    data["channels"] = {
        "Line": {"between": ["Desk", "Reader"], "opening": opening, "utc": utc, "latency": "0 h"}
    }
    data["sharing"] = {"vetting": "0 h", "default_marking": "CLEAR"}
    data["background"]["routine"] |= {"agencies": ["Desk"], "worth_sharing": 1.0}
    return data


def waits(data: dict[str, Any], replication: int) -> tuple[np.ndarray, np.ndarray]:
    """(when it comes, how long it waits) in hours, at the desk or before the channel."""
    record = run(Planner(load_data(data)).plan(), 3, replication)
    since, until = record.arrived, record.started
    if "channels" in data:
        copies = np.flatnonzero(record.timetable.parent >= 0)
        since = record.done[record.timetable.parent[copies]]
        until = record.arrived[copies]
    waited = until != NEVER
    return since[waited] / HOUR, (until - since)[waited] / HOUR


def mean_waits(data: dict[str, Any], replications: int = 30) -> list[float]:
    """By replication; those who come in the last week may not be served within the exercise."""
    means = []
    for replication in range(replications):
        came, waited = waits(data, replication)
        means.append(float(waited[came < 168.0 * (WEEKS - 1)].mean()))
    return means


@pytest.mark.parametrize("build", [world, relayed], ids=["desk", "channel"])
@pytest.mark.parametrize("opening", CLOSED)
def test_closed_hours_cost_what_their_squares_say(opening: str, build: Any) -> None:
    mean_agrees(mean_waits(build(opening)), mean_wait(CLOSED[opening]), precision=0.06)


def test_the_figures_of_the_model() -> None:
    assert mean_wait(CLOSED[EVERY_DAY]) == pytest.approx(5.33, abs=0.005)
    assert mean_wait(CLOSED[WEEKDAYS]) == pytest.approx(15.24, abs=0.005)


@pytest.mark.parametrize(
    ("opening", "dial", "closed"),
    [
        (EVERY_DAY, 0.5, [8.0] * 7),
        (EVERY_DAY, 1.25, [20.0] * 7),
        (EVERY_DAY, 2.0, [23.0] * 7),
        (WEEKDAYS, 0.5, [8.0] * 4 + [32.0]),
        (WEEKDAYS, 1.05, [16.8] * 4 + [67.2]),
        (WEEKDAYS, 2.0, [23.0] * 4 + [71.0]),
        (WEEKDAYS, 10.0, [23.0] * 4 + [71.0]),
    ],
)
def test_the_dial_stretches_each_closed_spell_and_leaves_an_open_hour(
    opening: str, dial: float, closed: list[float]
) -> None:
    data = world(opening) | {"dials": {"communication": dial}}
    mean_agrees(mean_waits(data), mean_wait(closed), precision=0.06)


@pytest.mark.parametrize("build", [world, relayed], ids=["desk", "channel"])
def test_without_the_challenge_nobody_waits(build: Any) -> None:
    data = build(WEEKDAYS) | {"dials": {"communication": 0.0}}
    assert (waits(data, 0)[1] == 0.0).all()


@pytest.mark.parametrize("build", [world, relayed], ids=["desk", "channel"])
@pytest.mark.parametrize(("utc", "ahead"), [("UTC", 0.0), ("+05:30", 5.5), ("-08:00", -8.0)])
@pytest.mark.parametrize("dial", [0.5, 1.0, 1.05])
def test_doors_open_at_local_hours_alone(build: Any, utc: str, ahead: float, dial: float) -> None:
    data = build(WEEKDAYS, utc=utc) | {"dials": {"communication": dial}}
    data["begins"] = "Wednesday 13:20 UTC"
    came, waited = waits(data, 1)
    local = (came + waited + 2 * 24 + 13 + 20 / 60 + ahead) % 168.0
    closes = np.array([17.0 + 24.0 * day for day in range(5)])
    monday = closes[4] + 64.0 * dial - 168.0
    opens = np.array([monday, *(closes[:4] + 16.0 * dial)])
    local = np.where(local > closes[4] + 1e-6, local - 168.0, local)
    into_spell = local[:, None] - opens
    spells = closes - opens
    assert ((into_spell > -1e-6) & (into_spell <= spells)).any(axis=1).all()
    met = waited > 0
    assert met.mean() > 0.3
    assert (np.abs(into_spell[met]).min(axis=1) < 1e-6).all()


def test_a_shifted_clock_shifts_nothing_else() -> None:
    home = waits(world(WEEKDAYS), 2)
    abroad = waits(world(WEEKDAYS, utc="+06:00", begins="Sunday 18:00 UTC"), 2)
    assert np.array_equal(home[0], abroad[0])
    assert np.array_equal(home[1], abroad[1])
