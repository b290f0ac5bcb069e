"""Whatever the scenario: it can be run, what it counts adds up, and ideal is never later."""

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sim.engine.draws.bulk import timetable_of
from sim.engine.reference.engine import SimpyEngine
from sim.plan.planner import Planner
from sim.plan.values.stages import AskStage, SendStage
from sim.scenario.values.dials import Challenge
from tests.accounting import everything_adds_up, never_later
from tests.quickest import run
from tests.scenarios_for_tests import load_data
from tests.strategies import Data, dials, scenarios

slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@slow_to_draw
@given(scenarios(), st.integers(0, 5))
def test_everything_adds_up_as_written_and_alone(data: Data, replication: int) -> None:
    planner = Planner(load_data(data))
    timetable = timetable_of(planner.layout, 1, replication)
    for sharing in (True, False):
        everything_adds_up(run(planner.plan(sharing=sharing), 1, replication, timetable))


@slow_to_draw
@given(scenarios(), dials, st.booleans())
def test_ideal_is_never_later(data: Data, others: dict[str, float], sharing: bool) -> None:
    data["sharing"].pop("fusion", None)
    scenario = load_data(data)
    planner = Planner(scenario)
    timetable = timetable_of(planner.layout, 1, 0)
    plan = planner.plan(scenario.dials.without(*Challenge))
    first, agencies = plan.layout.fill.kept, len(plan.layout.agencies)
    attention = range(first, first + 2 * agencies) if first >= 0 else ()
    # Whoever comes to overlook less on the way can gain by reading later.
    assume(all(write.cell not in attention for write in plan.writes))
    ideal = run(plan, 1, 0, timetable)
    everything_adds_up(ideal)
    for setting in (scenario.dials, scenario.dials.model_copy(update=others)):
        other = run(planner.plan(setting, sharing=sharing), 1, 0, timetable)
        never_later(ideal, other)


@slow_to_draw
@given(scenarios(), st.lists(st.integers(-80, 400), max_size=8))
def test_pausing_and_looking_changes_nothing(data: Data, hours: list[int]) -> None:
    planner = Planner(load_data(data))
    plan, timetable = planner.plan(), timetable_of(planner.layout, 1, 0)
    engine = SimpyEngine(plan, timetable)
    for hour in sorted(hours):
        engine.run_until(min(hour * 3_600_000_000, plan.layout.horizon_us))
        engine.record()
    engine.run_until(plan.layout.horizon_us)
    assert engine.record().digest() == run(plan, 1, 0, timetable).digest()


@slow_to_draw
@given(scenarios(), dials)
def test_what_is_added_to_instants_without_rounding_is_whole(
    data: Data, others: dict[str, float]
) -> None:
    scenario = load_data(data)
    plan = Planner(scenario).plan(scenario.dials.model_copy(update=others))
    stages = [stage for route in plan.layout.routes for stage in route.stages]
    cells = {stage.again for stage in stages if isinstance(stage, SendStage)}
    cells |= {stage.gives_up for stage in stages if isinstance(stage, AskStage)}
    assert all(float(plan.table[cell]).is_integer() for cell in cells - {-1})
    assert all(edges is None or edges.dtype == np.int64 for edges in plan.edges)
