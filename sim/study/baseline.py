"""What settings change: a scenario against the same one without them, on the same luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.measures.outcome import outcome_of
from sim.plan.plan_of import Planner
from sim.run import Engine, run
from sim.scenario.schema import Scenario
from sim.study.conditions import Design
from sim.study.findings import Baseline
from sim.study.intervals import mean_interval, paired_difference
from sim.study.replicate import Replicate
from sim.study.summary import mean_hours


def baseline_of(
    without: Scenario,
    design: Design,
    seed: int,
    done: Sequence[Replicate],
    engine: Engine = Engine.SIMPY,
) -> Baseline | None:
    """The scenario without the settings, as written; None where no replication scores both."""
    plan = Planner(without).plan()
    records = (run(plan, seed, replicate.replication, engine=engine) for replicate in done)
    pairs = [
        (outcome_of(record), replicate.outcomes[design.as_written])
        for record, replicate in zip(records, done, strict=True)
    ]
    hours = np.array(
        [
            [mean_hours(one), mean_hours(other)]
            for one, other in pairs
            if one.scored and other.scored
        ]
    )
    if not len(hours):
        return None
    return Baseline(mean_interval(hours[:, 0]), paired_difference(hours[:, 0], hours[:, 1]))
