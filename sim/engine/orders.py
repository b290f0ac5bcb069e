"""What orders come to in one replication: the copies that they are about, and a step for each.

What was withheld stays withheld: where it is ordered to be sent, it is a copy of its own, an
attempt, with the luck that the one that was withheld would have had on its way. Nobody passes an
attempt on, as nobody passes on an answer.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.chance.keys import child_array
from sim.engine.columns import Bools
from sim.engine.remembered import remembered
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Ints
from sim.plan.values.orders import Order, OrderKind

_ATTEMPT = np.uint64(0x5E4D)
"""The child of a copy's key that is its attempt's."""


class Standing(IntEnum):
    """What is ordered of a copy at a time."""

    NOTHING = 0
    HOLD = 1
    SEND = 2
    WAITING = 3
    """It is held, and would have been considered by now."""


class Step(IntEnum):
    """What an order does to a copy at an instant."""

    HOLD = 0
    SEND = 1
    LIFT_HOLD = 2
    LIFT_SEND = 3


class Steps(NamedTuple):
    """Steps in the order in which they happen."""

    at: Ints
    row: Ints
    attempt: Ints
    """The row of the new attempt, if the copy was withheld; -1 where there is none."""
    what: Ints


def with_attempts(timetable: Timetable) -> Timetable:
    """A timetable in which each copy that is ordered to be sent has a row for a new attempt."""
    orders = [order for order in timetable.layout.orders if order.kind is OrderKind.SEND]
    meant = np.zeros(timetable.rows, dtype=np.bool_)
    for order in orders:
        meant |= _meant(timetable, order)
    meant[timetable.first_answer :] = False
    copies = np.flatnonzero(meant)
    number, first = len(copies), timetable.first_answer
    if not number:
        return timetable
    rows = np.concatenate([np.arange(first), copies, np.arange(first, timetable.rows)])
    attempts = slice(first, first + number)

    def moved(values: Ints) -> Ints:
        return np.where(values >= first, values + number, values)

    columns = {name: getattr(timetable, name)[rows] for name in _BY_ROW}
    columns["key"][attempts] = child_array(timetable.key[copies], _ATTEMPT)
    columns["first_copy"] = moved(columns["first_copy"])
    columns["first_copy"][attempts] = copies
    columns["copies"][attempts] = 0
    slots = np.diff(timetable.slot_first)[rows]
    asked = timetable.asked
    if asked is not None:
        asked = asked._replace(question=moved(asked.question), found=moved(asked.found))
    return replace(
        timetable,
        **columns,
        chance=np.ascontiguousarray(timetable.chance[:, rows]),
        slot_first=np.concatenate([[0], np.cumsum(slots)]).astype(np.int64),
        picture_warning=moved(timetable.picture_warning),
        asked=asked,
        places=timetable.places + (number if timetable.layout.naive else 0),
        first_answer=first + number,
        first_question=timetable.first_question + number,
        first_warning=timetable.first_warning + number,
        attempts=number,
    )


_BY_ROW = (
    "key",
    "parent",
    "report",
    "tie",
    "agency",
    "subject",
    "instance",
    "first_copy",
    "copies",
    "log_ratio",
    "sanitised",
    "picture",
    "place",
)


@remembered
def steps_of(timetable: Timetable) -> Steps:
    """What the orders of a layout come to: by instant, then order by order, then row by row."""
    attempt = np.full(timetable.rows, -1)
    attempts = np.arange(timetable.first_answer - timetable.attempts, timetable.first_answer)
    attempt[timetable.first_copy[attempts]] = attempts
    horizon = timetable.layout.horizon_us
    moments = []
    for number, order in enumerate(timetable.layout.orders):
        rows = np.flatnonzero(_meant(timetable, order))
        sends = order.kind is OrderKind.SEND
        if sends:  # an answer goes when it is asked for
            rows = rows[rows < timetable.first_answer]
        moments.append((order.at, number, Step.SEND if sends else Step.HOLD, rows))
        if order.until is not None:
            lifted = Step.LIFT_SEND if sends else Step.LIFT_HOLD
            moments.append((order.until, number, lifted, rows))
    moments = sorted((m for m in moments if m[0] < horizon), key=lambda m: m[:2])
    none = [np.empty(0, dtype=np.int64)]
    row = np.concatenate([*none, *(rows for *_, rows in moments)])
    return Steps(
        at=np.concatenate([*none, *(np.full(len(rows), at) for at, _, _, rows in moments)]),
        row=row,
        attempt=attempt[row],
        what=np.concatenate([*none, *(np.full(len(rows), what) for _, _, what, rows in moments)]),
    )


def _meant(timetable: Timetable, order: Order) -> Bools:
    """By row: whether it is a copy that an order is about; an answer is one, an attempt is not."""
    layout = timetable.layout
    rows = np.arange(timetable.rows)
    meant = (rows >= timetable.number_of_reports) & (rows < timetable.first_question)
    meant &= (rows < timetable.first_answer - timetable.attempts) | (rows >= timetable.first_answer)
    agencies = np.array([*layout.agencies, ""])
    tie = timetable.tie
    sender, receiver = (
        agencies[np.append(of, -1)] for of in (layout.tie_sender, layout.tie_receiver)
    )
    meant &= np.isin(sender, order.senders)[tie]
    if order.receivers:
        meant &= np.isin(receiver, order.receivers)[tie]
    if order.category:
        of = np.array([layout.categories[subject.category] for subject in layout.subjects])
        meant &= (of == order.category)[timetable.subject]
    if order.subject:
        of = np.array([subject.name for subject in layout.subjects])
        kinds = np.array([subject.kind != "background" for subject in layout.subjects])
        meant &= ((of == order.subject) & kinds)[timetable.subject]
    if order.indicator:
        names = np.array([*(indicator.name for indicator in layout.indicators), ""])
        seen = names[timetable.reports.indicator]
        meant &= (timetable.report >= 0) & (seen == order.indicator)[timetable.report]
    if order.case is not None:
        mine = timetable.instances.key == np.uint64(order.case)
        if mine.any():
            meant &= (timetable.instance >= 0) & np.append(mine, False)[timetable.instance]
    return meant
