"""On every shipped scenario, seed and rung of the ladder both engines do the same."""

from __future__ import annotations

from collections import defaultdict

import pytest

from sim.engine.draws.bulk import timetable_of
from sim.engine.reference.engine import run_on_simpy
from sim.measures.results import outcome_of
from sim.measures.trace import trace_of
from tests.engines.agreement import assert_same, assert_same_rows
from tests.shipped_runs import LARGE, LARGE_ARE_SLOW, SHIPPED, design

pytest.importorskip("numba")

from sim.engine.compiled.engine import run_compiled
from sim.engine.draws.compiled import compiled_timetable, compiled_timetables

SEEDS = range(50)
FEW_SEEDS = range(10)
TRACED = range(3)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_is_drawn_alone_and_with_others(name: str) -> None:
    layout = design(name).planner.layout
    numbers = [*range(7, 0, -1), 2**40, 0]  # in any order
    together = compiled_timetables(layout, 1, numbers)
    for number, drawn in zip(numbers, together, strict=True):
        alone = timetable_of(layout, 1, number)
        for timetable in (drawn, compiled_timetable(layout, 1, number)):
            assert_same(timetable, alone)
            assert_same_rows(timetable, alone)
    for seed in SEEDS:
        drawn, timetable = compiled_timetable(layout, seed, 0), timetable_of(layout, seed, 0)
        assert_same(drawn, timetable)
        assert_same_rows(drawn, timetable)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in LARGE])
def test_the_same_happens_on_every_rung(name: str) -> None:
    assert_same_on_every_rung(name, FEW_SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_happens_on_every_rung_by_many_seeds(name: str) -> None:
    assert_same_on_every_rung(name, SEEDS)


def assert_same_on_every_rung(name: str, seeds: range) -> None:
    shown = design(name)
    digests = defaultdict(set)
    for seed in seeds:
        timetable = timetable_of(shown.planner.layout, seed, 0)
        drawn = compiled_timetable(shown.planner.layout, seed, 0)
        for rung, condition in shown.ladder.items():
            plan = shown.plan(condition)
            one, other = run_on_simpy(plan, timetable), run_compiled(plan, drawn)
            if one.digest() != other.digest():
                assert_same(one, other)
            assert one.digest() == other.digest()
            digests[rung].add(one.digest())
    assert set(map(len, digests.values())) == {len(seeds)}, "seeds differ"


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_the_same_is_told_and_measured(name: str) -> None:
    shown = design(name)
    for seed in TRACED:
        timetable = timetable_of(shown.planner.layout, seed, 1)
        for rung, condition in shown.ladder.items():
            plan = shown.plan(condition)
            one, other = run_on_simpy(plan, timetable), run_compiled(plan, timetable)
            assert_same(one, other)
            assert outcome_of(one) == outcome_of(other)
            if rung == "as written":  # of columns that are the same to the bit
                assert trace_of(one) == trace_of(other)
