"""Programmes: each moves what it is for once it works, and nothing else; before that it costs."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import chain
from typing import Any

import numpy as np
import pytest

import sim
from sim.analyses.programmes.runs import carrying_out
from sim.engine.record import NEVER, Record
from sim.measures.journey import at_desk as stretches_at_desk
from sim.plan.interventions import Absence, interventions
from sim.plan.planner import Planner
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.programmes import absence
from sim.plan.values.arrays import Floats
from sim.plan.values.causes import Cause, End
from sim.scenario.units.quantities import opening
from sim.statistics.intervals import paired_difference
from tests.quickest import run, runs
from tests.scenarios_for_tests import load_data, minimal

REPLICATIONS = 60
LEAN_YEARS = sim.load("lean-years")
OSTMERE, LYRENNE = "Ostmere Security Service", "Lyrenne Intelligence Office"
DUNMOOR, QUILLON = "Dunmoor Police", "Quillon Road Police"
DESK, FORM, SCHOOL = "A second desk in Quillon", "One form for all", "School of triage"
MANOEUVRES, FRIENDS = "Autumn manoeuvres", "Friends of the road"
DAY = 24 * HOUR

Measured = Callable[[Record], float]


def records(*programmes: str) -> list[Record]:
    """Runs with these programmes in force, on the luck of the first replications."""
    plan = Planner(carrying_out(LEAN_YEARS, frozenset(programmes))).plan()
    return list(runs(plan, 1, range(REPLICATIONS)))


@pytest.fixture(scope="module")
def without() -> list[Record]:
    return records()


def waiting(agency: str, since: float = 50, until: float = 130, seen: float = 1e6) -> Measured:
    """Hours that reports wait at a desk, on average, of those that come in some days.

    Who is not served by the day until which it is ``seen`` has waited so long.
    """

    def measure(record: Record) -> float:
        mine = at_desk(record, agency, since, until)
        mine &= (record.started != NEVER) | (seen < 1e6)
        started = np.where(record.started[mine] == NEVER, seen * DAY, record.started[mine])
        waited = np.minimum(started, seen * DAY) - record.arrived[mine]
        return float(waited.mean()) / HOUR

    return measure


def triage(agency: str) -> Measured:
    """Hours of work that triage takes there, on average, of own reports that are surely done."""

    def measure(record: Record) -> float:
        mine = at_desk(record, agency, 40, 80) & (record.done != NEVER)
        rows = np.flatnonzero(mine & (record.timetable.tie < 0)).tolist()
        stretches = chain.from_iterable(stretches_at_desk(record, row) for row in rows)
        worked = sum(s.until - s.since for s in stretches if s.cause is Cause.TRIAGE)
        return worked / len(rows) / HOUR

    return measure


def at_desk(record: Record, agency: str, since: float, until: float) -> Any:
    number = record.plan.layout.agencies.index(agency)
    came = (record.arrived >= since * DAY) & (record.arrived < until * DAY)
    return came & (record.timetable.agency == number)


def on_the_way(cause: Cause) -> Measured:
    """Hours for which copies that begin after day 45 wait for one cause."""

    def measure(record: Record) -> float:
        from sim.measures.journey import on_the_way as stretches

        copies = np.flatnonzero((record.timetable.parent >= 0) & (record.timetable.tie >= 0))
        return sum(
            (stretch.until - stretch.since) / HOUR
            for row in copies.tolist()
            for stretch in stretches(record, row)
            if stretch.cause == cause
        )

    return measure


def withheld(one: str, other: str) -> Measured:
    """Copies between two agencies that are withheld for want of trust."""

    def measure(record: Record) -> float:
        layout = record.plan.layout
        pair = {layout.agencies.index(one), layout.agencies.index(other)}
        rows = np.flatnonzero(record.end == End.WITHHELD_TRUST).tolist()
        ties = (layout.ties[record.timetable.tie[row]] for row in rows)
        return sum({tie.sender, tie.receiver} == pair for tie in ties)

    return measure


def tips(record: Record) -> float:
    """Tips that are reported."""
    return seen(record, tips_only=True)


def other_signs(record: Record) -> float:
    """Whatever else of threats is reported."""
    return seen(record, tips_only=False)


def seen(record: Record, *, tips_only: bool) -> float:
    layout, reports = record.plan.layout, record.timetable.reports
    names = [layout.indicators[i].name for i in reports.indicator[reports.indicator >= 0]]
    told = {"talk at the well", "talk at the lock", "gossip"}
    return sum((name in told) == tips_only for name in names)


def routine(record: Record) -> float:
    """Routine reports."""
    return float((record.timetable.reports.instance < 0).sum())


def values(runs: list[Record], measure: Measured) -> Floats:
    return np.array([measure(record) for record in runs], dtype=np.float64)


MOVES: dict[str, tuple[str, Measured, int]] = {
    "capacity building: the weakest desk waits less": (DESK, waiting(QUILLON), -1),
    "a common format: less conversion": (FORM, on_the_way(Cause.CONVERSION), -1),
    "a phrase book: less translation": (FORM, on_the_way(Cause.TRANSLATION), -1),
    "training: shorter triage": (SCHOOL, triage(OSTMERE), -1),
    "training: at first a longer wait": (SCHOOL, waiting(DUNMOOR, 7, 37), 1),
    "joint exercises: less is withheld": (MANOEUVRES, withheld(OSTMERE, LYRENNE), -1),
    "joint exercises: at first a longer wait": (MANOEUVRES, waiting(OSTMERE, 0, 30), 1),
    "community engagement: more tips": (FRIENDS, tips, 1),
    "community engagement: more noise": (FRIENDS, routine, 1),
    "community engagement: a longer wait": (FRIENDS, waiting(QUILLON), 1),
}
LEAVES: dict[str, tuple[str, Measured]] = {
    "capacity building: what it waits before": (DESK, waiting(QUILLON, 0, 20, seen=40)),
    "a common format: triage": (FORM, triage(QUILLON)),
    "a common format: what is withheld": (FORM, withheld(OSTMERE, QUILLON)),
    "training: who is not trained": (SCHOOL, triage(QUILLON)),
    "joint exercises: who is not there": (MANOEUVRES, withheld(DUNMOOR, QUILLON)),
    "community engagement: what else is seen": (FRIENDS, other_signs),
}


@pytest.mark.parametrize(("programme", "measure", "direction"), MOVES.values(), ids=MOVES)
def test_a_programme_moves_what_it_is_for(
    without: list[Record], programme: str, measure: Measured, direction: int
) -> None:
    change = paired_difference(values(records(programme), measure), values(without, measure))
    assert change.low is not None
    assert change.high is not None
    assert change.low * direction > 0
    assert change.high * direction > 0


@pytest.mark.parametrize(("programme", "measure"), LEAVES.values(), ids=LEAVES)
def test_a_programme_leaves_alone_what_it_is_not_for(
    without: list[Record], programme: str, measure: Measured
) -> None:
    assert np.allclose(values(records(programme), measure), values(without, measure), atol=1e-9)


def test_programmes_that_are_only_on_offer_change_nothing() -> None:
    bare = LEAN_YEARS.model_copy(update={"programmes": {}})
    plans = [Planner(scenario).plan() for scenario in (LEAN_YEARS, bare)]
    one, other = ({one.digest() for one in runs(plan, 1, range(3))} for plan in plans)
    assert one == other


def test_nothing_changes_before_a_programme_starts(without: list[Record]) -> None:
    """The school starts after a week; until then every instant is the same."""
    for with_it, bare in zip(records(SCHOOL)[:10], without, strict=False):
        for one, other in ((with_it, bare), (bare, with_it)):
            early = (one.started != NEVER) & (one.started < 7 * DAY)
            assert early.any()
            assert np.array_equal(one.started[early], other.started[early])


def test_a_programme_is_a_row_of_changes_like_those_of_injects() -> None:
    """The same effect, written as an inject at the moment at which the programme works."""
    change = {"trust": {"between": ["Aldren", "Brevia"], "becomes": 0.9}}
    programme = {
        "in_force": True,
        "starts": "2 d",
        "works_after": "1 d",
        "cost": {"money": 1},
        "effects": {"more": {"later": "12 h", **change}},
    }
    one = minimal() | {"programmes": {"Meetings": programme}}
    other = minimal() | {"injects": {"Meetings": {"at": "84 h", "message": "", **change}}}
    plans = [Planner(load_data(data)).plan() for data in (one, other)]
    assert plans[0].writes == plans[1].writes
    assert plans[0].writes
    assert run(plans[0], 1, 0).digest() == run(plans[1], 1, 0).digest()


def test_analysts_are_away_from_the_start_and_come_back() -> None:
    data = minimal()
    data["programmes"] = {
        "Course": {
            "in_force": True,
            "starts": "1 d",
            "works_after": "4 weeks",
            "cost": {"analyst_hours": {"Aldren Police": "200 h"}},
            "effects": {"quicker": {"triage": {"agency": "Aldren Police", "times": 0.5}}},
        }
    }
    # Four weeks of 40 hours are 160 hours each, so two go, for five eighths of the time.
    found = [each for each in interventions(load_data(data)) if isinstance(each.effect, Absence)]
    assert [(each.at, each.effect) for each in found] == [
        (24.0, Absence("Aldren Police", 2)),
        (24.0 + 4 * 168 * 100 / 160, Absence("Aldren Police", -2)),
    ]


@pytest.mark.parametrize("hours", [1.0, 40.0, 160.0, 161.0, 1000.0])
@pytest.mark.parametrize("until", [24.0, 672.0])
@pytest.mark.parametrize(
    "open_hours", ["round the clock", "Monday to Friday 09:00 to 17:00", "daily 08:00 to 08:30"]
)
def test_an_absence_gives_just_the_hours_that_are_asked_for(
    hours: float, until: float, open_hours: str
) -> None:
    opened = opening(open_hours)
    share = opened.open_minutes() / (7 * 24 * 60)
    analysts, lasting = absence(hours, until, opened)
    assert analysts * lasting * share == pytest.approx(hours)
    assert lasting <= until * (1 + 1e-6)
    assert analysts == 1 or (analysts - 1) * until * share < hours


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "without a cost": ({"cost": {}}, "a cost greater than 0"),
    "without an effect": ({"effects": {"none": {}}}, "exactly one effect"),
    "two effects in one": (
        {
            "effects": {
                "both": {
                    "conversion": {"times": 0.5},
                    "triage": {"agency": "Aldren Police", "times": 1},
                }
            }
        },
        "at most one effect by its key",
    ),
    "hours without time for them": (
        {"works_after": "0 h", "cost": {"analyst_hours": {"Aldren Police": "9 h"}}},
        "in which its analyst hours are spent",
    ),
    "more than all prevented": (
        {"effects": {"fewer": {"prevention": {"share": 1.5}}}},
        "prevention.share",
    ),
    "an unknown agency": (
        {"effects": {"more": {"analysts": {"agency": "Aldren Polic", "change": 1}}}},
        "Aldren Police",
    ),
    "hours of an unknown agency": (
        {"cost": {"analyst_hours": {"Aldren Polic": "9 h"}}},
        "Aldren Police",
    ),
    "an unknown home": (
        {"effects": {"more": {"translation": {"seat": "Aldrn", "times": 1}}}},
        "Aldren",
    ),
}
FINE: dict[str, Any] = {
    "works_after": "10 d",
    "cost": {"money": 5},
    "effects": {"one": {"conversion": {"times": 0.5}}},
}


@pytest.mark.parametrize(("changes", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_words(changes: dict[str, Any], said: str) -> None:
    data = minimal()
    data["programmes"] = {"Help": deepcopy(FINE)}
    load_data(data)
    data["programmes"]["Help"] |= changes
    with pytest.raises(sim.InputError, match=said):
        load_data(data)
