"""The parts of the compiled engine, run as the plain Python that they are, against simpler ways."""

from __future__ import annotations

from bisect import bisect_right
from heapq import heappop, heappush
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.compiled import event_list as heap
from sim.engine.compiled import queues
from sim.engine.compiled.engine import CompiledRun, record_of
from sim.engine.compiled.filling import extra_of, interpreted, world_of
from sim.engine.compiled.loop import advance
from sim.engine.compiled.memory import CLOCK, EVENT, FAR, TRACK
from sim.engine.compiled.opening import (
    ALWAYS_OPEN,
    after_open_time,
    edges_if_any,
    when_open,
)
from sim.engine.draws.bulk import timetable_of
from sim.engine.reference.engine import run_on_simpy
from sim.engine.timetable import Timetable
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from tests.accounting import closed_between
from tests.engines.agreement import assert_same
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import LARGE_ARE_SLOW, design, timetable
from tests.strategies import Data

ROOM = 200
small = st.integers(-3, 3)
times = st.lists(st.tuples(small, small), max_size=ROOM)
takes = st.lists(st.booleans(), max_size=2 * ROOM)


@given(times, takes)
def test_what_is_pending_comes_by_time_and_place(
    events: list[tuple[int, int]], take: list[bool]
) -> None:
    pending: Any = np.zeros(ROOM, EVENT).view(np.recarray)
    clock: Any = np.zeros(1, CLOCK).view(np.recarray)[0]
    held: list[tuple[int, int]] = []
    rows = list(enumerate(events))
    for drop in [*take, *([False] * len(events)), *([True] * len(events))]:
        if drop and held:
            first = heappop(held)
            assert (pending[0].at, pending[0].place) == first
            assert events[pending[0].row] == first, "a row keeps its own time and place"
            heap.drop_first(pending, clock)
        elif not drop and rows:
            row, (at, place) = rows.pop()
            heappush(held, (at, place))
            heap.schedule(pending, clock, at, place, row)
        assert clock.pending == len(held)
    assert not rows
    assert not held


@given(times, takes, st.data())
def test_who_waits_is_served_by_rank_then_arrival_then_key(
    ranks: list[tuple[int, int]], take: list[bool], choice: st.DataObject
) -> None:
    track: Any = np.zeros(ROOM, TRACK).view(np.recarray)
    keys = choice.draw(st.permutations(range(len(ranks))))
    held: list[tuple[int, int, int, int]] = []
    coming = [(-rank, since, keys[row], row) for row, (rank, since) in enumerate(ranks)]
    root = -1
    for leave in [*take, *([False] * len(ranks)), *([True] * len(ranks))]:
        if leave and held:
            assert root == heappop(held)[-1]
            root = queues.without_first(track, root)
        elif not leave and coming:
            behind, since, key, row = coming.pop()
            heappush(held, (behind, since, key, row))
            track[row].urgency, track[row].since, track[row].order = -behind, since, key
            track[row].child = track[row].sibling = -1
            root = queues.melded(track, root, row)
        assert (root == -1) == (not held)
    assert not coming


def test_nothing_before_the_desk_stays_nothing() -> None:
    track: Any = np.zeros(1, TRACK).view(np.recarray)
    assert queues.melded(track, -1, -1) == -1
    assert queues.melded(track, 0, -1) == 0
    assert queues.melded(track, -1, 0) == 0


@settings(slow_to_draw, max_examples=60)
@given(any_scenarios, st.data())
def test_calendars_are_open_when_the_plan_says_so(data: Data, choice: st.DataObject) -> None:
    plan = Planner(load_data(data)).plan()
    world = world_of(plan, timetable_of(plan.layout, 1, 0))
    assert edges_if_any(world.edges, -1, 0) == ALWAYS_OPEN, "without a calendar it is always open"
    for calendar, edges in enumerate(plan.edges):
        known = [] if edges is None else edges.tolist()
        some = [plan.layout.start_us, plan.layout.horizon_us, *known]
        for at in choice.draw(st.lists(st.sampled_from(some), max_size=8)):
            for moment in (at - 1, at, at + 1):
                opens = when_open(world.edges, calendar, moment)
                if edges is None:
                    assert opens == moment
                    assert edges_if_any(world.edges, calendar, moment) == ALWAYS_OPEN
                    continue
                passed = bisect_right(known, moment)
                assert edges_if_any(world.edges, calendar, moment) == passed
                if opens == FAR:
                    assert closed_between(edges, moment, known[-1] + 9) == known[-1] + 9 - moment
                else:
                    assert closed_between(edges, moment, opens) == opens - moment
                    assert closed_between(edges, opens, opens + 1) == 0
                for needed in (1, 3_600_000_000, 40 * 3_600_000_000):
                    done = after_open_time(world.edges, calendar, passed, moment, needed)
                    if done == FAR:
                        assert (
                            known[-1] - moment - closed_between(edges, moment, known[-1]) < needed
                        )
                    else:
                        assert done - moment - closed_between(edges, moment, done) == needed
                        assert closed_between(edges, done - 1, done) == 0, "it ends at once"


@settings(slow_to_draw, max_examples=60)
@given(any_scenarios, st.booleans())
def test_a_whole_run_without_a_compiler_is_the_same(data: Data, sharing: bool) -> None:
    with shown_when_it_fails(data):
        plan = Planner(load_data(data)).plan(sharing=sharing)
        luck = timetable_of(plan.layout, 1, 0)
        run = interpreted_run(plan, luck)
        advance(run.world, plan.layout.horizon_us, run.extra)
        assert_same(record_of(run), run_on_simpy(plan, luck))


def interpreted_run(plan: Plan, luck: Timetable) -> CompiledRun:
    extra = extra_of(plan, luck)
    return CompiledRun(
        plan,
        luck,
        interpreted(world_of(plan, luck)),
        None if extra is None else interpreted(extra),
    )


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_a_shipped_run_is_the_same_interpreted_compiled_and_on_simpy(name: str) -> None:
    pytest.importorskip("numba")
    from sim.engine.compiled.engine import run_compiled

    shown = design(name)
    plan, luck = shown.plan(shown.as_written), timetable(name, 0)
    run = interpreted_run(plan, luck)
    advance(run.world, plan.layout.horizon_us, run.extra)
    digest = record_of(run).digest()
    assert digest == run_compiled(plan, luck).digest()
    assert digest == run_on_simpy(plan, luck).digest()
