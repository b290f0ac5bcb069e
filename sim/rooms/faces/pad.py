"""Pad: what an evaluator's screen shows: questions, objectives with evidence, notes so far.

Of the world it shows what has happened, and nothing of what is to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.exercise.bearing import cases_bearing_on, cases_begun, decisions_bearing_on
from sim.exercise.cases import CaseOutcome
from sim.exercise.debrief import decision_of
from sim.exercise.evidence import TaskEvidence, evidence_of
from sim.exercise.forms import forms_of
from sim.exercise.journal.entries import Noted
from sim.exercise.objectives import RATINGS, objectives_of, words_of
from sim.exercise.session import Session
from sim.exercise.world import expected_at, fires_at
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.faces.public import public, questions
from sim.scenario.schema.exercise import Objective

MOST_NOTES = 60
MOST_DECISIONS = 8
"""Beside each critical task, the latest."""


def pad(session: Session) -> dict[str, Any]:
    """What is to be watched for, what there is to show for it, and what was written down."""
    return {
        **public(session),
        "questions": questions(session),
        "objectives": list(_objectives(session)),
        "ratings": RATINGS,
        "injects": injects_past(session),
        "notes": list(_notes(session))[:MOST_NOTES],
    }


def injects_past(session: Session) -> dict[str, float]:
    """Injects that have come, and what was expected of people by now, with the hour of the story.

    Those of the scenario, the latest first.
    """
    written = session.world.scenario.injects
    there = {name: written[name] for name in session.scenario.injects if name in written}
    came = ((min(fires_at(one), expected_at(one)), name) for name, one in there.items())
    latest = sorted((at, name) for at, name in came if at < session.course.now_us)[::-1]
    return {name: at / HOUR for at, name in latest}


def task_numbers(session: Session) -> dict[str, tuple[str, str]]:
    """What a form calls a critical task: its objective's number and its own."""
    return {
        f"{first}.{second}": (name, task)
        for first, (name, each) in enumerate(objectives_of(session.scenario).items(), start=1)
        for second, task in enumerate(each.tasks, start=1)
    }


def _objectives(session: Session) -> Iterator[dict[str, Any]]:
    assessed = {one.objective: one for one in forms_of(session).assessments}
    cases, common = cases_begun(session), questions(session)
    words = words_of(session.scenario)
    called = {names: number for number, names in task_numbers(session).items()}
    for name, each in objectives_of(session.scenario).items():
        asked = questions(session, each.organisation) if each.organisation else []
        yield {
            "name": words(name),
            "capability": words(each.capability),
            "organisation": each.organisation or "",
            "questions": [one for one in asked if one not in common],
            "tasks": [
                _task(session, each, one, cases) | {"number": called[name, one.task]}
                for one in evidence_of(session, each)
            ],
            "assessed": assessed.get(name),
        }


def _task(
    session: Session, objective: Objective, one: TaskEvidence, cases: list[CaseOutcome]
) -> dict[str, Any]:
    written = objective.tasks[one.task]
    decisions = decisions_bearing_on(session, objective, written)
    return {
        "shown": one,
        "cases": cases_bearing_on(written, cases),
        "decisions": [decision_of(session, entry) for entry in decisions[-MOST_DECISIONS:]],
        "earlier": max(0, len(decisions) - MOST_DECISIONS),
    }


def _notes(session: Session) -> Iterator[dict[str, Any]]:
    """Notes with both times, the latest first."""
    for entry in reversed(session.course.entries):
        if isinstance(entry, Noted):
            yield {
                "number": entry.number,
                "at": entry.story_us / HOUR,
                "room": entry.made_at.astimezone().strftime("%H:%M"),
                "team": entry.team or "",
                "inject": entry.inject,
                "task": entry.task or entry.objective,
                "what": entry.what,
                "by": entry.by,
                "text": entry.text,
            }
