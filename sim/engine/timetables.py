"""Timetables of several replications end to end, so that one step of numpy serves them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.columns import Bools
from sim.engine.timetable import Timetable
from sim.frozen import entity
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.layout import Layout


class AllInstances(NamedTuple):
    """Threats and red herrings of all replications."""

    draw: Ints
    key: Keys
    onset: Ints
    prevented: Bools


class AllReports(NamedTuple):
    """Reports of all replications."""

    at: Ints
    instance: Ints
    origin: Ints


@entity
class Timetables:
    """Timetables of one layout, end to end.

    Columns are called as those of one timetable. What they point to (rows, reports, threats,
    pictures, places, indicators) is counted over all replications.
    """

    each: tuple[Timetable, ...]

    def __len__(self) -> int:
        return len(self.each)

    @property
    def layout(self) -> Layout:
        """The one that all share."""
        return self.each[0].layout

    @cached_property
    def first_row(self) -> Ints:
        """By replication: its first row; then the number of all."""
        return begins(each.rows for each in self.each)

    @cached_property
    def first_report(self) -> Ints:
        """By replication: its first report; then the number of all."""
        return begins(len(each.reports.at) for each in self.each)

    @cached_property
    def first_instance(self) -> Ints:
        """By replication: its first threat or red herring; then the number of all."""
        return begins(len(each.instances.draw) for each in self.each)

    @cached_property
    def first_picture(self) -> Ints:
        """By replication: its first picture; then the number of all."""
        return begins(len(each.picture_agency) for each in self.each)

    @cached_property
    def first_place(self) -> Ints:
        """By replication: its first place; then the number of all."""
        return begins(each.places for each in self.each)

    @cached_property
    def first_slot(self) -> Ints:
        """By replication: where its instants begin; then the number of all."""
        return begins(int(each.slot_first[-1]) for each in self.each)

    @cached_property
    def first_origin(self) -> Ints:
        """By replication: its first indicator; then the number of all."""
        return begins(int(each.reports.origin.max(initial=-1)) + 1 for each in self.each)

    @cached_property
    def of_row(self) -> Ints:
        """By row: which replication it belongs to, from 0."""
        return np.repeat(np.arange(len(self)), np.diff(self.first_row))

    @cached_property
    def of_instance(self) -> Ints:
        """By threat or red herring: which replication it belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.first_instance))

    @cached_property
    def of_picture(self) -> Ints:
        """By picture: which replication it belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.first_picture))

    @cached_property
    def instances(self) -> AllInstances:
        """Threats and red herrings."""
        each = [timetable.instances for timetable in self.each]
        return AllInstances(
            draw=joined([one.draw for one in each]),
            key=joined([one.key for one in each]),
            onset=joined([one.onset for one in each]),
            prevented=joined([one.prevented for one in each]),
        )

    @cached_property
    def reports(self) -> AllReports:
        """Reports."""
        each = [timetable.reports for timetable in self.each]
        return AllReports(
            at=joined([one.at for one in each]),
            instance=_numbered([one.instance for one in each], self.first_instance),
            origin=_numbered([one.origin for one in each], self.first_origin),
        )

    @cached_property
    def key(self) -> Keys:
        """By row."""
        return self.columns(lambda each: each.key)

    @cached_property
    def tie(self) -> Ints:
        """By row: the tie of whatever is sent; -1 for reports."""
        return self.columns(lambda each: each.tie)

    @cached_property
    def agency(self) -> Ints:
        """By row: whose desk it comes to."""
        return self.columns(lambda each: each.agency)

    @cached_property
    def copies(self) -> Ints:
        """By row: how many rows of copies or answers follow."""
        return self.columns(lambda each: each.copies)

    @cached_property
    def log_ratio(self) -> Floats:
        """By row: the indicator's likelihood ratio on the logarithmic scale."""
        return self.columns(lambda each: each.log_ratio)

    @cached_property
    def parent(self) -> Ints:
        """By row: the row that was copied; -1 for all but copies."""
        return _numbered([each.parent for each in self.each], self.first_row)

    @cached_property
    def report(self) -> Ints:
        """By row: the report that it began with; -1 for requests and warnings."""
        return _numbered([each.report for each in self.each], self.first_report)

    @cached_property
    def instance(self) -> Ints:
        """By row: the threat or red herring; -1 for routine work."""
        return _numbered([each.instance for each in self.each], self.first_instance)

    @cached_property
    def first_copy(self) -> Ints:
        """By row: the first row of its copies, or what stands there instead."""
        return _numbered([each.first_copy for each in self.each], self.first_row)

    @cached_property
    def slot_first(self) -> Ints:
        """By row: where its instants begin among those of all."""
        return _numbered([each.slot_first[:-1] for each in self.each], self.first_slot)

    @cached_property
    def picture(self) -> Ints:
        """By row: the picture that it can add to; -1 for routine work."""
        return _numbered([each.picture for each in self.each], self.first_picture)

    @cached_property
    def place(self) -> Ints:
        """By row: the place in that picture for its origin."""
        return _numbered([each.place for each in self.each], self.first_place)

    @cached_property
    def picture_instance(self) -> Ints:
        """By picture: the threat."""
        return _numbered([each.picture_instance for each in self.each], self.first_instance)

    @cached_property
    def picture_agency(self) -> Ints:
        """By picture: whose."""
        return self.columns(lambda each: each.picture_agency)

    @cached_property
    def picture_warning(self) -> Ints:
        """By picture: the row of its warning; -1 where there is no way; -2 where it needs none."""
        return _numbered([each.picture_warning for each in self.each], self.first_row)

    @cached_property
    def questions(self) -> Ints | None:
        """By picture: how many requests its holder can make; None where nobody asks."""
        asked = [each.asked.questions for each in self.each if each.asked is not None]
        return joined(asked) if asked else None

    @cached_property
    def is_question(self) -> Bools:
        """By row: whether it is a request to a partner."""
        row, of = self._row_within, self.of_row
        first = np.array([each.first_question for each in self.each])
        last = np.array([each.first_warning for each in self.each])
        is_one: Bools = (row >= first[of]) & (row < last[of])
        return is_one

    @cached_property
    def is_read(self) -> Bools:
        """By row: whether it is a report or a copy, of which somebody makes something."""
        first = np.array([each.first_question for each in self.each])
        is_one: Bools = self._row_within < first[self.of_row]
        return is_one

    def own_place(self, copies: Ints) -> Ints:
        """The places that copies take when their origin is stripped."""
        before = np.array([each.first_own_place - each.number_of_reports for each in self.each])
        of = self.of_row[copies]
        places: Ints = self._row_within[copies] + (before + self.first_place[:-1])[of]
        return places

    def columns(self, of: Callable[[Timetable], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Columns of all, one after the other, that point to nothing."""
        return joined([of(each) for each in self.each])

    @cached_property
    def _row_within(self) -> Ints:
        """By row: its number in its own replication."""
        number: Ints = np.arange(self.first_row[-1]) - self.first_row[self.of_row]
        return number


def by_replication(values: Ints | Bools, first: Ints) -> Ints:
    """Sums along the last axis over what belongs to each replication."""
    until = np.zeros((*values.shape[:-1], values.shape[-1] + 1), dtype=np.int64)
    np.cumsum(values, axis=-1, out=until[..., 1:])
    sums: Ints = until[..., first[1:]] - until[..., first[:-1]]
    return sums


def different(numbers: Ints, first: Ints) -> Ints:
    """By replication: how many different numbers there are of those that belong to it."""
    there = np.zeros(int(first[-1]), dtype=np.bool_)
    there[numbers] = True
    return by_replication(there, first)


def tallied(of: Ints, kind: Ints, shape: tuple[int, int]) -> Ints:
    """By (replication, kind): how many there are."""
    counts: Ints = np.bincount(of * shape[1] + kind, minlength=shape[0] * shape[1])
    return counts.reshape(shape)


def begins(lengths: Iterable[int]) -> Ints:
    """Where each of several parts begins that lie end to end; then where the last ends."""
    return np.cumsum([0, *lengths], dtype=np.int64)


def joined(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Parts end to end; the same array where there is one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _numbered(parts: Sequence[npt.NDArray[Any]], first: Ints) -> Ints:
    """Numbers within each replication as numbers over all; what is negative points nowhere."""
    if len(parts) == 1:
        return parts[0]
    numbers = np.concatenate(parts).astype(np.int64)
    shift = np.repeat(first[:-1], [len(part) for part in parts])
    shift[numbers < 0] = 0
    numbers += shift
    return numbers
