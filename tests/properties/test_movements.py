"""Whatever the scenario: what moved is told without a gap, and beliefs rise as they did."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.analyses.picture.day import PlayedDay, played_day
from sim.engine.record import NEVER, Record
from sim.measures.movements import Moved, Movement, movements_of
from sim.plan.planner import Planner
from sim.plan.values.causes import End
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.quickest import run
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import design
from tests.strategies import Data


def ends_where_it_should(record: Record, movement: Movement) -> bool:
    """Whether its last stretch ends where its row has come to."""
    done, horizon = int(record.done[movement.row]), record.plan.layout.horizon_us
    last = movement.stretches[-1].until
    if movement.end is End.DELIVERED or movement.what is Moved.REPORT:
        return last == (horizon if done == NEVER else done)
    return last == (horizon if movement.ended == NEVER else movement.ended)


@settings(slow_to_draw, max_examples=30, phases=[Phase.generate])
@given(any_scenarios, st.integers(0, 50))
def test_every_movement_is_told_without_a_gap_to_where_it_came(data: Data, seed: int) -> None:
    """Each stretch begins where the one before ended, and the last ends where the record says."""
    record = run(Planner(load_data(data)).plan(), seed, 0)
    with shown_when_it_fails(data):
        moved = movements_of(record)
        timetable = record.timetable
        about = (timetable.instance >= 0) & ((record.end >= 0) | (record.arrived != NEVER))
        assert len(moved) == about.sum()
        for movement in moved:
            pairs = zip(movement.stretches, movement.stretches[1:], strict=False)
            assert all(one.until == other.since for one, other in pairs), movement
            assert all(each.since < each.until for each in movement.stretches), movement
            if movement.stretches and movement.end not in {End.HIT, End.NO_HIT, End.UNANSWERED}:
                assert ends_where_it_should(record, movement), movement


@settings(slow_to_draw, max_examples=25, phases=[Phase.generate])
@given(any_scenarios, st.integers(0, 50))
def test_who_is_first_sure_enough_detected_it(data: Data, seed: int) -> None:
    """The first course of belief that reaches its threshold is that of the agency that detects."""
    scenario = load_data(data)
    day = played_day("as written", scenario, Planner(scenario).plan(), seed, 0)
    with shown_when_it_fails(data):
        for number, case in enumerate(day.cases):
            assert reached(day, number) == (
                {}
                if case.detected_us is None
                else dict.fromkeys(case.detected_by, case.detected_us)
            )


def reached(day: PlayedDay, case: int) -> dict[str, int]:
    """By agency that was first to reach its threshold in a case: when."""
    at = {
        course.agency: next((step.at_us for step in course.steps if step.level >= 1.0), None)
        for course in day.beliefs
        if course.case == case
    }
    met = {agency: when for agency, when in at.items() if when is not None}
    return {agency: when for agency, when in met.items() if when == min(met.values())}


@pytest.mark.parametrize("seed", range(3))
def test_as_many_wait_as_have_come_and_are_not_done(seed: int) -> None:
    """The number at each desk is what a count at that instant gives."""
    border = design("border-triangle")
    scenario, plan = border.scenario, border.plan(border.as_written)
    day = played_day("as written", scenario, plan, seed, 0)
    record = run(plan, seed, 0)
    for agency, steps in enumerate(day.waiting):
        mine = record.timetable.agency == agency
        for at, many in steps[::7]:
            came = (record.arrived[mine] != NEVER) & (record.arrived[mine] <= at)
            gone = (record.done[mine] != NEVER) & (record.done[mine] <= at)
            assert many == (came & ~gone).sum()
