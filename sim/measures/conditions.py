"""When conditions hold in a run: a pure function of its record, and of what was decided.

At a moment counts what lies before it, and nothing else. So whatever comes at the first moment at
which a condition holds changes nothing of what made it hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, reduce
from typing import Any

import numpy as np

from sim.engine.columns import Bools
from sim.engine.record import LINKED, NEVER, NO_END, Record
from sim.frozen import frozen
from sim.measures.beliefs import (
    BeliefOverTime,
    beliefs_over_time,
    probability_of,
    sure_enough_from,
)
from sim.measures.passage import passage_of
from sim.plan.rules.belief import log_odds
from sim.plan.rules.calendars import microseconds
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import Cause, End
from sim.plan.values.made import NOTHING_MADE, DecisionMade, Made, RatingMade
from sim.scenario.schema.conditions import (
    About,
    BelievedAtom,
    Condition,
    DecidedAtom,
    DeliveredAtom,
    DetectedAtom,
    RatedAtom,
    ReadAtom,
    TimedCondition,
    WaitedFor,
    WaitingAtom,
)

FOREVER = 2**62
"""Later than everything, in microseconds."""
Spells = list[tuple[int, int]]
"""Spells in which something holds, in order and apart: from a moment on, and before another."""

_NOT_HELD_BY_SENDER = (Cause.TRANSLATION, Cause.CONVERSION)
"""What is done where a copy arrives."""


def first_moment(condition: Condition, run: ConditionsOfRun) -> int | None:
    """The first moment of the exercise at which a condition holds, in microseconds; or None."""
    return next((since for since, _ in run.spells(condition)), None)


@frozen
class ConditionsOfRun:
    """A run of which conditions are asked."""

    record: Record
    fired: dict[str, int]
    """When injects have come, in microseconds, by name."""
    made: Made = NOTHING_MADE

    def spells(self, condition: Condition) -> Spells:
        """When a condition holds, from the beginning of the exercise to its end."""
        return _within(self._when(condition), 0, self.record.plan.layout.horizon_us)

    def _when(self, condition: Condition) -> Spells:
        """When it holds; what was so before the exercise counts from its beginning on."""
        key, inside = condition.written
        return self._found[key](inside)

    @cached_property
    def _found(self) -> dict[str, Callable[[Any], Spells]]:
        """By key of a condition: when it holds."""
        return {
            "all": lambda each: reduce(_both, map(self._when, each)),
            "any": lambda each: _joined(spell for one in each for spell in self._when(one)),
            "no": lambda one: _otherwise(self._when(one)),
            "by": self._by,
            "not_by": self._not_by,
            "detected": lambda atom: _from_then_on(self.sure_from[self.detected(atom)]),
            "believed": lambda atom: _joined(spell[1:] for spell in self.believed(atom)),
            "delivered": lambda atom: _from_then_on(self.record.ended[self.delivered(atom)]),
            "read": lambda atom: _from_then_on(self.record.done[self.read(atom)]),
            "waiting": lambda atom: _joined(spell[1:] for spell in self.waiting(atom)),
            "decided": lambda atom: _from_then_on([each.at for each in self.decided(atom)]),
            "rated": lambda atom: _from_then_on([each.at for each in self.rated(atom)]),
            "fired": lambda name: _from_then_on([self.fired[name]] if name in self.fired else []),
        }

    def _by(self, timed: TimedCondition) -> Spells:
        came = self._came_by(timed)
        return [] if came is None else [(came, FOREVER)]

    def _not_by(self, timed: TimedCondition) -> Spells:
        came = self._came_by(timed)
        return [(microseconds(timed.time), FOREVER)] if came is None else []

    def _came_by(self, timed: TimedCondition) -> int | None:
        """When a condition first held, if that was by its time."""
        first = next((since for since, _ in self._when(timed)), None)
        return first if first is not None and first <= microseconds(timed.time) else None

    @cached_property
    def sure_from(self) -> Ints:
        """By picture: when its holder came to be sure enough to act; a warning on order is not."""
        return sure_enough_from(self.record)

    def detected(self, atom: DetectedAtom) -> Bools:
        """By picture: whether it is meant, and its holder was sure enough to act."""
        meant = self._pictures(atom.threat, atom.by, real=atom.threat is None)
        happened: Bools = self.sure_from != NEVER
        chosen: Bools = meant & happened
        return chosen

    def believed(self, atom: BelievedAtom) -> Iterator[tuple[int, int, int]]:
        """Pictures that are meant, and from when until when their holders believe in them."""
        chosen = self._pictures(atom.threat, atom.by)
        bound = log_odds(atom.above) if atom.above > 0 else -FOREVER
        for course in self._courses(chosen):
            since = _whole(course.at + 1)
            above = (course.log_odds > bound).tolist()
            for begins, ends, holds in zip(since, [*since[1:], FOREVER], above, strict=True):
                if holds:
                    yield course.picture, begins, ends

    def highest_belief(self, atom: BelievedAtom) -> float | None:
        """The highest belief so far that is meant; None where nobody has read anything."""
        chosen = self._pictures(atom.threat, atom.by)
        reached = [float(course.log_odds.max()) for course in self._courses(chosen)]
        return probability_of(max(reached)) if reached else None

    def nearest_belief(self, atom: DetectedAtom) -> tuple[int, float] | None:
        """The picture that came nearest to what its holder acts at, and how sure that was.

        None where nobody has read anything that is meant.
        """
        chosen = self._pictures(atom.threat, atom.by, real=atom.threat is None)
        threshold, of = self.record.plan.layout.threshold, self.record.timetable.picture_agency
        reached = [
            (float(course.log_odds.max()), course.picture) for course in self._courses(chosen)
        ]
        if not reached:
            return None
        highest, picture = max(reached, key=lambda each: each[0] - float(threshold[of[each[1]]]))
        return picture, probability_of(highest)

    def under_way(self, atom: DeliveredAtom) -> int:
        """How many copies that are meant have been considered and have not ended."""
        record, timetable = self.record, self.record.timetable
        chosen = self._copies & self._about(atom) & (record.end == End.IN_FLIGHT)
        chosen &= self._of_party(timetable.agency, atom.to) & self._sent_by(atom.sender)
        return int(chosen.sum())

    def unread(self, atom: ReadAtom) -> int:
        """How many reports and copies that are meant have come and have not been read."""
        record, timetable = self.record, self.record.timetable
        chosen = (record.arrived != NEVER) & (record.done == NEVER) & self._about(atom)
        chosen &= self._of_party(timetable.agency, atom.by)
        if atom.sender is not None:
            chosen &= self._sent_by(atom.sender)
        return int(chosen[: timetable.first_question].sum())

    def _courses(self, chosen: Bools) -> list[BeliefOverTime]:
        """How the holders of chosen pictures came to believe in them."""
        return [each for each in beliefs_over_time(self.record) if chosen[each.picture]]

    def longest_wait(self, atom: WaitingAtom, now_us: int) -> int:
        """For how long what is meant has waited that still waits at a moment; microseconds."""
        return max(
            (now_us - since for _, since, until in self._waits(atom) if until >= now_us), default=0
        )

    def delivered(self, atom: DeliveredAtom) -> Bools:
        """By row: whether it is a copy that is meant, and has arrived."""
        record, timetable = self.record, self.record.timetable
        chosen: Bools = self._copies & self._about(atom) & (record.end == End.DELIVERED)
        chosen &= self._of_party(timetable.agency, atom.to) & self._sent_by(atom.sender)
        return chosen

    def read(self, atom: ReadAtom) -> Bools:
        """By row: whether it is meant, and has been read."""
        timetable = self.record.timetable
        chosen = self._linked & self._about(atom) & self._of_party(timetable.agency, atom.by)
        if atom.sender is not None:
            chosen &= self._sent_by(atom.sender)
        return chosen

    def waiting(self, atom: WaitingAtom) -> Iterator[tuple[int, int, int]]:
        """Rows that are meant, and from when until when they have waited for longer than that."""
        wanted = microseconds(atom.longer_than)
        for row, since, until in self._waits(atom):
            if until - since > wanted:
                yield row, since + wanted + 1, min(until + 1, FOREVER)

    def _waits(self, atom: WaitingAtom) -> Iterator[tuple[int, int, int]]:
        """Each row that is meant, from when until when it waited."""
        if atom.cause in (WaitedFor.READING, WaitedFor.TRIAGE):
            return self._at_desks(atom)
        return self._on_the_way(atom)

    def _at_desks(self, atom: WaitingAtom) -> Iterator[tuple[int, int, int]]:
        record, timetable = self.record, self.record.timetable
        came, left = record.arrived, record.started
        if atom.cause is WaitedFor.TRIAGE:
            came, left = record.started, record.done
        chosen = self._about(atom) & self._of_party(timetable.agency, atom.at) & (came != NEVER)
        chosen[timetable.first_question :] = False
        rows, until = np.flatnonzero(chosen), np.where(left == NEVER, FOREVER, left)
        return zip(rows.tolist(), _whole(came[rows]), _whole(until[rows]), strict=True)

    def _on_the_way(self, atom: WaitingAtom) -> Iterator[tuple[int, int, int]]:
        """Stages of one cause, from when a copy comes to them until it is through or ends."""
        record, timetable = self.record, self.record.timetable
        layout, cause = record.plan.layout, Cause[atom.cause.name]
        chosen = self._copies & self._about(atom) & (record.end != NO_END)
        own = self._agencies(atom.at)
        for row in np.flatnonzero(chosen).tolist():
            tie = layout.ties[timetable.tie[row]]
            if (tie.receiver if cause in _NOT_HELD_BY_SENDER else tie.sender) not in own:
                continue
            for passed in passage_of(record, row):
                if passed.stage.cause is cause:
                    through = passed.until != NEVER
                    yield row, passed.since, passed.until if through else self._ended(row)

    def _ended(self, row: int) -> int:
        """When a copy ended on its way; never while it is still on it."""
        ended = int(self.record.ended[row])
        still = ended == NEVER or self.record.end[row] == End.IN_FLIGHT
        return FOREVER if still else ended

    def decided(self, atom: DecidedAtom) -> list[DecisionMade]:
        """The decisions that are meant."""
        return [
            each
            for each in self.made.decisions
            if (atom.lever is None or each.lever == atom.lever)
            and (atom.order is None or each.order == atom.order)
            and (atom.by is None or each.teams is None or atom.by in each.teams)
        ]

    def rated(self, atom: RatedAtom) -> list[RatingMade]:
        """The ratings that are meant."""
        return [
            each
            for each in self.made.ratings
            if (atom.by is None or each.team == atom.by)
            and (atom.lever is None or each.lever == atom.lever)
            and atom.at_least <= each.rating <= atom.at_most
        ]

    @cached_property
    def _copies(self) -> Bools:
        """By row: whether it is a copy or an answer."""
        timetable = self.record.timetable
        rows = np.arange(timetable.rows)
        copies: Bools = (timetable.parent >= 0) & (rows < timetable.first_question)
        return copies

    @cached_property
    def _linked(self) -> Bools:
        """By row: whether it was read, and put together with its case if it has one."""
        record, timetable = self.record, self.record.timetable
        linked: Bools = (record.done != NEVER) & (record.overlooked == LINKED)
        linked[timetable.first_question :] = False
        return linked

    def _about(self, atom: About) -> Bools:
        layout = self.record.plan.layout
        meant = [
            (atom.threat is None or (subject.name == atom.threat and subject.kind != "background"))
            and (atom.category is None or layout.categories[subject.category] == atom.category)
            for subject in layout.subjects
        ]
        about: Bools = np.array(meant, dtype=np.bool_)[self.record.timetable.subject]
        return about

    def _pictures(self, about: str | None, by: str | None, *, real: bool = False) -> Bools:
        """By picture: whether it is of such a case, and a party's."""
        timetable, layout = self.record.timetable, self.record.plan.layout
        meant = [
            (about is None or layout.subjects[draw.subject].name == about)
            and (draw.real or not real)
            for draw in layout.threats
        ]
        draws = timetable.instances.draw[timetable.picture_instance]
        chosen: Bools = np.array(meant, dtype=np.bool_)[draws]
        if by is None:
            chosen &= ~layout.is_database[timetable.picture_agency]
        chosen &= self._of_party(timetable.picture_agency, by)
        return chosen

    def _sent_by(self, party: str | None) -> Bools:
        """By row: whether it came from a party."""
        tie = self.record.timetable.tie
        senders = np.append(self.record.plan.layout.tie_sender, -1)
        return self._of_party(senders[tie], party) & (tie >= 0)

    def _of_party(self, agencies: Ints, party: str | None) -> Bools:
        if party is None:
            return np.ones(len(agencies), dtype=np.bool_)
        return np.isin(agencies, [*self._agencies(party)])

    def _agencies(self, party: str | None) -> Collection[int]:
        """The agencies of a country or body, or one by its name, or all."""
        layout = self.record.plan.layout
        return {
            number
            for number, name in enumerate(layout.agencies)
            if party is None or party in (name, layout.homes[layout.home_of[number]])
        }


def _whole(instants: Ints) -> list[int]:
    whole: list[int] = instants.astype(np.int64).tolist()
    return whole


def _from_then_on(instants: Ints | list[int]) -> Spells:
    """What holds once something has happened: at every moment behind its instant."""
    return [(int(np.min(instants)) + 1, FOREVER)] if len(instants) else []


def _within(spells: Spells, since: int, until: int) -> Spells:
    return _both(spells, [(since, until)])


def _both(some: Spells, others: Spells) -> Spells:
    """When both hold."""
    found = ((max(one[0], other[0]), min(one[1], other[1])) for one in some for other in others)
    return sorted(spell for spell in found if spell[0] < spell[1])


def _joined(spells: Iterable[tuple[int, int]]) -> Spells:
    """When any of several holds."""
    found: Spells = []
    for since, until in sorted(spells):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _otherwise(spells: Spells) -> Spells:
    """When none of them holds, from the beginning of the exercise on."""
    found, since = [], 0
    for begins, ends in spells:
        if begins > since:
            found.append((since, begins))
        since = max(since, ends)
    return found + ([(since, FOREVER)] if since < FOREVER else [])
