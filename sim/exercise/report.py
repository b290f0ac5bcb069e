"""The after-action report of a session: a draft that people complete, from its journal and debrief.

In the usual parts: overview, objectives with evidence, improvement plan, participants, journal.
What people have to judge or decide is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.exercise.debrief import Debrief
from sim.exercise.journal.entries import Entry, Noted, Opened, WentBack
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.schema.exercise import CriticalTask, Objective
from sim.scenario.units.quantities import duration_text

RATINGS = {
    "P": (
        "Performed without challenges: the tasks were completed, the objective was achieved, and "
        "nothing else suffered from it."
    ),
    "S": (
        "Performed with some challenges: the objective was achieved, with room to be more "
        "effective or efficient."
    ),
    "M": (
        "Performed with major challenges: the objective was achieved, but other activities "
        "suffered, or rules and plans were not kept."
    ),
    "U": "Unable to be performed: the objective was not achieved.",
}
"""Ratings of an objective with their definitions; people give them."""

PLAN_COLUMNS = (
    "capability",
    "issue or area for improvement",
    "corrective action",
    "capability element",
    "responsible",
    "contact",
    "start",
    "completion",
)
"""Of the improvement plan."""

STANDARD = {
    "Detect in time, together": Objective(
        capability="Intelligence and information sharing",
        tasks={
            "belief": CriticalTask(says="Believe in what is real before its window ends"),
            "sharing": CriticalTask(says="Pass on what helps others, and nothing needless"),
            "deciding": CriticalTask(says="Take decisions that hold on other days too"),
        },
    ),
}
"""The objective of a scenario that names none."""


@dataclass(frozen=True)
class ObjectiveReport:
    """An objective: what the session shows beside it; people rate it."""

    name: str
    capability: str
    organisation: str
    tasks: tuple[str, ...]
    """Its critical tasks in words."""
    evidence: tuple[str, ...]
    """What the journal and the runs show."""
    rating: str = ""
    """P, S, M or U, which people give."""
    strengths: tuple[str, ...] = ()
    areas_for_improvement: tuple[str, ...] = ()


@dataclass(frozen=True)
class JournalLine:
    """An entry as the report lists it."""

    entry: int
    at: float
    """Hours of the story."""
    room: str
    words: str


@dataclass(frozen=True)
class ExerciseReport:
    """The draft of an after-action report."""

    scenario: str
    opened: str
    """When in the room the session began, in universal time."""
    closed: str
    """When its last entry was made."""
    horizon: float
    """Hours of the story that the exercise covers."""
    teams: dict[str, tuple[str, ...]]
    """Teams with their agencies."""
    objectives: tuple[ObjectiveReport, ...]
    ratings: dict[str, str]
    """Definitions of the ratings."""
    plan_columns: tuple[str, ...]
    """Columns of the improvement plan, which people fill in."""
    debrief: Debrief
    """What decisions did, and how lucky the day was."""
    journal: tuple[JournalLine, ...]
    """Every entry that counts."""


def report_of(session: Session, found: Debrief) -> ExerciseReport:
    """The draft of the report of a session, from what its debrief found."""
    entries = session.course.entries
    objectives = session.scenario.exercise.objectives or STANDARD
    return ExerciseReport(
        scenario=found.scenario,
        opened=entries[0].room,
        closed=entries[-1].room,
        horizon=found.horizon,
        teams={team.name: team.agencies for team in session.teams.values()},
        objectives=tuple(
            _objective(name, objective, session, found) for name, objective in objectives.items()
        ),
        ratings=RATINGS,
        plan_columns=PLAN_COLUMNS,
        debrief=found,
        journal=tuple(
            JournalLine(entry.number, entry.story_us / HOUR, entry.room, entry.words)
            for entry in entries
            if not isinstance(entry, Opened | WentBack)
        ),
    )


def _objective(
    name: str, objective: Objective, session: Session, found: Debrief
) -> ObjectiveReport:
    team = objective.organisation
    return ObjectiveReport(
        name=name,
        capability=objective.capability,
        organisation=team or "all teams",
        tasks=tuple(_task(task) for task in objective.tasks.values()),
        evidence=tuple(_evidence(team, session.course.entries, found)),
    )


def _task(task: CriticalTask) -> str:
    return task.says if task.by is None else f"{task.says} (by {duration_text(task.by)})"


def _evidence(team: str | None, entries: tuple[Entry, ...], found: Debrief) -> Iterator[str]:
    """What is known beside an objective of a team, or of all."""
    for case in found.cases:
        if case.real:
            seen = "never detected"
            if case.detected is not None:
                after = (case.detected - case.begins) / 24
                seen = f"detected after {after:.1f} d, first by {case.by}"
            yield f"{case.case} ({case.name}): {seen}"
    for decision in found.decisions:
        effect = found.effect_of(decision.entry)
        if effect and (team is None or team in decision.teams):
            yield (
                f"entry {decision.entry}, {decision.words}: sooner on {effect.better}, later on "
                f"{effect.worse} of {found.days} other days"
            )
    for entry in entries:
        if isinstance(entry, Noted) and entry.team in (team, None):
            yield f"note at {entry.story_us / HOUR / 24:.1f} d: {entry.text}"
        elif isinstance(entry, Noted) and team is None:
            yield f"note on {entry.team} at {entry.story_us / HOUR / 24:.1f} d: {entry.text}"
