"""Runs of the scenarios that come with the program, drawn up once for all tests."""

from __future__ import annotations

from functools import lru_cache

import pytest

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.engine.draws.bulk import timetable_of
from sim.engine.record import Record
from sim.engine.timetable import Timetable
from sim.plan.values.plan import Plan
from sim.scenario.reading.reading import load
from sim.scenario.reading.shipped import shipped
from tests.quickest import run

SHIPPED = [scenario.name for scenario in shipped()]
LARGE = {"wide-table"}
"""So large that every run of it takes more than a moment."""
LARGE_ARE_SLOW = [
    pytest.param(name, marks=pytest.mark.slow) if name in LARGE else name for name in SHIPPED
]
"""For tests that run a scenario many times."""
SEED = 1


@lru_cache
def design(name: str) -> ComparisonDesign:
    """The conditions of a shipped scenario."""
    return ComparisonDesign(load(name))


@lru_cache(maxsize=512)
def timetable(name: str, replication: int) -> Timetable:
    """What chance decides in one replication."""
    return timetable_of(design(name).planner.layout, SEED, replication)


def record(name: str, plan: Plan, replication: int) -> Record:
    """A run of a plan of a shipped scenario."""
    return run(plan, SEED, replication, timetable(name, replication))
