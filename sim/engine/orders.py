"""What orders come to in one replication: whom and what they are about, and a step for each.

What was stopped stays stopped: where it is ordered to be sent, it is a copy of its own, an attempt,
with the luck that the one before would have had on its way; only whether the channel loses it is
drawn anew. Nobody passes an attempt on, as nobody passes on an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.chance.keys import Purpose, child_array, uniform_array
from sim.engine.columns import Bools
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Ints, Keys
from sim.plan.values.chances import Chance
from sim.plan.values.orders import ANSWERS, Order, OrderKind
from sim.remembered import remembered

_ATTEMPT = 0x5E4D
"""The child of a copy's key that is its first attempt's; those of further ones follow."""


class Step(IntEnum):
    """What an order is about."""

    COPY = 0
    """A copy: whether it goes."""
    ANSWER = 1
    """A copy that waits for an answer."""
    READ = 2
    """A report or copy, at the desk that reads it."""
    BELIEVE = 3
    """A pair: how far one believes the other."""
    WARN = 4
    """A picture, on which its holder acts."""
    ASK = 5
    """A request about a picture."""


class Waiting(IntEnum):
    """Whether a copy waits for a decision."""

    NOT = 0
    WAITS = 1
    KEPT = 2
    """Until it is ordered to be sent."""


ORDERED_TO_WARN, ORDERED_TO_ASK, READ_OF = 1, 2, 4
"""Marks of a picture: what is ordered of its holder, and whether that has read of its threat."""

_STEP_OF = {
    OrderKind.HOLD: Step.COPY,
    OrderKind.SEND: Step.COPY,
    OrderKind.ASK_US_FIRST: Step.COPY,
    OrderKind.READ_FIRST: Step.READ,
    OrderKind.BELIEVE: Step.BELIEVE,
    OrderKind.WARN: Step.WARN,
    OrderKind.ASK: Step.ASK,
}


class Steps(NamedTuple):
    """Steps in the order in which they happen."""

    at: Ints
    what: Ints
    """As ``Step``."""
    target: Ints
    """The row, pair or picture."""
    order: Ints
    """The order that stands for it from now on, counted from 1; 0 for none."""
    more: Ints
    """For a copy, the row of its new attempt, for a request, its picture; -1 where there is none.
    """


def with_attempts(timetable: Timetable) -> Timetable:
    """A timetable with a row for a new attempt of each copy, for each order to send it."""
    found = [
        np.flatnonzero(_copies(timetable, order))
        for order in timetable.layout.orders
        if order.kind is OrderKind.SEND
    ]
    copies = np.concatenate([np.empty(0, dtype=np.int64), *found])
    number, first = len(copies), timetable.first_answer
    if not number:
        return timetable
    rows = np.concatenate([np.arange(first), copies, np.arange(first, timetable.rows)])
    attempts = slice(first, first + number)

    def moved(values: Ints) -> Ints:
        return np.where(values >= first, values + number, values)

    before, ordinal = _attempts_before(found, first, timetable.rows)
    columns = {name: getattr(timetable, name)[rows] for name in _BY_ROW}
    columns["key"][attempts] = child_array(timetable.key[copies], np.uint64(_ATTEMPT) + ordinal)
    columns["first_copy"] = moved(columns["first_copy"])
    columns["first_copy"][attempts] = before
    columns["copies"][attempts] = 0
    chance = np.ascontiguousarray(timetable.chance[:, rows])
    can_lose = timetable.layout.tie_family[Chance.LOSS][timetable.tie[copies]] >= 0
    drawn = uniform_array(columns["key"][attempts], Purpose.LOSS)
    chance[Chance.LOSS, attempts] = np.where(can_lose, drawn, chance[Chance.LOSS, attempts])
    slots = np.diff(timetable.slot_first)[rows]
    asked = timetable.asked
    if asked is not None:
        asked = asked._replace(question=moved(asked.question), found=moved(asked.found))
    return replace(
        timetable,
        **columns,
        chance=chance,
        slot_first=np.concatenate([[0], np.cumsum(slots)]).astype(np.int64),
        picture_warning=moved(timetable.picture_warning),
        asked=asked,
        places=timetable.places + (number if timetable.layout.naive else 0),
        first_answer=first + number,
        first_question=timetable.first_question + number,
        first_warning=timetable.first_warning + number,
        attempts=number,
    )


def _attempts_before(found: Sequence[Ints], first: int, rows: int) -> tuple[Ints, Keys]:
    """By attempt: the row of the attempt before, or of the copy; and how many there were before."""
    last, number = np.arange(rows), np.zeros(rows, dtype=np.uint64)
    before: list[Ints] = []
    ordinal: list[Keys] = []
    for copies in found:
        before.append(last[copies])
        ordinal.append(number[copies])
        last[copies] = first + np.arange(len(copies))
        number[copies] += np.uint64(1)
        first += len(copies)
    return np.concatenate(before), np.concatenate(ordinal)


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


def attempted(timetable: Timetable) -> Ints:
    """By attempt, in the order of rows: the copy that it is an attempt of."""
    first = timetable.first_answer - timetable.attempts
    copy = timetable.first_copy[first : timetable.first_answer].copy()
    while (later := copy >= first).any():
        copy[later] = timetable.first_copy[copy[later]]
    return copy


@remembered
def steps_of(timetable: Timetable) -> Steps:
    """What the orders of a layout come to, by instant: the last order that was given stands.

    Once it is lifted, the one before it stands again, if that is not lifted too. All that is
    ordered and lifted at one instant is taken together.
    """
    orders = timetable.layout.orders
    subjects = [_Subject.of(timetable, step, orders) for step in Step]
    instants = {at for order in orders for at in (order.at, order.until) if at is not None}
    columns = [
        np.broadcast_arrays(at, subject.step, *subject.changed(at))
        for at in sorted(instants)
        if at < timetable.layout.horizon_us
        for subject in subjects
    ]
    none = [np.empty((5, 0), dtype=np.int64)]
    return Steps(*np.concatenate([*none, *map(np.array, columns)], axis=1).astype(np.int64))


@dataclass
class _Subject:
    """What orders of some kinds are about, and which of them stands for each of it."""

    step: Step
    orders: Mapping[int, Order]
    """By number, counted from 1."""
    meant: Mapping[int, Ints]
    """By number of an order: the rows, pairs or pictures that it is about."""
    attempts: Mapping[int, Ints]
    """By number of an order to send: the row of the new attempt of each copy."""
    picture: Ints
    """By row of a request: the picture about which it asks; -1 for all else."""
    stands: Ints
    """By row, pair or picture: the order that stands."""

    @classmethod
    def of(cls, timetable: Timetable, step: Step, orders: Sequence[Order]) -> _Subject:
        mine = {n: each for n, each in enumerate(orders, 1) if _STEP_OF.get(each.kind) is step}
        if step is Step.ANSWER:
            mine = {n: each for n, each in enumerate(orders, 1) if each.kind in ANSWERS}
        meant = {n: np.flatnonzero(_MEANT[step](timetable, each)) for n, each in mine.items()}
        attempts = dict(_attempts_for(timetable, mine, meant) if step is Step.COPY else ())
        most = max(timetable.rows, len(timetable.layout.pairs), len(timetable.picture_agency))
        size = most if mine else 0
        picture = np.full(size, -1)
        if step is Step.ASK and mine:
            picture[: timetable.rows] = _picture_of_question(timetable)
        return cls(step, mine, meant, attempts, picture, np.zeros(size, dtype=np.int64))

    def changed(self, at: int) -> tuple[Ints, Ints, Ints]:
        """What is changed at an instant, which order then stands for it, and what goes with it."""
        begun = [n for n, order in self.orders.items() if order.at == at]
        more = self.picture.copy()
        if self.step is Step.ANSWER:
            order = np.zeros(len(self.stands), dtype=np.int64)
            for number in begun:
                order[self.meant[number]] = number
            target = np.flatnonzero(order)
            return target, order[target], more[target]
        before = self.stands.copy()
        ended = {n for n, order in self.orders.items() if order.until == at}
        if ended:
            self._stand_again(at)
        for number in begun:
            if self._stands_at(number, at):
                self.stands[self.meant[number]] = number
                if number in self.attempts:
                    more[self.meant[number]] = self.attempts[number]
        target = np.flatnonzero(before != self.stands)
        return target, self.stands[target], more[target]

    def _stands_at(self, number: int, at: int) -> bool:
        order = self.orders[number]
        return order.at <= at and (order.until is None or at < order.until)

    def _stand_again(self, at: int) -> None:
        """Orders that were given before stand where later ones are lifted."""
        self.stands[:] = 0
        given = sorted(self.orders, key=lambda number: (self.orders[number].at, number))
        for number in given:
            if self.orders[number].at < at and self._stands_at(number, at):
                self.stands[self.meant[number]] = number


def _attempts_for(
    timetable: Timetable, orders: Mapping[int, Order], meant: Mapping[int, Ints]
) -> Iterator[tuple[int, Ints]]:
    """By order to send: the row of the new attempt of each copy; -1 for an answer."""
    first = timetable.first_answer - timetable.attempts
    for number, order in orders.items():
        if order.kind is OrderKind.SEND:
            yield number, first + np.arange(len(meant[number]))
            first += len(meant[number])


def _about(timetable: Timetable, order: Order) -> Bools:
    """By row: whether it is about what an order is about."""
    layout = timetable.layout
    about = np.ones(timetable.rows, dtype=np.bool_)
    if order.category:
        of = np.array([layout.categories[subject.category] for subject in layout.subjects])
        about &= (of == order.category)[timetable.subject]
    if order.subject:
        of = np.array([subject.name for subject in layout.subjects])
        kinds = np.array([subject.kind != "background" for subject in layout.subjects])
        about &= ((of == order.subject) & kinds)[timetable.subject]
    if order.indicator:
        names = np.array([*(indicator.name for indicator in layout.indicators), ""])
        seen = names[timetable.reports.indicator]
        about &= (timetable.report >= 0) & (seen == order.indicator)[timetable.report]
    if order.case is not None:
        mine = timetable.instances.key == np.uint64(order.case)
        if mine.any():
            about &= (timetable.instance >= 0) & np.append(mine, False)[timetable.instance]
    return about


def _among(timetable: Timetable, numbers: Ints, names: Sequence[str]) -> Bools:
    """Whether agencies are among those of some names; -1 is none of them."""
    agencies = np.array([*timetable.layout.agencies, ""])
    return np.isin(agencies, names)[numbers]


def _ends(timetable: Timetable) -> tuple[Ints, Ints]:
    """By row: who sends and who receives it; -1 for a report."""
    layout, tie = timetable.layout, timetable.tie
    return np.append(layout.tie_sender, -1)[tie], np.append(layout.tie_receiver, -1)[tie]


def _copies(timetable: Timetable, order: Order) -> Bools:
    """By row: whether it is a copy that agencies are ordered about.

    An attempt is none, and an answer only for an order to hold.
    """
    rows, first = np.arange(timetable.rows), timetable.first_answer
    last = timetable.first_question if order.kind is OrderKind.HOLD else first
    meant = (rows >= timetable.number_of_reports) & (rows < last)
    meant &= (rows < first - timetable.attempts) | (rows >= first)
    sender, receiver = _ends(timetable)
    meant &= _among(timetable, sender, order.agencies)
    if order.partners:
        meant &= _among(timetable, receiver, order.partners)
    if order.copy is not None:
        this = timetable.key == np.uint64(order.copy)
        if this.any():
            meant &= this
    return meant & _about(timetable, order)


def _read(timetable: Timetable, order: Order) -> Bools:
    """By row: whether it is a report or copy that agencies are ordered to read first."""
    meant = np.arange(timetable.rows) < timetable.first_question
    meant &= _among(timetable, timetable.agency, order.agencies)
    if order.partners:
        meant &= _among(timetable, _ends(timetable)[0], order.partners)
    return meant & _about(timetable, order)


def _believed(timetable: Timetable, order: Order) -> Bools:
    """By pair: whether one is ordered how far to believe the other."""
    pairs = np.array(timetable.layout.pairs, dtype=np.int64).reshape(-1, 2)
    meant = _among(timetable, pairs[:, 0], order.agencies)
    if order.partners:
        meant &= _among(timetable, pairs[:, 1], order.partners)
    return meant


def _acted_on(timetable: Timetable, order: Order) -> Bools:
    """By picture: whether its holder is ordered to act on it."""
    meant = _among(timetable, timetable.picture_agency, order.agencies)
    about = _about(timetable, replace(order, indicator=""))
    held = np.zeros(len(meant), dtype=np.bool_)
    held[timetable.picture[about & (timetable.picture >= 0)]] = True
    return meant & held


def _asked(timetable: Timetable, order: Order) -> Bools:
    """By row: whether it is a request that agencies are ordered to make."""
    rows = np.arange(timetable.rows)
    meant = (rows >= timetable.first_question) & (rows < timetable.first_warning)
    sender, receiver = _ends(timetable)
    meant &= _among(timetable, sender, order.agencies)
    if order.partners:
        meant &= _among(timetable, receiver, order.partners)
    return meant & _about(timetable, replace(order, indicator=""))


def _picture_of_question(timetable: Timetable) -> Ints:
    """By row that is a request: the picture about which it asks."""
    of = np.full(timetable.rows, -1)
    asked = timetable.asked
    if asked is not None:
        pictures = np.repeat(np.arange(len(asked.questions)), asked.questions)
        of[timetable.first_question : timetable.first_warning] = pictures
    return of


_MEANT: Mapping[Step, Callable[[Timetable, Order], Bools]] = {
    Step.COPY: _copies,
    Step.ANSWER: _copies,
    Step.READ: _read,
    Step.BELIEVE: _believed,
    Step.WARN: _acted_on,
    Step.ASK: _asked,
}
