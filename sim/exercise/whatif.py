"""What-ifs: the day of a session and other days, with decisions left out or added.

Nothing before a decision changes by a bit when it is left out, and each pair of runs shares all its
luck (common random numbers), so a difference is what the decision did, alone or with others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from sim.exercise.days import OTHER_DAYS, Counts, Days
from sim.exercise.deciding import known
from sim.exercise.errors import RefusedError
from sim.exercise.journal.entries import Entry, Pulled
from sim.exercise.session import Session
from sim.exercise.world import World
from sim.experiments.provenance import windows_of
from sim.frozen import entity, frozen
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.plan import Plan
from sim.sentences import joined
from sim.statistics.intervals import Difference, limited_difference


@entity
class WhatIf:
    """What decisions did: the same days with them and without them."""

    name: str
    """What was left out, or added."""
    entries: tuple[Entry, ...]
    """What was left out, or added."""
    decisions: tuple[int, ...]
    """The numbers of entries that were left out; none where a lever was added."""
    with_it: Counts
    without_it: Counts
    longest: float
    """Hours: what a day's detection time cannot exceed."""
    confidence: float = 0.95

    @cached_property
    def sooner(self) -> Floats:
        """Hours by day, the session's own first: by how much sooner detection came with it.

        Summed over the scored threats of a day; negative is later.
        """
        return (self.without_it.spent - self.with_it.spent) / HOUR

    @property
    def today(self) -> float:
        """Hours sooner on the session's own day."""
        return float(self.sooner[0])

    @property
    def false_alarms(self) -> Ints:
        """By day: how many more there are with it."""
        return self.with_it.false_alarms - self.without_it.false_alarms

    @property
    def needless(self) -> Ints:
        """By day: how many more needless copies there are with it."""
        return self.with_it.needless - self.without_it.needless

    @cached_property
    def better(self) -> int:
        """On how many of the other days detection came sooner with it."""
        return int(np.count_nonzero(self.sooner[1:] > 0))

    @cached_property
    def worse(self) -> int:
        """On how many of the other days it came later."""
        return int(np.count_nonzero(self.sooner[1:] < 0))

    @property
    def unchanged(self) -> int:
        """On how many of the other days nothing changed."""
        return len(self.sooner) - 1 - self.better - self.worse

    @cached_property
    def change(self) -> Difference:
        """Mean hours sooner on the other days, and its interval (`limited_difference`)."""
        times = (self.with_it.spent[1:] / HOUR, self.without_it.spent[1:] / HOUR)
        above, below = (self.longest - float(each.mean()) for each in times)
        return limited_difference(self.sooner[1:], below, above, self.confidence)


def decisions_of(session: Session) -> tuple[Entry, ...]:
    """The entries that count by which teams changed the world."""
    return tuple(each for each in session.course.entries if is_decision(each))


def is_decision(entry: Entry) -> bool:
    """Whether a team changed the world by it; what the facilitator does is no team's decision."""
    return entry.changes_the_world and getattr(entry, "team", None) is not None


def teams_in(entry: Entry) -> frozenset[str]:
    """The teams that it took: all that had to agree are in it."""
    return frozenset((getattr(entry, "team", None), *getattr(entry, "agreed", ()))) - {None}


@frozen
class Counterfactuals:
    """Courses of a session other than the one that was played, on its day and on others."""

    session: Session
    days: Days

    @classmethod
    def of(cls, session: Session, days: int = OTHER_DAYS) -> Counterfactuals:
        """Those of a session on its own day and on so many others.

        Raises:
            RefusedError: for fewer than one other day.
        """
        if days < 1:
            raise RefusedError(f"At least one other day is needed to compare with, not {days}.")
        opened = session.course.opened
        return cls(session, Days.around(opened.seed, opened.day, days))

    @cached_property
    def longest(self) -> float:
        """Hours that all threats of a day together can stay undetected, at most."""
        scenario = self.session.scenario
        threats = max(int(self.as_played.scored.max()), 1)
        return threats * max(windows_of(scenario), default=scenario.horizon)

    @cached_property
    def as_played(self) -> Counts:
        """What the decisions led to that were taken."""
        return self.counts([self.session.course.entries])[0]

    def counts(self, courses: Sequence[Sequence[Entry]]) -> list[Counts]:
        """By course: what it leads to on each day."""
        return self.days.counts([self._plan(entries) for entries in courses])

    def without_each(self, left_out: Sequence[Collection[int]]) -> list[WhatIf]:
        """By set of decisions: what it did, told by leaving it out.

        Raises:
            RefusedError: an entry is no decision that counts.
        """
        entries = self.session.course.entries
        known = {each.number: each for each in entries if is_decision(each)}
        for number in {number for numbers in left_out for number in numbers}:
            if number not in known:
                raise RefusedError(_no_decision(number, known))
        courses = [[each for each in entries if each.number not in numbers] for numbers in left_out]
        return [
            WhatIf(
                self._called([known[number] for number in sorted(numbers)]),
                tuple(known[number] for number in sorted(numbers)),
                tuple(sorted(numbers)),
                self.as_played,
                counts,
                self.longest,
            )
            for numbers, counts in zip(left_out, self.counts(courses), strict=True)
        ]

    def none_of_the_decisions(self) -> WhatIf:
        """What all decisions of teams did together."""
        return self.without_each([[each.number for each in decisions_of(self.session)]])[0]

    def with_each(
        self, levers: Sequence[tuple[str, str, float]], confidence: float = 0.95
    ) -> list[WhatIf]:
        """By (team, lever, hour): what it would have done, beside all that was decided.

        Raises:
            RefusedError: there is no such team or lever, or it is not for the team to pull.
        """
        added = [self._pulled(*each) for each in levers]
        courses = [(*self.session.course.entries, entry) for entry in added]
        return [
            WhatIf(
                self._called([entry]),
                (entry,),
                (),
                counts,
                self.as_played,
                self.longest,
                confidence,
            )
            for entry, counts in zip(added, self.counts(courses), strict=True)
        ]

    def _called(self, entries: Sequence[Entry]) -> str:
        """What is left out or added, in words."""
        return joined(map(self.session.words, entries)) if entries else ""

    def _pulled(self, team: str, lever: str, hour: float) -> Pulled:
        wanted = known("lever", lever, self.session.levers)
        if known("team", team, self.session.teams).name not in wanted.teams:
            raise RefusedError(f"{lever} is for {', '.join(wanted.teams)} to decide.")
        return self.session.pulling(team, lever, hour)

    def _plan(self, entries: Sequence[Entry]) -> Plan:
        session = self.session
        days = self.days
        return World.after(session.scenario, entries, session.levers, days.seed, days.today).plan


def _no_decision(number: int, known: Collection[int]) -> str:
    there = ", ".join(map(str, sorted(known))) or "none"
    return f"Entry {number} is no decision of a team that counts. There are: {there}."
