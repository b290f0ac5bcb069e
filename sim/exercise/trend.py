"""From one exercise to the next: several sessions beside each other, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.exercise.actions import CorrectiveAction
from sim.exercise.days import OTHER_DAYS
from sim.exercise.debrief import debrief
from sim.exercise.effect import Effect
from sim.exercise.errors import RefusedError
from sim.exercise.luck import Rank
from sim.exercise.opening import open_session
from sim.exercise.report import ObjectiveReport, report_of
from sim.exercise.room import minutes_of
from sim.exercise.session import Session
from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario

NOT_SAID = (
    "Sessions differ in luck, people and often in scenario: a figure that rises shows no progress.",
    "Ratings are what people gave; two rooms may mean different things by the same letter.",
    "That an action is done is read off the next scenario, not off the world.",
)
"""What a trend does not say."""


@frozen
class ActionDone:
    """A corrective action of a session, and whether a later scenario has it."""

    action: CorrectiveAction
    done: bool | None
    """Whether the next session's scenario says what it would set; None where nothing tells."""


@frozen
class SessionInTrend:
    """One session among several."""

    file: str
    """The name of its journal; empty where it has none."""
    scenario: str
    opened: str
    """When in the room it began, in universal time."""
    minutes: float
    """How long it took in the room, breaks left out."""
    ended: bool
    days: int
    """How many other days it is compared with."""
    objectives: tuple[ObjectiveReport, ...]
    """With evidence and ratings."""
    hours: dict[str, float]
    """By cause: what the hours until detection of the scored threats went to on its day."""
    none: Effect
    """What all decisions of teams did together."""
    each: tuple[Effect, ...]
    """What each decision did."""
    rank: Rank
    """Its day among the others, under the decisions that were played."""
    worth: dict[str, int]
    """By team: its feedback, from 1, not worth its time, to 5."""
    actions: tuple[ActionDone, ...]


@frozen
class Trend:
    """Several sessions, in the order in which they were held."""

    sessions: tuple[SessionInTrend, ...]
    not_said: tuple[str, ...] = NOT_SAID

    def __str__(self) -> str:
        """A line for each session."""
        return "\n".join(
            f"{one.opened[:10]} {one.scenario}: {one.none.today:+.1f} h sooner by all decisions, "
            f"luckier than {one.rank.luckier_than:.0%} of days"
            for one in self.sessions
        )


def trend(sessions: Sequence[Session | str | Path], days: int = OTHER_DAYS) -> Trend:
    """What several sessions show beside each other, each compared with other days of its own.

    >>> import sim
    >>> found = sim.trend([sim.Session("two-neighbours", day=3)], days=2)
    >>> len(found.sessions)
    1

    Args:
        sessions: sessions, or their journals; of the same scenario or of different ones.
        days: how many other days each is compared with.

    Raises:
        RefusedError: there is no session, or less than one other day.
        JournalError: a journal cannot be read.
    """
    if not sessions:
        raise RefusedError("A trend takes at least one session.")
    opened = [_opened(each) for each in sessions]
    in_order = sorted(opened, key=lambda each: each[1].journal[0].room)
    found = []
    for number, (name, session) in enumerate(in_order):
        later = in_order[number + 1][1] if number + 1 < len(in_order) else None
        found.append(_seen(name, session, later.scenario if later else None, days))
    return Trend(tuple(found))


def _opened(given: Session | str | Path) -> tuple[str, Session]:
    if isinstance(given, Session):
        return "", given
    return Path(given).name, open_session(given, to_read=True)


def _seen(name: str, session: Session, later: Scenario | None, days: int) -> SessionInTrend:
    found = debrief(session, days)
    return SessionInTrend(
        file=name,
        scenario=found.scenario,
        opened=session.journal[0].room,
        minutes=minutes_of(session.journal)[-1],
        ended=found.ended,
        days=found.days,
        objectives=report_of(session, found).objectives,
        hours=found.hours,
        none=found.none,
        each=found.each,
        rank=found.rank,
        worth={one.team: one.worth for one in found.forms.feedback},
        actions=tuple(ActionDone(action, _is_done(action, later)) for action in found.actions),
    )


def _is_done(action: CorrectiveAction, later: Scenario | None) -> bool | None:
    """Whether a scenario says already what an action would set."""
    if later is None or not action.settings:
        return None
    try:
        return later.set(action.settings) == later
    except InputError:
        return None  # another scenario, which has no such place
