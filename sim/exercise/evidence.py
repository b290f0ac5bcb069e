"""Evidence: whether and when what shows that a critical task was done came true in a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.exercise.nearness import PartOfCondition, nearness
from sim.exercise.objectives import words_of
from sim.exercise.session import Session
from sim.exercise.witnesses import Witness, witnesses_of
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
    witnesses: tuple[Witness, ...] = ()
    """What made it come true."""
    missing: tuple[PartOfCondition, ...] = ()
    """Where it did not: everything that it asks for, with how near that is."""

    @property
    def is_late(self) -> bool:
        """Whether it came later than it was expected."""
        return self.came is not None and self.by is not None and self.came > self.by

    @property
    def is_overdue(self) -> bool:
        """Whether it has not come, and is expected no longer."""
        late = self.by is not None and self.by < self.played
        return bool(self.evidence) and self.came is None and late

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
        return Sentence(
            "seen after {time}, too late ({by})" if self.is_late else "seen after {time} ({by})",
            time=Figure(hours_text(self.came)),
            by=tuple(one.words for one in self.witnesses) or self.evidence,
        )


def evidence_of(session: Session, objective: Objective) -> tuple[TaskEvidence, ...]:
    """By critical task of an objective: what came of it, as far as the session has been played."""
    words = words_of(session.scenario)
    return tuple(_task(session, name, task, words) for name, task in objective.tasks.items())


def _task(
    session: Session, name: str, task: CriticalTask, words: Callable[[str], str]
) -> TaskEvidence:
    world, now_us = session.world, session.course.now_us
    says, by = words(task.says), task.by
    asked = TaskEvidence(name, says, by, evidence="", came=None, played=session.now)
    if task.evidence is None:
        return asked
    asked = replace(asked, evidence=condition_text(task.evidence))
    past = world.conditions_as_of(now_us)
    came = first_moment(task.evidence, past)
    if came is None or came > now_us + 1:  # what is decided now holds from right after on
        return replace(asked, missing=tuple(nearness(task.evidence, world, now_us)))
    entries = session.course.entries
    by_what = witnesses_of(task.evidence, past, came, session.scenario, entries)
    return replace(asked, came=came / HOUR, witnesses=tuple(by_what))
