"""Eyes and ears that open on the way: more is seen, or sooner, from then on; all else stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.analyses.programmes.runs import carrying_out
from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER, Record
from sim.engine.timetable import Timetable
from sim.measures.outcome import Detections
from sim.plan.planner import Planner
from sim.plan.values.arrays import Floats
from sim.statistics.intervals import paired_difference
from tests.quickest import run, runs
from tests.scenarios_for_tests import load_data, minimal

REPLICATIONS = 40
LANTERN_STREET = sim.load("lantern-street")
LANTERN = "The lantern"
HOUR = 3_600_000_000
DAY = 24 * HOUR
WORKS_AT = 40 * DAY

Measured = Callable[[Record], float]


@cache
def records(*programmes: str) -> list[Record]:
    """Runs with these programmes in force, on the luck of the first replications."""
    plan = Planner(carrying_out(LANTERN_STREET, frozenset(programmes))).plan()
    return list(runs(plan, 1, range(REPLICATIONS)))


def values(runs: list[Record], measure: Measured) -> Floats:
    return np.array([measure(record) for record in runs], dtype=np.float64)


def tips(since: int, until: int) -> Measured:
    """Reports of tips in some part of the exercise, red herrings included."""

    def measure(record: Record) -> float:
        reports = record.timetable.reports
        mine = of_kind(record.timetable, "tip") & (reports.at >= since) & (reports.at < until)
        return float(np.count_nonzero(mine))

    return measure


def other_signs(record: Record) -> float:
    """The sum of moments at which anything but tips is seen of threats: which ones, and when."""
    reports = record.timetable.reports
    mine = (reports.indicator >= 0) & ~of_kind(record.timetable, "tip")
    return float(reports.at[mine].sum())


def of_kind(timetable: Timetable, kind: str) -> Any:
    """By report: whether it is of such an indicator."""
    layout, scenario = timetable.layout, LANTERN_STREET
    group = {**scenario.threats, **scenario.red_herrings}
    kinds = [
        group[layout.subjects[draw.subject].name].indicators[draw.name].kind == kind
        for draw in layout.indicators
    ]
    reports = timetable.reports
    return (reports.indicator >= 0) & np.array(kinds)[reports.indicator]


def routine(since: int, until: int) -> Measured:
    """Routine reports in some part of the exercise."""

    def measure(record: Record) -> float:
        reports = record.timetable.reports
        mine = (reports.instance < 0) & (reports.at >= since) & (reports.at < until)
        return float(np.count_nonzero(mine))

    return measure


def waiting(since: int, until: int) -> Measured:
    """Hours that reports wait at their author's desk, of those written in some part of it."""

    def measure(record: Record) -> float:
        reports = record.timetable.reports
        mine = np.flatnonzero((reports.at >= since) & (reports.at < until))
        started = record.started[mine]
        done = started != NEVER
        return float((started[done] - reports.at[mine][done]).mean()) / HOUR

    return measure


def days(name: str) -> Measured:
    """Days until one threat is detected, counted up to its window."""

    def measure(record: Record) -> float:
        layout, threats = record.plan.layout, Detections(record)
        draws = threats.occurring.draw
        (mine,) = (
            n
            for n, d in enumerate(draws)
            if layout.subjects[layout.threats[d].subject].name == name
        )
        return float(threats.time[mine]) / DAY

    return measure


def false_alarms(record: Record) -> float:
    threats = Detections(record)
    return float(np.count_nonzero(threats.believed & ~threats.occurring.about_real))


END = 170 * DAY
MOVES: dict[str, tuple[Measured, int]] = {
    "more tips once it works": (tips(WORKS_AT, END), 1),
    "more noise once it works": (routine(WORKS_AT, END), 1),
    "more load: longer waits": (waiting(WORKS_AT, END), 1),
    "sooner in spring": (days("The spring run"), -1),
    "sooner in summer": (days("The summer run"), -1),
    "more false alarms": (false_alarms, 1),
}
LEAVES: dict[str, Measured] = {
    "tips before it works": tips(0, WORKS_AT - 4 * DAY),
    "noise before it works": routine(-14 * DAY, WORKS_AT),
    "waits before it works": waiting(0, 30 * DAY),
    "what else is seen": other_signs,
}


@pytest.mark.parametrize(("measure", "direction"), MOVES.values(), ids=MOVES)
def test_people_who_speak_up_move(measure: Measured, direction: int) -> None:
    change = paired_difference(values(records(LANTERN), measure), values(records(), measure))
    assert change.low is not None
    assert change.high is not None
    assert change.low * direction > 0
    assert change.high * direction > 0


@pytest.mark.parametrize("measure", LEAVES.values(), ids=LEAVES)
def test_people_who_speak_up_leave_alone(measure: Measured) -> None:
    assert np.array_equal(values(records(LANTERN), measure), values(records(), measure))


