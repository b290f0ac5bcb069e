"""What settings change: a scenario against the same one without them, on the same luck."""

from __future__ import annotations

from collections.abc import Sequence

from sim.measures.outcome import Outcome, outcome_of
from sim.plan.plan_of import Planner
from sim.run import Engine, run
from sim.scenario.schema import Scenario
from sim.study.conditions import Design
from sim.study.findings import Baseline
from sim.study.intervals import Estimate, ratio_of_counts
from sim.study.ratios import ratio, ratio_difference
from sim.study.replicate import Replicate
from sim.study.summary import hours_of


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
    both = [(one, other) for one, other in pairs if one.scored and other.scored]
    if not both:
        return None
    before, after = (hours_of(outcomes) for outcomes in zip(*both, strict=True))
    responded = without.response is not None and design.scenario.response is not None
    return Baseline(
        before.estimate(),
        ratio_difference(before, after),
        *(_disrupted(both) if responded else ()),
    )


def _disrupted(both: Sequence[tuple[Outcome, Outcome]]) -> tuple[Estimate, Estimate]:
    """The share disrupted in time without the settings, and how much more it is with them."""
    before, after = (
        ratio([o.disrupted for o in outcomes], [o.scored for o in outcomes])
        for outcomes in zip(*both, strict=True)
    )
    without = ratio_of_counts([one.disrupted for one, _ in both], [one.scored for one, _ in both])
    return without, ratio_difference(after, before)
