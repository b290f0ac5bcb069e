"""Evidence: whether and when what shows that a critical task was done came true in a session."""

from __future__ import annotations

from collections.abc import Callable

from sim.exercise.objectives import words_of
from sim.exercise.session import Session
from sim.frozen import frozen
from sim.measures.conditions import first_moment
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.reading.provenance import hours_text
from sim.scenario.schema.exercise import CriticalTask, Objective
from sim.sentences import Figure, Sentence


@frozen
class TaskEvidence:
    """A critical task, what is evidence that it was done, and what came of it."""

    task: str
    says: str
    by: float | None
    """Hours of the story by which it was expected."""
    evidence: str
    """What shows that it was done, in words; empty where the file does not say."""
    came: float | None
    """Hours of the story at which that came true; None where it did not."""
    played: float
    """Hours of the story that were played."""

    @property
    def words(self) -> str:
        """What was expected, and what came."""
        task = self.says
        if self.by is not None:
            by = Figure(hours_text(self.by))
            task = Sentence("{task} (by {time})", task=task, time=by)
        return Sentence("{task}: {found}", task=task, found=self._found) if self.evidence else task

    @property
    def _found(self) -> str:
        if self.came is None:
            return Sentence(
                "not seen within the {time} played (counts once {condition})",
                time=Figure(hours_text(self.played)),
                condition=self.evidence,
            )
        late = self.by is not None and self.came > self.by
        return Sentence(
            "seen after {time}, too late ({condition})"
            if late
            else "seen after {time} ({condition})",
            time=Figure(hours_text(self.came)),
            condition=self.evidence,
        )


def evidence_of(session: Session, objective: Objective) -> tuple[TaskEvidence, ...]:
    """By critical task of an objective: what came of it, as far as the session has been played."""
    words = words_of(session.scenario)
    return tuple(_task(session, name, task, words) for name, task in objective.tasks.items())


def _task(
    session: Session, name: str, task: CriticalTask, words: Callable[[str], str]
) -> TaskEvidence:
    came: int | None = None
    if task.evidence is not None:
        came = first_moment(task.evidence, session.world.conditions)
        if came is not None and came > session.course.now_us:
            came = None
    return TaskEvidence(
        task=name,
        says=words(task.says),
        by=task.by,
        evidence="" if task.evidence is None else condition_text(task.evidence),
        came=None if came is None else came / HOUR,
        played=session.now,
    )
