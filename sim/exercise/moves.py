"""Moves: the phases of play, each with a length in the story and in the room."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import MINUTES_IN_DAY
from sim.sentences import Sentence

MOVES = 4
"""An assumption: how many moves an exercise has that describes none."""
ROOM_MINUTES = 20.0
"""An assumption: how long the room has for each of them, so that four fit into 90 minutes."""


@frozen
class Move:
    """A phase of play."""

    name: str
    begins: float
    """Hours of the story since the exercise began."""
    ends: float
    minutes: float
    """How long the room has for it."""


def moves_of(scenario: Scenario) -> tuple[Move, ...]:
    """The moves that a scenario describes, or else four of equal length over its horizon.

    The last one goes on to the horizon; what would begin behind it is left out.
    """
    written = scenario.exercise.moves
    if not written:
        length = scenario.horizon / MOVES
        return tuple(
            Move(
                Sentence("Move {number}", number=number + 1),
                number * length,
                (number + 1) * length,
                ROOM_MINUTES,
            )
            for number in range(MOVES)
        )
    moves: list[Move] = []
    for name, card in written.items():
        begins = moves[-1].ends if moves else 0.0
        if begins < scenario.horizon:
            ends = min(begins + card.lasts, scenario.horizon)
            moves.append(Move(name, begins, ends, card.minutes))
    return (*moves[:-1], replace(moves[-1], ends=scenario.horizon))


def move_at(moves: tuple[Move, ...], hours: float) -> Move:
    """The move in which an hour of the story lies; at its end the last one."""
    return next((move for move in moves if hours < move.ends), moves[-1])


def minute_at(moves: tuple[Move, ...], hours: float) -> float:
    """The minute of the session at which an hour of the story comes, if each move takes its time.

    Within a move the story goes on evenly.
    """
    move = move_at(moves, hours)
    before = sum(each.minutes for each in moves[: moves.index(move)])
    return before + move.minutes * (hours - move.begins) / (move.ends - move.begins)


def last_day(scenario: Scenario) -> int:
    """The last day of the story, counted from 1."""
    since_midnight = scenario.begins % MINUTES_IN_DAY + 60 * scenario.horizon
    return ceil(since_midnight / MINUTES_IN_DAY)
