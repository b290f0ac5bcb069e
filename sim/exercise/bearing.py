"""Bearing: which cases and decisions of a session have to do with a critical task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.exercise.cases import CaseOutcome, cases_of
from sim.exercise.journal.entries import Entry, Ordered, Replied
from sim.exercise.past import as_of
from sim.exercise.session import Session
from sim.exercise.whatif import decisions_of, teams_in
from sim.scenario.schema.exercise import CriticalTask, Objective


def cases_begun(session: Session) -> list[CaseOutcome]:
    """Threats and red herrings that have begun, with what has come of them by now."""
    record = as_of(session.record, session.course.now_us)
    return [one for one in cases_of(session.scenario, record) if one.begins < session.now]


def cases_bearing_on(task: CriticalTask, cases: list[CaseOutcome]) -> list[CaseOutcome]:
    """Those that a task's evidence names; what is real, where it names none."""
    named = _named(task)
    return [one for one in cases if (one.name in named if named else one.real)]


def decisions_bearing_on(session: Session, objective: Objective, task: CriticalTask) -> list[Entry]:
    """Decisions of the teams whose objective it is, or that its evidence names; else of any.

    What a team decided about a case that the evidence does not name is not among them.
    """
    own, named = _teams(session, objective, task), _named(task)
    return [
        entry
        for entry in decisions_of(session)
        if (not own or own & teams_in(entry)) and (not named or _subject_of(entry) in ("", *named))
    ]


def _named(task: CriticalTask) -> set[str]:
    """The threats and red herrings that a task's evidence names."""
    atoms = _atoms(task)
    return {atom.threat for atom in atoms if getattr(atom, "threat", None) is not None}


def _teams(session: Session, objective: Objective, task: CriticalTask) -> set[str]:
    if objective.organisation is not None:
        return {objective.organisation}
    parties = {getattr(atom, key, None) for atom in _atoms(task) for key in _PARTIES}
    return {
        team.name
        for team in session.teams.values()
        if parties & {team.name, *team.homes, *team.agencies}
    }


_PARTIES = ("by", "to", "at", "sender")
"""Where conditions name agencies, countries and teams."""


def _atoms(task: CriticalTask) -> Iterator[Any]:
    """What a task's evidence asks for, without how that is put together."""
    if task.evidence is not None:
        yield from (part.written[1] for _, part in task.evidence.parts())


def _subject_of(entry: Entry) -> str:
    return entry.subject if isinstance(entry, Ordered | Replied) else ""
