"""Faces: what each kind of screen shows, as values for its template, and nothing else.

A seat's and the wall's come from views and from what everybody may know. Only the desk's and the
pad's read the world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sim.exercise.cases import case_of
from sim.exercise.journal.entries import Advanced, Resumed, WentBack
from sim.exercise.levers import Lever
from sim.exercise.moves import moves_of
from sim.exercise.room import room_clock
from sim.exercise.session import Session
from sim.exercise.view import View
from sim.exercise.world import fires_at
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.people import Person, Screen
from sim.scenario.schema.injects import InjectKind
from sim.screen.exercise.desk import entry_words
from sim.screen.scenario.levers import lever_words
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.words import duration, share

MOST_LINES = 30
"""Of each list the latest."""


@dataclass(frozen=True)
class Card:
    """Something that a team may do."""

    name: str
    says: str
    needs: tuple[str, ...]
    """Who else must agree."""


def public(session: Session) -> dict[str, Any]:
    """What every screen may show: the title, the clock, the move, which teams there are."""
    clock = room_clock(session.journal, session.course, moves_of(session.scenario))
    return {
        "title": session.scenario.title,
        "moment": moment(session.scenario, session.now),
        "hours": session.now,
        "horizon": session.scenario.horizon,
        "begins": session.scenario.begins,
        "move": clock.move.name,
        "minutes_left": clock.minutes_left,
        "session_minute": int(clock.session_minutes),
        "ended": session.course.ended,
        "teams": list(session.teams),
    }


def seat(session: Session, team: str) -> dict[str, Any]:
    """What a team's screens show: its view, its levers, what is asked of it."""
    view = session.view(team)
    own = session.teams[team]
    return {
        **public(session),
        "team": team,
        "role": own.role,
        "told": own.told,
        "agencies": own.agencies,
        "beliefs": [_belief(view, each) for each in view.beliefs],
        "messages": [
            asdict(each) | {"when": moment(session.scenario, each.at)}
            for each in view.messages[:MOST_LINES]
        ],
        "seen": [
            asdict(each) | {"when": moment(session.scenario, each.read)}
            for each in view.seen[:MOST_LINES]
        ],
        "sent": [
            asdict(each) | {"when": moment(session.scenario, each.since)}
            for each in view.sent[:MOST_LINES]
        ],
        "desks": [asdict(each) for each in view.desks],
        "decisions": [
            asdict(each) | {"when": moment(session.scenario, each.at)} for each in view.decisions
        ],
        "proposals": [_proposal(session, team, each) for each in view.proposals],
        "cards": [_card(session.levers[name], team) for name in view.levers],
        "cases": sorted({each.case for each in view.seen}),
        "others": [other for other in session.teams if other != team],
    }


def wall(session: Session) -> dict[str, Any]:
    """What the projector shows: what everybody may know."""
    scenario = session.scenario
    return {
        **public(session),
        "story": [part for part in scenario.story.split("\n\n") if part.strip()],
        "agreements": [name for name, each in scenario.agreements.items() if each.in_force],
    }


def desk(session: Session) -> dict[str, Any]:
    """What a facilitator's screen shows: all teams, what comes, what waits, the truth."""
    return {
        **public(session),
        "views": [_glance(session.view(name)) for name in session.teams],
        "proposals": list(_open_proposals(session)),
        "injects": list(_injects(session)),
        "journal": list(_journal(session)),
        "truth": list(_truth(session)),
    }


def pad(session: Session) -> dict[str, Any]:
    """What an evaluator's screen shows: objectives with their tasks, and notes so far."""
    objectives = session.scenario.exercise.objectives
    return {
        **public(session),
        "objectives": [
            {
                "name": name,
                "capability": each.capability,
                "organisation": each.organisation or "",
                "tasks": [task.says for task in each.tasks.values()],
            }
            for name, each in objectives.items()
        ],
        "journal": list(_journal(session)),
    }


