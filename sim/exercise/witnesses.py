"""Witnesses: what made a condition come true: which agency, which case, which decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from sim.exercise.cases import case_of
from sim.exercise.journal.entries import Entry, Ordered, Pulled
from sim.frozen import frozen
from sim.measures.conditions import ConditionsOfRun, first_moment
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.made import DecisionMade
from sim.scenario.schema.conditions import (
    BelievedAtom,
    Condition,
    DecidedAtom,
    DeliveredAtom,
    DetectedAtom,
    RatedAtom,
    ReadAtom,
    WaitingAtom,
)
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Figure, Sentence, listing

ROUTINE = Sentence("routine work")
"""What is about no case."""


@frozen
class Witness:
    """One thing that made a condition come true."""

    at: float
    """Hours of the story."""
    words: str
    entry: int | None = None
    """The entry of the journal, where it was a decision."""


def witnesses_of(
    condition: Condition,
    past: ConditionsOfRun,
    at_us: int,
    scenario: Scenario,
    entries: Sequence[Entry],
) -> list[Witness]:
    """What made a condition true at a moment at which it holds, each part's first.

    That something has not happened has no witness.

    Args:
        condition: that holds at that moment.
        past: what is asked, and nothing that comes later.
        at_us: the moment, in microseconds of the story.
        scenario: what says what cases are called.
        entries: of the journal, in which decisions are found.
    """
    found = [*_Search(past, scenario, entries).of(condition, at_us)]
    once = (one for number, one in enumerate(found) if one not in found[:number])
    return sorted(once, key=lambda one: one.at)


@frozen
class _Search:
    past: ConditionsOfRun
    scenario: Scenario
    entries: Sequence[Entry]

    def of(self, condition: Condition, at_us: int) -> Iterator[Witness]:
        key, inside = condition.written
        match key:
            case "all" | "any":
                for one in inside:
                    if any(since <= at_us < until for since, until in self.past.spells(one)):
                        yield from self.of(one, at_us)
            case "by":
                first = first_moment(inside, self.past)
                if first is not None:
                    yield from self.of(inside, first)
            case "no" | "not_by":
                return
            case _:
                yield from self._atoms[key](inside, at_us)

    @property
    def _atoms(self) -> dict[str, Callable[[Any, int], Iterator[Witness]]]:
        return {
            "detected": self._detected,
            "believed": self._believed,
            "delivered": self._delivered,
            "read": self._read,
            "waiting": self._waiting,
            "decided": self._decided,
            "rated": self._rated,
            "fired": self._fired,
        }

    def _detected(self, atom: DetectedAtom, _at_us: int) -> Iterator[Witness]:
        since = self.past.sure_from
        picture = _first(np.flatnonzero(self.past.detected(atom)).tolist(), since)
        agency, case = self._of_picture(picture)
        words = Sentence("{agency} is sure enough of {case} to act", agency=agency, case=case)
        yield Witness(int(since[picture]) / HOUR, words)

    def _believed(self, atom: BelievedAtom, at_us: int) -> Iterator[Witness]:
        held = [each for each in self.past.believed(atom) if each[1] <= at_us < each[2]]
        picture, since, _ = min(held, key=lambda each: each[1])
        agency, case = self._of_picture(picture)
        words = Sentence(
            "{agency} believes in {case} by more than {probability}",
            agency=agency,
            case=case,
            probability=Figure(f"{atom.above:.3g}"),
        )
        yield Witness((since - 1) / HOUR, words)

    def _delivered(self, atom: DeliveredAtom, _at_us: int) -> Iterator[Witness]:
        ended = self.past.record.ended
        row = _first(np.flatnonzero(self.past.delivered(atom)).tolist(), ended)
        words = Sentence(
            "what {sender} sent about {case} has arrived at {agency}",
            sender=self._sender(row),
            case=self._case(row),
            agency=self._agency(row),
        )
        yield Witness(int(ended[row]) / HOUR, words)

    def _read(self, atom: ReadAtom, _at_us: int) -> Iterator[Witness]:
        done = self.past.record.done
        row = _first(np.flatnonzero(self.past.read(atom)).tolist(), done)
        agency, case, sender = self._agency(row), self._case(row), self._sender(row)
        words = (
            Sentence(
                "{agency} has read what {sender} sent about {case}",
                agency=agency,
                sender=sender,
                case=case,
            )
            if sender
            else Sentence("{agency} has read a report about {case}", agency=agency, case=case)
        )
        yield Witness(int(done[row]) / HOUR, words)

    def _waiting(self, atom: WaitingAtom, at_us: int) -> Iterator[Witness]:
        held = [each for each in self.past.waiting(atom) if each[1] <= at_us < each[2]]
        row, since, _ = min(held, key=lambda each: each[1])
        words = Sentence(
            "something about {case} has waited on its way to {agency}, or there",
            case=self._case(row),
            agency=self._agency(row),
        )
        yield Witness(since / HOUR, words)

    def _decided(self, atom: DecidedAtom, _at_us: int) -> Iterator[Witness]:
        made = min(self.past.decided(atom), key=lambda each: each.at)
        what = made.lever or Sentence(made.order)
        words = (
            Sentence("by itself: {what}", what=what)
            if made.teams is None
            else Sentence("{team} decided: {what}", team=listing(made.teams), what=what)
        )
        yield Witness(made.at / HOUR, words, self._entry_of(made))

    def _rated(self, atom: RatedAtom, _at_us: int) -> Iterator[Witness]:
        made = min(self.past.rated(atom), key=lambda each: each.at)
        words = Sentence(
            "{team} rated a decision {rating} of 5", team=made.team, rating=made.rating
        )
        yield Witness(made.at / HOUR, words)

    def _fired(self, inject: str, _at_us: int) -> Iterator[Witness]:
        words = Sentence("the inject {name} has come", name=inject)
        yield Witness(self.past.fired[inject] / HOUR, words)

    def _entry_of(self, made: DecisionMade) -> int | None:
        """The entry of the journal by which a decision was made."""
        for entry in self.entries:
            if isinstance(entry, Pulled | Ordered) and entry.story_us == made.at:
                what = entry.lever if isinstance(entry, Pulled) else entry.what
                if what == (made.lever or made.order) and made.teams and entry.team in made.teams:
                    return entry.number
        return None

    def _of_picture(self, picture: int) -> tuple[str, str]:
        """Whose it is, and of which case."""
        record, timetable = self.past.record, self.past.record.timetable
        agency = record.plan.layout.agencies[int(timetable.picture_agency[picture])]
        return agency, case_of(self.scenario, record, int(timetable.picture_instance[picture]))

    def _agency(self, row: int) -> str:
        record = self.past.record
        return record.plan.layout.agencies[int(record.timetable.agency[row])]

    def _sender(self, row: int) -> str:
        """Who sent it; empty for a report of one's own."""
        layout, tie = self.past.record.plan.layout, int(self.past.record.timetable.tie[row])
        return layout.agencies[layout.ties[tie].sender] if tie >= 0 else ""

    def _case(self, row: int) -> str:
        instance = int(self.past.record.timetable.instance[row])
        return ROUTINE if instance < 0 else case_of(self.scenario, self.past.record, instance)


def _first(numbers: list[int], instants: Any) -> int:
    """Which of them was first."""
    return min(numbers, key=lambda number: int(instants[number]))
