"""Desk: what a facilitator's screen shows: all teams, what comes, what waits, the truth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.exercise.agenda import next_event
from sim.exercise.cases import cases_of
from sim.exercise.days import OTHER_DAYS
from sim.exercise.deciding import unanswered
from sim.exercise.journal.entries import Advanced, Resumed, WentBack
from sim.exercise.news import News, news_of
from sim.exercise.session import Session
from sim.exercise.taken_back import teams_to_tell
from sim.exercise.view import View
from sim.exercise.world import expected_at, fires_at
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.faces.public import public, questions
from sim.scenario.schema.effects import InjectKeys
from sim.scenario.schema.injects import Inject, InjectKind
from sim.screen.exercise.desk import entry_words, waited_for
from sim.screen.exercise.team import MOST_TEAMS_LISTED, numbers_of
from sim.screen.scenario.effects import each_described

NEWS_HOURS = 7 * 24.0
"""So far back news goes: what is older stands in what teams know."""
MOST_LINES = 30
"""Of the journal the latest."""


def desk(session: Session) -> dict[str, Any]:
    """Everything, the truth too."""
    views = [session.view(name) for name in session.teams]
    return {
        **public(session),
        "questions": questions(session),
        "next_event": next_event(session.world, session.course.now_us) / HOUR,
        "views": [_glance(view) for view in views],
        "news": _news(session, views),
        "story_hour": session.now,
        "proposals": list(_open_proposals(session)),
        "injects": list(_injects(session)),
        "levers": list(_levers(session, views)),
        "days": OTHER_DAYS,
        "changes": list(InjectKeys.model_fields),
        "journal": list(_journal(session)),
        "to_undo": _to_undo(session),
        "truth": cases_of(session.scenario, session.record),
    }


def _news(session: Session, views: list[View]) -> list[News]:
    """What has happened lately; each desk shows what is new since it was last looked at."""
    since = max(0.0, session.now - NEWS_HOURS)
    return news_of(session, {view.team: view for view in views}, since)


def _to_undo(session: Session) -> dict[str, Any] | None:
    """What *Undo* would take back, and the teams whose doing it is."""
    entry = session.last_to_undo
    if entry is None:
        return None
    return {
        "number": entry.number,
        "words": entry_words(session, entry),
        "teams": teams_to_tell(session, session.course, entry),
    }


def _glance(view: View) -> dict[str, Any]:
    surest = max(view.beliefs, key=lambda one: one.probability, default=None)
    return {
        "team": view.team,
        "waiting": sum(each.waiting for each in view.desks),
        "read": sum(each.read for each in view.desks),
        "surest": surest,
        "acted": any(one.reached is not None for one in view.beliefs),
        "to_answer": len(view.waiting),
        "decisions": len(view.decisions),
        "orders": len(view.orders),
    }


def _open_proposals(session: Session) -> Iterator[dict[str, Any]]:
    for one in unanswered(session.course, session.levers):
        by, lever = one.proposed.team, session.levers[one.proposed.lever].name
        yield {"entry": one.number, "by": by, "lever": lever, "silent": one.silent}


def _injects(session: Session) -> Iterator[dict[str, Any]]:
    """What comes by the scenario, with its state for each team that it is for."""
    present, now_us = session.world.scenario.injects, session.course.now_us
    for name, written in session.scenario.injects.items():
        there = present.get(name)
        state, at = _state(there, now_us)
        told = bool(written.message)
        yield {
            "name": name,
            "message": written.message,
            "changes": each_described(written),
            "expected": written.expected,
            "objective": written.objective,
            "notes": written.notes,
            "state": state,
            "at": at,
            "by_team": [told and (not written.to or team in written.to) for team in session.teams],
            "can_fire": state != "fired" and written.kind is not InjectKind.EXPECTED,
            "near": list(waited_for(session, there)) if there and state == "waits" else [],
            "can_wait": state in ("comes", "waits"),
        }


def _state(inject: Inject | None, now_us: int) -> tuple[str, float | None]:
    """Whether an inject comes, has fired, or is held; and when."""
    if inject is None:
        return "held", None
    if inject.kind is InjectKind.EXPECTED:
        past = expected_at(inject) < now_us
        return ("was expected" if past else "is expected"), inject.at
    at = fires_at(inject)
    if at < now_us:
        return "fired", at / HOUR
    if inject.kind is InjectKind.CONTINGENCY:
        return "by hand", None
    if inject.condition is not None:
        return "waits", None
    return "comes", at / HOUR


def _levers(session: Session, views: list[View]) -> Iterator[dict[str, Any]]:
    """Those that are left, with the numbers to type; of many teams only how many there are."""
    numbers, listed = numbers_of(session.levers), len(views) <= MOST_TEAMS_LISTED
    for view in views:
        left = [
            {"number": numbers[name], "name": session.levers[name].name} for name in view.levers
        ]
        yield {"team": view.team, "count": len(left), "left": left if listed else []}


def _journal(session: Session) -> Iterator[dict[str, Any]]:
    told = [
        e for e in session.course.entries[1:] if not isinstance(e, Advanced | WentBack | Resumed)
    ]
    for entry in reversed(told[-MOST_LINES:]):
        yield {
            "number": entry.number,
            "at": entry.story_us / HOUR,
            "words": entry_words(session, entry),
        }
