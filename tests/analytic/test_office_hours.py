"""Office hours: work rests when a desk closes, and the dial of closed hours hires nobody.

When a job is done is counted on a calendar by hand. A desk that opens and closes quickly is a desk
round the clock that works the more slowly; under the dial at 0 each job keeps an analyst as long
as such a desk, but is done at its own speed, so waits are Erlang's for the longer jobs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.record import NEVER, Record
from sim.errors import InputError
from sim.measures.detail import detail_of
from sim.plan.planner import Planner
from sim.plan.rules.calendars import open_in_week, staffing
from sim.scenario.units.quantities import opening
from tests.analytic.bounds import mean_agrees
from tests.analytic.test_queues import erlang_c_wait
from tests.quickest import run
from tests.scenarios_for_tests import load_data

HOUR = 3_600_000_000
WEEK = 168 * HOUR
OFFICE = "Monday to Friday 09:00 to 17:00"
HALVES = [f"daily {hour:02d}:00 to {hour:02d}:30" for hour in range(24)]
BEGAN = {"finishes": "what it began"}


def world(agency: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One agency, from Monday on."""
    desk = {"country": "Aldren", "analysts": 1, "opening": OFFICE, "triage": "8 h"} | agency
    return {
        "entente": 1,
        "title": "One office",
        "summary": "Nothing but office hours.",
        "begins": "Monday 00:00 UTC",
        "horizon": "52 weeks",
        "countries": {"Aldren": {}},
        "agencies": {"Desk": desk},
    } | more


def routine(rate: str, work: Any) -> dict[str, Any]:
    return {"routine": {"category": "routine", "rate": rate, "work": work}}


def record_of(data: dict[str, Any], replication: int = 0) -> Record:
    return run(Planner(load_data(data)).plan(), 7, replication)


DAY = 24
NEXT_MONDAY = 7 * DAY
JOBS = [
    ("within a day", 10, "3 h", {}, 13),
    ("over a night", 15, "8 h", {}, DAY + 15),
    ("exactly until closing", 9, "8 h", {}, 17),
    ("a minute more", 9, "481 min", {}, DAY + 9 + 1 / 60),
    ("over a weekend", 4 * DAY + 16, "2 h", {}, NEXT_MONDAY + 10),
    ("of two weeks and a day", 9, "88 h", {}, 14 * DAY + 17),
    ("come in the night", 3, "1 h", {}, 10),
    ("no work", 20, "0 h", {}, DAY + 9),
    ("finished after hours", 15, "8 h", BEGAN, 23),
    ("finished at the weekend", 4 * DAY + 16, "30 h", BEGAN, 5 * DAY + 22),
    ("round the clock", 15, "30 h", {"opening": "round the clock"}, DAY + 21),
]


@pytest.mark.parametrize(
    ("comes", "triage", "agency", "done"), [job[1:] for job in JOBS], ids=[job[0] for job in JOBS]
)
def test_a_job_is_done_when_the_calendar_says(
    comes: float, triage: str, agency: dict[str, Any], done: float
) -> None:
    seen = {"observes": [{"kinds": ["sign"]}], "triage": triage}
    threat = {
        "category": "smuggling",
        "country": "Aldren",
        "onset": f"{comes} h",
        "deadline": "30 d",
        "indicators": {"one": {"kind": "sign", "where": ["Aldren"]}},
    }
    record = record_of(world(seen | agency, threats={"It": threat}))
    assert record.done[0] == round(done * HOUR)


@pytest.mark.parametrize("triage", ["1 h", "8 h", "16 h", "40 h", "100 h"])
def test_an_analyst_with_forty_hours_works_forty(triage: str) -> None:
    record = record_of(world({"triage": triage}, background=routine("40 per day", triage)))
    detail = detail_of(record)
    assert detail.desks.busy[0] <= 52 * 40 * HOUR
    assert detail.desks.busy[0] >= 51 * 40 * HOUR, "there is always something to do"
    assert detail.desks.there[0] == 52 * 40 * HOUR
    for week in range(52):
        worked = 0
        for since, until in zip(record.started, record.done, strict=True):
            if since != NEVER:
                worked += in_office(week, int(since), int(until) if until != NEVER else 52 * WEEK)
        assert worked <= 40 * HOUR


