"""What each condition of a study gave on average, told by the store itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.frozen import frozen
from sim.statistics.averages import average_from
from sim.statistics.intervals import Estimate
from sim.statistics.unseen import Limits, Moments
from sim.studies.store.ranges import range_of, window_of
from sim.studies.store.reading import Store, StoredCondition, condition_of


@frozen
class Average:
    """One measure of one condition over its replications."""

    estimate: Estimate | None
    """None where no replication gave anything to measure."""
    deviation: float | None
    """Between replications, each weighing what its denominator is; None below two."""
    part: float | None = None
    """The numerators of all replications together; None where none gave anything."""
    whole: float | None = None
    """Their denominators; of a number, how many replications gave one."""


@frozen
class ConditionSummary:
    """What a condition gave on average, over all of its replications that are there."""

    condition: StoredCondition
    replications: int
    """That gave something."""
    failed: int
    error: str | None
    """Why the condition cannot be run, or else why the first of its failed replications failed."""
    averages: tuple[Average, ...]
    """In the order of the store's measures."""


def summaries(store: Store, confidence: float = 0.95) -> Iterator[ConditionSummary]:
    """What each condition gave on average, one after the other in the order of the study.

    For the intervals see `sim.statistics.averages.average_from`.
    """
    weights = [_weight(store, place) for place in range(len(store.measures))]
    parts = [part.format(**one) for one in weights for part in _OF_A_MEASURE]
    columns = len(_OF_A_MEASURE)
    inner = ", ".join(_ROUGHLY.format(**one) for one in weights)
    window = window_of(store)
    ranges = [range_of(measure, window) for measure in store.measures]
    for found in store.select(_SUMMARIES.format(parts=", ".join(parts), inner=inner)):
        condition = condition_of(found[:6])
        replications, failed, error = found[6:9]
        yield ConditionSummary(
            condition=condition,
            replications=replications,
            failed=failed,
            error=condition.error or error,
            averages=tuple(
                _average(of, found[9 + i * columns :][:columns], confidence)
                for i, of in enumerate(ranges)
            ),
        )


def _weight(store: Store, place: int) -> dict[str, str]:
    """By what a measure's replications weigh: the column of its denominator, or all alike."""
    name, whole = store.value_columns[place], store.whole_columns.get(place)
    if whole is None:
        return {"m": name, "w": "1.0", "k": "1.0"}
    return {"m": name, "w": f"r.{whole}", "k": f"(r.{whole} / a.per_{name})"}


def _average(of: Limits, found: tuple[Any, ...], confidence: float) -> Average:
    n, roughly, off, squares, cubes, low, high, lowest, highest, yes_or_no, part, whole = found
    if n == 0:
        return Average(None, None, part, whole)
    equal = low == high
    # The rough mean was rounded on the way; what the values are off it on average mends that.
    mean = low if equal else roughly + off / n
    moments = Moments(
        n=n,
        mean=mean,
        squares=0.0 if equal else max(0.0, squares - off * off / n),
        cubes=0.0 if equal else cubes - 3.0 * off / n * squares + 2.0 * off**3 / n**2,
        low=low,
        high=high,
        different=n - max(lowest, highest),
        yes_or_no=bool(yes_or_no),
    )
    return Average(average_from(moments, of, confidence), moments.deviation, part, whole)


# Means first and powers about them after: a sum of squares alone loses what is small.
# Weights are relative to their mean, so that equal ones are exactly one: `sim.statistics.ratios`.
_ROUGHLY = """
CASE
    WHEN min(CASE WHEN r.{m} IS NOT NULL THEN {w} END)
        = max(CASE WHEN r.{m} IS NOT NULL THEN {w} END) THEN avg(r.{m})
    ELSE sum({w} * r.{m}) / sum(CASE WHEN r.{m} IS NOT NULL THEN {w} END)
END AS mean_{m},
avg(CASE WHEN r.{m} IS NOT NULL THEN {w} END) AS per_{m},
min(r.{m}) AS low_{m},
max(r.{m}) AS high_{m}
"""
_OFF = "({k} * (r.{m} - a.mean_{m}))"
_OF_A_MEASURE = (
    "count(r.{m})",
    "a.mean_{m}",
    f"sum({_OFF})",
    f"sum({_OFF} * {_OFF})",
    f"sum({_OFF} * {_OFF} * {_OFF})",
    "a.low_{m}",
    "a.high_{m}",
    "sum(r.{m} = a.low_{m})",
    "sum(r.{m} = a.high_{m})",
    "min(r.{m} IN (0.0, 1.0) AND {k} = 1.0)",
    "sum({w} * r.{m})",
    "sum(CASE WHEN r.{m} IS NOT NULL THEN {w} END)",
)
_SUMMARIES = """
SELECT
    c.*,
    count(r.replication) - count(r.error),
    count(r.error),
    (SELECT f.error FROM rows f
     WHERE f.error IS NOT NULL AND f.condition = c.number
     ORDER BY f.replication LIMIT 1),
    {parts}
FROM conditions c
LEFT JOIN (
    SELECT r.condition, {inner}
    FROM conditions c CROSS JOIN rows r ON r.condition = c.number
    WHERE c.position IS NOT NULL
    GROUP BY c.number
) a ON a.condition = c.number
LEFT JOIN rows r ON r.condition = c.number
WHERE c.position IS NOT NULL
GROUP BY c.position
ORDER BY c.position
"""
