"""The timetable of one replication: every report that will be written, every copy that could go.

A row is one journey: a report at its author's desk, a copy to one partner, or a warning that one
agency could send. Its chances are drawn in bulk, from its key alone, so they are the same under
every condition and on every engine; what happens to the row is the engine's to find out.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from sim.chance.keys import Purpose, child_array, uniform_array
from sim.engine.columns import Bools
from sim.engine.order import order_within
from sim.frozen import entity, frozen
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.layout import Layout

OneOrMany = TypeVar("OneOrMany", int, Ints)
"""The number of a row, or of rows."""


@frozen
class Instances:
    """Threats and red herrings of one replication."""

    draw: Ints
    """Which of ``Layout.threats``."""
    key: Keys
    onset: Ints
    """Microseconds."""
    day: Ints
    """The day on which a process brought it; -1 for one that is written."""
    ordinal: Ints
    prevented: Bools
    """Whether it never begins: it leaves nothing to be seen."""


@frozen
class DrawnReports:
    """Reports in order of (time, key)."""

    key: Keys
    at: Ints
    agency: Ints
    subject: Ints
    handling: Ints
    shared: Bools
    """Whether partners are considered at all."""
    instance: Ints
    """-1 for routine work."""
    origin: Ints
    """Number of the indicator seen, counted over the replication; -1 for routine work."""
    indicator: Ints
    """Which of ``Layout.indicators``; -1 for routine work."""


class AskedRows(NamedTuple):
    """What follows when the holder of a picture asks."""

    question: Ints
    """By picture: the first row of its requests to partners."""
    questions: Ints
    found: Ints
    """By picture: the first row of what searches of databases could find."""
    finds: Ints
    searches: Ints
    """By picture: how many databases its holder belongs to."""


@entity
class Timetable:
    """The rows of one replication: reports by (time, key), copies, answers, requests, warnings."""

    layout: Layout
    seed: int
    replication: int
    instances: Instances
    reports: DrawnReports
    key: Keys
    parent: Ints
    """By row: the row of the report or copy that was copied; -1 for all but copies."""
    report: Ints
    """By row: the row of the report that it began with; -1 for requests and warnings."""
    tie: Ints
    """By row: the tie of whatever is sent; -1 for reports."""
    agency: Ints
    """By row: whose desk it comes to."""
    subject: Ints
    instance: Ints
    first_copy: Ints
    """By row: the first row of its copies; of a request, that of its answers; of a partner's
    answer, which has no copies, the copy that went before it.
    """
    copies: Ints
    """By row: how many rows of copies or answers follow."""
    slot_first: Ints
    """By row, and one more: where its instants begin among those of all rows."""
    chance: Floats
    """By (column, row); meaningless where a row has no such chance."""
    log_ratio: Floats
    """By row: the indicator's likelihood ratio on the logarithmic scale."""
    sanitised: Bools
    picture: Ints
    """By row: the picture that it can add to; -1 for routine work."""
    place: Ints
    """By row: the place in that picture for its origin."""
    first_own_place: int
    """The first of the places for copies whose origin is stripped, one for each copy."""
    places: int
    picture_instance: Ints
    """By picture: the threat."""
    picture_agency: Ints
    """By picture: whose."""
    picture_warning: Ints
    """By picture: the row of the warning; -1 where there is no way; -2 where it needs none."""
    asked: AskedRows | None
    """None where nobody asks."""
    first_answer: int
    first_question: int
    first_warning: int
    attempts: int = 0
    """How many rows before the first answer are new attempts of copies that were withheld; the
    copy that was is where other rows have their first copy.
    """

    @property
    def rows(self) -> int:
        """Reports, copies and warnings."""
        return len(self.key)

    @cached_property
    def work_cell(self) -> Ints:
        """By row: the cell with the work of its triage."""
        return self.layout.work_cell[self.subject, self.agency]

    @cached_property
    def rank_cell(self) -> Ints:
        """By row: the cell with its rank at the desk that triages it."""
        return self.layout.rank_cell[self.subject, self.agency]

    def own_place(self, copy: OneOrMany) -> OneOrMany:
        """The places that copies take when their origin is stripped."""
        return self.first_own_place + copy - self.number_of_reports

    @cached_property
    def attention(self) -> Floats:
        """By row that is about a threat, a chance: what the analyst who reads it makes of it.

        The same for every copy of a report that an agency reads. Empty where analysts link every
        report to its threat.
        """
        if self.layout.fill.kept < 0:
            return np.empty(0)
        chance = np.zeros(self.rows)
        about = np.flatnonzero(self.picture >= 0)
        reader = self.layout.agency_key[self.agency[about]]
        keys, of_row = np.unique(
            child_array(self.key[self.report[about]], reader), return_inverse=True
        )
        chance[about] = uniform_array(keys, Purpose.ATTENTION)[of_row]
        return chance

    @cached_property
    def chance_by_row(self) -> Floats:
        """By (row, column): the chances of a row side by side."""
        return np.ascontiguousarray(self.chance.T)

    @cached_property
    def real(self) -> Bools:
        """By picture: whether the threat exists."""
        exists = np.array([draw.real for draw in self.layout.threats], dtype=np.bool_)
        return exists[self.instances.draw[self.picture_instance]]

    @property
    def most_sent(self) -> int:
        """No more rows than this can set off at one instant."""
        quiet = self.layout.passing.hops == 1 and self.asked is None
        telling = self.number_of_reports if quiet else self.rows
        most = int(self.copies[:telling].max(initial=0)) + 1
        if self.asked is not None:
            most += int((self.asked.questions + self.asked.finds).max(initial=0))
        return most

    @cached_property
    def lists(self) -> Lists:
        """The same as lists, which plain Python reads faster than arrays."""
        return _lists_of(self)

    @cached_property
    def number_of_reports(self) -> int:
        """Rows that are reports."""
        return len(self.reports.key)

    @cached_property
    def number_of_copies(self) -> int:
        """Rows that are copies, among them answers."""
        return self.first_question - self.number_of_reports