def in_office(week: int, since: int, until: int) -> int:
    """How much of a time lies in the office hours of one week."""
    days = [week * WEEK + day * 24 * HOUR for day in range(5)]
    return sum(max(0, min(until, day + 17 * HOUR) - max(since, day + 9 * HOUR)) for day in days)


def test_who_finishes_what_was_begun_works_longer() -> None:
    record = record_of(world(BEGAN, background=routine("40 per day", "16 h")))
    detail = detail_of(record)
    assert detail.desks.busy[0] == pytest.approx(52 * 80 * HOUR, rel=0.01)
    assert detail.desks.busy[0] <= detail.desks.there[0]


def test_who_is_taken_away_and_finishes_is_there() -> None:
    gone = {"at": "10 h", "message": "", "analysts": {"agency": "Desk", "become": 0}}
    data = world({"triage": "500 h"}, injects={"gone": gone}, warm_up="1 week")
    record = record_of(data | {"background": routine("40 per day", "500 h")})
    detail = detail_of(record)
    assert record.started[record.started != NEVER].size == 1
    left = 500 * HOUR - 40 * HOUR
    assert detail.desks.busy[0] == pytest.approx(left, abs=8 * HOUR)
    assert detail.desks.there[0] == detail.desks.busy[0]


def responses(data: dict[str, Any], replications: int = 20) -> list[float]:
    """By replication: the mean hours from a report's coming to the end of its triage."""
    return [float(between(data, n, "done").mean()) for n in range(replications)]


def between(data: dict[str, Any], replication: int, until: str) -> np.ndarray:
    record = record_of(data, replication)
    counted = (record.arrived >= 0) & (record.arrived < 600 * 24 * HOUR)
    assert (getattr(record, until)[counted] != NEVER).all()
    lasted: np.ndarray = (getattr(record, until) - record.arrived)[counted] / HOUR
    return lasted


LONG = {"horizon": "640 d", "warm_up": "60 d"}


def test_many_short_openings_are_a_slower_desk_round_the_clock() -> None:
    stream = routine("0.15 per hour", {"exponential": {"mean": "2 h"}})
    data = world({"opening": HALVES}, background=stream, **LONG)
    exact = 4.0 / (1 - 0.15 * 4.0)
    mean_agrees([r - 0.125 for r in responses(data)], exact, precision=0.08)


@pytest.mark.parametrize(("analysts", "rate"), [(1, 0.06), (3, 0.24)])
def test_without_closed_hours_the_queue_is_that_of_the_same_hours(
    analysts: int, rate: float
) -> None:
    stream = routine(f"{rate} per hour", {"exponential": {"mean": "2 h"}})
    data = world({"analysts": analysts}, background=stream, dials={"communication": 0}, **LONG)
    taken = 2.0 * 168 / 40
    exact = erlang_c_wait(analysts, rate * taken, taken)
    waits = [float(between(data, n, "started").mean()) for n in range(20)]
    mean_agrees(waits, exact, precision=0.15)
    record = record_of(data)
    done = record.done != NEVER
    assert (record.done - record.started)[done].mean() / HOUR == pytest.approx(2.0, rel=0.05)


@pytest.mark.parametrize("dial", [0.0, 0.3, 1.0, 1.2, 2.0, 10.0])
def test_a_desk_that_never_rests_does_the_same_work_under_every_dial(dial: float) -> None:
    stream = routine("40 per day", {"exponential": {"mean": "3 h"}})
    data = world({"analysts": 3}, background=stream, dials={"communication": dial})
    detail = detail_of(record_of(data | {"warm_up": "2 weeks"}))
    assert detail.desks.busy[0] / HOUR == pytest.approx(52 * 3 * 40, rel=0.01)
    assert detail.desks.busy[0] <= detail.desks.taken[0] <= detail.desks.there[0]


