"""Do replications that are run in one compiled call count as each does by itself?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings

from sim.analyses.assumptions.assumed_numbers import Factor, Varied, assumptions_of, varied
from sim.analyses.assumptions.runs import counted as hours_counted
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.variants import lived_through
from sim.analyses.programmes.runs import MISSED_BEFORE, SPENT_BEFORE, Chosen, Offers
from sim.analyses.programmes.runs import counted as gains_counted
from sim.exercise.days import counted as days_counted
from sim.experiments.counting import CountingWork, Fold, Plans, Variants, at_once, results_by_plan
from sim.experiments.workers import one_after_the_other
from sim.plan.alike import sharing_layouts
from sim.plan.planner import Planner
from sim.plan.values.arrays import Ints
from sim.replication import Engine
from sim.scenario.reading.reading import read
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.engines.test_several import alike
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import LARGE_ARE_SLOW, SEED
from tests.strategies import Data

pytest.importorskip("numba")
NUMBERS = range(3, 6)
FOLDS = (hours_counted, gains_counted, days_counted)


def rows(variants: Variants, fold: Fold, engine: Engine) -> Ints:
    """By replication, plan and column; SimPy runs each replication by itself."""
    work, items = CountingWork(variants, fold, SEED), [(number, engine) for number in NUMBERS]
    done = list(one_after_the_other(work, items))
    return np.array([getattr(each, "rows", each) for each in done])


def counts_the_same(variants: Variants, folds: Sequence[Fold]) -> None:
    for fold in folds:
        together, each = (rows(variants, fold, engine) for engine in Engine)
        np.testing.assert_array_equal(together, each)


def removals(design: ComparisonDesign) -> Plans:
    return Plans(tuple(design.plan(condition) for condition in design.ladder.values()))


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_replications_at_once_count_as_each_does(name: str) -> None:
    plans = removals(ComparisonDesign(read(name).scenario))
    counts_the_same(plans, FOLDS)


@settings(slow_to_draw, max_examples=8)
@given(any_scenarios)
def test_so_they_do_whatever_the_scenario(data: Data) -> None:
    with shown_when_it_fails(data):
        counts_the_same(removals(ComparisonDesign(load_data(data))), FOLDS)


@pytest.mark.parametrize("name", ["lean-years", "lantern-street"])
def test_combinations_that_differ_in_layout_count_as_each_does(name: str) -> None:
    """What prevents threats and what makes work are drawn apart, on the same luck."""
    scenario = read(name).scenario
    chosen = [frozenset[str](), *(frozenset({each}) for each in scenario.programmes)]
    combinations: tuple[Chosen, ...] = tuple(chosen)
    offers = Offers(scenario, combinations)
    assert len({plan.layout for plan in offers.plans}) > 1
    assert at_once(offers.plans, Engine.COMPILED) > 1
    counts_the_same(offers, [gains_counted])


def test_the_first_combination_counts_on_the_threats_that_another_leaves() -> None:
    scenario = read("lantern-street").scenario
    chosen = [frozenset[str](), *(frozenset({each}) for each in scenario.programmes)]
    offers = Offers(scenario, tuple(chosen))
    prevented = 0
    for number, rows_of in zip(NUMBERS, rows(offers, gains_counted, Engine.COMPILED), strict=True):
        first, *others = results_by_plan(offers.plans, SEED, [number], Engine.SIMPY)
        for other, row in zip(others, rows_of[1:], strict=True):
            left = other.occurring.scored
            times, windows = first.times[left], first.occurring.window[left]
            assert row[SPENT_BEFORE] == times.sum()
            assert row[MISSED_BEFORE] == np.count_nonzero(times >= windows)
            prevented += int(np.count_nonzero(first.times[first.occurring.scored & ~left]))
    assert prevented


def test_assumptions_that_differ_in_layout_count_as_each_does() -> None:
    reading = read("two-neighbours")
    sides = (varied(reading, one, Factor.HALF) for one in assumptions_of(reading).numbers)
    scenarios = [reading.scenario, *(each.scenario for each in sides if isinstance(each, Varied))]
    plans = sharing_layouts(Planner(scenario).plan() for scenario in scenarios)
    assert 1 < len({plan.layout for plan in plans}) < len(plans)
    counts_the_same(Plans(tuple(plans)), [hours_counted])


@pytest.mark.parametrize("name", ["border-triangle", "tried-and-tested"])
def test_a_scenario_as_it_is_is_told_as_each_replication_tells_it(name: str) -> None:
    design = ComparisonDesign(read(name).scenario)
    each = lived_through(design, SEED, NUMBERS, Engine.SIMPY)
    alike(lived_through(design, SEED, NUMBERS, Engine.COMPILED), each)