def face(session: Session, person: Person) -> dict[str, Any]:
    """What somebody's screen shows."""
    match person.screen:
        case Screen.SEAT:
            return seat(session, person.team)
        case Screen.DESK:
            return desk(session)
        case Screen.PAD:
            return pad(session)
        case Screen.WALL:
            return wall(session)


def _belief(view: View, one: Any) -> dict[str, Any]:
    return {
        "case": one.case,
        "agency": one.agency,
        "probability": share(one.probability),
        "percent": round(100 * one.probability),
        "threshold": share(one.threshold),
        "threshold_percent": round(100 * one.threshold),
        "rests_on": one.rests_on,
        "acted": None if one.reached is None else duration(view.now - one.reached),
    }


def _card(lever: Lever, team: str) -> Card:
    return Card(lever.name, lever_words(lever, team).plain, lever.keys_beside(team))


def _proposal(session: Session, team: str, one: Any) -> dict[str, Any]:
    needed = session.levers[one.lever].keys_beside(one.by)
    answers = dict(one.answers)
    return {
        "entry": one.entry,
        "by": one.by,
        "lever": one.lever,
        "mine_to_answer": team in needed and team not in answers,
        "answers": [(other, answers.get(other)) for other in needed],
    }


def _open_proposals(session: Session) -> Iterator[dict[str, Any]]:
    for number, proposed in session.course.proposals.items():
        lever = session.levers[proposed.lever]
        answers = session.course.answers_to(number)
        silent = [team for team in lever.keys_beside(proposed.team) if team not in answers]
        if silent and session.course.pulls_of(lever.name) < lever.often:
            yield {"entry": number, "by": proposed.team, "lever": lever.name, "silent": silent}


def _glance(view: View) -> dict[str, Any]:
    surest = max(view.beliefs, key=lambda one: one.probability, default=None)
    return {
        "team": view.team,
        "waiting": sum(each.waiting for each in view.desks),
        "read": sum(each.read for each in view.desks),
        "surest": f"{share(surest.probability)}, {surest.case}" if surest else "",
        "decisions": len(view.decisions),
    }


def _injects(session: Session) -> Iterator[dict[str, Any]]:
    present, now_us = session.world.scenario.injects, session.course.now_us
    for name, written in session.scenario.injects.items():
        there = present.get(name)
        at = None if there is None else fires_at(there)
        fired = at is not None and at < now_us
        by_hand = written.kind is InjectKind.CONTINGENCY
        yield {
            "name": name,
            "message": written.message,
            "expected": written.expected,
            "to": written.to,
            "fired": fired,
            "held": there is None,
            "when": "" if at is None or by_hand else moment(session.scenario, at / HOUR),
            "can_fire": not fired and written.kind is not InjectKind.EXPECTED,
        }


def _journal(session: Session) -> Iterator[dict[str, Any]]:
    told = [
        e for e in session.course.entries[1:] if not isinstance(e, Advanced | WentBack | Resumed)
    ]
    for entry in reversed(told[-MOST_LINES:]):
        yield {
            "number": entry.number,
            "when": moment(session.scenario, entry.story_us / HOUR),
            "words": entry_words(session.scenario, entry),
        }


def _truth(session: Session) -> Iterator[dict[str, Any]]:
    record = session.record
    timetable, layout = record.timetable, record.plan.layout
    for number in range(len(timetable.instances.key)):
        draw = layout.threats[int(timetable.instances.draw[number])]
        first = record.detected[(timetable.picture_instance == number) & (record.detected >= 0)]
        yield {
            "case": case_of(session.scenario, record, number),
            "name": layout.subjects[draw.subject].name,
            "real": draw.real,
            "begins": moment(session.scenario, int(timetable.instances.onset[number]) / HOUR),
            "detected": moment(session.scenario, int(first.min()) / HOUR) if len(first) else "",
        }
