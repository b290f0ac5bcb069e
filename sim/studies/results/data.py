"""What the conditions of a study measured, read row by row, as little of it held as is needed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from sim.frozen import frozen
from sim.statistics.averages import average_from
from sim.statistics.bootstrap import Flags
from sim.statistics.designs import Floats
from sim.statistics.intervals import Estimate
from sim.statistics.ratios import moments_of_ratio, values_of_ratio
from sim.statistics.unseen import Limits
from sim.studies.results.values import Unmoved
from sim.studies.store.ranges import range_of, range_of_average, window_of
from sim.studies.store.reading import Store

MOST_CELLS = 2**23
"""Of a measure that are held at once: later replications of a larger study are not compared."""


@frozen
class ConditionData:
    """One condition of the present study."""

    settings: dict[str, Any]
    cannot: str | None
    """Why it cannot be run at all."""
    present: int
    """Replications that are there, failed ones among them."""
    failed: int
    """Of these."""
    averages: tuple[Estimate | None, ...]
    """In the order of the measures asked for; None where there was nothing to measure."""


@frozen
class StudyData:
    """The conditions of the present study, in its order."""

    conditions: tuple[ConditionData, ...]
    values: Floats
    """Of the first measure asked for, by condition and replication; not a number where there is
    none. Of a ratio, values whose mean is the condition's ratio: see `sim.statistics.ratios`.
    Shape: (conditions, replications)."""
    told: Flags
    """Which of these a replication tells itself: one without a denominator has the condition's
    ratio, so that it can be paired, and tells nothing. Same shape."""
    of: Limits
    """What averages of that measure may be."""

    def needed(self, least: int) -> int:
        """How many replications must be there for a condition to count, at most `least`.

        The number that keeps most rows: many conditions with few replications outweigh a few that
        were given more already, and one that has just begun does not pull down the rest.
        """
        present = (min(one.present, least) for one in self.conditions if one.cannot is None)
        there = np.array(sorted(present, reverse=True))
        if there.size == 0 or there[0] == 0:
            return 1
        return int(there[np.argmax(there * np.arange(1, there.size + 1))])


def gathered(store: Store, measures: Sequence[str], confidence: float) -> StudyData:
    """What the present study holds of some measures, in one pass through its rows."""
    names = [column.name for column in store.measures]
    places = [names.index(measure) for measure in measures]
    columns = [store.value_columns[place] for place in places]
    wholes = [store.whole_columns.get(place) for place in places]
    window = window_of(store)
    ranges = [range_of(store.measures[place], window) for place in places]
    ((conditions, longest),) = store.select(_SIZE)
    replications = min(longest, max(1, MOST_CELLS // max(conditions, 1)))
    values = np.full((conditions, replications), np.nan)
    told = np.zeros(values.shape, dtype=np.bool_)
    found: list[ConditionData] = []
    asked = [f"r.{column}" for column in columns]
    asked += [f"r.{whole}" if whole else "1.0" for whole in wholes]
    rows = store.select(_ROWS.format(values=", ".join(asked)))
    by_condition = groupby(rows, key=itemgetter(0))
    for condition, (_, of_condition) in zip(store.conditions(), by_condition, strict=True):
        its_rows = [row for row in of_condition if row[1] is not None]
        done = [row for row in its_rows if row[2] is None]
        table = np.array([row[3:] for row in done], np.float64).reshape(-1, len(asked))
        measured, weights = np.hsplit(table, 2)
        replication = np.array([row[1] for row in done], np.int64)
        kept = replication < replications
        values[len(found), replication[kept]] = _compared(
            measured[kept, 0], weights[kept, 0], weighed=wholes[0] is not None
        )
        told[len(found), replication[kept]] = np.isfinite(measured[kept, 0]) & (
            weights[kept, 0] > 0
        )
        found.append(
            ConditionData(
                settings=condition.settings,
                cannot=condition.error,
                present=len(its_rows),
                failed=len(its_rows) - len(done),
                averages=tuple(
                    estimate(column, weight, of, confidence)
                    for column, weight, of in zip(measured.T, weights.T, ranges, strict=True)
                ),
            )
        )
    of = range_of_average(store.measures[places[0]], window)
    return StudyData(tuple(found), values, told, of)


def unmoved(store: Store, measures: Sequence[str]) -> tuple[Unmoved, ...]:
    """Those of some measures that are the same in all rows of the present study, if it has two."""
    names = [column.name for column in store.measures]
    asked = [measure for measure in measures if measure in names]
    columns = [store.value_columns[names.index(measure)] for measure in asked]
    parts = ", ".join(f"min(r.{column}), max(r.{column})" for column in columns)
    ((rows, *ends),) = store.select(_ENDS.format(parts=parts))
    if rows < 2:
        return ()
    return tuple(
        Unmoved(measure, low)
        for measure, low, high in zip(asked, ends[::2], ends[1::2], strict=True)
        if low is not None and low == high
    )


def _compared(values: Floats, wholes: Floats, *, weighed: bool) -> Floats:
    """By replication: what conditions are compared in; its mean is the condition's number."""
    return values_of_ratio(values, wholes if weighed else np.isfinite(values).astype(np.float64))


def estimate(values: Floats, wholes: Floats, of: Limits, confidence: float) -> Estimate | None:
    """The number of what is there, as a store's summary has it."""
    there = np.isfinite(values)
    if not there.any():
        return None
    return average_from(moments_of_ratio(values[there], wholes[there]), of, confidence)


_SIZE = """
SELECT count(*), coalesce(max(longest), 0) FROM (
    SELECT (SELECT max(replication) + 1 FROM rows r WHERE r.condition = c.number) AS longest
    FROM conditions c WHERE position IS NOT NULL
)
"""
_ENDS = """
SELECT count(*), {parts} FROM conditions c JOIN rows r ON r.condition = c.number
WHERE c.position IS NOT NULL AND r.error IS NULL
"""
_ROWS = """
SELECT c.position, r.replication, r.error, {values}
FROM conditions c LEFT JOIN rows r ON r.condition = c.number
WHERE c.position IS NOT NULL ORDER BY c.position, r.replication
"""
