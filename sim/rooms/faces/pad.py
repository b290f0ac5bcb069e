"""Pad: what an evaluator's screen shows: questions, objectives with evidence, notes so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sim.exercise.debrief import Facts, facts_of
from sim.exercise.forms import forms_of
from sim.exercise.journal.entries import Noted
from sim.exercise.objectives import RATINGS, objectives_of
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.faces.public import public, questions

MOST_NOTES = 60


def pad(session: Session) -> dict[str, Any]:
    """What is to be watched for, what there is to show for it, and what was written down."""
    return {
        **public(session),
        "questions": questions(session),
        "objectives": list(_objectives(session)),
        "ratings": RATINGS,
        "notes": list(_notes(session))[:MOST_NOTES],
    }


def _objectives(session: Session) -> Iterator[dict[str, Any]]:
    facts = facts_of(session)
    assessed = {one.objective: one for one in forms_of(session).assessments}
    for name, each in objectives_of(session.scenario).items():
        yield {
            "name": name,
            "capability": each.capability,
            "organisation": each.organisation or "",
            "tasks": [(task.says, task.by) for task in each.tasks.values()],
            "cases": list(_cases(facts)),
            "decisions": [
                one
                for one in facts.decisions
                if each.organisation is None or each.organisation in one.teams
            ],
            "assessed": assessed.get(name),
        }


def _cases(facts: Facts) -> Iterator[dict[str, Any]]:
    """What is real and has begun, and who has detected it by now."""
    for case in facts.cases:
        if case.real and case.begins < facts.now:
            by_now = case.detected is not None and case.detected < facts.now
            yield {
                "case": case.case,
                "begins": case.begins,
                "detected": case.detected if by_now else None,
                "by": case.by if by_now else "",
                "ordered_at": case.ordered_at if by_now else None,
            }


def _notes(session: Session) -> Iterator[dict[str, Any]]:
    """Notes with both times, the latest first."""
    for entry in reversed(session.course.entries):
        if isinstance(entry, Noted):
            yield {
                "number": entry.number,
                "at": entry.story_us / HOUR,
                "room": datetime.fromisoformat(entry.room).astimezone().strftime("%H:%M"),
                "team": entry.team or "",
                "what": entry.what,
                "by": entry.by,
                "text": entry.text,
            }
