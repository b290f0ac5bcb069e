"""Measures that a comparison is asked for by name or by function, on every rung of the ladder."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import MeasuredFigure
from sim.analyses.comparison.replicate import Lived, Replicate
from sim.analyses.comparison.summary import called_in
from sim.analyses.tabular import ByName
from sim.measures.registry import Measure, Quotient
from sim.measures.units import Unit
from sim.statistics.intervals import Difference, Estimate
from sim.statistics.ratios import Ratio, ratio, ratio_difference
from sim.statistics.unseen import AMOUNTS, LEVELS, Limits


def measured_of(
    design: ComparisonDesign,
    done: Sequence[Replicate],
    before: Sequence[Lived] | None,
    world: str,
) -> ByName[MeasuredFigure]:
    """By name: each measure that was asked for, and what changed it.

    What the scenario gives as it was given stands under the name of its world.
    """
    found = {
        measure.name: MeasuredFigure(
            measure.name,
            str(measure.unit),
            measure.meaning,
            ByName(
                "rung",
                {
                    called_in(name, world): _estimate(
                        [each.measured[rung][place] for each in done], measure
                    )
                    for name, rung in design.ladder.items()
                },
            ),
            None if before is None else _change(design, done, before, place),
        )
        for place, measure in enumerate(design.measures)
    }
    return ByName("measure", found)


def _estimate(given: Sequence[Quotient], measure: Measure) -> Estimate | None:
    there = _ratio(given)
    return None if there is None else there.estimate(_range(measure))


def _change(
    design: ComparisonDesign, done: Sequence[Replicate], before: Sequence[Lived], place: int
) -> Difference | None:
    """Over the replications in which both give something."""
    pairs = [
        (now.measured[design.as_written][place], then.measured[place])
        for now, then in zip(done, before, strict=True)
    ]
    both = [(now, then) for now, then in pairs if now[1] > 0 and then[1] > 0]
    if not both:
        return None
    now, then = (_ratio([pair[side] for pair in both]) for side in (0, 1))
    assert now is not None
    assert then is not None
    return ratio_difference(now, then)


def _ratio(given: Sequence[Quotient]) -> Ratio | None:
    parts, wholes = zip(*given, strict=True)
    return ratio(parts, wholes) if any(whole > 0 for whole in wholes) else None


def _range(measure: Measure) -> Limits:
    if measure.own:
        return Limits(measure.least, measure.most)
    return LEVELS if measure.unit in (Unit.SHARE, Unit.FRACTION) else AMOUNTS
