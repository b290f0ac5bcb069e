"""The after-action report of a session: a draft that people complete, from its journal and debrief.

In the usual parts: overview, objectives with evidence, improvement plan, participants, journal.
What people have to judge or decide is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.exercise.actions import MOST_DRAFTS, CorrectiveAction
from sim.exercise.cases import CaseOutcome
from sim.exercise.debrief import Debrief
from sim.exercise.evidence import TaskEvidence, evidence_of
from sim.exercise.journal.entries import Advanced, Entry, Noted, Opened, Resumed, WentBack
from sim.exercise.objectives import RATINGS, objectives_of, words_of
from sim.exercise.session import Session
from sim.frozen import frozen
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.schema.exercise import Objective
from sim.sentences import Figure, Sentence

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

ELEMENTS = "Capability elements: planning, organisation, equipment, training, exercises."
"""What an improvement plan tells apart."""


@frozen
class ObjectiveReport:
    """An objective: what the session shows beside it; people rate it."""

    name: str
    capability: str
    organisation: str
    tasks: tuple[str, ...]
    """Its critical tasks in words, with what was expected and what came."""
    done: tuple[TaskEvidence, ...]
    """The same as figures."""
    evidence: tuple[str, ...]
    """What the journal and the runs show."""
    rating: str
    """P, S, M or U, which people give; empty where they have not."""
    why: str
    """Why they gave it."""


@frozen
class Observation:
    """A strength or an area for improvement that somebody noted."""

    text: str
    reference: str
    """The entry of the journal, and whose note it is."""
    at: float
    """Hours of the story."""
    team: str | None


@frozen
class PlanRow:
    """A row of the improvement plan; drafts are for people to take up or to strike out."""

    capability: str
    action: CorrectiveAction


@frozen
class Participants:
    """A team with its people."""

    team: str
    agencies: tuple[str, ...]
    people: int
    """How many, as far as it was written down."""
    names: tuple[str, ...]
    """Who they are; empty in a report without names."""


@frozen
class JournalLine:
    """An entry as the report lists it."""

    entry: int
    at: float
    """Hours of the story."""
    room: str
    words: str


@frozen
class ExerciseReport:
    """The draft of an after-action report."""

    scenario: str
    opened: str
    """When in the room the session began, in universal time."""
    closed: str
    """When its last entry was made."""
    horizon: float
    """Hours of the story that the exercise covers."""
    anonymous: bool
    """Whether names of people were left out."""
    participants: tuple[Participants, ...]
    objectives: tuple[ObjectiveReport, ...]
    ratings: Mapping[str, str]
    """Definitions of the ratings."""
    strengths: tuple[Observation, ...]
    areas_for_improvement: tuple[Observation, ...]
    plan_columns: tuple[str, ...]
    """Columns of the improvement plan."""
    plan: tuple[PlanRow, ...]
    """What was agreed on, and drafts where that is less than three actions."""
    debrief: Debrief
    """What decisions did, and how lucky the day was."""
    journal: tuple[JournalLine, ...]
    """Every entry that counts, but that the story went on."""


def report_of(session: Session, found: Debrief, *, anonymous: bool = False) -> ExerciseReport:
    """The draft of the report of a session, from what its debrief found.

    Args:
        session: the session.
        found: its debrief.
        anonymous: whether it is a session `without_names`, as the report is to say.
    """
    entries = session.course.entries
    return ExerciseReport(
        scenario=found.scenario,
        opened=entries[0].room,
        closed=entries[-1].room,
        horizon=found.horizon,
        anonymous=anonymous,
        participants=tuple(
            Participants(
                team.name,
                team.agencies,
                len(found.forms.people.get(team.name, ())),
                () if anonymous else found.forms.people.get(team.name, ()),
            )
            for team in session.teams.values()
        ),
        objectives=tuple(
            _objective(name, objective, session, found)
            for name, objective in objectives_of(session.scenario).items()
        ),
        ratings=RATINGS,
        strengths=_observations(entries, "strength"),
        areas_for_improvement=_observations(entries, "area for improvement"),
        plan_columns=PLAN_COLUMNS,
        plan=_plan(session, found),
        debrief=found,
        journal=tuple(
            JournalLine(entry.number, entry.story_us / HOUR, entry.room, entry.words)
            for entry in entries
            if not isinstance(entry, Opened | Advanced | Resumed | WentBack)
        ),
    )


def _objective(
    name: str, objective: Objective, session: Session, found: Debrief
) -> ObjectiveReport:
    team, done = objective.organisation, evidence_of(session, objective)
    words = words_of(session.scenario)
    return ObjectiveReport(
        name=words(name),
        capability=words(objective.capability),
        organisation=team or Sentence("all teams"),
        tasks=tuple(one.words for one in done),
        done=done,
        evidence=(*_evidence(team, found), *_noted(name, team, session.course.entries)),
        rating=found.forms.rating_of(name),
        why=next((one.why for one in found.forms.assessments if one.objective == name), ""),
    )


def _observations(entries: tuple[Entry, ...], what: str) -> tuple[Observation, ...]:
    return tuple(
        Observation(
            entry.text,
            ", ".join(filter(None, (f"entry {entry.number}", entry.inject, entry.task, entry.by))),
            entry.story_us / HOUR,
            entry.team,
        )
        for entry in entries
        if isinstance(entry, Noted) and entry.what == what
    )


def _plan(session: Session, found: Debrief) -> tuple[PlanRow, ...]:
    """What was agreed on; drafts only beside it, up to three in all."""
    objectives = objectives_of(session.scenario).values()
    capability = next((one.capability for one in objectives if one.capability), "")
    actions = (*found.actions, *found.drafts[: max(0, MOST_DRAFTS - len(found.actions))])
    return tuple(PlanRow(capability, action) for action in actions)


def _evidence(team: str | None, found: Debrief) -> Iterator[str]:
    """What is known beside an objective of a team, or of all."""
    for case in found.cases:
        if case.real:
            called = Sentence("{case} ({name})", case=case.case, name=case.name)
            yield Sentence("{case}: {seen}", case=called, seen=_seen(case))
    for decision in found.decisions:
        effect = found.effect_of(decision.entry)
        if effect and (team is None or team in decision.teams):
            yield Sentence(
                "entry {number}, {decision}: sooner on {better}, later on {worse} of {days} other "
                "days",
                number=decision.entry,
                decision=decision.words,
                better=effect.better,
                worse=effect.worse,
                days=found.days,
            )


def _noted(name: str, team: str | None, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Notes about an objective, and those about none of which its team, or nobody, is the subject.

    Of an objective of everybody all those that are about none.
    """
    for entry in entries:
        if not isinstance(entry, Noted) or entry.objective not in ("", name):
            continue
        if entry.objective == name or team is None or entry.team in (team, None):
            text = entry.text
            for about in filter(None, (entry.task, entry.inject)):
                text = Sentence("{about}: {text}", about=about, text=text)
            after = _days_and_hours(entry.story_us / HOUR)
            if entry.team in (team, None):
                yield Sentence("note after {time}: {text}", time=after, text=text)
            else:
                yield Sentence(
                    "note on {team}, after {time}: {text}", team=entry.team, time=after, text=text
                )


def _seen(case: CaseOutcome) -> Sentence:
    """What came of a case that is real."""
    if case.detected is None:
        return Sentence("never detected")
    after = _days_and_hours(case.detected - case.begins)
    if case.ordered_at is None:
        return Sentence("detected after {time}, first by {agency}", time=after, agency=case.by)
    sure = Figure(f"{100 * case.ordered_at:.2g} %")
    return Sentence(
        "warned of on order after {time} by {agency}, at {share} sure",
        time=after,
        agency=case.by,
        share=sure,
    )


def _days_and_hours(hours: float) -> Figure:
    """As the screens say it: 14 d 14 h."""
    days, rest = divmod(round(hours), 24)
    return Figure(
        " ".join([*([f"{days} d"] if days else []), *([f"{rest} h"] if rest or not days else [])])
    )
