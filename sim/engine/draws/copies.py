"""The copies that could go in replications, report by report, then what is passed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.chance.keys import child_array
from sim.engine.columns import spread
from sim.engine.timetable import DrawnReports
from sim.plan.values.arrays import Ints, Keys
from sim.plan.values.layout import Layout


class PossibleCopies(NamedTuple):
    """Copies that could go, report by report, then copies of copies."""

    key: Keys
    parent: Ints
    """The row that is copied."""
    report: Ints
    """The report that it began with."""
    tie: Ints
    receiver: Ints
    first: Ints
    """By report and copy: the first row of its copies."""
    number: Ints
    """By report and copy."""


def copies_of(layout: Layout, reports: DrawnReports, number: Ints) -> list[PossibleCopies]:
    """So many copies of each report for its author's partners, and what these may pass on.

    Level by level, each told once more than the one before. A level's ``first`` and ``number`` are
    those of the reports or copies before it; so the last has no copies.
    """
    parent, ordinal = spread(number)
    tie = layout.tie_first[reports.agency, reports.handling][parent] + ordinal
    receiver = layout.tie_receiver[tie]
    key = child_array(reports.key[parent], layout.agency_key[receiver])
    first = len(reports.key) + np.cumsum(number) - number
    levels = [PossibleCopies(key, parent, parent, tie, receiver, first, number)]
    _pass_on(layout, reports, levels)
    return [*levels, _no_copies(np.zeros(len(levels[-1].key), dtype=np.int64))]


def joined_levels(levels: Iterable[PossibleCopies]) -> PossibleCopies:
    """Levels as one."""
    columns = [np.concatenate(column) for column in zip(*levels, strict=True)]
    return PossibleCopies(*columns)


def _pass_on(layout: Layout, reports: DrawnReports, levels: list[PossibleCopies]) -> None:
    """Adds what may be passed on of the copies of the first level."""
    passing, told = layout.passing, levels[0]
    agencies = [reports.agency[told.report], told.receiver]
    row = len(reports.key)
    for _ in range(passing.hops - 1):
        before = levels[-1]
        handling = reports.handling[before.report]
        number = passing.number[before.receiver, handling]
        owner, ordinal = spread(number)
        asks = passing.first[before.receiver, handling][owner] + ordinal
        receiver = layout.tie_receiver[asks]
        chain = [each[owner] for each in agencies]
        fresh = np.all([each != receiver for each in chain], axis=0)
        owner, asks, receiver = owner[fresh], asks[fresh], receiver[fresh]
        report = before.report[owner]
        origin = layout.home_of[reports.agency[report]]
        free = passing.free[asks, origin]
        count = np.bincount(owner, minlength=len(number))
        levels.append(
            PossibleCopies(
                key=child_array(before.key[owner], layout.agency_key[receiver]),
                parent=row + owner,
                report=report,
                tie=np.where(free, asks + number[owner], asks),
                receiver=receiver,
                first=row + len(before.key) + np.cumsum(count) - count,
                number=count,
            )
        )
        agencies = [*(each[fresh] for each in chain), receiver]
        row += len(before.key)


def _no_copies(number: Ints) -> PossibleCopies:
    none = np.empty(0, dtype=np.int64)
    return PossibleCopies(none.astype(np.uint64), none, none, none, none, number, number)
