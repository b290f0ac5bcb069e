"""Settings to choose from: detection times with the dearest challenges at several strengths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.summary import hours_of
from sim.experiments.progress import Progress, Stage
from sim.frozen import frozen
from sim.measures.results import Results
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.plan import Plan
from sim.replication import Engine, drawn_together, replications_at_once, results
from sim.scenario.values.dials import Challenge
from sim.scenario.values.value import with_fields
from sim.statistics.curve import Floats
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.unseen import up_to

STRENGTHS = (0.0, 0.5, 1.0)
"""How strong a challenge is: away, half as strong, as written; times what its dial says."""
MOST_SETTINGS_REPLICATIONS = 1000
"""With no more of them in a comparison, dials at rest say what its report says."""
CURVE_POINTS = 57
MOST_DOTS = 200
"""So many threats are shown one by one."""
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
    curve: tuple[float, ...]
    """Share of scored threats detected by each of CURVE_POINTS moments up to the longest window."""
    detected: tuple[float | None, ...]
    """Of the first few scored threats, the same ones in each setting: hours after the onset; None
    where it is not detected within its window."""


@frozen
class Settings:
    """Every setting of some dials, on common random numbers; the other dials stay as written."""

    challenges: tuple[Challenge, ...]
    each: tuple[Setting, ...]
    replications: int
    """Those that scored a threat."""
    longest_hours: float
    """The longest window."""


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
    if not moved:
        return None
    found = _results(design, _plans(design, moved, grid), seed, replications, engine, progress)
    outcomes = [by_plan for each in found for by_plan in each.outcomes]
    scored = [by_plan for by_plan in outcomes if by_plan[0].scored]
    if not scored:
        return None
    longest = max(t.window_us for t in design.planner.layout.threats) / HOUR
    times, windows = _times(found)
    return Settings(
        moved,
        tuple(
            Setting(
                strengths=strengths,
                detection_time=hours_of([one[place] for one in scored]).estimate(up_to(longest)),
                missed=ratio_of_counts(
                    [one[place].missed for one in scored], [one[place].scored for one in scored]
                ),
                curve=tuple(_curve(times[place], windows, longest)),
                detected=tuple(
                    hours if hours < window else None
                    for hours, window in zip(
                        times[place, :MOST_DOTS].tolist(), windows.tolist(), strict=False
                    )
                ),
            )
            for place, strengths in enumerate(grid)
        ),
        len(scored),
        longest,
    )


def _times(found: Sequence[Results]) -> tuple[Floats, Floats]:
    """By (plan, scored threat): hours until detection, up to its window; and by threat, that."""
    times = [each.times[:, each.occurring.scored] / HOUR for each in found]
    windows = [each.occurring.window[each.occurring.scored] / HOUR for each in found]
    return np.concatenate(times, axis=1), np.concatenate(windows)


def _curve(times: Floats, windows: Floats, longest: float) -> list[float]:
    detected = np.sort(times[times < windows])
    moments = np.linspace(0.0, longest, CURVE_POINTS)
    shares: list[float] = (np.searchsorted(detected, moments, "right") / len(times)).tolist()
    return shares


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


def _results(
    design: ComparisonDesign,
    plans: list[Plan],
    seed: int,
    replications: int,
    engine: Engine,
    progress: Progress | None,
) -> list[Results]:
    """What all plans lead to, some replications at a time."""
    layout, found = design.planner.layout, list[Results]()
    at_once = replications_at_once(layout, engine)
    for first in range(0, replications, at_once):
        numbers = range(first, min(replications, first + at_once))
        timetables = list(drawn_together(layout, seed, numbers, engine))
        found.append(results(plans, timetables, engine))
        if progress:
            progress(numbers[-1] + 1, replications, Stage.SETTINGS)
    return found
