"""Seat: what a team's screens show: its view, its levers, what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.exercise.forms import forms_of
from sim.exercise.journal.entries import Noted, Ordered, Pulled, Replied
from sim.exercise.journal.orders import ORDERS
from sim.exercise.levers import Lever
from sim.exercise.moves import last_day
from sim.exercise.session import Session
from sim.exercise.view import (
    OrderSeen,
    OwnDecision,
    ProposalSeen,
    Seen,
    View,
    WaitingReport,
)
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.faces.public import public, questions
from sim.rooms.references import References
from sim.screen.scenario.effects import each_described
from sim.screen.toolkit.words import factor

MOST_LINES = 60
"""Of each list the latest."""


def seat(session: Session, team: str) -> dict[str, Any]:
    """Everything that a team knows, so that a late joiner finds it, too; the newest first."""
    view, references = session.view(team), References.of(session, team)
    own = session.teams[team]
    return {
        **public(session),
        "team": team,
        "role": own.role,
        "told": own.told,
        "story": [part for part in session.scenario.story.split("\n\n") if part.strip()],
        "agencies": own.agencies,
        "last_day": last_day(session.scenario),
        "questions": questions(session, team),
        "beliefs": sorted(view.beliefs, key=lambda one: (-one.probability, one.agency)),
        "messages": view.messages[:MOST_LINES],
        "tray": list(_tray(view)),
        "sent": view.sent[:MOST_LINES],
        "waiting": [_waiting(one) for one in view.waiting[:MOST_LINES]],
        "standing": [_order(one, references) for one in view.orders],
        "decisions": [_decision(one, references) for one in reversed(view.decisions)],
        "to_answer": list(_to_answer(session, view, references)),
        "open_proposals": list(_proposals(session, view, references)),
        "cards": [_card(session.levers[name], team) for name in view.levers],
        "orders": ORDERS,
        "cases": sorted({each.case for each in view.seen}),
        "categories": session.scenario.categories(),
        "partners": {name: each.agencies for name, each in session.teams.items() if name != team},
        "assessments": list(_assessments(session, team, references)),
        **_forms(session, team, references),
    }


def _tray(view: View) -> Iterator[dict[str, Any]]:
    """By desk: what waits there, and what has been read of cases."""
    read: dict[str, list[Seen]] = {}
    for one in view.seen:
        read.setdefault(one.agency, []).append(one)
    for desk in view.desks:
        yield {"desk": desk, "seen": read.get(desk.agency, [])[:MOST_LINES]}


def _waiting(one: WaitingReport) -> dict[str, Any]:
    return {
        "name": one.name,
        "case": one.case,
        "about": one.kind if one.case else one.category,
        "sender": one.sender,
        "receiver": one.receiver,
        "until": one.until,
    }


def _order(one: OrderSeen, references: References) -> dict[str, Any]:
    """One that stands; the scenario's are called by their names."""
    called = references.to(int(one.called)) if one.called.isdecimal() else one.called
    return {"called": called, "words": one.words, "since": one.since}


def _decision(one: OwnDecision, references: References) -> dict[str, Any]:
    reference = references.to(one.entry)
    return {
        "reference": reference,
        "at": one.at,
        "lever": one.lever,
        "works_at": one.works_at,
    }


def _card(lever: Lever, team: str) -> dict[str, Any]:
    """A lever with its price and delay."""
    programme = lever.programme
    return {
        "name": lever.name,
        "assumed": lever.assumed,
        "card": lever.card,
        "does": [said for each in programme.effects.values() for said in each_described(each)],
        "after": programme.works_after,
        "hours": [(who, factor(h)) for who, h in programme.cost.analyst_hours.items()],
        "money": factor(programme.cost.money) if programme.cost.money else "",
        "needs": lever.keys_beside(team),
    }


def _to_answer(session: Session, view: View, references: References) -> Iterator[dict[str, Any]]:
    """Proposals of others that wait for this team."""
    for one in view.proposals:
        if one.by != view.team and view.team not in dict(one.answers):
            card = _card(session.levers[one.lever], one.by)
            yield _proposal(session, one, references) | {"card": card}


def _proposals(session: Session, view: View, references: References) -> Iterator[dict[str, Any]]:
    """The others that are open: this team's own, and those that it has answered."""
    for one in view.proposals:
        if one.by == view.team or view.team in dict(one.answers):
            yield _proposal(session, one, references)


def _proposal(session: Session, one: ProposalSeen, references: References) -> dict[str, Any]:
    needed = session.levers[one.lever].keys_beside(one.by)
    answers = dict(one.answers)
    proposed = session.course.proposals[one.entry]
    return {
        "reference": references.to(one.entry),
        "by": one.by,
        "lever": one.lever,
        "why": proposed.why,
        "answers": [(other, answers.get(other)) for other in needed],
    }


def _assessments(session: Session, team: str, references: References) -> Iterator[dict[str, Any]]:
    """What the team wrote down of what is going on, the latest first."""
    for entry in reversed(session.course.entries):
        if isinstance(entry, Noted) and entry.what == "assessment" and entry.team == team:
            yield {
                "reference": references.to(entry.number),
                "at": entry.story_us / HOUR,
                "by": entry.by,
                "text": entry.text,
            }


def _forms(session: Session, team: str, references: References) -> dict[str, Any]:
    """What the team filled in: its prediction, and after the end its ratings and feedback."""
    forms = forms_of(session)
    rated = {one.decision: one for one in forms.judgements if one.team == team}
    taken = [
        {
            "reference": references.to(each.number),
            "words": session.words(each),
            "rated": rated.get(each.number),
        }
        for each in session.course.entries
        if isinstance(each, Pulled | Ordered | Replied) and each.team == team
    ]
    own = (each for each in reversed(forms.predictions) if each.team == team)
    return {
        "prediction": next(own, None),
        "to_rate": taken,
        "feedback": next((each for each in forms.feedback if each.team == team), None),
    }
