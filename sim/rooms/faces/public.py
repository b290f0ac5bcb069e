"""Public: what every screen may show: the title, the clock, the move, which teams there are."""

from __future__ import annotations

from typing import Any

from sim.exercise.moves import move_at, moves_of
from sim.exercise.room import room_clock
from sim.exercise.session import Session


def public(session: Session) -> dict[str, Any]:
    """What every screen may show; times in hours of the story, `minutes_left` of the room."""
    scenario = session.scenario
    clock = room_clock(session.journal, session.course, moves_of(scenario))
    return {
        "title": scenario.title,
        "hours": session.now,
        "horizon": scenario.horizon,
        "begins": scenario.begins,
        "move": clock.move.name,
        "move_ends": clock.move.ends,
        "begun": clock.begun,
        "minutes_left": clock.minutes_left,
        "ended": session.course.ended,
        "teams": list(session.teams),
    }


def questions(session: Session, team: str = "") -> list[str]:
    """What is to be discussed in the move: by everybody, and by one team, or each by each."""
    scenario = session.scenario
    move = move_at(moves_of(scenario), session.now)
    card = scenario.exercise.moves.get(move.name)
    if card is None:
        return []
    if team:
        return [*card.questions, *card.team_questions.get(team, ())]
    own = (f"{name}: {each}" for name, some in card.team_questions.items() for each in some)
    return [*card.questions, *own]
