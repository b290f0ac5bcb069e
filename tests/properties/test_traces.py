"""Whatever the scenario: in a trace nothing comes before that of which it is the effect."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.record import NEVER, Record
from sim.measures.trace import TraceEvent, trace_of
from sim.plan.planner import Planner
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.quickest import run
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import SHIPPED, design, record
from tests.strategies import Data

LARGE = {"wide-table"}


def causes_come_first(record: Record) -> None:
    """Recounts in plain loops where in the trace each event of each journey stands."""
    trace = trace_of(record)
    timetable = record.timetable
    assert [event.at for event in trace] == sorted(event.at for event in trace)
    places: dict[int, list[tuple[int, TraceEvent]]] = defaultdict(list)
    for place, event in enumerate(trace):
        places[event.key].append((place, event))
    of_row = [places.get(key, []) for key in timetable.key.tolist()]
    for row, mine in enumerate(of_row):
        said = [event.what for _, event in mine]
        order = [["stage"], ["copy", "request", "warning", "report"], ["taken up"], ["triaged"]]
        stands = [next(i for i, kinds in enumerate(order) if what in kinds) for what in said]
        assert stands == sorted(stands)
        parent = int(timetable.parent[row])
        if parent >= 0 and mine:
            assert mine[0][0] > of_row[parent][-1][0]
            assert of_row[parent][-1][1].what == "triaged"
    beliefs = [(place, event) for place, event in enumerate(trace) if event.what == "belief"]
    assert len(beliefs) == (record.detected != NEVER).sum()
    believed = {(event.key, event.agency): place for place, event in beliefs}
    for picture in np.flatnonzero(record.detected != NEVER).tolist():
        instance = int(timetable.picture_instance[picture])
        agency = record.plan.layout.agencies[timetable.picture_agency[picture]]
        place = believed[int(timetable.instances.key[instance]), agency]
        tipping = (timetable.picture == picture) & (record.done == record.detected[picture])
        assert all(of_row[row][-1][0] < place for row in np.flatnonzero(tipping))
        warning = int(timetable.picture_warning[picture])
        assert warning < 0 or all(place < later for later, _ in of_row[warning])


@settings(slow_to_draw, max_examples=40)
@given(any_scenarios, st.integers(0, 3))
def test_effects_follow_their_causes(data: Data, replication: int) -> None:
    with shown_when_it_fails(data):
        causes_come_first(run(Planner(load_data(data)).plan(), 1, replication))


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in LARGE])
def test_effects_follow_their_causes_in_what_ships(name: str) -> None:
    shown = design(name)
    for condition in (shown.as_written, shown.ideal):
        causes_come_first(record(name, shown.plan(condition), 1))
