"""The after-action report as a document that people edit."""

from __future__ import annotations

from collections.abc import Iterator

from sim.exercise.debrief import Effect
from sim.exercise.report import ExerciseReport, ObjectiveReport
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.document import Block, Bullets, Grid, Heading, Paragraph
from sim.screen.exercise.gains import gained, gained_on_average
from sim.screen.exercise.moments import moment
from sim.screen.toolkit.words import (
    count,
    duration,
    roughly,
    share,
)

EMPTY_ROWS = 3


def after_action(report: ExerciseReport, scenario: Scenario) -> Iterator[Block]:
    """The blocks of the report in their order."""
    yield Heading(f"After-action report: {report.scenario}", 1)
    yield Paragraph("EXERCISE. A draft from the journal: what is left empty is for people.")
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
    yield from _effects(report)
    yield Heading("Improvement plan")
    yield Grid(report.plan_columns, [("",) * len(report.plan_columns)] * EMPTY_ROWS)
    yield Heading("Participants")
    yield Grid(
        ("team", "agencies", "people"),
        [(team, ", ".join(agencies), "") for team, agencies in report.teams.items()],
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
        ("in the story", duration(report.horizon)),
        ("day", f"replication {report.debrief.day} of seed {report.debrief.seed}"),
        ("teams", ", ".join(report.teams)),
        ("objectives", ", ".join(one.name for one in report.objectives)),
        ("purpose, scope, sponsor, contact", ""),
    ]


def _objective(one: ObjectiveReport) -> Iterator[Block]:
    yield Heading(one.name, 3)
    if one.tasks:
        yield Paragraph(f"Critical tasks: {'; '.join(one.tasks)}.")
    yield Paragraph("Evidence:")
    yield Bullets(one.evidence or ("none",))
    empty = [("", "", "")] * EMPTY_ROWS
    yield Grid(("strength", "reference", "analysis"), empty)
    yield Grid(("area for improvement", "reference", "analysis"), empty)


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
