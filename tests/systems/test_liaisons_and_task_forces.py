"""Do closer forms of cooperation move their own measures, and leave the others alone?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.record import NEVER, Record
from sim.errors import InputError
from sim.measures.journey import at_desk
from sim.plan.lint import warnings
from sim.plan.planner import Planner
from sim.plan.rules.attention import raised
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.causes import Cause, End
from sim.scenario.schema.agencies import analysts_at_work
from tests.scenarios_for_tests import load_data
from tests.systems.neighbours import (
    COUNTRIES,
    LAW,
    Data,
    all_but,
    both_ways,
    desk,
    ended,
    falls,
    hours,
    measured,
    neighbours,
)

PAIR = both_ways(desk("Aldren"), desk("Brevia"))
EVERYTHING = {Cause.VETTING, Cause.TRANSIT, Cause.TRANSLATION, Cause.CONVERSION, *LAW}


# Liaison officers


def with_officer(**written: Any) -> Data:
    officer = {"between": [desk("Aldren"), desk("Brevia")], "opening": "round the clock"}
    return neighbours(liaisons={"The officer": {**officer, **written}})


def test_an_officer_spares_vetting_on_one_pair_both_ways() -> None:
    data, without = with_officer(trust=0.9, vetting_times=0.3), neighbours()
    for way in PAIR:
        vetted = hours({Cause.VETTING}, [way])
        assert falls(measured(data, vetted), measured(without, vetted))
    for measure in (hours(EVERYTHING, all_but(PAIR, data)), hours(LAW)):
        assert np.array_equal(measured(data, measure), measured(without, measure))


def test_an_officer_is_trusted_with_more() -> None:
    def wary(officer: bool) -> Data:
        data = with_officer(trust=0.8) if officer else neighbours()
        return {**data, "trust": {"default": 0.3}}

    withheld = ended([End.WITHHELD_TRUST], PAIR)
    assert falls(measured(wary(True), withheld), measured(wary(False), withheld))
    others = ended([End.WITHHELD_TRUST], all_but(PAIR, neighbours()))
    assert np.array_equal(measured(wary(True), others), measured(wary(False), others))


def test_what_goes_through_an_officer_waits_for_the_officer() -> None:
    seldom = with_officer(opening="Monday 09:00 to 12:00")
    closed = hours({Cause.CLOSED_HOURS}, PAIR)
    assert falls(measured(with_officer(), closed), measured(seldom, closed))
    assert not measured(with_officer(), closed).any()


# Joint task forces

FORCE = "Task Force"
HOMES = (desk("Aldren"), desk("Brevia"))
TOGETHER = [pair for home in HOMES for pair in both_ways(FORCE, home)]


def with_force(*, together: bool) -> Data:
    """A task force of an international body, with or without analysts of two countries in it."""
    data = neighbours(
        bodies={"The Office": {"languages": ["Official"]}},
        background={
            "daily business": {
                "category": "routine",
                "rate": "6 per day",
                "agencies": [desk(name) for name in COUNTRIES],
            }
        },
        horizon="70 d",
        law={"formal_route": {"duration": {"lognormal": {"median": "2 d", "sigma": 0.5}}}},
    )
    for agency in data["agencies"].values():
        agency["analysts"] = 5
    data["agencies"][FORCE] = {
        "body": "The Office",
        "systems": ["official"],
        "opening": "round the clock",
        "analysts": 1,
        "co_located": dict.fromkeys(HOMES, 2) if together else {},
    }
    data["channels"]["Relay"]["members"].append(FORCE)
    return data


WITHOUT, WITH = with_force(together=False), with_force(together=True)
CARRIED = {Cause.TRANSIT, Cause.TRANSLATION, Cause.CONVERSION}


def test_nothing_is_carried_or_read_for_a_task_force_at_its_home_agencies() -> None:
    carried = hours(CARRIED, TOGETHER)
    assert not measured(WITH, carried).any()
    assert falls(measured(WITH, carried), measured(WITHOUT, carried))


def test_a_task_force_leaves_law_and_other_ways_to_the_force_alone() -> None:
    plans = [Planner(load_data(data)).plan() for data in (WITH, WITHOUT)]
    for sender in map(desk, COUNTRIES):
        stages = [[(s.kind, s.cause) for s in stages_of(plan, (sender, FORCE))] for plan in plans]
        kept = [s for s in stages[1] if sender not in HOMES or s[1] not in CARRIED]
        assert stages[0] == kept
        assert any(cause in LAW for _, cause in kept)


def stages_of(plan: Any, pair: tuple[str, str]) -> Any:
    layout = plan.layout
    tie = next(t for t in layout.ties if names_of(layout, t) == pair)
    return layout.routes[tie.route].stages


def names_of(layout: Any, tie: Any) -> tuple[str, str]:
    return layout.agencies[tie.sender], layout.agencies[tie.receiver]


def test_a_task_force_has_the_picture_sooner() -> None:
    assert falls(measured(WITH, hours_until_believed), measured(WITHOUT, hours_until_believed))


def hours_until_believed(record: Record) -> float:
    """When the task force believes in the threats, on average; the horizon where it never does."""
    layout, timetable = record.plan.layout, record.timetable
    of_force = timetable.picture_agency == layout.agencies.index(FORCE)
    at = np.where(record.detected == NEVER, layout.horizon_us, record.detected)[of_force]
    return float(at.mean()) / MICROSECONDS_IN_HOUR


def test_a_task_force_costs_analysts_at_home() -> None:
    def queued(at: str) -> Any:
        def measure(record: Record) -> float:
            mine = np.flatnonzero(record.timetable.agency == record.plan.layout.agencies.index(at))
            return sum(
                stretch.until - stretch.since
                for row in mine
                for stretch in at_desk(record, int(row))
                if stretch.cause is Cause.BACKLOG
            ) / (MICROSECONDS_IN_HOUR * len(mine))

        return measure

    for home in HOMES:
        assert falls(measured(WITHOUT, queued(home)), measured(WITH, queued(home)))


def test_nobody_is_counted_twice() -> None:
    written = load_data(WITH).agencies
    here = analysts_at_work(written)
    assert sum(here.values()) == sum(agency.analysts for agency in written.values())
    assert here[FORCE] == 5
    assert [here[home] for home in HOMES] == [3, 3]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({desk("Aldren"): 5}, f"at least one analyst who stays at {desk('Aldren')}"),
        ({desk("Aldren"): 0}, "at least one analyst from each agency"),
        ({FORCE: 1}, "other agencies"),
    ],
)
def test_a_task_force_of_nobody_is_refused(sent: dict[str, int], words: str) -> None:
    data = with_force(together=False)
    data["agencies"][FORCE]["co_located"] = sent
    with pytest.raises(InputError, match=words):
        load_data(data)


def test_an_officer_without_a_channel_is_warned_of() -> None:
    data = with_officer()
    assert not [one for one in warnings(load_data(data)) if one.path[0] == "liaisons"]
    data["channels"] = {"Line": {"between": [desk("Corvane"), desk("Dorrin")]}}
    found = [one.message for one in warnings(load_data(data)) if one.path[0] == "liaisons"]
    assert found == ["changes nothing, because no channel joins the two agencies"]


def test_two_officers_between_the_same_two_are_refused() -> None:
    data = with_officer()
    data["liaisons"]["Another"] = {"between": [desk("Brevia"), desk("Aldren")]}
    with pytest.raises(InputError, match="one liaison for each pair"):
        load_data(data)


# A real-time platform with a handling ceiling


def with_platform(ceiling: str) -> Data:
    data = neighbours()
    relay = {**data["channels"]["Relay"], "latency": {"lognormal": {"median": "6 h", "sigma": 1.0}}}
    platform = {
        "members": [desk("Aldren"), desk("Brevia")],
        "kind": "real-time platform",
        "latency": "1 min",
        "ceiling": ceiling,
    }
    return {**data, "channels": {"Platform": platform, "Relay": relay}}


def test_a_platform_spares_transit_on_its_members_and_leaves_law_alone() -> None:
    without = with_platform("CLEAR")
    data = with_platform("AMBER")
    carried = hours({Cause.TRANSIT}, PAIR)
    assert falls(measured(data, carried), measured(without, carried))
    for measure in (hours(LAW), hours({Cause.TRANSIT}, all_but(PAIR, data))):
        assert np.array_equal(measured(data, measure), measured(without, measure))


def test_what_is_above_its_ceiling_does_not_go_over_a_platform() -> None:
    closed, relayed = with_platform("GREEN"), with_platform("GREEN")
    closed["channels"] = {"Platform": closed["channels"]["Platform"]}
    over = ended([End.OVER_CEILING], PAIR)
    assert measured(closed, over).all()
    assert not measured(relayed, over).any()


# Threat assessments on a schedule


def with_priorities(**written: Any) -> Data:
    """Nobody in Brevia cares much; routine work fills the desk; Aldren writes assessments."""
    data = neighbours(
        background={"daily business": {"category": "routine", "rate": "1.5 per day"}},
        horizon="70 d",
    )
    data["countries"]["Brevia"]["priorities"] = {"smuggling": 0.1, "sabotage": 0.1}
    data["agencies"][desk("Brevia")]["analysts"] = 1
    outlook = {
        "senders": ["Aldren"],
        "receivers": ["Brevia"],
        "category": "smuggling",
        "every": "7 d",
        "lasts": "10 d",
        "raises_priority_to": 0.9,
    }
    return data | ({"assessments": {"Outlook": {**outlook, **written}}} if written else {})


def waited(category: str) -> Any:
    """Hours that reports about a category waited for an analyst in Brevia, on average."""

    def measure(record: Record) -> float:
        layout, timetable = record.plan.layout, record.timetable
        about = [layout.categories[layout.subjects[s].category] for s in timetable.subject]
        mine = [
            row
            for row in np.flatnonzero(
                (timetable.agency == layout.agencies.index(desk("Brevia"))) & (timetable.parent < 0)
            ).tolist()
            if about[row] == category
        ]
        started = record.started[mine]
        started = np.where(started == NEVER, layout.horizon_us, started)
        return float((started - record.arrived[mine]).mean()) / MICROSECONDS_IN_HOUR

    return measure


def test_assessments_bring_earlier_attention_and_more_telling() -> None:
    data, without = with_priorities(every="7 d"), with_priorities()
    assert falls(measured(data, waited("smuggling")), measured(without, waited("smuggling")))
    kept = ended([End.WITHHELD_NEED_TO_KNOW])
    assert falls(measured(data, kept), measured(without, kept))


def test_assessments_leave_law_and_vetting_alone() -> None:
    both = (with_priorities(every="7 d"), with_priorities())
    plans = [Planner(load_data(data)).plan() for data in both]
    fill = plans[0].layout.fill
    moved = {write.cell for write in plans[0].writes}
    ranks = range(fill.rank, fill.servers)
    need = range(fill.need, fill.need + len(COUNTRIES) * len(plans[0].layout.categories))
    assert moved
    assert moved <= {*ranks, *need}
    assert not plans[1].writes


@pytest.mark.parametrize("trust", [0.0, 0.4, 1.0])
def test_who_does_not_trust_the_writer_is_not_moved(trust: float) -> None:
    data = with_priorities(lasts="8 d")
    data["trust"] = {"default": trust}
    plan = Planner(load_data(data)).plan()
    place = plan.layout.agencies.index(desk("Brevia")) * len(plan.layout.categories)
    cell = plan.layout.fill.need + place + plan.layout.categories.index("smuggling")
    values = {write.value for write in plan.writes if write.cell == cell}
    assert sorted(values) == [pytest.approx(0.1 + trust * 0.8)] * (trust > 0)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_an_assessment_never_lowers_a_priority_nor_passes_its_target(
    priority: float, target: float, trust: float, more: float
) -> None:
    once = raised(priority, target, trust)
    assert priority <= once <= max(priority, target) + 1e-12
    assert once <= raised(priority, target, max(trust, more)) + 1e-12


def test_assessments_without_end_are_refused() -> None:
    with pytest.raises(InputError, match="at most 1,000 assessments"):
        load_data(with_priorities(every="1 h"))
    with pytest.raises(InputError, match="at least 1 h"):
        load_data(with_priorities(every="10 min"))
