"""How each written threat fared, as written: its hours, its misses, and who detected it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import ByThreat
from sim.analyses.comparison.replicate import Described
from sim.measures.detail import Detail
from sim.measures.threats import Bools
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Floats
from sim.statistics.intervals import ratio_of_counts
from sim.statistics.ratios import ratio
from sim.statistics.unseen import up_to

MOST_DETECTORS = 3


def by_threat(design: ComparisonDesign, scored: Sequence[Described]) -> tuple[ByThreat, ...]:
    """Every written threat that was scored, in the order in which they are written."""
    if not scored:
        return ()
    numbers = {int(number) for each in scored for number in each.detail.threat}
    return tuple(_fared(design, scored, number) for number in sorted(numbers))


def _fared(design: ComparisonDesign, scored: Sequence[Described], number: int) -> ByThreat:
    layout = design.planner.layout
    details = [replicate.detail for replicate in scored]
    mine = [detail.threat == number for detail in details]
    times = [detail.times[rows] for detail, rows in zip(details, mine, strict=True)]
    missed = [
        detail.times[rows] >= detail.windows[rows]
        for detail, rows in zip(details, mine, strict=True)
    ]
    first = np.zeros(len(layout.agencies))
    for detail, rows in zip(details, mine, strict=True):
        first += _first(detail, rows, len(first))
    return ByThreat(
        name=layout.subjects[layout.threats[number].subject].name,
        scored=sum(len(each) for each in times),
        detection_time=ratio(
            [float(each.sum()) for each in times], [len(each) * HOUR for each in times]
        ).estimate(up_to(_window(details, mine))),
        missed=ratio_of_counts(
            [int(each.sum()) for each in missed], [len(each) for each in missed]
        ),
        detectors=_largest(first / sum(len(each) for each in times), layout.agencies),
    )


def _window(details: Sequence[Detail], mine: Sequence[Bools]) -> float:
    """In hours: how long the threat is followed."""
    windows = (detail.windows[rows] for detail, rows in zip(details, mine, strict=True))
    return max(float(each.max()) for each in windows if len(each)) / HOUR


def _first(detail: Detail, mine: Bools, agencies: int) -> Floats:
    """By agency: these threats that it was the first to detect, those at one instant in parts."""
    together = np.bincount(detail.detected, minlength=len(detail.times))[detail.detected]
    counted = mine[detail.detected]
    found = np.zeros(agencies)
    np.add.at(found, detail.detector[counted], 1.0 / together[counted])
    return found


def _largest(shares: Floats, agencies: Sequence[str]) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-shares, kind="stable")[:MOST_DETECTORS]
    return tuple((agencies[i], float(shares[i])) for i in order if shares[i])
