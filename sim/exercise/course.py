"""The course of a session: where its entries, one after the other, have brought it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from sim.exercise.journal.entries import (
    BEGIN_PLAY,
    Advanced,
    Answered,
    Ended,
    Entry,
    Opened,
    Proposed,
    Pulled,
)
from sim.frozen import frozen


@frozen
class Course:
    """The entries that count: what was played before going back stays in the journal only."""

    entries: tuple[Entry, ...]
    """From the opening on, each following the one before it."""

    @classmethod
    def of(cls, journal: Sequence[Entry], last: int | None = None) -> Course:
        """What leads to an entry of a journal, by default to the last."""
        number: int | None = len(journal) - 1 if last is None else last
        back: list[Entry] = []
        while number is not None:
            back.append(journal[number])
            number = journal[number].after
        return cls(tuple(reversed(back)))

    def until(self, now_us: int) -> Course:
        """The same as it stood at a time of the story that is not after its present.

        What was entered at that very moment is in it.
        """
        before = [entry for entry in self.entries if entry.story_us <= now_us]
        if before[-1].then_us > now_us:
            before.pop()
        last = before[-1]
        number, at = last.number, last.then_us
        going_on = Advanced(
            number=number + 1, after=number, story_us=at, room=last.room, to_us=now_us
        )
        return Course((*before, going_on))

    @property
    def opened(self) -> Opened:
        """How it began."""
        opening = self.entries[0]
        assert isinstance(opening, Opened)
        return opening

    @property
    def now_us(self) -> int:
        """The present of the story."""
        return self.entries[-1].then_us

    @property
    def first_play(self) -> Entry | None:
        """The entry by which play began; None while people come in."""
        return next((entry for entry in self.entries if isinstance(entry, BEGIN_PLAY)), None)

    @property
    def ended(self) -> bool:
        """Whether the session is over."""
        return self.end is not None

    @cached_property
    def end(self) -> int | None:
        """The number of the entry by which the session ended; None while it goes on."""
        return next((entry.number for entry in self.entries if isinstance(entry, Ended)), None)

    @cached_property
    def pulled(self) -> tuple[Pulled, ...]:
        """The levers that were pulled."""
        return tuple(entry for entry in self.entries if isinstance(entry, Pulled))

    def pulls_of(self, lever: str) -> int:
        """How many times a lever was pulled."""
        return sum(entry.lever == lever for entry in self.pulled)

    @cached_property
    def proposals(self) -> dict[int, Proposed]:
        """Proposals by the number of their entry, whatever became of them."""
        return {entry.number: entry for entry in self.entries if isinstance(entry, Proposed)}

    @cached_property
    def carried_out(self) -> frozenset[int]:
        """Proposals whose lever was pulled by the answer that all others had waited for."""
        return frozenset(
            before.proposal
            for before, entry in pairwise(self.entries)
            if isinstance(before, Answered)
            and before.agrees
            and isinstance(entry, Pulled)
            and entry.agreed
            and before.proposal in self.proposals
            and self.proposals[before.proposal].lever == entry.lever
        )

    def answers_to(self, proposal: int) -> dict[str, bool]:
        """By team: whether it agreed; the last word counts."""
        answers = (entry for entry in self.entries if isinstance(entry, Answered))
        return {entry.team: entry.agrees for entry in answers if entry.proposal == proposal}
