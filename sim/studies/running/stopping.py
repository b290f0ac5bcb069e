"""Whether the replications of a condition are enough, by the half-widths that the study states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.statistics.intervals import Estimate
from sim.statistics.unseen import Limits
from sim.studies.file.schema import Replications
from sim.studies.results.data import estimate
from sim.studies.results.reached import wider
from sim.studies.store.ranges import range_of, window_of
from sim.studies.store.reading import Store, StoredCondition, StoredRow
from sim.studies.store.writing import WritableStore

CONFIDENCE = 0.95


def look(
    store: WritableStore,
    wanted: Replications,
    conditions: Sequence[StoredCondition],
    budget: int | None,
) -> int:
    """Looks at each condition that has all it was given, and gives those too imprecise more.

    Gives how many runs are wanted now.

    A look is at the first replications only, so it comes to the same whatever order they were run
    in.
    """
    store.commit()
    more, spent = 0, sum(condition.wanted for condition in conditions)
    for condition in conditions:
        if condition.error is not None or _precise(store, wanted.widths, condition):
            continue
        assert wanted.at_most is not None
        next_look = min(2 * condition.wanted, wanted.at_most)
        added = next_look - condition.wanted
        if added <= 0 or (budget is not None and spent + more + added > budget):
            continue
        store.want(condition.id, next_look)
        more += added
    return more


def _precise(store: WritableStore, widths: Mapping[str, float], condition: StoredCondition) -> bool:
    """Whether every stated half-width is reached by the replications looked at."""
    names = [measure.name for measure in store.measures]
    places = [names.index(name) for name in widths]
    window = window_of(store)
    ranges = [range_of(store.measures[place], window) for place in places]
    looked_at = [
        row
        for row in store.rows(condition.id)
        if row.replication < condition.wanted and row.error is None
    ]
    return not any(
        wider(_estimate([_weighed(store, row, place) for row in looked_at], of), width)
        for place, of, width in zip(places, ranges, widths.values(), strict=True)
    )


def _weighed(store: Store, row: StoredRow, place: int) -> tuple[float | None, float | None]:
    """What a replication gave of a measure, and what it weighs."""
    weighed = [*store.whole_columns]
    return row.values[place], row.wholes[weighed.index(place)] if place in weighed else 1.0


def _estimate(given: Sequence[tuple[float | None, float | None]], of: Limits) -> Estimate | None:
    """The mean or the ratio of what replications gave; None where none gave anything."""
    table = np.array(given, dtype=np.float64).reshape(-1, 2)
    return estimate(table[:, 0], table[:, 1], of, CONFIDENCE)
