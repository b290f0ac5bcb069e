"""What is taken back, and which teams hear of it: of their own decisions nothing goes unsaid."""

from __future__ import annotations

from collections.abc import Iterator

from sim.exercise.course import Course
from sim.exercise.journal.entries import (
    Answered,
    Commented,
    Entry,
    Lifted,
    Ordered,
    Predicted,
    Proposed,
    Pulled,
    Rated,
    Replied,
)
from sim.exercise.session import Session

_OWN = (Ordered, Lifted, Replied, Predicted, Rated, Commented)


def teams_to_tell(session: Session, course: Course, entry: Entry) -> tuple[str, ...]:
    """The teams whose doing an entry of a course is, and to whose screens it came.

    None of what a facilitator did.
    """
    match entry:
        case Pulled():
            teams = {entry.team, *entry.agreed}
        case Proposed():
            teams = {entry.team, *session.levers[entry.lever].keys_beside(entry.team)}
        case Answered():
            teams = {entry.team, course.proposals[entry.proposal].team}
        case _ if isinstance(entry, _OWN):
            teams = {entry.team}
        case _:
            teams = set()
    return tuple(team for team in session.teams if team in teams)


def taken_back(session: Session, before: Course) -> Iterator[Entry]:
    """What counted before and does not count any more, as it was told."""
    count = {entry.number for entry in session.course.entries}
    return (entry for entry in before.entries if entry.number not in count)
