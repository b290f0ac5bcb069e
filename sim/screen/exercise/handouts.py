"""Handouts: pages to print for a session in which tables have no screens."""

from __future__ import annotations

from collections.abc import Iterator

from sim.exercise.moves import minute_at, moves_of
from sim.exercise.session import Session
from sim.scenario.reading.conditions_in_words import condition_text
from sim.screen.exercise.briefing import for_participants, for_team
from sim.screen.exercise.document import Block, Grid, Heading, Paragraph
from sim.screen.scenario.effects import described
from sim.screen.scenario.moments import moment

RATED_ROWS = 6
"""Decisions that there is room for on a form."""

Card = tuple[float, str, str]
"""The hour of the story at which a team gets it, what it is, and what it says."""


def handouts(session: Session) -> dict[str, list[Block]]:
    """By whose page it is: what stands on it, of a session that has come to its end as written."""
    teams = session.teams.values()
    pages = {
        team.name: [*for_team(session.scenario, team, session.levers), *_cards(session, team.name)]
        for team in teams
    }
    pages["facilitator"] = [*for_participants(session.scenario), *_order_of_events(session)]
    pages["score sheet"] = [*_score_sheet(session)]
    pages["feedback form"] = [*_feedback_form(session)]
    return pages


def cards_of(session: Session, team: str) -> list[Card]:
    """What a team gets in the course of the day, as it would see it: messages and reports.

    What waits for a condition has no time on paper: the facilitator has it.
    """
    view = session.view(team)
    waits = {
        (inject.at, inject.message)
        for inject in session.world.scenario.injects.values()
        if inject.condition is not None
    }
    cards: list[Card] = [
        (message.at, "message", message.text)
        for message in view.messages
        if (message.at, message.text) not in waits
    ]
    for one in view.seen:
        source = "seen ourselves" if one.source == one.agency else f"from {one.source}"
        cards.append((one.read, "report", f"{one.agency}: {one.kind}, {one.case}, {source}"))
    return sorted(cards)


def _cards(session: Session, team: str) -> Iterator[Block]:
    yield Heading("Cards, in the order of the day")
    rows = [(*_times(session, at), kind, says) for at, kind, says in cards_of(session, team)]
    if rows:
        yield Paragraph("Cut them apart; each is handed out at its time, and not before.")
        yield Grid(("minute", "story", "", "what it says"), rows)
    else:
        yield Paragraph("None: only routine work comes to this team.")


def _order_of_events(session: Session) -> Iterator[Block]:
    yield Heading("Who gets which card when")
    yield Paragraph(
        "As the day goes if nobody decides anything. A decision can change what comes later: a "
        "session with the program follows it, paper does not."
    )
    given: dict[Card, list[str]] = {}
    for team in session.teams:
        for card in cards_of(session, team):
            given.setdefault(card, []).append(team)
    rows = [
        (*_times(session, at), ", ".join(given[at, kind, says]), f"{kind}: {says}")
        for at, kind, says in sorted(given)
    ]
    yield Grid(("minute", "story", "team", "card"), rows)
    yield from _on_conditions(session)


def _on_conditions(session: Session) -> Iterator[Block]:
    """What waits for a condition: the facilitator hands it out when that holds, at no time."""
    rows = [
        (
            condition_text(inject.condition),
            ", ".join(inject.to) or "every team",
            inject.message or described(inject),
            name,
        )
        for name, inject in session.scenario.injects.items()
        if inject.condition is not None
    ]
    if rows:
        yield Heading("When something has come true")
        yield Paragraph("Cut them apart; hand each out when what stands before it has come true.")
        yield Grid(("when", "team", "card", "inject"), rows)


def _score_sheet(session: Session) -> Iterator[Block]:
    yield Heading(f"Score sheet: {session.scenario.title}", 1)
    yield Paragraph("Ratings: P performed, S with some challenges, M with major ones, U unable.")
    objectives = session.scenario.exercise.objectives
    if objectives:
        rows = [
            (name, task.says, objective.organisation or "everybody", "", "")
            for name, objective in objectives.items()
            for task in objective.tasks.values()
        ]
        yield Heading("Objectives")
        yield Grid(("objective", "critical task", "team", "what was seen", "rating"), rows)
    for team in session.teams:
        yield Heading(team)
        moves = [(move.name, "", "", "", "") for move in moves_of(session.scenario)]
        yield Grid(("move", "decision", "why", "expected, by when", "rating"), moves)


def _feedback_form(session: Session) -> Iterator[Block]:
    """What a debrief asks first, to be filled in before the end is shown."""
    yield Heading(f"Feedback: {session.scenario.title}", 1)
    yield Paragraph("Before you hear how it ended. One for each team; the facilitator types it.")
    yield Grid(("team",), [("",)])
    yield Heading("Your decisions")
    yield Paragraph("1: it should not have been taken; 5: it was right. How sure are you, in %?")
    rated = ("decision", "1 to 5", "sure, %")
    yield Grid(rated, [("", "", "")] * RATED_ROWS)
    yield Heading("The session")
    asked = ("Was it worth its time, 1 to 5?", "What should stay?", "What should change?")
    yield Grid(("question", "answer"), [(question, "") for question in asked])


def _times(session: Session, at: float) -> tuple[str, str]:
    minute = minute_at(moves_of(session.scenario), at)
    return f"{int(minute)}", moment(session.scenario, at)
