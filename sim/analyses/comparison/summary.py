"""From the small records of replications to the findings that a report shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.analyses.comparison.attribution import Contributions, shapley_exact, shapley_from_orders
from sim.analyses.comparison.conditions import ChallengeCondition, ComparisonDesign
from sim.analyses.comparison.experience import learned_trust
from sim.analyses.comparison.findings import (
    WRITTEN,
    Ended,
    Findings,
    Load,
    Overlooked,
    Part,
    Rung,
    ShareRate,
    Spent,
    Timeliness,
)
from sim.analyses.comparison.replicate import Described, Replicate
from sim.analyses.comparison.requests import asking
from sim.analyses.comparison.response import followed, funnels, success
from sim.analyses.comparison.threats import by_threat
from sim.experiments.provenance import Provenance
from sim.measures.outcome import Outcome
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import Cause, End
from sim.scenario.schema.agencies import analysts_at_work
from sim.scenario.values.dials import Challenge
from sim.statistics.averages import average
from sim.statistics.curve import Curve, detection_curve
from sim.statistics.intervals import (
    Difference,
    Estimate,
    limited_difference,
    ratio_of_counts,
)
from sim.statistics.leading import leaders
from sim.statistics.medians import median_of_all
from sim.statistics.ratios import Ratio, ratio, ratio_difference
from sim.statistics.unseen import AMOUNTS, COUNTS, up_to

DAY = 24 * HOUR
Floats = npt.NDArray[np.float64]
Replicates = Sequence[Replicate]


def findings_of(
    design: ComparisonDesign, done: Replicates, provenance: Provenance, world: str = WRITTEN
) -> Findings:
    """Everything that the report shows, from completed replications in order.

    How many these are, and what they scored, is added to what is known of their provenance.
    """
    scenario, layout = design.scenario, design.planner.layout
    scored = [r for r in done if r.outcomes[design.as_written].scored]
    parts, total, costliest = _attribution(design, scored, provenance.seed)
    asked = asking(scenario, layout.horizon_us, done)
    timeliness, completeness = _timeliness(done), _completeness(scored)
    return Findings(
        provenance=replace(
            provenance,
            replications=len(done),
            scored=sum(r.outcomes[design.as_written].scored for r in scored),
            windows_hours=_windows(scored),
        ),
        summary=scenario.summary,
        numbers=tuple(r.replication for r in scored),
        counts=tuple(r.outcomes[design.as_written].scored for r in scored),
        detection_times=_hours(design, scored, world),
        horizon_hours=layout.horizon_us / HOUR,
        ladder=_ladder(design, done, scored, world),
        unmoved=design.unmoved,
        attribution=parts,
        attribution_exact=design.exact,
        total=total,
        costliest=costliest,
        comparison=None,
        spent=_spent(scored),
        ends=_ends(done),
        loads=_loads(design, done),
        shares=shares(design, done),
        curve=curve_of(scored, [r.detail.times for r in scored]),
        ideal_curve=curve_of(scored, [r.ideal_times for r in scored]),
        threats=by_threat(design, scored),
        median=_median(scored),
        timeliness=timeliness,
        completeness=completeness,
        times_counted=_times_counted(done),
        funnels=funnels(design, scored, world),
        success=success(
            design,
            done,
            timeliness=timeliness.hours if timeliness else None,
            completeness=completeness,
            asking=asked,
        ),
        asking=asked,
        overlooked=_overlooked(done),
        learned=learned_trust(design, done),
        story=None,
        world=world,
    )


def restricted_hours(scored: Replicates, condition: ChallengeCondition) -> Ratio:
    """The mean of min(T, W) over all scored threats, in hours."""
    return hours_of([replicate.outcomes[condition] for replicate in scored])


def hours_of(outcomes: Sequence[Outcome]) -> Ratio:
    """The mean of min(T, W) over all scored threats of some runs, in hours."""
    return Ratio(
        np.array([outcome.spent for outcome in outcomes], dtype=np.float64),
        np.array([outcome.scored * HOUR for outcome in outcomes], dtype=np.float64),
    )


def longest_hours(scored: Sequence[Described]) -> float:
    """The most that the hours of one replication can be: the windows of its threats on average."""
    if not scored:
        return 0.0
    number = np.array([len(r.detail.windows) for r in scored])
    sums = np.add.reduceat(
        np.concatenate([r.detail.windows for r in scored]), np.cumsum(number) - number
    )
    return float((sums / number).max()) / HOUR


def _hours(
    design: ComparisonDesign, scored: Replicates, world: str
) -> dict[str, tuple[float, ...]]:
    if not scored:
        return {}
    return {
        called_in(name, world): tuple(_within_each(restricted_hours(scored, condition)).tolist())
        for name, condition in design.ladder.items()
    }


def _within_each(hours: Ratio) -> Floats:
    """By replication: the mean over its own threats."""
    return hours.parts / hours.wholes


def _windows(scored: Replicates) -> tuple[float, ...]:
    windows = {int(w) for replicate in scored for w in replicate.detail.windows}
    return tuple(sorted(w / HOUR for w in windows))


def called_in(name: str, world: str) -> str:
    """A condition under the name of the world that is told of."""
    return world if name == WRITTEN else name


def _ladder(
    design: ComparisonDesign, done: Replicates, scored: Replicates, world: str
) -> tuple[Rung, ...]:
    if not scored:
        return ()
    written, longest = restricted_hours(scored, design.as_written), longest_hours(scored)
    removed = {f"without {c.value}": c for c in design.challenges}
    rungs = []
    for name, condition in design.ladder.items():
        hours = restricted_hours(scored, condition)
        rungs.append(
            Rung(
                name=called_in(name, world),
                challenge=removed.get(name),
                detection_time=hours.estimate(up_to(longest)),
                gain=(
                    None
                    if condition == design.as_written
                    else ratio_difference(written, hours, most=longest)
                ),
                missed=_share(scored, condition, lambda o: o.missed, lambda o: o.scored),
                warned=_share(scored, condition, lambda o: o.warned, lambda o: o.scored),
                false_alarms=_mean(done, condition, lambda o: o.false_alarms),
                deceived=_deceived(done, condition),
                unnecessary_disclosures=_mean(done, condition, lambda o: o.needless),
                alarm_precision=_right(done, condition),
                followed=followed(design, scored, condition),
            )
        )
    return tuple(sorted(rungs, key=_place))


def _place(rung: Rung) -> tuple[int, float]:
    """Alone, as written, then the removals with the largest gain first, then ideal."""
    if rung.challenge is None:
        return {"alone": 0, "ideal": 3}.get(rung.name, 1), 0.0
    assert rung.gain is not None
    return 2, -rung.gain.value


Count = Callable[[Outcome], int]


def _share(done: Replicates, condition: ChallengeCondition, won: Count, tried: Count) -> Estimate:
    outcomes = [replicate.outcomes[condition] for replicate in done]
    return ratio_of_counts([won(o) for o in outcomes], [tried(o) for o in outcomes])


def _mean(done: Replicates, condition: ChallengeCondition, count: Count) -> Estimate:
    return average([float(count(replicate.outcomes[condition])) for replicate in done], COUNTS)


def _deceived(done: Replicates, condition: ChallengeCondition) -> Estimate | None:
    if not any(replicate.outcomes[condition].red_herrings for replicate in done):
        return None
    return _share(done, condition, lambda o: o.deceiving, lambda o: o.red_herrings)


def _right(done: Replicates, condition: ChallengeCondition) -> Estimate | None:
    outcomes = [replicate.outcomes[condition] for replicate in done]
    beliefs = [o.alarms + o.false_alarms for o in outcomes]
    if not any(beliefs):
        return None
    return ratio_of_counts([o.alarms for o in outcomes], beliefs)


def _attribution(
    design: ComparisonDesign, scored: Replicates, seed: int
) -> tuple[tuple[Part, ...], Difference | None, tuple[Challenge, ...]]:
    """What each challenge cost, all of them, and those that may have cost the most."""
    if not scored:
        return (), None, ()
    written, ideal = (
        restricted_hours(scored, design.as_written),
        restricted_hours(scored, design.ideal),
    )
    longest = longest_hours(scored)
    total = ratio_difference(written, ideal, most=longest)
    if not design.names:
        return (), total, ()
    counts = np.array([r.outcomes[design.as_written].scored for r in scored])
    found = contributions(design, scored, seed)
    rooms = longest - written.value, longest - ideal.value
    estimates = found.estimates(counts * HOUR, rooms)
    parts = [Part(Challenge(name), estimates[name]) for name in design.names]
    return (
        tuple(sorted(parts, key=lambda part: -part.hours.value)),
        total,
        _costliest(found.ratios(counts * HOUR), max(rooms)),
    )


def _costliest(each: Mapping[str, Ratio], room: float) -> tuple[Challenge, ...]:
    """Of the challenges that cost anything, those not told apart from the dearest, it first."""
    costly = {name: hours.values for name, hours in each.items() if hours.value > 0.0}
    found = leaders(
        [*costly.values()],
        compared=lambda apart, confidence: limited_difference(apart, room, room, confidence),
    )
    names = [*costly]
    return tuple(Challenge(names[place]) for place in found)


def contributions(design: ComparisonDesign, scored: Replicates, seed: int) -> Contributions:
    """What each challenge contributed in each replication."""
    if design.exact:
        subsets = {c.present for c in design.conditions(seed, 0) if c.sharing}
        return shapley_exact(
            {
                subset: np.array([r.worth(subset) for r in scored], dtype=np.int64)
                for subset in subsets
            }
        )
    return shapley_from_orders(
        design.orders(seed, [r.replication for r in scored]),
        [{c.present: o.spent for c, o in r.outcomes.items() if c.sharing} for r in scored],
    )


def _spent(scored: Replicates) -> tuple[Spent, ...]:
    if not scored:
        return ()
    threats = np.array([len(r.detail.times) * HOUR for r in scored], dtype=np.float64)
    causes = np.array([r.detail.causes for r in scored], dtype=np.float64)
    whole, limits = float(causes.sum()), up_to(longest_hours(scored))
    return tuple(
        Spent(
            cause,
            Ratio(causes[:, cause], threats).estimate(limits),
            float(causes[:, cause].sum()) / whole,
        )
        for cause in Cause
        if causes[:, cause].any()
    )


def _ends(done: Replicates) -> tuple[Ended, ...]:
    if not done:
        return ()
    counts = np.array([replicate.detail.ends for replicate in done], dtype=np.float64)
    whole = counts.sum()
    return tuple(
        Ended(end, average(counts[:, end], COUNTS), float(counts[:, end].sum() / whole))
        for end in End
        if counts[:, end].any()
    )


def _loads(design: ComparisonDesign, done: Replicates) -> tuple[Load, ...]:
    if not done:
        return ()
    layout = design.planner.layout
    plan = design.plan(design.as_written)
    days, analysts = layout.horizon_us / DAY, analysts_at_work(design.scenario.agencies)
    taken, there, waiting, handled, untriaged = (
        np.array([getattr(r.detail.desks, name) for r in done], dtype=np.float64)
        for name in ("taken", "there", "waiting", "handled", "untriaged")
    )
    return tuple(
        Load(
            agency=name,
            analysts=analysts[name],
            utilisation=Ratio(taken[:, i], np.maximum(1.0, there[:, i])).estimate(AMOUNTS),
            waiting=average(waiting[:, i] / layout.horizon_us, AMOUNTS),
            handled=average(handled[:, i] / days, AMOUNTS),
            untriaged=average(untriaged[:, i], COUNTS),
            later=tuple(
                (write.at / HOUR, round(write.value))
                for write in plan.writes
                if write.cell == layout.desks[i].servers and 0 < write.at < layout.horizon_us
            ),
        )
        for i, name in enumerate(layout.agencies)
        if not layout.is_database[i]
    )


def shares(design: ComparisonDesign, done: Sequence[Described]) -> tuple[ShareRate, ...]:
    """By pair that can tell each other: how much of what was considered arrived."""
    if not done:
        return ()
    layout = design.planner.layout
    considered = np.array([r.detail.considered for r in done])
    delivered = np.array([r.detail.delivered for r in done])
    in_flight = np.array([r.detail.in_flight for r in done])
    return tuple(
        ShareRate(
            sender=layout.agencies[sender],
            receiver=layout.agencies[receiver],
            copies=int(considered[:, i].sum()),
            in_flight=int(in_flight[:, i].sum()),
            delivered=(
                ratio_of_counts(delivered[:, i], considered[:, i])
                if considered[:, i].any()
                else None
            ),
        )
        for i, (sender, receiver) in enumerate(layout.pairs)
    )


def curve_of(scored: Sequence[Described], times: Sequence[Ints]) -> Curve | None:
    """The share detected by each hour; None where nothing was scored."""
    if not scored:
        return None
    windows = np.concatenate([r.detail.windows for r in scored]) / HOUR
    return detection_curve(np.concatenate(times) / HOUR, windows)


def _median(scored: Replicates) -> Estimate | None:
    """Of all scored threats, each within its own window."""
    if not scored:
        return None
    return median_of_all(
        np.concatenate([r.detail.times for r in scored]) / HOUR,
        np.concatenate([r.detail.windows for r in scored]) / HOUR,
        np.repeat(np.arange(len(scored)), [len(r.detail.times) for r in scored]),
    )


def _timeliness(done: Replicates) -> Timeliness | None:
    told = [r.detail.copies_read.considered for r in done]
    if not any(told):
        return None
    read = [len(r.detail.copies_read.ages) for r in done]
    hours = [float(r.detail.copies_read.ages.sum()) / HOUR for r in done]
    return Timeliness(
        hours=ratio(hours, read).estimate(AMOUNTS) if any(read) else None,
        read=ratio_of_counts(read, told),
        unread=ratio_of_counts([r.detail.copies_read.unread for r in done], told),
    )


def _times_counted(done: Replicates) -> Estimate | None:
    counts = [replicate.detail.counting for replicate in done]
    observations = [one.observations for one in counts]
    if not any(observations):
        return None
    return ratio([one.counted for one in counts], observations).estimate(AMOUNTS)


def _completeness(scored: Replicates) -> Estimate | None:
    held = [r.detail.held for r in scored]
    visible = [r.detail.visible for r in scored]
    return ratio_of_counts(held, visible) if any(visible) else None


def _overlooked(done: Replicates) -> Overlooked | None:
    found = [r.detail.overlooking for r in done if r.detail.overlooking is not None]
    read, not_linked, set_aside = np.array(found, dtype=np.int64).reshape(-1, 3).T
    if not read.any():
        return None
    return Overlooked(
        read=average(read, COUNTS),
        not_linked=average(not_linked, COUNTS),
        set_aside=average(set_aside, COUNTS),
        share_not_linked=ratio_of_counts(not_linked, read),
        share_set_aside=ratio_of_counts(set_aside, read),
    )
