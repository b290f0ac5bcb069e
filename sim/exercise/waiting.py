"""What waits for a team's answer: copies that it has its agencies ask about first."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from sim.engine.orders import Step, Steps, steps_of
from sim.engine.record import NEVER, NO_END, Record
from sim.exercise.names import made_name
from sim.frozen import frozen
from sim.plan.values.arrays import Ints
from sim.plan.values.orders import OrderKind
from sim.sentences import Sentence

NO_ORDER = -1


@frozen
class WaitingCopy:
    """A copy that waits for an answer; times in microseconds."""

    row: int
    since: int
    until: int
    """When it is considered as it would have been, if nobody answers."""


def waiting_copies(record: Record, agencies: Collection[str], now_us: int) -> Iterator[WaitingCopy]:
    """The copies from agencies that wait for an answer at a time, by how long they have waited.

    What was answered at that very time waits no longer.
    """
    if not record.plan.layout.orders:
        return
    asked = _asked(record, now_us)
    timetable, layout = record.timetable, record.plan.layout
    names = [agency in agencies for agency in layout.agencies]
    mine = np.array(names)[layout.tie_sender[timetable.tie[asked.rows]]]
    rows, since, until = asked.rows[mine], asked.since[mine], asked.until[mine]
    let_go = record.slots[timetable.slot_first[rows]]
    waits = (_to_come(let_go, now_us)) & _to_come(record.ended[rows], now_us) & (until > now_us)
    waits &= record.end[rows] != NO_END
    waits &= ~np.isin(rows, _answered(record, steps_of(timetable), now_us))
    for number in np.lexsort((timetable.key[rows], since)):
        if waits[number]:
            yield WaitingCopy(int(rows[number]), int(since[number]), int(until[number]))


def let_go_at(record: Record, now_us: int) -> Ints:
    """The copies that a team lets go at that very time: they set off once the story goes on."""
    if not record.plan.layout.orders:
        return np.empty(0, dtype=np.int64)
    steps = steps_of(record.timetable)
    kinds = np.array([NO_ORDER, *(int(order.kind) for order in record.plan.layout.orders)])
    kind = kinds[steps.order]
    sent = (steps.what == Step.ANSWER) & (kind == OrderKind.LET_GO)
    freed = (steps.what == Step.COPY) & ~np.isin(kind, (OrderKind.HOLD, OrderKind.ASK_US_FIRST))
    rows: Ints = steps.target[(sent | freed) & (steps.at == now_us)]
    return rows


def comes_to_wait(record: Record) -> Ints:
    """The instants at which a copy about a case comes to wait for an answer, in no order."""
    if not record.plan.layout.orders:
        return np.empty(0, dtype=np.int64)
    asked = _asked(record, record.plan.layout.horizon_us)
    about = (record.timetable.instance[asked.rows] >= 0) & (record.end[asked.rows] != NO_END)
    ended = record.ended[asked.rows]
    about &= (ended == NEVER) | (ended > asked.since)  # what was kept back before waits for nobody
    since: Ints = asked.since[about]
    return since


def report_name(key: int) -> str:
    """What people call a copy, whose key it is: a name that says nothing about it."""
    return Sentence("report {name}", name=made_name(key))


@frozen
class _Asked:
    """Copies of which the last order says to ask first, once they are told."""

    rows: Ints
    since: Ints
    until: Ints


def _asked(record: Record, now_us: int) -> _Asked:
    timetable, orders = record.timetable, record.plan.layout.orders
    steps = steps_of(timetable)
    stands, begun = np.zeros(timetable.rows, dtype=np.int64), np.zeros(timetable.rows, np.int64)
    copies = (steps.what == Step.COPY) & (steps.at <= now_us)
    for at in np.unique(steps.at[copies]):
        now = copies & (steps.at == at)
        stands[steps.target[now]], begun[steps.target[now]] = steps.order[now], at
    kinds = np.array([NO_ORDER, *(int(order.kind) for order in orders)])
    within = np.array([0, *(order.within for order in orders)])
    rows = np.flatnonzero(kinds[stands] == OrderKind.ASK_US_FIRST)
    told = record.done[timetable.parent[rows]]
    rows, told = rows[~_to_come(told, now_us)], told[~_to_come(told, now_us)]
    since = np.maximum(told, begun[rows])
    return _Asked(rows, since, since + within[stands[rows]])


def _answered(record: Record, steps: Steps, now_us: int) -> Ints:
    """The copies that were answered after they came to wait, up to a time and at it."""
    answers = (steps.what == Step.ANSWER) & (steps.at <= now_us)
    rows, at = steps.target[answers], steps.at[answers]
    told = record.done[record.timetable.parent[rows]]
    answered: Ints = rows[(told != NEVER) & (told < at)]
    return answered


def _to_come(instants: Ints, now_us: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    to_come: np.ndarray[tuple[int], np.dtype[np.bool_]] = (instants == NEVER) | (instants >= now_us)
    return to_come
