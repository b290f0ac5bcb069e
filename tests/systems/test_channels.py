"""Does a channel send only while it is open and not cut, whatever it sends and however often?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.record import NEVER, Record
from sim.measures.journey import detection_of
from sim.measures.outcome import Detections
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause
from sim.replication import Engine, run
from sim.scenario.values.dials import Dials
from tests.scenarios_for_tests import load_data

HOUR = 3_600_000_000
OFFICE = "Monday to Friday 09:00 to 17:00"
THURSDAY_NOON = 3 * 24 + 12
SATURDAY_NOON = THURSDAY_NOON + 48
MONDAY = 7 * 24 + 9


def world(**channel: Any) -> dict[str, Any]:
    """All that Green writes goes to Blue at once, but for the channel."""
    open_always = {"analysts": 1000, "triage": "0 h", "opening": "round the clock"}
    return {
        "entente": 1,
        "title": "One channel",
        "summary": "Nothing but sending.",
        "horizon": "21 d",
        "countries": {"Aldren": {}},
        "agencies": {
            "Green": {"country": "Aldren", **open_always},
            "Blue": {"country": "Aldren", **open_always},
        },
        "channels": {"Line": {"between": ["Green", "Blue"], "latency": "0 h", **channel}},
        "sharing": {"vetting": "0 h", "default_marking": "CLEAR"},
        "trust": {"within_country": 1.0},
        "background": {
            "letters": {
                "category": "letters",
                "rate": "40 per day",
                "work": "0 h",
                "worth_sharing": 1.0,
                "agencies": ["Green"],
            }
        },
    }


def cut(data: dict[str, Any], at: int, hours: int) -> dict[str, Any]:
    """The same with its line cut for some hours."""
    effect = {"name": "Line", "closed_for": f"{hours} h"}
    return data | {"injects": {"cut": {"at": f"{at} h", "message": "", "channel": effect}}}


def sendings(data: dict[str, Any], dials: Dials | None = None) -> tuple[np.ndarray, np.ndarray]:
    """(told, arrived) in hours, of all copies that arrive."""
    record = run(Planner(load_data(data)).plan(dials), 1, 0)
    copies = np.flatnonzero((record.timetable.parent >= 0) & (record.arrived != NEVER))
    told = record.done[record.timetable.parent[copies]]
    return told / HOUR, record.arrived[copies] / HOUR


def in_office_hours(at: np.ndarray) -> np.ndarray:
    day, hour = at % 168 // 24, at % 24
    return (day < 5) & (hour >= 9) & (hour < 17)


def test_the_end_of_an_outage_waits_for_the_opening() -> None:
    told, arrived = sendings(cut(world(opening=OFFICE), THURSDAY_NOON, 48))
    held_up = (told > THURSDAY_NOON) & (told < MONDAY)
    assert held_up.sum() > 50
    assert set(arrived[held_up].tolist()) == {MONDAY}


def test_an_opening_waits_for_the_end_of_an_outage() -> None:
    told, arrived = sendings(cut(world(opening=OFFICE), 0, 34))
    assert set(arrived[told < 34].tolist()) == {34.0}


def test_what_is_lost_is_sent_again_only_while_the_channel_is_open() -> None:
    told, arrived = sendings(
        world(opening=OFFICE, loss=0.5, resend_after="24 h", attempts=10) | {"warm_up": "0 h"}
    )
    assert in_office_hours(arrived).all()
    friday = (told > 4 * 24 + 9) & (told < 4 * 24 + 17)
    again = np.unique(arrived[friday & (arrived >= MONDAY)])
    assert again.min() == MONDAY


def test_nothing_is_sent_again_into_an_outage() -> None:
    lossy = world(loss=0.5, resend_after="24 h", attempts=10)
    told, arrived = sendings(cut(lossy, 240, 96))
    assert not ((arrived > 240) & (arrived < 336)).any()
    assert ((told < 240) & (arrived == 336)).any()


def test_a_relay_passes_on_only_while_it_is_open() -> None:
    _, arrived = sendings(world(opening=OFFICE, relay="5 h"))
    assert in_office_hours(arrived).all()
    assert (arrived % 24 == 9).any()


@pytest.mark.parametrize("outage", [True, False])
def test_without_communication_nothing_waits_for_the_channel(outage: bool) -> None:
    data = world(opening=OFFICE, loss=0.5, relay="5 h")
    data = cut(data, 240, 96) if outage else data
    told, arrived = sendings(data, Dials(communication=0.0))
    assert np.array_equal(told, arrived)


def seen_once(at: int, **channel: Any) -> dict[str, Any]:
    """One indicator that Green sees at an hour of Thursday, and of which only Blue acts."""
    data = world(**channel) | {"background": {}}
    data["agencies"]["Green"] |= {"observes": [{"kinds": ["sign"]}], "threshold": 0.999_999}
    data["threats"] = {
        "The Shipment": {
            "category": "smuggling",
            "country": "Aldren",
            "onset": f"{at} h",
            "deadline": "14 d",
            "indicators": {
                "sign": {"kind": "sign", "where": ["Aldren"], "likelihood_ratio": 1000.0}
            },
        }
    }
    return data


def charged(record: Record) -> dict[Cause, float]:
    """Hours by cause of the one detection."""
    causes: dict[Cause, float] = {}
    for stretch in detection_of(record, Detections(record), 0).stretches:
        lasted = (stretch.until - stretch.since) / HOUR
        causes[stretch.cause] = causes.get(stretch.cause, 0.0) + lasted
    return causes


def test_hours_before_a_cut_channel_are_closed_hours_only_while_it_would_be_closed() -> None:
    data = cut(seen_once(THURSDAY_NOON + 2, opening=OFFICE), THURSDAY_NOON, 48)
    record = run(Planner(load_data(data)).plan(), 1, 0)
    nights, working_hours = 16.0 + 64.0, 3.0 + 8.0
    assert charged(record) == {Cause.CLOSED_HOURS: nights, Cause.TRANSIT: working_hours}


def test_the_hours_until_a_lost_sending_is_noticed_are_transit() -> None:
    data = seen_once(
        THURSDAY_NOON, opening=OFFICE, loss=0.5, resend_after="30 h", attempts=100, relay="1 h"
    )
    plan = Planner(load_data(data)).plan()
    for replication in range(5):
        sent = charged(run(plan, 1, replication))
        lost = round((sent[Cause.TRANSIT] - 1.0) / 30.0)
        assert sent[Cause.TRANSIT] == 30.0 * lost + 1.0
        assert sent.keys() <= {Cause.CLOSED_HOURS, Cause.TRANSIT}


def chain(**lines: dict[str, Any]) -> dict[str, Any]:
    """Green tells Blue, who asks back whether it may tell Grey."""
    data = seen_once(THURSDAY_NOON)
    data["countries"]["Brevia"] = {}
    data["agencies"]["Blue"]["threshold"] = 0.999_999
    data["agencies"]["Grey"] = data["agencies"]["Blue"] | {"country": "Brevia", "threshold": 0.5}
    data["channels"] = {
        "Line": {"between": ["Green", "Blue"], "latency": "0 h"} | lines.get("line", {}),
        "Wire": {"between": ["Blue", "Grey"], "latency": "0 h"},
    }
    data["trust"] = {"default": 1.0, "within_country": 1.0}
    data["law"] = {"formal_route": {"duration": "0 h", "probability": 0.0}}
    consent = {"duration": "4 h", "refusal": 0.0, "condition": 0.0}
    onward = {"by": ["Blue"], "consent": consent}
    data["sharing"] = {"vetting": "0 h", "default_marking": "AMBER", "onward": onward}
    return data


@pytest.mark.parametrize("engine", [Engine.SIMPY, Engine.COMPILED])
@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ({"latency": "1 h"}, 1 + 1 + 4 + 1),
        # Noon of Thursday, asked at 13:00; the answer of 18:00 waits until Friday 09:00.
        ({"latency": "1 h", "opening": OFFICE}, 21 + 1),
        # Told at 16:00, asked on Friday at 09:00.
        ({"latency": "4 h", "opening": "daily 09:00 to 13:00"}, 21 + 4 + 4 + 16 + 4),
    ],
)
def test_asking_back_waits_for_the_channel_both_ways(
    line: dict[str, Any], hours: int, engine: Engine
) -> None:
    if not engine.installed:
        pytest.skip("needs the extra 'fast'")
    record = run(Planner(load_data(chain(line=line))).plan(), 1, 0, engine=engine)
    assert (record.detected.max() / HOUR) - THURSDAY_NOON == hours


def record_of(data: dict[str, Any]) -> Record:
    return run(Planner(load_data(data)).plan(), 1, 0)


def opened(data: dict[str, Any], at: int) -> dict[str, Any]:
    """The same with its line not there before an hour."""
    line = data["channels"]["Line"] | {"open": False}
    effect = {"name": "Line", "open": True}
    inject = {"at": f"{at} h", "message": "", "channel": effect}
    return data | {"channels": {"Line": line}, "injects": {"opened": inject}}


@pytest.mark.parametrize("dial", [0.0, 1.0, 2.0])
def test_a_channel_that_opens_on_the_way_carries_what_waits_from_then_on(dial: float) -> None:
    usual, opens = world(latency="5 h"), 240
    told, arrived = sendings(usual, Dials(communication=dial))
    told_later, arrived_later = sendings(opened(usual, opens), Dials(communication=dial))
    takes = arrived - told
    in_time = told_later >= opens
    assert in_time.any()
    assert not in_time.all()
    assert np.array_equal(told_later, told)
    assert np.allclose(arrived_later[in_time], arrived[in_time])
    assert np.allclose(arrived_later[~in_time], opens + takes[~in_time])


def test_the_wait_for_a_channel_that_opens_is_charged_to_transit() -> None:
    early, late = (charged(record_of(opened(seen_once(80), at))) for at in (140, 150))
    assert late[Cause.TRANSIT] - early[Cause.TRANSIT] == 10.0


def test_a_channel_that_nothing_opens_is_as_none() -> None:
    data = seen_once(80)
    closed = data | {"channels": {"Line": data["channels"]["Line"] | {"open": False}}}
    none = data | {"channels": {}}
    one, other = (record_of(each) for each in (closed, none))
    assert one.digest() == other.digest()
    assert (one.detected == NEVER).all()


def test_a_channel_opens_once_a_condition_holds() -> None:
    """As if the inject had come at that moment; nothing before it is otherwise."""
    data = opened(seen_once(80), 140)
    inject = {"message": "", "channel": {"name": "Line", "open": True}}
    read = {"read": {"by": "Green", "threat": "The Shipment"}}
    waits = load_data(data | {"injects": {"opened": inject | {"when": read}}})
    record = run(Planner(waits).plan(), 1, 0)
    seen = int(record.done[np.flatnonzero(record.timetable.agency == 0)[0]])
    assert record.detected.max() >= seen
    at_once = record_of(data | {"injects": {"opened": inject | {"at": f"{seen / HOUR} h"}}})
    assert abs(int(at_once.detected.max()) - int(record.detected.max())) < HOUR
