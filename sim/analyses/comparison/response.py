"""From warning to prosecution, condition by condition, and what the field counts as success."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.analyses.comparison.conditions import ChallengeCondition, ComparisonDesign
from sim.analyses.comparison.findings import WRITTEN, Asking, Followed, Funnel, Step, Success
from sim.analyses.comparison.replicate import Replicate
from sim.measures.outcome import Outcome
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.ratios import Ratio, ratio, ratio_difference

Replicates = Sequence[Replicate]

STEPS: dict[str, Callable[[Outcome], int]] = {
    "scored": lambda outcome: outcome.scored,
    "detected": lambda outcome: outcome.scored - outcome.missed,
    "warned": lambda outcome: outcome.warned,
    "joint operation": lambda outcome: outcome.operations,
    "disrupted in time": lambda outcome: outcome.disrupted,
    "arrests": lambda outcome: outcome.arrests,
    "prosecutions": lambda outcome: outcome.prosecuted,
}
"""Each holds some of the threats of the one before."""


def funnels(
    design: ComparisonDesign, scored: Replicates, world: str = WRITTEN
) -> tuple[Funnel, ...]:
    """As written against ideal; none where the scenario has no response or nothing was scored."""
    if design.scenario.response is None or not scored:
        return ()
    return tuple(
        Funnel(name, tuple(_step(scored, condition, step) for step in STEPS))
        for name, condition in ((world, design.as_written), ("ideal", design.ideal))
    )


def _step(scored: Replicates, condition: ChallengeCondition, name: str) -> Step:
    threats = sum(STEPS[name](replicate.outcomes[condition]) for replicate in scored)
    return Step(name, threats, share_of(scored, condition, name))


def share_of(scored: Replicates, condition: ChallengeCondition, step: str) -> Estimate:
    """The share of scored threats that came as far as a step."""
    outcomes = [replicate.outcomes[condition] for replicate in scored]
    return ratio_of_counts([STEPS[step](o) for o in outcomes], [o.scored for o in outcomes])


def followed(
    design: ComparisonDesign, scored: Replicates, condition: ChallengeCondition
) -> Followed | None:
    """What followed the warnings under one condition; None where there is no response."""
    if design.scenario.response is None:
        return None
    return Followed(
        joint_operations=share_of(scored, condition, "joint operation"),
        disrupted=share_of(scored, condition, "disrupted in time"),
        disrupted_gain=(
            None
            if condition == design.as_written
            else ratio_difference(
                _disrupted(scored, condition), _disrupted(scored, design.as_written), most=1.0
            )
        ),
        arrests=share_of(scored, condition, "arrests"),
        prosecutions=share_of(scored, condition, "prosecutions"),
    )


def _disrupted(scored: Replicates, condition: ChallengeCondition) -> Ratio:
    outcomes = [replicate.outcomes[condition] for replicate in scored]
    return ratio([o.disrupted for o in outcomes], [o.scored for o in outcomes])


def success(
    design: ComparisonDesign,
    done: Replicates,
    *,
    timeliness: Estimate | None,
    completeness: Estimate | None,
    asking: Asking | None,
) -> Success:
    """What the field counts as success, as written, under the field's own words."""
    scored = [one for one in done if one.outcomes[design.as_written].scored]
    as_written = followed(design, scored, design.as_written) if scored else None
    return Success(
        joint_operations=as_written.joint_operations if as_written else None,
        quality_of_sharing=completeness,
        timeliness_of_sharing=timeliness,
        disrupted_in_time=as_written.disrupted if as_written else None,
        arrests=as_written.arrests if as_written else None,
        prosecutions=as_written.prosecutions if as_written else None,
        threats_prevented=_prevented(design, done),
        requests_asked=asking.asked if asking else None,
        requests_answered=asking.answered if asking else None,
    )


def _prevented(design: ComparisonDesign, done: Replicates) -> Estimate | None:
    """The share of threats that never began; None where nothing prevents any."""
    outcomes = [replicate.outcomes[design.as_written] for replicate in done]
    counts = [(one.prevented, one.prevented + one.scored) for one in outcomes]
    if not any(threat.prevented for threat in design.planner.layout.threats):
        return None
    if not any(would for _, would in counts):
        return None
    return ratio_of_counts([won for won, _ in counts], [would for _, would in counts])
