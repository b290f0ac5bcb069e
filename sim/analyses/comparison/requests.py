"""Requests for information over all replications, as written: how they ended, and how soon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analyses.comparison.findings import Answered, Asking
from sim.analyses.comparison.replicate import Replicate
from sim.engine.record import NEVER
from sim.measures.requests import RequestCounts
from sim.measures.threats import Bools
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End
from sim.scenario.schema.scenario import Scenario
from sim.statistics.averages import average
from sim.statistics.curve import Curve, product_limit
from sim.statistics.intervals import Estimate, ratio_of_counts
from sim.statistics.ratios import ratio
from sim.statistics.unseen import AMOUNTS, COUNTS

ANSWERS = (End.HIT, End.NO_HIT)
"""What counts as an answer."""


def asking(scenario: Scenario, horizon_us: int, done: Sequence[Replicate]) -> Asking | None:
    """What became of requests; None where the scenario has none or nothing ran."""
    each = [r.detail.requests for r in done if r.detail.requests is not None]
    if scenario.requests is None or not each:
        return None
    deadline = scenario.requests.deadline
    return Asking(
        asked=average([len(one.end) for one in each], COUNTS),
        ends=_ends(each),
        answered=_share([np.isin(one.end, ANSWERS) for one in each]),
        hours=_hours(each),
        deadline_hours=deadline,
        in_time=_share([_in_time(one, round(deadline * HOUR), horizon_us) for one in each]),
        curve=_curve(each, horizon_us),
        queries=average([one.queries for one in each], COUNTS) if scenario.databases else None,
        found=_found(each),
    )


def _ends(each: Sequence[RequestCounts]) -> tuple[Answered, ...]:
    counts = np.array([np.bincount(one.end, minlength=len(End)) for one in each])
    whole = max(1, int(counts.sum()))
    return tuple(
        Answered(end, average(counts[:, end], COUNTS), float(counts[:, end].sum() / whole))
        for end in (End.HIT, End.NO_HIT, End.UNANSWERED, End.LOST, End.IN_FLIGHT)
        if counts[:, end].any() or end in (*ANSWERS, End.UNANSWERED)
    )


def _share(each: Sequence[Bools]) -> Estimate | None:
    """The share of what holds, over replications that asked anything."""
    tried = [len(one) for one in each]
    if not any(tried):
        return None
    return ratio_of_counts([int(np.count_nonzero(one)) for one in each], tried)


def _in_time(one: RequestCounts, deadline: int, horizon_us: int) -> Bools:
    """By request whose deadline passes before the end: whether it was answered by then."""
    answered = one.answered[one.asked + deadline <= horizon_us]
    in_time: Bools = (answered != NEVER) & (answered <= deadline)
    return in_time


def _hours(each: Sequence[RequestCounts]) -> Estimate | None:
    came = [one.answered[one.answered != NEVER] for one in each]
    answers = [len(one) for one in came]
    if not any(answers):
        return None
    return ratio(
        [float(one.sum()) for one in came], [number * HOUR for number in answers]
    ).estimate(AMOUNTS)


def _curve(each: Sequence[RequestCounts], horizon_us: int) -> Curve | None:
    """The share answered by time since asking; what was stopped is never answered."""
    asked = np.concatenate([one.asked for one in each])
    answered = np.concatenate([one.answered for one in each])
    if not len(asked):
        return None
    followed: Ints = horizon_us - asked
    times = np.where(answered == NEVER, followed, np.minimum(answered, followed))
    return product_limit(times / HOUR, followed / HOUR)


def _found(each: Sequence[RequestCounts]) -> Estimate | None:
    queries = [one.queries for one in each]
    return ratio_of_counts([one.hits for one in each], queries) if any(queries) else None
