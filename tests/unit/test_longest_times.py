"""Times beyond every horizon: they count as very long, and never as before everything."""

from __future__ import annotations

import numpy as np

from sim.engine.columns import LONGEST, whole
from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER
from sim.measures.detail import detail_of
from sim.measures.outcome import Detections
from sim.measures.responding import responding_in
from sim.measures.results import outcome_of, results_of
from sim.measures.threats import occurring_in
from sim.plan.planner import Planner
from sim.replication import run
from sim.scenario.values.dials import Dials
from tests.analytic.test_response import SEEN_AT_ONCE
from tests.scenarios_for_tests import changed, load_data

DAY = 24 * 3_600_000_000
REPLICATIONS = 60
ANY_TIME = {"lognormal": {"median": "100 years", "sigma": 4.0}}
"""One time in forty is longer than 8 bytes hold microseconds."""


def test_what_no_number_holds_counts_as_the_longest_time() -> None:
    times = whole(np.array([0.5, 1.5, -2.6, 1e18, 1e19, 1e300, np.inf]))
    assert times.tolist() == [0, 2, -3, 10**18, 2**60, 2**60, 2**60]
    assert 3 * int(LONGEST) + 100 * 366 * DAY < 2**62


def test_a_threat_that_begins_beyond_all_time_is_not_scored() -> None:
    layout = Planner(load_data(changed({"threats.The Shipment.onset": ANY_TIME}))).layout
    onsets = []
    for replication in range(20 * REPLICATIONS):
        found = occurring_in(timetable_of(layout, 1, replication))
        onsets += found.onset.tolist()
        assert (
            found.scored == found.real & (found.onset + found.window <= layout.horizon_us)
        ).all()
    assert min(onsets) >= 0
    assert max(onsets) == LONGEST, "some of them are that long"


def test_signs_that_show_beyond_all_time_are_never_seen() -> None:
    late = {"threats.The Shipment.indicators.second.when": ANY_TIME}
    plan = Planner(load_data(changed({**SEEN_AT_ONCE, **late}))).plan()
    for replication in range(REPLICATIONS):
        outcome = outcome_of(run(plan, 1, replication))
        assert 0 <= outcome.spent <= 300 * DAY * outcome.scored


def test_who_is_ready_beyond_all_time_is_never_ready_in_time() -> None:
    response = {"notice": "0 h", "readiness": ANY_TIME, "participants": {}}
    plan = Planner(load_data(changed({**SEEN_AT_ONCE, "response": response}))).plan(
        Dials(capacity=10.0)
    )
    too_long = 0
    for replication in range(10 * REPLICATIONS):
        record = run(plan, 1, replication)
        threats = Detections(record)
        warned = threats.warned[threats.occurring.scored]
        draw = record.plan.layout.response
        assert draw is not None
        responding = responding_in(record.timetable, draw)
        needs = 10.0 * responding.readiness
        too_long += int((needs > 2.0**63).sum())
        (found,) = results_of(record).responses
        assert found is not None
        in_time = warned + needs < responding.deadline
        assert found.disrupted.tolist() == in_time.tolist()
        assert ((found.operation == NEVER) | (found.operation >= warned)).all()
    assert too_long > 0


def test_many_analysts_wait_and_work_for_very_long() -> None:
    """All that waits, added up over decades, is more than a whole number of 8 bytes holds."""
    data = changed(
        {
            "horizon": "40 years",
            "agencies.Aldren Police.analysts": 100_000,
            "agencies.Brevia Police.analysts": 1,
            "agencies.Brevia Police.triage": "100 years",
            "background": {"much": {"category": "x", "rate": "3 per day"}},
        }
    )
    detail = detail_of(run(Planner(load_data(data)).plan(), 1, 0))
    assert (detail.desks.waiting >= 0).all()
    assert detail.desks.waiting[1] > 2.0**63
    assert detail.desks.there[0] > 2.0**63
    assert (detail.desks.busy <= detail.desks.there).all()
