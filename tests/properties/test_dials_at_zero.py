"""Whatever the scenario: a challenge whose dial is at 0 costs no hour, and nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.record import Record
from sim.measures.journey import detection_of
from sim.measures.outcome import Detections
from sim.plan.planner import Planner
from sim.scenario.values.dials import Challenge
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.quickest import run
from tests.scenarios_for_tests import changed, load_data
from tests.strategies import Data


def charged_to(record: Record, challenge: Challenge) -> int:
    """Microseconds of all detections that are charged to what a challenge owns."""
    threats = Detections(record)
    return sum(
        stretch.until - stretch.since
        for instance in np.flatnonzero(threats.occurring.scored)
        for stretch in detection_of(record, threats, int(instance)).stretches
        if stretch.cause.challenge is challenge
    )


def without(data: Data, challenge: Challenge, replication: int) -> Record:
    """A run with the dial of one challenge at 0."""
    scenario = load_data(data)
    return run(Planner(scenario).plan(scenario.dials.without(challenge)), 1, replication)


def with_everybody_there(data: Data) -> Data:
    """Nobody takes analysts away."""
    changed = deepcopy(data)
    changed["injects"] = {
        name: inject for name, inject in data["injects"].items() if "analysts" not in inject
    }
    for programme in changed.get("programmes", {}).values():
        programme["cost"].pop("analyst_hours", None)
        programme["cost"].setdefault("money", 1.0)
        programme["effects"] = {
            name: effect
            for name, effect in programme["effects"].items()
            if "analysts" not in effect
        } or {"nothing": {"conversion": {"times": 1.0}}}
    return changed


def with_desks_always_open(kind: str) -> Callable[[Data], Data]:
    """At a legal or translation desk there is always somebody free."""

    def change(data: Data) -> Data:
        changed = deepcopy(data)
        for home in (*changed["countries"].values(), *changed["bodies"].values()):
            home[kind] = {"opening": "round the clock"}
        return changed

    return change


def with_officers_always_there(data: Data) -> Data:
    changed = deepcopy(data)
    for officer in changed.get("liaisons", {}).values():
        officer["opening"] = "round the clock"
    return changed


def without_asking(data: Data) -> Data:
    """Everything may be passed on, or there is a part that may, which is the whole."""
    changed = with_officers_always_there(data)
    if "onward" in changed["sharing"]:
        changed["sharing"]["onward"]["tear_line"] = 1.0
    return changed


UNNEEDED: dict[Challenge, Callable[[Data], Data]] = {
    Challenge.CAPACITY: with_everybody_there,
    Challenge.INTEROPERABILITY: with_desks_always_open("translation_desk"),
    Challenge.LAW: with_desks_always_open("legal_desk"),
    Challenge.TRUST: without_asking,
}
"""By challenge, worlds in which who is not needed for it is always there."""


@settings(slow_to_draw, max_examples=25)
@given(any_scenarios, st.integers(0, 3))
def test_no_hour_is_charged_to_what_a_challenge_at_0_owns(data: Data, replication: int) -> None:
    data["sharing"].pop("fusion", None)
    with shown_when_it_fails(data):
        for challenge in Challenge:
            assert charged_to(without(data, challenge, replication), challenge) == 0


@settings(slow_to_draw, max_examples=25)
@given(any_scenarios, st.integers(0, 3))
def test_nothing_waits_for_whom_a_challenge_at_0_does_not_need(
    data: Data, replication: int
) -> None:
    with shown_when_it_fails(data):
        for challenge, change in UNNEEDED.items():
            record = without(data, challenge, replication)
            other = without(change(data), challenge, replication)
            for name in ("arrived", "started", "done", "detected"):
                assert np.array_equal(getattr(record, name), getattr(other, name)), (
                    challenge,
                    name,
                )


OFFICE = "Monday 09:00 to 17:00"
QUICK = {
    "agencies.Aldren Police.opening": "round the clock",
    "agencies.Brevia Police.opening": "round the clock",
    "agencies.Aldren Police.threshold": 0.999_999_9,
    "agencies.Brevia Police.observes": [{"kinds": ["none"]}],
    "agencies.Brevia Police.threshold": 0.5,
    "agencies.Brevia Police.triage": "0 h",
    "agencies.Aldren Police.triage": "0 h",
    "channels.Hotline.latency": "0 h",
    "law": {"formal_route": {"duration": "0 h", "probability": 0.0}},
    "sharing": {"vetting": "0 h"},
    "trust": {"default": 1.0},
}
GONE = {"agency": "Aldren Police", "become": 0}


@pytest.mark.parametrize(
    ("written", "challenge"),
    [
        (
            {
                "agencies.Aldren Police.triage": "8 h",
                "injects.gone": {"at": "12 h", "message": "", "analysts": GONE},
            },
            Challenge.CAPACITY,
        ),
        (
            {
                "countries.Aldren.languages": ["Low"],
                "countries.Brevia.languages": ["High"],
                "countries.Brevia.translation_desk": {"opening": OFFICE, "staff": 1},
                "friction": {"translation": "2 h"},
            },
            Challenge.INTEROPERABILITY,
        ),
        (
            {
                "liaisons": {
                    "Officer": {"between": ["Aldren Police", "Brevia Police"], "opening": OFFICE}
                }
            },
            Challenge.TRUST,
        ),
        (
            {
                "countries.Aldren.legal_desk": {"opening": OFFICE, "staff": 1},
                "law": {"formal_route": {"duration": "2 h"}},
            },
            Challenge.LAW,
        ),
    ],
)
def test_what_waits_for_one_challenge_alone_is_there_at_once_without_it(
    written: dict[str, Any], challenge: Challenge
) -> None:
    scenario = load_data(changed(QUICK | written))
    planner = Planner(scenario)
    onset = 24 * 3_600_000_000
    late = run(planner.plan(), 1, 0).detected
    at_once = run(planner.plan(scenario.dials.without(challenge)), 1, 0).detected
    assert onset not in late
    assert onset in at_once
