"""What settings change: a scenario against each variant, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import (
    ComparedMeasure,
    Comparison,
    Figure,
    PairChange,
    ShareRate,
    Variant,
)
from sim.analyses.comparison.replicate import Lived, Replicate, at_once, measured_in
from sim.analyses.comparison.summary import curve_of, hours_of, longest_hours, shares
from sim.analyses.comparison.threats import by_threat
from sim.frozen import frozen
from sim.measures.detail import details_of
from sim.measures.outcome import Outcome
from sim.measures.registry import MeasuredRun
from sim.replication import Engine, drawn_together, run, run_together
from sim.scenario.reading.decisions import Proposal
from sim.statistics.averages import average
from sim.statistics.intervals import Estimate, paired_difference, ratio_of_counts
from sim.statistics.ratios import ratio, ratio_difference
from sim.statistics.unseen import COUNTS, up_to

Floats = npt.NDArray[np.float64]

_SHARES: Mapping[ComparedMeasure, Callable[[Outcome], int]] = {
    ComparedMeasure.MISSED: lambda outcome: outcome.missed,
    ComparedMeasure.WARNED: lambda outcome: outcome.warned,
    ComparedMeasure.DISRUPTED: lambda outcome: outcome.disrupted,
}
_COUNTS: Mapping[ComparedMeasure, Callable[[Outcome], int]] = {
    ComparedMeasure.FALSE_ALARMS: lambda outcome: outcome.false_alarms,
    ComparedMeasure.UNNECESSARY_DISCLOSURES: lambda outcome: outcome.needless,
}


@frozen
class ComparedWorld:
    """One variant and what happened in it, replication by replication."""

    name: str
    design: ComparisonDesign
    lived: Sequence[Lived]

    @classmethod
    def told(cls, name: str, design: ComparisonDesign, done: Sequence[Replicate]) -> ComparedWorld:
        """The one whose conditions were compared."""
        return cls(
            name,
            design,
            [Lived(r.replication, r.outcomes[design.as_written], r.detail) for r in done],
        )


def lived_through(
    design: ComparisonDesign, seed: int, numbers: Sequence[int], engine: Engine
) -> list[Lived]:
    """A scenario as it is, in each of these replications."""
    size = at_once(design, engine)
    groups = (numbers[since : since + size] for since in range(0, len(numbers), size))
    through = _one_by_one if size == 1 else _together
    return [lived for some in groups for lived in through(design, seed, some, engine)]


def _one_by_one(
    design: ComparisonDesign, seed: int, numbers: Sequence[int], engine: Engine
) -> Iterator[Lived]:
    for number in numbers:
        seen = MeasuredRun(run(design.plan(design.as_written), seed, number, engine=engine))
        measured = tuple(each.quotient(seen) for each in design.measures)
        yield Lived(number, seen.outcome, seen.detail, measured)


def _together(
    design: ComparisonDesign, seed: int, numbers: Sequence[int], engine: Engine
) -> Iterator[Lived]:
    plan = design.plan(design.as_written)
    timetables = [*drawn_together(plan.layout, seed, numbers, engine)]
    found, records = run_together([plan], timetables, np.ones((len(numbers), 1), np.bool_), 0)
    of_each = zip(numbers, timetables, details_of(records), strict=True)
    for place, (number, luck, detail) in enumerate(of_each):
        (result,) = found.of(place)
        measured = measured_in(design, plan, result, luck, engine) if design.measures else ()
        yield Lived(number, result.outcome, detail, measured)


def comparison_of(
    written: ComparedWorld,
    proposals: Sequence[Proposal],
    together: ComparedWorld,
    seed: int,
    engine: Engine,
) -> Comparison | None:
    """Variants against the scenario of the file; None before the first replication."""
    if not together.lived:
        return None
    numbers = [each.replication for each in together.lived]
    alone = [
        ComparedWorld(
            proposal.decision.source,
            design := together.design.of(proposal.alone),
            lived_through(design, seed, numbers, engine),
        )
        for proposal in proposals
        if proposal.alone is not None and len(proposals) > 1
    ]
    worlds = [written, *alone, together]
    scored = [
        place
        for place in range(len(numbers))
        if all(world.lived[place].outcome.scored for world in worlds)
    ]
    return Comparison(
        decisions=tuple(proposal.decision for proposal in proposals),
        variants=tuple(_variant(world, written, scored) for world in worlds),
        not_alone=tuple(each.decision.source for each in proposals if each.alone is None),
        replications=len(scored),
        pairs=_pairs(written, together),
        story=None,
    )


def _variant(world: ComparedWorld, written: ComparedWorld, scored: Sequence[int]) -> Variant:
    lived = [world.lived[place] for place in scored]
    return Variant(
        name=world.name,
        figures=tuple(_figures(world, written, scored)),
        threats=by_threat(world.design, lived),
        curve=curve_of(lived, [each.detail.times for each in lived]),
    )


def _figures(
    world: ComparedWorld, written: ComparedWorld, scored: Sequence[int]
) -> Iterator[Figure]:
    """Hours and shares over replications in which every variant scores, counts over all."""
    pair = [[each.lived[place].outcome for place in scored] for each in (world, written)]
    if scored:
        mine, theirs = (hours_of(outcomes) for outcomes in pair)
        longest = max(
            longest_hours([each.lived[place] for place in scored]) for each in (world, written)
        )
        change = None if world is written else ratio_difference(mine, theirs, most=longest)
        yield Figure(ComparedMeasure.DETECTION_TIME, mine.estimate(up_to(longest)), change)
        for measure, won in _SHARES.items():
            if measure is ComparedMeasure.DISRUPTED and not _responds(world, written):
                continue
            mine, theirs = (
                ratio([won(o) for o in outcomes], [o.scored for o in outcomes]) for outcomes in pair
            )
            value = ratio_of_counts([won(o) for o in pair[0]], [o.scored for o in pair[0]])
            change = None if world is written else ratio_difference(mine, theirs, most=1.0)
            yield Figure(measure, value, change)
    for measure, counted in _COUNTS.items():
        counts, others = (
            np.array([counted(each.outcome) for each in one.lived], dtype=np.float64)
            for one in (world, written)
        )
        difference = None if world is written else paired_difference(counts, others)
        yield Figure(measure, average(counts, COUNTS), difference)


def _responds(*worlds: ComparedWorld) -> bool:
    return all(world.design.scenario.response is not None for world in worlds)


def _pairs(written: ComparedWorld, together: ComparedWorld) -> tuple[PairChange, ...]:
    """Who gets more or fewer copies through to whom; the largest changes first."""
    before, after = (_delivered(world) for world in (written, together))
    rates = [
        {(rate.sender, rate.receiver): rate for rate in shares(world.design, world.lived)}
        for world in (written, together)
    ]
    nothing = np.zeros(len(together.lived))
    changes = (
        PairChange(
            sender=pair[0],
            receiver=pair[1],
            was=_arrives(rates[0].get(pair)),
            now=_arrives(rates[1].get(pair)),
            change=paired_difference(after.get(pair, nothing), before.get(pair, nothing)),
        )
        for pair in dict.fromkeys([*before, *after])
        if not np.array_equal(after.get(pair, nothing), before.get(pair, nothing))
    )
    return tuple(sorted(changes, key=lambda each: -abs(each.change.value)))


def _arrives(rate: ShareRate | None) -> Estimate | None:
    return rate.delivered if rate else None


def _delivered(world: ComparedWorld) -> dict[tuple[str, str], Floats]:
    """By pair: copies that arrived in each replication."""
    layout = world.design.planner.layout
    counts = np.array([each.detail.delivered for each in world.lived], dtype=np.float64)
    return {
        (layout.agencies[sender], layout.agencies[receiver]): counts[:, i]
        for i, (sender, receiver) in enumerate(layout.pairs)
    }