class AskedLists(NamedTuple):
    """The columns of ``Asked`` as Python lists."""

    question: list[int]
    questions: list[int]
    found: list[int]
    finds: list[int]
    searches: list[int]


@frozen
class Lists:
    """Columns of a timetable as Python lists."""

    at: list[float]
    agency: list[int]
    tie: list[int]
    work_cell: list[int]
    rank_cell: list[int]
    parent: list[int]
    report: list[int]
    first_copy: list[int]
    copies: list[int]
    chance: list[memoryview[float]]
    """By column; a row needs few of its chances, so each becomes a number when it is read."""
    picture: list[int]
    place: list[int]
    log_ratio: list[float]
    sanitised: list[bool]
    picture_agency: list[int]
    picture_warning: list[int]
    asked: AskedLists | None
    attention: list[float]
    order: list[int]
    """By row: its place among the rows to which the same happens at the same instant."""
    slot_first: list[int]
    """By row, and one more: where its instants begin among those of all rows."""


def _lists_of(timetable: Timetable) -> Lists:
    asked = timetable.asked
    return Lists(
        at=timetable.reports.at.astype(np.float64).tolist(),
        agency=timetable.agency.tolist(),
        tie=timetable.tie.tolist(),
        work_cell=timetable.work_cell.tolist(),
        rank_cell=timetable.rank_cell.tolist(),
        parent=timetable.parent.tolist(),
        report=timetable.report.tolist(),
        first_copy=timetable.first_copy.tolist(),
        copies=timetable.copies.tolist(),
        chance=[memoryview(column) for column in timetable.chance],
        picture=timetable.picture.tolist(),
        place=timetable.place.tolist(),
        log_ratio=timetable.log_ratio.tolist(),
        sanitised=timetable.sanitised.tolist(),
        picture_agency=timetable.picture_agency.tolist(),
        picture_warning=timetable.picture_warning.tolist(),
        attention=timetable.attention.tolist(),
        asked=None if asked is None else AskedLists(*(column.tolist() for column in asked)),
        order=order_within(timetable.key).tolist(),
        slot_first=timetable.slot_first.tolist(),
    )
