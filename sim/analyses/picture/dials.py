"""Settings to choose from: detection times with the dearest challenges at several strengths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.summary import hours_of
from sim.experiments.progress import Progress, Stage
from sim.frozen import frozen
from sim.measures.outcome import Outcome
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn_together, replications_at_once, results
from sim.scenario.values.dials import Challenge
from sim.scenario.values.value import with_fields
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.unseen import up_to

STRENGTHS = (0.0, 0.5, 1.0)
"""How strong a challenge is: away, half as strong, as written; times what its dial says."""
MOST_DIALS = 3
"""More challenges would take more runs than anybody waits for: three times as many each."""


@frozen
class Setting:
    """What one setting of the dials gives."""

    strengths: tuple[float, ...]
    """By challenge."""
    detection_time: Estimate
    """Hours until detection, restricted to the window."""
    missed: Estimate
    """Share of scored threats."""


@frozen
class Settings:
    """Every setting of some dials, on common random numbers; the other dials stay as written."""

    challenges: tuple[Challenge, ...]
    each: tuple[Setting, ...]
    replications: int
    """Those that scored a threat."""


def settings_of(
    design: ComparisonDesign,
    challenges: Sequence[Challenge],
    seed: int,
    replications: int,
    engine: Engine,
    progress: Progress | None = None,
) -> Settings | None:
    """Runs every setting of the first few challenges; None where there is nothing to set."""
    moved = tuple(challenges[:MOST_DIALS])
    grid = list(product(STRENGTHS, repeat=len(moved)))
    outcomes = _outcomes(design, _plans(design, moved, grid), seed, replications, engine, progress)
    scored = [by_plan for by_plan in outcomes if by_plan[0].scored]
    if not moved or not scored:
        return None
    longest = max(t.window_us for t in design.planner.layout.threats) / HOUR
    return Settings(
        moved,
        tuple(
            _setting(strengths, [by_plan[place] for by_plan in scored], longest)
            for place, strengths in enumerate(grid)
        ),
        len(scored),
    )


def _plans(
    design: ComparisonDesign, moved: Sequence[Challenge], grid: Sequence[tuple[float, ...]]
) -> list[Plan]:
    written = design.scenario.dials
    return [
        design.planner.plan(
            with_fields(
                written,
                **{
                    challenge.value: written[challenge] * strength
                    for challenge, strength in zip(moved, strengths, strict=True)
                },
            )
        )
        for strengths in grid
    ]


def _outcomes(
    design: ComparisonDesign,
    plans: Sequence[Plan],
    seed: int,
    replications: int,
    engine: Engine,
    progress: Progress | None,
) -> list[list[Outcome]]:
    """By replication, by plan."""
    layout, found = design.planner.layout, list[list[Outcome]]()
    at_once = replications_at_once(layout, engine)
    for first in range(0, replications, at_once):
        numbers = range(first, min(replications, first + at_once))
        timetables = list(drawn_together(layout, seed, numbers, engine))
        found += results(plans, timetables, engine).outcomes
        if progress:
            progress(len(found), replications, Stage.SETTINGS)
    return found


def _setting(strengths: tuple[float, ...], outcomes: list[Outcome], longest: float) -> Setting:
    return Setting(
        strengths=strengths,
        detection_time=hours_of(outcomes).estimate(up_to(longest)),
        missed=ratio_of_counts([o.missed for o in outcomes], [o.scored for o in outcomes]),
    )
