"""The after-action report as a document that people edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.exercise.actions import CorrectiveAction, SettingChange
from sim.exercise.anonymous import MEANING
from sim.exercise.effect import Effect
from sim.exercise.report import (
    ELEMENTS,
    ExerciseReport,
    ObjectiveReport,
    Observation,
    Participants,
    PlanRow,
)
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.document import Block, Bullets, Grid, Heading, Paragraph
from sim.screen.exercise.gains import gained, gained_on_average, guess_words
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.words import (
    count,
    duration,
    plural,
    roughly,
    share,
)

EMPTY_ROWS = 3


def after_action(report: ExerciseReport, scenario: Scenario) -> Iterator[Block]:
    """The blocks of the report in their order."""
    yield Heading(f"After-action report: {report.scenario}", 1)
    yield Paragraph("EXERCISE. A draft from the journal: what is left empty is for people.")
    if report.anonymous:
        yield Paragraph(MEANING)
    yield Heading("Overview")
    yield Grid(("part", ""), _overview(report))
    yield Heading("Objectives")
    yield Grid(
        ("objective", "capability", "organisation", "rating (P, S, M, U)"),
        [(one.name, one.capability, one.organisation, one.rating) for one in report.objectives],
    )
    yield Bullets([f"{letter}: {meaning}" for letter, meaning in report.ratings.items()])
    for one in report.objectives:
        yield from _objective(one)
    yield Heading("Strengths and areas for improvement")
    yield _observations("strength", report.strengths, scenario)
    yield _observations("area for improvement", report.areas_for_improvement, scenario)
    yield from _said(report)
    yield from _effects(report)
    yield from _improvement_plan(report)
    yield Heading("Participants")
    yield Grid(
        ("team", "agencies", "people"),
        [(one.team, ", ".join(one.agencies), _people(one)) for one in report.participants],
    )
    yield Heading("Journal")
    yield Grid(
        ("entry", "in the story", "in the room (UTC)", "what"),
        [
            (str(each.entry), moment(scenario, each.at), _room(each.room), each.words)
            for each in report.journal
        ],
    )


def _overview(report: ExerciseReport) -> list[tuple[str, str]]:
    return [
        ("exercise", report.scenario),
        ("in the room (UTC)", f"{_room(report.opened)} to {_room(report.closed)}"),
        ("in the story", f"{duration(report.debrief.now)} of {duration(report.horizon)}"),
        ("day", f"replication {report.debrief.day} of seed {report.debrief.seed}"),
        ("teams", ", ".join(one.team for one in report.participants)),
        ("objectives", ", ".join(one.name for one in report.objectives)),
        ("purpose, scope, sponsor, contact", ""),
    ]


def _objective(one: ObjectiveReport) -> Iterator[Block]:
    yield Heading(one.name, 3)
    if one.tasks:
        yield Paragraph("Critical tasks, and what shows that they were done:")
        yield Bullets(one.tasks)
    yield Paragraph("Evidence:")
    yield Bullets(one.evidence or ("none",))
    rated = f"Rating: {one.rating or '____'}"
    yield Paragraph(f"{rated}. {one.why}" if one.why else f"{rated}, because:")


def _observations(what: str, found: Sequence[Observation], scenario: Scenario) -> Block:
    """What was noted, with room for what was not."""
    rows = [
        (
            f"{one.team}: {one.text}" if one.team else one.text,
            f"{moment(scenario, one.at)}, {one.reference}",
            "",
        )
        for one in found
    ]
    empty = [("", "", "")] * max(1, EMPTY_ROWS - len(rows))
    return Grid((what, "reference", "analysis"), rows + empty)


def _said(report: ExerciseReport) -> Iterator[Block]:
    """What people predicted, how they rated their decisions, and their feedback."""
    forms = report.debrief.forms
    if not (forms.predictions or forms.judgements or forms.feedback):
        return
    yield Heading("What teams said")
    if forms.predictions:
        yield Grid(
            ("team", "predicted at the start"), [(one.team, one.text) for one in forms.predictions]
        )
    if forms.judgements:
        yield Grid(
            ("team", "decision", "rated", "sure"),
            [
                (one.team, f"{one.decision}, {one.words}", f"{one.rating} of 5", f"{one.sure} %")
                for one in forms.judgements
            ],
        )
    if forms.feedback:
        yield Grid(
            ("team", "worth its time", "keep", "change"),
            [(one.team, f"{one.worth} of 5", one.keep, one.change) for one in forms.feedback],
        )


def _improvement_plan(report: ExerciseReport) -> Iterator[Block]:
    yield Heading("Improvement plan")
    rows = [_plan_row(row) for row in report.plan]
    empty = [("",) * len(report.plan_columns)] * max(0, EMPTY_ROWS - len(rows))
    yield Grid(report.plan_columns, rows + empty)
    yield Paragraph(ELEMENTS)
    actions = [row.action for row in report.plan]
    if any(action.changes for action in actions):
        yield Heading("What each action would change in the scenario, and its worth", 3)
        yield Paragraph(
            "From the beginning on, with the decisions that were played, on this day and on the "
            f"{report.debrief.days} others. --set and --with take such a line."
        )
        yield Grid(
            ("action", "line of the scenario", "this day", "on average", "sooner / later"),
            [_worth(action) for action in actions],
        )


def _plan_row(row: PlanRow) -> tuple[str, ...]:
    action = row.action
    draft = "draft: " if action.entry is None else ""
    return (row.capability, "", f"{draft}{action.action}", "", action.owner, "", "", action.due)


def _worth(action: CorrectiveAction) -> tuple[str, ...]:
    changes = "; ".join(map(change_words, action.changes)) or "none"
    if action.worth is None:
        return (action.action, changes, "", "", "")
    one = action.worth
    return (
        f"{action.action}{'*' if one.assumed else ''}",
        changes,
        gained(one.today),
        gained_on_average(one.change),
        f"{one.better} / {one.worse}",
    )


def change_words(change: SettingChange) -> str:
    """What is changed at a place of the scenario: where, what it was, what it becomes."""
    line = f"line {change.line}: " if change.line else ""
    was = f" (was {change.was})" if change.was else ""
    return f"{line}{change.path}: {change.becomes}{was}"


def _people(one: Participants) -> str:
    if one.names:
        return ", ".join(one.names)
    return plural(one.people, "person", "people") if one.people else ""


def _effects(report: ExerciseReport) -> Iterator[Block]:
    found = report.debrief
    yield Heading("What decisions did")
    yield Paragraph(
        f"This day and {found.days} other days with the same decisions and other luck, with and "
        "without a decision; * marks assumptions."
    )
    unused = [one for one in found.unused if one.change.value > 0][:EMPTY_ROWS]
    rows = [_effect(one) for one in (found.none, *found.each)]
    rows += [_effect(one, "not pulled: ") for one in unused]
    yield Grid(
        (
            "decision",
            "this day",
            "on average",
            "sooner / later",
            "false alarms",
            "needless copies",
            "analyst hours",
        ),
        rows,
    )
    guessed = [f"{one.name}: {guess_words(one)}" for one in found.each if one.guess is not None]
    if guessed:
        yield Bullets(guessed)
    if found.gains:
        yield Grid(
            ("team", "gained on this day", "on average"),
            [(one.team, gained(one.today), gained_on_average(one.change)) for one in found.gains],
        )
    if found.rank.days:
        yield Paragraph(f"The day was luckier than {share(found.rank.luckier_than)} of the others.")
    if found.hours:
        yield Paragraph("Where the hours until detection went on this day:")
        hours = sorted(found.hours.items(), key=lambda each: -each[1])
        yield Grid(("cause", "time"), [(cause, roughly(spent)) for cause, spent in hours])
    yield Heading("What this does not say", 3)
    yield Bullets(found.not_said)


def _effect(one: Effect, before: str = "") -> tuple[str, ...]:
    return (
        f"{before}{one.name}{'*' if one.assumed else ''}",
        gained(one.today),
        gained_on_average(one.change),
        f"{one.better} / {one.worse}",
        count(one.false_alarms),
        count(one.needless),
        count(one.analyst_hours),
    )


def _room(time: str) -> str:
    """A time in the room to the minute."""
    return time[:16].replace("T", " ")