def test_injects_on_analysts_pass_through_the_same_rule() -> None:
    inject = {"at": "26 weeks", "message": "", "analysts": {"agency": "Desk", "become": 2}}
    stream = routine("40 per day", {"exponential": {"mean": "3 h"}})
    data = world({"analysts": 5}, background=stream, injects={"some go": inject})
    for dial in (0.0, 0.5, 1.2):
        detail = detail_of(
            record_of(data | {"dials": {"communication": dial}, "warm_up": "2 weeks"})
        )
        assert detail.desks.busy[0] / HOUR == pytest.approx(26 * 40 * (5 + 2), rel=0.015)


hours = st.sampled_from(
    [
        OFFICE,
        "round the clock",
        "daily 22:00 to 06:00",
        "daily 12:00 to 12:30",
        "Sunday 09:00 to 10:00",
    ]
)


@given(hours, st.integers(0, 50), st.floats(0, 10))
def test_the_hours_of_a_week_stay_what_they_are(written: str, number: int, dial: float) -> None:
    hours = opening(written)
    there, respite = staffing(number, hours, dial)
    assert there >= number
    assert respite >= 0
    offered = there * open_in_week(hours, dial) / (1 + respite)
    assert offered == pytest.approx(number * open_in_week(hours, 1.0))
    if number and respite and dial > 1:
        assert (there - 1) * open_in_week(hours, dial) < number * open_in_week(hours, 1.0)
    if hours.round_the_clock or dial == 1.0:
        assert (there, respite) == (number, 0.0)


def test_only_a_desk_with_people_finishes_anything() -> None:
    data = world({})
    data["countries"]["Aldren"]["legal_desk"] = BEGAN
    with pytest.raises(InputError, match="`staff` beside `finishes`"):
        load_data(data)
    data["countries"]["Aldren"]["legal_desk"] = BEGAN | {"staff": 1}
    load_data(data)


def reviewed(desk: dict[str, Any]) -> float:
    """When the one copy of a report of Monday 15:00 has passed eight hours of review, in hours."""
    data = world({"opening": "round the clock", "triage": "0 h", "observes": [{"kinds": ["sign"]}]})
    data["countries"] = {"Aldren": {"legal_desk": desk}, "Brevia": {}}
    data["agencies"]["Reader"] = {"country": "Brevia", "opening": "round the clock"}
    data["channels"] = {"Line": {"between": ["Desk", "Reader"], "latency": "0 h"}}
    data["sharing"] = {"vetting": "0 h", "default_marking": "CLEAR"}
    data["law"] = {"formal_route": {"duration": "8 h", "probability": 1.0}}
    sign = {"kind": "sign", "where": ["Aldren"], "likelihood_ratio": 2.0}
    data["threats"] = {
        "It": {
            "category": "smuggling",
            "country": "Aldren",
            "onset": "15 h",
            "deadline": "30 d",
            "indicators": {"one": sign},
        }
    }
    return float(record_of(data).arrived[1]) / HOUR


@pytest.mark.parametrize(
    ("desk", "passed"),
    [
        ({"staff": 1}, DAY + 15),
        ({"staff": 1} | BEGAN, 23),
        ({}, 23),
        ({"opening": "daily 20:00 to 21:00"}, DAY + 4),
        ({"staff": 1, "opening": "daily 20:00 to 21:00"}, 7 * DAY + 21),
    ],
    ids=["staff", "staff that finishes", "no staff", "no staff, closed", "staff, an hour a day"],
)
def test_reviews_are_working_time_where_there_is_staff_and_elapsed_elsewhere(
    desk: dict[str, Any], passed: float
) -> None:
    assert reviewed(desk) == passed
