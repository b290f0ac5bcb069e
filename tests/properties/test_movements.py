"""Whatever the scenario: what moved is told without a gap, and beliefs rise as they did."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.analyses.picture.day import PlayedDay, played_day
from sim.engine.record import NEVER, Record
from sim.measures.movements import Moved, Movement, movements_of
from sim.measures.trace import TraceEvent, trace_of
from sim.plan.planner import Planner
from sim.plan.values.causes import End
from sim.plan.values.layout import Layout
from sim.plan.values.stages import Where
from sim.screen.page.page import map_of
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.quickest import run
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import design
from tests.strategies import Data

READ_THERE = ("translation", "conversion", "closed hours")
"""Who receives a copy sees to its reading, and is there when its office opens."""


def ends_where_it_should(record: Record, movement: Movement) -> bool:
    """Whether its last stretch ends where its row has come to."""
    comes_to_a_desk = movement.what is Moved.REPORT or (
        movement.what is Moved.COPY and movement.end is End.DELIVERED
    )
    ended = int(record.done[movement.row]) if comes_to_a_desk else movement.ended
    horizon = record.plan.layout.horizon_us
    return movement.stretches[-1].until == (horizon if ended == NEVER else ended)


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
            assert not movement.stretches or ends_where_it_should(record, movement), movement


@settings(slow_to_draw, max_examples=30, phases=[Phase.generate])
@given(any_scenarios, st.integers(0, 50))
def test_everything_is_where_the_trace_says(data: Data, seed: int) -> None:
    """At each moment a movement is where the stage is spent that the trace then says is over."""
    record = run(Planner(load_data(data)).plan(), seed, 0)
    events: dict[int, list[TraceEvent]] = defaultdict(list)
    for event in trace_of(record):
        events[event.key].append(event)
    timetable = record.timetable
    with shown_when_it_fails(data):
        for movement in movements_of(record):
            told = told_places(movement, events[int(timetable.key[movement.row])], timetable.layout)
            for stretch in movement.stretches:
                places = next((places for at, places in told if stretch.until <= at), None)
                assert places is None or stretch.place.where in places, (movement, told)


def told_places(
    movement: Movement, events: list[TraceEvent], layout: Layout
) -> list[tuple[int, set[Where]]]:
    """(until when, where it can be) by what the model says of the stage that is over then."""
    stages = [event for event in events if event.what in ("stage", "triaged")]
    carried = [event for event in stages if event.why.startswith("transit")]
    searched = next((event.at for event in stages if event.why == "triage, by a desk"), None)
    from_database = movement.sender >= 0 and bool(layout.is_database[movement.sender])
    asked = carried[: len(carried) // 2] if from_database else []
    opens_late = any(calendar.opens is not None for calendar in layout.calendars)

    def carriage(event: TraceEvent) -> set[Where]:
        """It is kept where it is sent until it is sent; answers of partners go back."""
        back = event in asked or (searched is not None and event.at >= searched)
        if event.why == "transit, sent":
            return {Where.RECEIVER if back else Where.SENDER}
        there_is_none_yet = {Where.SENDER} if opens_late else set()
        return {Where.BACK if back else Where.AHEAD} | there_is_none_yet

    def place(event: TraceEvent) -> set[Where]:
        stage = event.why.partition(",")[0]
        if event.what == "triaged" or stage == "triage":
            return {Where.DESK}
        if stage == "transit":
            return carriage(event)
        officer = stage == "closed hours" and movement.what is not Moved.WARNING
        return {Where.RECEIVER if stage in READ_THERE and not officer else Where.SENDER}

    return [(event.at, place(event)) for event in stages]


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


@settings(slow_to_draw, max_examples=15, phases=[Phase.generate])
@given(any_scenarios)
def test_everybody_has_a_place_on_the_map(data: Data) -> None:
    """Whoever sends or is sent anything, databases among them, by the number that movements use."""
    scenario = load_data(data)
    drawn = map_of(scenario)
    placed = {agency.name for home in drawn["geography"].homes for agency in home.agencies}
    names = Planner(scenario).plan().layout.agencies
    assert placed == set(names)
    assert [drawn["number"](name) for name in names] == list(range(len(names)))


@pytest.mark.parametrize("name", ["border-triangle", "right-question"])
def test_as_many_wait_as_have_come_and_are_not_done(name: str) -> None:
    """The number at each desk is what a count of the trace gives; warnings wait nowhere."""
    shipped = design(name)
    scenario, plan = shipped.scenario, shipped.plan(shipped.as_written)
    day = played_day("as written", scenario, plan, 0, 0)
    of_desk: dict[str, list[tuple[int, int]]] = defaultdict(list)
    by_key: dict[int, list[TraceEvent]] = defaultdict(list)
    for event in trace_of(run(plan, 0, 0)):
        by_key[event.key].append(event)
        came = event.what == "report" or (event.what, event.why) == ("copy", "delivered")
        if came or event.what == "triaged":
            of_desk[event.agency].append((event.at, 1 if came else -1))
    for event in (event for events in by_key.values() for event in events):
        if event.why == "triage, by a desk":
            before = [e.at for e in by_key[event.key] if e.why.startswith("transit")]
            came_at = max(at for at in before if at <= event.at)
            of_desk[event.agency] += [(came_at, 1), (event.at, -1)]
    assert any(steps for steps in day.waiting)
    for agency, steps in zip(day.agencies, day.waiting, strict=True):
        for at, many in steps[::7]:
            assert many == sum(step for when, step in of_desk[agency] if when <= at), agency