def test_whoever_would_have_been_heard_is_heard_no_later() -> None:
    for with_it, without in zip(records(LANTERN), records(), strict=True):
        one, other = (moments_of_tips(record) for record in (with_it, without))
        assert other.keys() <= one.keys()
        assert all(one[key] <= at for key, at in other.items())
        assert any(one[key] < at for key, at in other.items()) or not other


def moments_of_tips(record: Record) -> dict[int, int]:
    reports = record.timetable.reports
    mine = of_kind(record.timetable, "tip") & (reports.at >= WORKS_AT)
    return dict(zip(reports.key[mine].tolist(), reports.at[mine].tolist(), strict=True))


# The rules, on a world where everything happens at written moments


def seen(*effects: tuple[str, dict[str, Any]], chance: float = 1.0) -> list[float]:
    """The days on which Aldren's police see what shows on days 1, 2, 4, 6 and 9."""
    return [round(at / DAY, 9) for at in timetable(*effects, chance=chance).reports.at]


def timetable(*effects: tuple[str, dict[str, Any]], chance: float, number: int = 0) -> Timetable:
    data = minimal()
    data["agencies"]["Aldren Police"]["observes"] = [{"kinds": ["sign"], "probability": chance}]
    data["threats"]["The Shipment"]["indicators"] = {
        f"after {days}": {"kind": "sign", "where": ["Aldren"], "when": f"{days} d", "count": count}
        for days, count in ((0, 1), (1, 1), (3, 1), (5, 1), (8, 1))
    }
    data["injects"] = {
        f"Effect {n}": {
            "at": at,
            "message": "",
            "observation": {"agency": "Aldren Police", "kinds": ["sign"]} | effect,
        }
        for n, (at, effect) in enumerate(effects)
    }
    return timetable_of(Planner(load_data(data)).layout, 1, number)


def test_what_would_soon_show_is_seen_sooner_but_not_before_there_is_somebody_to_tell() -> None:
    assert seen() == [1, 2, 4, 6, 9]
    assert seen(("3 d", {"earlier": "2 d"})) == [1, 2, 3, 4, 7]
    assert seen(("5 d", {"earlier": "30 d"})) == [1, 2, 4, 5, 5]


def test_nothing_is_seen_before_the_threat_begins() -> None:
    assert seen(("0 h", {"earlier": "30 d"})) == [1, 1, 1, 1, 1]


def test_of_several_that_see_sooner_the_soonest_counts() -> None:
    effects = (("3 d", {"earlier": "1 d"}), ("5 d", {"earlier": "3 d"}))
    assert seen(*effects) == [1, 2, 3, 5, 6]


def test_other_kinds_and_other_countries_are_seen_as_before() -> None:
    for other in ({"kinds": ["trace"]}, {"where": ["Brevia"]}, {"agency": "Brevia Police"}):
        assert seen(("0 h", {"earlier": "30 d"} | other)) == [1, 2, 4, 6, 9]


def test_a_chance_in_place_of_another_can_blind() -> None:
    assert seen(("3 d", {"probability": 0.0, "replaces": True})) == [1, 2]
    dark = {"probability": 0.0, "replaces": True}
    assert seen(("3 d", dark), ("5 d", {"probability": 1.0})) == [1, 2, 6, 9]


def test_without_taking_its_place_a_chance_is_never_lowered() -> None:
    assert seen(("3 d", {"probability": 0.0})) == [1, 2, 4, 6, 9]


def test_eyes_that_open_see_what_shows_from_then_on() -> None:
    assert seen(("3 d", {}), chance=0.0) == [4, 6, 9]


def test_a_greater_chance_only_sees_more() -> None:
    for number in range(10):
        before: set[int] = set()
        for chance in (0.1, 0.3, 0.6, 0.95):
            effect = ("3 d", {"probability": chance})
            found = timetable(effect, chance=0.1, number=number).reports.key.tolist()
            assert before <= set(found)
            before = set(found)


def test_a_programme_and_an_inject_open_the_same_eyes() -> None:
    change = {"observation": {"agency": "Aldren Police", "kinds": ["sign"], "earlier": "9 h"}}
    bare, one, other = minimal(), minimal(), minimal()
    for data in (bare, one, other):
        for indicator in data["threats"]["The Shipment"]["indicators"].values():
            indicator["when"] = "2 d"
    one["programmes"] = {
        "Eyes": {
            "in_force": True,
            "works_after": "12 h",
            "cost": {"money": 1},
            "effects": {"more": {"later": "6 h", **change}},
        }
    }
    other["injects"] = {"Eyes": {"at": "18 h", "message": "", **change}}
    digests = {run(Planner(load_data(data)).plan(), 1, 0).digest() for data in (one, other)}
    assert len(digests) == 1
    assert digests != {run(Planner(load_data(bare)).plan(), 1, 0).digest()}
