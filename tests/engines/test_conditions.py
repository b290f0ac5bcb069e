"""What comes once a condition holds comes at the moment at which stepping finds it, on any engine.

The stepping asks at every instant, of what a run that stands there shows, with plain loops; the
program asks the record of a whole run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings

from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER, Record
from sim.engine.reference.engine import SimpyEngine, run_on_simpy
from sim.plan.awaiting import awaited_in, fired_in, once
from sim.plan.planner import Planner
from sim.plan.rules.calendars import microseconds
from sim.replication import Engine, run
from sim.scenario.schema.scenario import Scenario
from tests.conditions import Looking, Standing, with_conditions
from tests.engines.agreement import assert_same
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.scenarios_for_tests import load_data
from tests.strategies import Data, lively_scenarios

FEW_ROWS = 120
"""Each is looked at at every instant."""


@settings(slow_to_draw, max_examples=40)
@given((lively_scenarios() | any_scenarios).flatmap(with_conditions))
def test_what_waits_for_a_condition_comes_when_stepping_finds_it(data: Data) -> None:
    with shown_when_it_fails(data):
        scenario = load_data(data)
        plan = Planner(scenario).plan()
        found = run(plan, 1, 0)
        if Engine.COMPILED.installed:
            assert_same(found, compiled := run(plan, 1, 0, engine=Engine.COMPILED))
            assert found.plan.injects == compiled.plan.injects
        if found.timetable.rows <= FEW_ROWS:
            whole = Planner(stepped_through(scenario)).plan()
            assert found.plan.injects == whole.injects
            assert found.plan.programmes == whole.programmes
            assert_same(found, run_on_simpy(whole, timetable_of(whole.layout, 1, 0)))


def stepped_through(scenario: Scenario) -> Scenario:
    """The scenario with everything at the moment at which stepping through a run finds it."""
    looking, now = Looking(), 0
    while True:
        plan = Planner(scenario).plan()
        luck = timetable_of(plan.layout, 1, 0)
        moments = [at for at in moments_of(scenario, run_on_simpy(plan, luck)) if at >= now]
        engine = SimpyEngine(plan, luck)
        looking.fired = fired_in(scenario)
        came: dict[Any, int] = {}
        for now in moments:
            engine.run_until(now)
            standing = Standing(engine.record(), engine.beliefs(), now)
            came = {
                name: now
                for name, condition in awaited_in(scenario).items()
                if looking.holds(condition, standing)
            }
            if came:
                break
        engine.dissolve()
        if not came:
            return scenario
        scenario = once(scenario, came)


def moments_of(scenario: Scenario, record: Record) -> list[int]:
    """Every moment of the exercise at which a condition could begin to hold, or cease to."""
    columns = (record.arrived, record.started, record.done, record.ended, record.slots)
    instants = np.unique(np.concatenate([*columns, record.detected]))
    instants = instants[instants != NEVER]
    waits = {microseconds(hours) for hours in (0, 1, 9, 48)}
    times = {microseconds(hours) for hours in (0, 24, 33, 72, 144)}
    found = {*times, *(at + 1 for at in fired_in(scenario).values())}
    for wait in {0, *waits}:
        found |= set((instants + wait + 1).tolist())
    return sorted(at for at in found if 0 <= at < record.plan.layout.horizon_us)
