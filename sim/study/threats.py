"""How each written threat fared, as written: its hours, its misses, and who detected it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.study.conditions import Design
from sim.study.findings import ByThreat
from sim.study.intervals import mean_interval, ratio_of_counts
from sim.study.replicate import Replicate

MOST_DETECTORS = 3


def by_threat(design: Design, scored: Sequence[Replicate]) -> tuple[ByThreat, ...]:
    """Every written threat that was scored, in the order in which they are written."""
    if not scored:
        return ()
    numbers = np.unique(np.concatenate([replicate.detail.threat for replicate in scored]))
    return tuple(_fared(design, scored, int(number)) for number in numbers)


def _fared(design: Design, scored: Sequence[Replicate], number: int) -> ByThreat:
    layout = design.planner.layout
    details = [replicate.detail for replicate in scored]
    mine = [detail.threat == number for detail in details]
    times = [detail.times[rows] for detail, rows in zip(details, mine, strict=True)]
    detectors = [detail.detector[rows] for detail, rows in zip(details, mine, strict=True)]
    return ByThreat(
        name=layout.subjects[layout.threats[number].subject].name,
        scored=sum(len(each) for each in times),
        hours=mean_interval([float(each.mean()) / HOUR for each in times if len(each)]),
        missed=ratio_of_counts(
            [int((each < 0).sum()) for each in detectors], [len(each) for each in detectors]
        ),
        detectors=_largest(np.concatenate(detectors), layout.agencies),
    )


def _largest(
    detectors: np.typing.NDArray[np.int64], agencies: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    counts = np.bincount(detectors[detectors >= 0], minlength=len(agencies))
    order = np.argsort(-counts, kind="stable")[:MOST_DETECTORS]
    return tuple((agencies[i], int(counts[i]) / len(detectors)) for i in order if counts[i])
