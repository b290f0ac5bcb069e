"""References: by what a team's screens call entries of the journal, in place of their numbers.

Those are counted for all: two of a team's own would say how much others did in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from sim.exercise.journal.entries import (
    Entry,
    Lifted,
    Noted,
    Ordered,
    Proposed,
    Pulled,
    Replied,
)
from sim.exercise.session import Session
from sim.frozen import frozen

FIELDS = ("proposal", "decision", "order")
"""The fields of forms that name an entry."""


@frozen
class References:
    """Entries that a team knows of, counted for itself alone; who goes back frees no number."""

    numbers: tuple[int, ...]
    """Those of the journal, in its order."""

    @classmethod
    def of(cls, session: Session, team: str) -> References:
        """Those of a team."""
        return cls(tuple(_known(session, team)))

    @cached_property
    def _by_number(self) -> dict[int, str]:
        return {number: str(own) for own, number in enumerate(self.numbers, 1)}

    def to(self, number: int) -> str:
        """What an entry is called that the team knows of."""
        return self._by_number[number]

    def read(self, form: Mapping[str, str]) -> dict[str, str]:
        """A form with the numbers of the entries that it names; what names none is left out.

        Orders of the scenario have names, which stay as they are.
        """
        meant = {own: str(number) for number, own in self._by_number.items()}
        named = {
            field: meant.get(form[field], "" if form[field].isdecimal() else form[field])
            for field in FIELDS
            if field in form
        }
        return {**form, **named}


def _known(session: Session, team: str) -> Iterator[int]:
    """What the team did, and what others did only together with it."""
    for entry in session.journal:
        if _is_own(entry, team) or _is_shared(session, entry, team):
            yield entry.number


def _is_own(entry: Entry, team: str) -> bool:
    if isinstance(entry, Noted):
        return entry.team == team and entry.what == "assessment"
    return isinstance(entry, Pulled | Ordered | Replied | Lifted | Proposed) and entry.team == team


def _is_shared(session: Session, entry: Entry, team: str) -> bool:
    if isinstance(entry, Proposed):
        return team in session.levers[entry.lever].keys_beside(entry.team)
    return isinstance(entry, Pulled) and team in entry.agreed
