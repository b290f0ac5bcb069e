"""Four neighbouring countries with an agency each, and what their copies spend their time on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.record import Record
from sim.measures.journey import on_the_way
from sim.plan.planner import Planner
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.causes import Cause
from sim.statistics.intervals import paired_difference
from tests.quickest import runs
from tests.scenarios_for_tests import load_data

Data = dict[str, Any]
Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]

COUNTRIES = ("Aldren", "Brevia", "Corvane", "Dorrin")
REPLICATIONS = 30
LAW = {Cause.LEGAL_REVIEW, Cause.FORMAL_ROUTE, Cause.NOT_RECOGNISED}


def desk(country: str) -> str:
    """The agency of a country."""
    return f"{country} Desk"


def neighbours(**changes: Any) -> Data:
    """Everybody sees a piece of two threats and tells everybody through one relay."""
    indicators = {
        f"in {country}": {
            "kind": "sign",
            "where": [country],
            "when": {"uniform": {"from": "0 d", "to": "10 d"}},
            "count": 2,
        }
        for country in COUNTRIES
    }
    threat = {"country": "Aldren", "onset": "1 d", "deadline": "60 d", "indicators": indicators}
    always = {"opening": "round the clock"}
    return {
        "entente": 1,
        "title": "Four neighbours",
        "summary": "A relay, a formal way, and two threats.",
        "horizon": "600 d",
        "countries": {name: {"languages": [name], "legal_desk": always} for name in COUNTRIES},
        "agencies": {
            desk(name): {
                "country": name,
                "systems": [name],
                "observes": [{"kinds": ["sign"]}],
                "opening": "round the clock",
            }
            for name in COUNTRIES
        },
        "channels": {"Relay": {"members": [desk(name) for name in COUNTRIES]}},
        "law": {"formal_route": {"duration": {"lognormal": {"median": "30 d", "sigma": 0.5}}}},
        "trust": {"default": 0.9},
        "threats": {
            "The Shipment": {"category": "smuggling", **threat},
            "The Outage": {"category": "sabotage", **threat},
        },
        **changes,
    }


def measured(data: Data, measure: Callable[[Record], float]) -> Floats:
    """The measure in each replication."""
    plan = Planner(load_data(data)).plan()
    return np.array([measure(one) for one in runs(plan, 1, range(REPLICATIONS))])


def hours(
    causes: Collection[Cause],
    between: Collection[Pair] | None = None,
    categories: Collection[str] | None = None,
) -> Callable[[Record], float]:
    """The hours that copies spend on causes on their way, between some pairs if they are given."""

    def measure(record: Record) -> float:
        spent = 0
        for row in copies(record, between, categories):
            spent += sum(s.until - s.since for s in on_the_way(record, row) if s.cause in causes)
        return spent / MICROSECONDS_IN_HOUR

    return measure


def ended(
    ends: Collection[int], between: Collection[Pair] | None = None
) -> Callable[[Record], float]:
    """How many copies ended in one of some ways."""

    def measure(record: Record) -> float:
        return float(sum(int(record.end[row]) in ends for row in copies(record, between)))

    return measure


def copies(
    record: Record,
    between: Collection[Pair] | None = None,
    categories: Collection[str] | None = None,
) -> list[int]:
    """The rows of copies, of some pairs and categories if these are given."""
    layout, timetable = record.plan.layout, record.timetable
    found = []
    for row in np.flatnonzero((timetable.parent >= 0) & (timetable.tie >= 0)).tolist():
        tie = layout.ties[timetable.tie[row]]
        pair = layout.agencies[tie.sender], layout.agencies[tie.receiver]
        category = layout.categories[layout.subjects[timetable.subject[row]].category]
        if (between is None or pair in between) and (categories is None or category in categories):
            found.append(row)
    return found


def all_but(between: Collection[Pair], data: Mapping[str, Any]) -> list[Pair]:
    """Every ordered pair of agencies that is not among some."""
    names = list(data["agencies"])
    return [(a, b) for a in names for b in names if a != b and (a, b) not in between]


def both_ways(*names: str) -> list[Pair]:
    """Every ordered pair of some agencies."""
    return [(one, other) for one in names for other in names if one != other]


def falls(less: Floats, more: Floats) -> bool:
    """Whether the mean of paired differences lies below zero with its whole interval."""
    high = paired_difference(less, more).high
    return high is not None and high < 0
