"""What people filled in: predictions, ratings of decisions and objectives, feedback, names.

The last word of each counts. None of it changes what was played. Who was there is so also where
play went back to before they came.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.exercise.journal.entries import Assessed, Commented, Entry, Joined, Predicted, Rated
from sim.exercise.session import Session
from sim.frozen import frozen


@frozen
class Judgement:
    """How a team rated one of its decisions before it knew the end."""

    team: str
    decision: int
    words: str
    rating: int
    """From 1, it should not have been taken, to 5, it was right."""
    sure: int | None
    """Per cent; None where it did not say."""


@frozen
class Prediction:
    """What a team sealed at the start."""

    team: str
    text: str
    detected_day: float | None
    """The day of the story on which it expected detection."""


@frozen
class Assessment:
    """How an objective was rated."""

    objective: str
    rating: str
    """P, S, M or U."""
    why: str


@frozen
class Feedback:
    """What a team said of the session."""

    team: str
    worth: int
    """From 1, it was not worth its time, to 5, it was."""
    keep: str
    """What should stay as it is."""
    change: str
    """What should be otherwise the next time."""


@frozen
class Forms:
    """Everything that people filled in."""

    predictions: tuple[Prediction, ...]
    judgements: tuple[Judgement, ...]
    assessments: tuple[Assessment, ...]
    feedback: tuple[Feedback, ...]
    people: dict[str, tuple[str, ...]]
    """By team: who they are, as far as it was written down."""

    def rating_of(self, objective: str) -> str:
        """P, S, M or U; empty where it was not rated."""
        return next((one.rating for one in self.assessments if one.objective == objective), "")


def forms_of(session: Session) -> Forms:
    """What people of a session filled in by now."""
    entries = session.course.entries
    words = {entry.number: session.words(entry) for entry in entries}
    return Forms(
        predictions=tuple(
            Prediction(entry.team, entry.text, entry.detected_day)
            for entry in entries
            if isinstance(entry, Predicted)
        ),
        judgements=tuple(_judgements(entries, words)),
        assessments=tuple(
            {
                entry.objective: Assessment(entry.objective, entry.rating, entry.why)
                for entry in entries
                if isinstance(entry, Assessed)
            }.values()
        ),
        feedback=tuple(
            {
                entry.team: Feedback(entry.team, entry.worth, entry.keep, entry.change)
                for entry in entries
                if isinstance(entry, Commented)
            }.values()
        ),
        people={entry.team: entry.people for entry in session.journal if isinstance(entry, Joined)},
    )


def _judgements(entries: tuple[Entry, ...], words: dict[int, str]) -> Iterator[Judgement]:
    """The last word of each team on each of its decisions."""
    last = {(entry.team, entry.decision): entry for entry in entries if isinstance(entry, Rated)}
    for entry in last.values():
        yield Judgement(entry.team, entry.decision, words[entry.decision], entry.rating, entry.sure)
