"""Witnesses: what made a condition come true: which agency, which case, which decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from sim.exercise.cases import case_of
from sim.exercise.journal.entries import Entry, Ordered, Pulled
from sim.frozen import frozen
from sim.measures.beliefs import acted_unsure
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

SENSED = "{agency} is sure enough of {case} to act"
WARNED = "{agency} warned of {case} on order"
BELIEVED = "{agency} believes in {case} by more than {share}"
DELIVERED = "what {sender} sent about {case} has arrived at {agency}"
READ_OWN = "{agency} has read a report about {case}"
READ = "{agency} has read what {sender} sent about {case}"
WAITED = "something about {case} has waited at {agency}"
DECIDED = "{team} decided: {what}"
BY_ITSELF = "by itself: {what}"
RATED = "{team} rated a decision {rating} of 5"
FIRED = "the inject {inject} has come"
SENTENCES = (
    *(SENSED, WARNED, BELIEVED, DELIVERED, READ_OWN, READ),
    *(WAITED, DECIDED, BY_ITSELF, RATED, FIRED),
)
"""What witnesses say, before names are put in."""
ROUTINE = "routine work"
"""What is about no case."""


@frozen
class Witness:
    """One thing that made a condition come true."""

    at: float
    """Hours of the story."""
    sentence: str
    """One of `SENTENCES`."""
    fields: dict[str, str]
    """What is put into it."""
    entry: int | None = None
    """The entry of the journal, where it was a decision."""

    @property
    def words(self) -> str:
        """What it says."""
        return self.sentence.format(**self.fields)


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
        detected = self.past.record.detected
        picture = _first(np.flatnonzero(self.past.detected(atom)).tolist(), detected)
        said = SENSED if acted_unsure(self.past.record, picture) is None else WARNED
        yield self._of_picture(picture, int(detected[picture]), said)

    def _believed(self, atom: BelievedAtom, at_us: int) -> Iterator[Witness]:
        held = [each for each in self.past.believed(atom) if each[1] <= at_us < each[2]]
        picture, since, _ = min(held, key=lambda each: each[1])
        share = f"{100 * atom.above:.3g} %"
        yield self._of_picture(picture, since - 1, BELIEVED, share=share)

    def _delivered(self, atom: DeliveredAtom, _at_us: int) -> Iterator[Witness]:
        ended = self.past.record.ended
        row = _first(np.flatnonzero(self.past.delivered(atom)).tolist(), ended)
        yield self._of_row(row, int(ended[row]), DELIVERED)

    def _read(self, atom: ReadAtom, _at_us: int) -> Iterator[Witness]:
        done = self.past.record.done
        row = _first(np.flatnonzero(self.past.read(atom)).tolist(), done)
        own = self.past.record.timetable.tie[row] < 0
        yield self._of_row(row, int(done[row]), READ_OWN if own else READ)

    def _waiting(self, atom: WaitingAtom, at_us: int) -> Iterator[Witness]:
        held = [each for each in self.past.waiting(atom) if each[1] <= at_us < each[2]]
        row, since, _ = min(held, key=lambda each: each[1])
        yield self._of_row(row, since, WAITED)

    def _decided(self, atom: DecidedAtom, _at_us: int) -> Iterator[Witness]:
        made = min(self.past.decided(atom), key=lambda each: each.at)
        what = made.lever or made.order
        if made.teams is None:
            yield Witness(made.at / HOUR, BY_ITSELF, {"what": what})
        else:
            fields = {"team": " and ".join(made.teams), "what": what}
            yield Witness(made.at / HOUR, DECIDED, fields, self._entry_of(made))

    def _rated(self, atom: RatedAtom, _at_us: int) -> Iterator[Witness]:
        made = min(self.past.rated(atom), key=lambda each: each.at)
        fields = {"team": made.team, "rating": str(made.rating)}
        yield Witness(made.at / HOUR, RATED, fields)

    def _fired(self, inject: str, _at_us: int) -> Iterator[Witness]:
        yield Witness(self.past.fired[inject] / HOUR, FIRED, {"inject": inject})

    def _entry_of(self, made: DecisionMade) -> int | None:
        """The entry of the journal by which a decision was made."""
        for entry in self.entries:
            if isinstance(entry, Pulled | Ordered) and entry.story_us == made.at:
                what = entry.lever if isinstance(entry, Pulled) else entry.what
                if what == (made.lever or made.order) and made.teams and entry.team in made.teams:
                    return entry.number
        return None

    def _of_picture(self, picture: int, at_us: int, sentence: str, **more: str) -> Witness:
        timetable, layout = self.past.record.timetable, self.past.record.plan.layout
        case = self._case(int(timetable.picture_instance[picture]))
        agency = layout.agencies[int(timetable.picture_agency[picture])]
        return Witness(at_us / HOUR, sentence, {"agency": agency, "case": case, **more})

    def _of_row(self, row: int, at_us: int, sentence: str) -> Witness:
        timetable, layout = self.past.record.timetable, self.past.record.plan.layout
        fields = {
            "agency": layout.agencies[int(timetable.agency[row])],
            "case": self._case(int(timetable.instance[row])),
        }
        tie = int(timetable.tie[row])
        if tie >= 0:
            fields["sender"] = layout.agencies[layout.ties[tie].sender]
        return Witness(at_us / HOUR, sentence, fields)

    def _case(self, instance: int) -> str:
        return ROUTINE if instance < 0 else case_of(self.scenario, self.past.record, instance)


def _first(numbers: list[int], instants: Any) -> int:
    """Which of them was first."""
    return min(numbers, key=lambda number: int(instants[number]))
