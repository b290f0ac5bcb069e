"""Passing on what partners told: consent, tear-lines, chains of trust, circular reporting, hubs."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest

from sim.engine.record import NEVER, Record
from sim.measures.counting import counting_of
from sim.measures.journey import at_desk, on_the_way
from sim.measures.outcome import Outcome
from sim.measures.results import outcome_of
from sim.plan.planner import Planner
from sim.plan.rules.onward import may_pass_on
from sim.plan.values.causes import Cause, End
from sim.replication import Engine, run
from sim.scenario.reading.reading import load
from sim.scenario.schema.agencies import Marking
from sim.statistics.intervals import paired_difference
from tests.accounting import everything_adds_up
from tests.scenarios_for_tests import load_data, minimal

HOUR = 3_600_000_000
DAY = 24 * HOUR


def outcomes(name: str, *settings: str, replications: int = 60) -> list[Outcome]:
    """A shipped scenario as written but for settings; the same luck for the same replications."""
    pytest.importorskip("numba")
    plan = Planner(load(name, list(settings))).plan()
    return [outcome_of(run(plan, 1, n, engine=Engine.COMPILED)) for n in range(replications)]


def warned(found: list[Outcome]) -> list[float]:
    return [float(outcome.warned) for outcome in found]


def hours(found: list[Outcome]) -> list[float]:
    return [outcome.spent / HOUR / outcome.scored for outcome in found]


# Circular reporting


def test_one_observation_told_on_without_its_origin_raises_false_alarms() -> None:
    naive = outcomes("echo-hall")
    for remedy in ("sharing.fusion=origin-aware", "sharing.strip_origin_below=0"):
        mended = outcomes("echo-hall", remedy)
        gain = paired_difference([o.false_alarms for o in naive], [o.false_alarms for o in mended])
        assert gain.low is not None
        assert gain.low > 0
        assert not any(o.false_alarms for o in mended)
        assert [o.needless for o in naive] == [o.needless for o in mended]


def test_the_report_can_say_how_often_one_observation_was_counted() -> None:
    for settings, more in (([], True), (["sharing.fusion=origin-aware"], False)):
        plan = Planner(load("echo-hall", settings)).plan()
        counts = [counting_of(run(plan, 1, n)) for n in range(10)]
        assert (sum(c.counted for c in counts) > sum(c.observations for c in counts)) is more
        assert all(c.counted >= c.observations for c in counts)


# The third-party rule


def test_who_may_pass_on_learns_the_other_half_and_a_tear_line_brings_it_sooner() -> None:
    asked, alone, torn = (
        outcomes("borrowed-word", *settings, replications=150)
        for settings in ([], ["sharing.onward=null"], ["sharing.onward.tear_line=1"])
    )
    for less, more in ((alone, asked), (asked, torn)):
        for gain in (
            paired_difference(hours(less), hours(more)),
            paired_difference(warned(more), warned(less)),
        ):
            assert gain.low is not None
            assert gain.low > 0


def test_where_consent_is_always_refused_nothing_is_gained_or_lost() -> None:
    refused = outcomes("borrowed-word", "sharing.onward.consent.refusal=1")
    assert hours(refused) == hours(outcomes("borrowed-word", "sharing.onward=null"))


@pytest.mark.parametrize(
    ("marking", "within", "partner", "allowed"),
    [
        (Marking.CLEAR, False, False, True),
        (Marking.GREEN, False, True, True),
        (Marking.GREEN, False, False, False),
        (Marking.GREEN, True, False, True),
        (Marking.AMBER, True, False, True),
        (Marking.AMBER, False, True, False),
        (Marking.STRICT, True, True, False),
        (Marking.RED, True, True, False),
    ],
)
def test_what_a_marking_allows(
    marking: Marking, within: bool, partner: bool, allowed: bool
) -> None:
    assert may_pass_on(marking, within_country=within, partner_of_originator=partner) is allowed


def relay(**onward: Any) -> dict[str, Any]:
    """Aldren sees; Brevia, round the clock and quick, knows Aldren; Cintra knows only Brevia."""
    data = minimal()
    quick = {"triage": "1 h", "opening": "round the clock", "systems": ["wire"], "analysts": 50}
    data["countries"]["Cintra"] = {"responsible": "Cintra Police"}
    data["agencies"]["Cintra Police"] = {"country": "Cintra"}
    for agency in data["agencies"].values():
        agency.update(quick)
    data["channels"]["Back line"] = {"between": ["Brevia Police", "Cintra Police"]}
    data["channels"]["Hotline"]["latency"] = "5 h"
    data["channels"]["Back line"]["latency"] = "2 h"
    data["agreements"] = {
        "Pact": {
            "members": ["Aldren", "Brevia", "Cintra"],
            "review": {"probability": 0.0, "duration": "1 h"},
        }
    }
    data["trust"] = {"default": 1.0}
    consent = {"duration": "10 h", "refusal": 0.0}
    data["sharing"] = {
        "vetting": "0 h",
        "sanitised_weight": 1.0,
        "onward": {"by": ["Brevia Police"], "consent": consent, **onward},
    }
    return data


def ran(data: dict[str, Any]) -> Record:
    record = run(Planner(load_data(data)).plan(), 1, 0)
    everything_adds_up(record)
    return record


def told_on(record: Record) -> int:
    """The row by which the first indicator reached Cintra."""
    rows = np.flatnonzero(
        (record.timetable.parent >= record.timetable.number_of_reports)
        & (record.timetable.agency == 2)
        & (record.end >= 0)
    )
    assert len(rows)
    return int(rows[0])


def test_a_question_takes_both_ways_and_the_decision() -> None:
    record = ran(relay())
    row = told_on(record)
    stretches = list(on_the_way(record, row))
    consent = sum(s.until - s.since for s in stretches if s.cause is Cause.CONSENT)
    assert consent == (5 + 10 + 5) * HOUR
    assert record.arrived[row] - record.done[record.timetable.parent[row]] == (20 + 2) * HOUR
    assert list(at_desk(record, row))


def test_a_question_waits_for_the_originators_desk() -> None:
    data = relay()
    data["agencies"]["Aldren Police"]["opening"] = "Monday to Friday 09:00 to 17:00"
    record = ran(data)
    row = told_on(record)
    asked = int(record.done[record.timetable.parent[row]]) + 5 * HOUR
    answered = int(record.arrived[row]) - (2 + 5 + 10) * HOUR
    of_week = (answered % (7 * DAY)) / HOUR
    assert answered >= asked
    assert of_week // 24 < 5
    assert 9 <= of_week % 24 < 17


def with_officer(*between: str, consent_times: float = 0.3) -> list[Record]:
    """Aldren and Cintra see, Brevia asks them both back; an officer sits between two of them."""
    data = relay(consent={"duration": {"lognormal": {"median": "20 h", "sigma": 0.8}}})
    data["agencies"]["Cintra Police"]["observes"] = [{"kinds": ["sign"], "where": ["Aldren"]}]
    if between:
        officer = {"between": list(between), "opening": "round the clock"}
        data["liaisons"] = {"The officer": {**officer, "consent_times": consent_times}}
    plan = Planner(load_data(data)).plan()
    return [run(plan, 1, number) for number in range(40)]


def consent_hours(record: Record, originator: str) -> float:
    """Hours that asking this originator back takes, over all copies that Brevia passes on."""
    timetable, layout = record.timetable, record.plan.layout
    origins = timetable.agency[timetable.report]
    mine = (timetable.parent >= timetable.number_of_reports) & (record.end >= 0)
    mine &= origins == layout.agencies.index(originator)
    stretches = [s for row in np.flatnonzero(mine) for s in on_the_way(record, int(row))]
    return sum(s.until - s.since for s in stretches if s.cause is Cause.CONSENT) / HOUR


def test_a_liaison_officer_spares_consent_on_one_pair() -> None:
    without, helped = with_officer(), with_officer("Aldren Police", "Brevia Police")
    for originator, spared in (("Aldren Police", True), ("Cintra Police", False)):
        before, after = (
            [consent_hours(record, originator) for record in each] for each in (without, helped)
        )
        assert all(before)
        if not spared:
            assert before == after
            continue
        gain = paired_difference(before, after)
        assert gain.low is not None
        assert gain.low > 0


def test_an_officer_who_spares_nothing_or_sits_elsewhere_leaves_consent_as_it_was() -> None:
    before = [consent_hours(record, "Aldren Police") for record in with_officer()]
    useless = with_officer("Aldren Police", "Brevia Police", consent_times=1.0)
    elsewhere = with_officer("Brevia Police", "Cintra Police")
    for records in (useless, elsewhere):
        assert [consent_hours(record, "Aldren Police") for record in records] == before


def test_who_asks_gives_up_at_the_time_out() -> None:
    data = relay()
    data["sharing"]["onward"]["consent"]["time_out"] = "19 h"
    record = ran(data)
    row = told_on(record)
    assert record.end[row] == End.NO_CONSENT
    assert record.ended[row] - record.done[record.timetable.parent[row]] == 19 * HOUR


def test_a_refusal_comes_with_the_answer() -> None:
    data = relay()
    data["sharing"]["onward"]["consent"]["refusal"] = 1.0
    record = ran(data)
    row = told_on(record)
    assert record.end[row] == End.NO_CONSENT
    assert record.ended[row] - record.done[record.timetable.parent[row]] == 20 * HOUR


def test_red_goes_no_further() -> None:
    data = relay()
    data["sharing"]["default_marking"] = "RED"
    timetable = ran(data).timetable
    assert not (timetable.parent >= timetable.number_of_reports).any()


@pytest.mark.parametrize(("beyond", "detected"), [(-1e-6, True), (1e-6, False)])
def test_trust_is_multiplied_along_a_chain_and_a_tear_line_leaves_its_weight(
    beyond: float, detected: bool
) -> None:
    data = relay(tear_line=0.5)
    del data["threats"]["The Shipment"]["indicators"]["second"]
    data["trust"]["agencies"] = {
        "Brevia Police": {"Aldren Police": 0.5},
        "Cintra Police": {"Brevia Police": 0.6},
    }
    believed = log(1.0 + 0.5 * 0.6 * (100.0**0.5 - 1.0))
    odds = exp(log(0.01 / 0.99) + believed + beyond)
    data["agencies"]["Cintra Police"].update({"prior": 0.01, "threshold": odds / (1.0 + odds)})
    record = ran(data)
    row = told_on(record)
    at = record.detected[record.timetable.picture[row]]
    assert at == (record.done[row] if detected else NEVER)


def test_nothing_is_told_to_whom_it_came_from_and_each_report_is_told_on_once() -> None:
    record = ran(relay(by=["Aldren Police", "Brevia Police", "Cintra Police"], hops=4))
    timetable, layout = record.timetable, record.plan.layout
    for row in np.flatnonzero(timetable.parent >= 0):
        chain, above = [int(timetable.agency[row])], int(timetable.parent[row])
        while above >= 0:
            chain.append(int(timetable.agency[above]))
            above = int(timetable.parent[above])
        assert len(set(chain)) == len(chain) <= 5
        assert layout.ties[timetable.tie[row]].sender == chain[1]
    assert (record.done != NEVER).any()


# Hubs


def test_opening_everything_drowns_few_analysts_and_a_centre_that_reads_for_all_does_not() -> None:
    some, all_of_it = "background.daily business.worth_sharing=0.05", "0.5"
    opened = f"background.daily business.worth_sharing={all_of_it}"
    centre = "channels.Open net.ceiling=CLEAR"
    little, much = (hours(outcomes("crowded-desks", s)) for s in (some, opened))
    slowed = paired_difference(much, little)
    assert slowed.low is not None
    assert slowed.low > 0
    through, through_much = (hours(outcomes("crowded-desks", s, centre)) for s in (some, opened))
    assert abs(np.mean(through_much) - np.mean(through)) < 0.05 * np.mean(through)
    relief = paired_difference(much, through_much)
    assert relief.low is not None
    assert relief.low > 0
