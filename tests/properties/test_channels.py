"""Whatever the scenario: nothing is sent over a channel that is closed or cut."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.record import NEVER, Record
from sim.plan.planner import Planner
from sim.plan.timeline import outages
from sim.plan.values.causes import Cause
from sim.plan.values.stages import DelayStage, OpenStage, SendStage, Stage
from sim.scenario.schema.scenario import Scenario
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.quickest import run
from tests.scenarios_for_tests import load_data
from tests.strategies import Data

MINUTE = 60_000_000
WEEK = 7 * 24 * 60


def sendings(record: Record) -> Iterator[tuple[int, int]]:
    """(channel, instant) of every sending that is not lost, the last one of what is lost too."""
    timetable, layout = record.timetable, record.plan.layout
    for row in np.flatnonzero((timetable.tie >= 0) & (record.end >= 0)):
        tie = layout.ties[timetable.tie[row]]
        number = tie.route_unrecognised if record.unrecognised[row] else tie.route
        slot = int(timetable.slot_first[row])
        stages = layout.routes[number].stages if number >= 0 else ()
        for place, stage in enumerate(stages):
            at = int(record.slots[slot + stage.slots - 1])
            if at == NEVER:
                break
            carried = stage.cause is Cause.TRANSIT
            if carried and isinstance(stage, SendStage | OpenStage):
                yield channel_of(record, stages[place:]), at
            slot += stage.slots


def channel_of(record: Record, stages: tuple[Stage, ...]) -> int:
    """The channel whose latency is the next."""
    layout = record.plan.layout
    cells = range(layout.fill.latency, layout.fill.loss)
    delays = (stage for stage in stages if isinstance(stage, DelayStage))
    return next(each.scale for each in delays if each.scale in cells) - layout.fill.latency


def is_open(scenario: Scenario, number: int, at: int) -> bool:
    """Whether a channel is open and not cut at an instant, minute by minute of the week."""
    name, channel = list(scenario.channels.items())[number]
    minute = (scenario.begins + channel.utc + at // MINUTE) % WEEK
    spells = channel.opening.spells
    within = not spells or any(since <= minute < to for since, to in spells)
    return within and not any(since <= at < to for since, to in outages(scenario).get(name, ()))


@settings(slow_to_draw, max_examples=40)
@given(any_scenarios, st.integers(0, 3))
def test_nothing_is_sent_over_a_channel_that_is_closed_or_cut(data: Data, replication: int) -> None:
    data["dials"].pop("communication", None)
    with shown_when_it_fails(data):
        scenario = load_data(data)
        record = run(Planner(scenario).plan(), 1, replication)
        for channel, at in sendings(record):
            assert is_open(scenario, channel, at)
