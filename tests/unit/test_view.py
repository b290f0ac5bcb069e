"""Does a run tell in columns what measures and the trace say of the same replication?"""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import sim
from sim.measures.registry import MEASURES, MeasuredRun
from sim.measures.view import Run
from sim.plan.planner import Planner
from sim.plan.values.causes import End
from sim.replication import Engine, run
from tests.quickest import QUICKEST

SCENARIOS = ("two-neighbours", "crowded-desks", "right-question", "joint-room", "lantern-street")
TABLES = ("desks", "reports", "copies", "threats", "alerts")


def seen(name: str, replication: int, engine: Engine) -> MeasuredRun:
    plan = Planner(sim.load(name)).plan()
    return MeasuredRun(run(plan, 3, replication, engine=engine))


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("replication", [0, 1])
def test_columns_come_to_the_measures(name: str, replication: int) -> None:
    one = seen(name, replication, QUICKEST)
    view, ratio = one.view, {name: measure.ratio(one) for name, measure in MEASURES.items()}
    threats, copies, alerts, desks = view.threats, view.copies, view.alerts, view.desks
    time = threats.detection_time[threats.scored]
    assert (time.sum(), len(time)) == pytest.approx(
        (ratio["detection_time"][0] / 3.6e9, ratio["threats_scored"][0])
    )
    missed = time >= threats.window[threats.scored]
    assert np.count_nonzero(missed) == ratio["share_missed"][0]
    warned = threats.warned < threats.onset + threats.window
    assert np.count_nonzero(warned & threats.scored) == ratio["share_warned"][0]
    assert np.count_nonzero(~alerts.real) == ratio["false_alarms"][0]
    assert np.count_nonzero(copies.delivered) == ratio["copies_delivered"][0]
    assert len(copies) == ratio["copies_considered"][0]
    in_flight = copies.end == End.IN_FLIGHT.words
    assert np.count_nonzero(in_flight) == ratio["share_in_flight"][0]
    assert np.array_equal(np.isnan(copies.ended), in_flight)
    assert desks.mean_queue_length.sum() == pytest.approx(
        ratio["reports_waiting"][0] / ratio["reports_waiting"][1]
    )
    assert desks.untriaged.sum() == ratio["reports_untriaged"][0]
    assert (desks.queue_length >= desks.mean_queue_length).all()


@pytest.mark.parametrize("name", ["two-neighbours", "crowded-desks"])
def test_the_longest_queue_is_what_walking_through_the_trace_finds(name: str) -> None:
    view = seen(name, 0, Engine.SIMPY).view
    waiting = dict.fromkeys(view.desks.agency.tolist(), 0)
    longest = dict(waiting)
    arrivals = [(e.at, e.agency, 1) for e in view.events if e.what == "report"]
    arrivals += [
        (e.at, e.agency, 1) for e in view.events if (e.what, e.why) == ("copy", "delivered")
    ]
    arrivals += [(e.at, e.agency, -1) for e in view.events if e.what == "taken up"]
    for at in sorted({at for at, *_ in arrivals}):
        for _, agency, step in (each for each in arrivals if each[0] == at):
            waiting[agency] += step
        if 0 <= at < view.horizon * 3.6e9:
            longest = {agency: max(longest[agency], waiting[agency]) for agency in waiting}
    assert longest == dict(zip(view.desks.agency, view.desks.queue_length, strict=True))


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_engines_give_the_same_columns(name: str) -> None:
    if not Engine.COMPILED.installed:
        pytest.skip("the compiled engine is not installed")
    one, other = (seen(name, 0, engine).view for engine in Engine)
    for table in TABLES:
        mine, theirs = getattr(one, table).columns(), getattr(other, table).columns()
        assert len(mine) > 2
        for column, values in mine.items():
            np.testing.assert_array_equal(values, theirs[column])


def test_nothing_changes_a_run() -> None:
    view = sim.replicate(sim.load("two-neighbours"))
    with pytest.raises(FrozenInstanceError):
        view.horizon = 3.0  # type: ignore[misc]
    for table in TABLES:
        held = getattr(view, table)
        for column, values in held.columns().items():
            with pytest.raises(FrozenInstanceError):
                setattr(held, column, values)
            with pytest.raises(ValueError, match="read-only"):
                values[:] = values
    fresh = seen("two-neighbours", 0, Engine.SIMPY)
    assert Run(fresh.record).desks.agency.tolist() == view.desks.agency.tolist()
    assert (view.seed, view.replication) == (1, 0)
