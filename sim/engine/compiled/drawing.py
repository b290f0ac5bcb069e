"""The rows of a replication with all their chances, drawn one after the other.

The same draws as `sim.engine.drawn_chances` makes in bulk, from the same keys: a chance is the
same whoever asks for it and when.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

from sim.chance.families import exponential, gamma_from, lognormal, uniform
from sim.chance.keys import child
from sim.chance.keys import uniform as chance_of
from sim.chance.shapes import Family
from sim.engine.compiled.memory import Real, Row, Small, Whole
from sim.engine.compiled.parts import called_part, part
from sim.engine.order import KEY_BITS
from sim.plan.layout import RAW, Column

_TRIAGE, _RELEASE, _VETTING = int(Column.TRIAGE), int(Column.RELEASE), int(Column.VETTING)
_RECOGNITION, _REFUSAL = int(Column.RECOGNITION), int(Column.REFUSAL)
_FIXED, _EXPONENTIAL, _LOGNORMAL = int(Family.FIXED), int(Family.EXPONENTIAL), int(Family.LOGNORMAL)
_UNIFORM = int(Family.UNIFORM)
_HIDDEN_BITS = 64 - KEY_BITS

Key = Any
"""64 bits without a sign, which a number of Python's cannot promise."""


class Report:
    """What is drawn of a report before its copies are."""

    at: Whole
    agency: Small
    subject: Small
    handling: Small
    instance: Small
    origin: Small
    indicator: Small
    first_copy: Small
    copies: Small


class Bond:
    """What the rows of one tie have in common."""

    sender: Small
    receiver: Small
    slots: Small
    first_need: Small
    needs: Small
    """How many chances a row can need on its way."""


class Need:
    """A chance that a row can need."""

    column: Small
    shape: Small


class Form:
    """The shape of a chance; see ``sim.chance.shapes.Shape``."""

    first: Real
    second: Real
    family: Small
    cubics: Small
    """Where the cubics of a gamma variable begin among those of all."""


class Drawing(NamedTuple):
    """What the rows of a replication are drawn from, and where they are written."""

    reports: Sequence[Report]
    report_key: Sequence[Key]
    instance_key: Sequence[Key]
    agency_key: Sequence[Key]
    seat_key: Sequence[Key]
    seat_of: Sequence[int]
    tie_first: Any
    """By (agency, class)."""
    bonds: Sequence[Bond]
    """By tie."""
    needs: Sequence[Need]
    """Those of all ties, tie by tie."""
    purposes: Sequence[Key]
    """By column."""
    forms: Sequence[Form]
    cubics: Sequence[float]
    work_shape: Any
    """By (subject, agency), as the cells that follow."""
    work_cell: Any
    rank_cell: Any
    log_ratio: Sequence[float]
    """By indicator, and last for none."""
    sanitised: Sequence[bool]
    picture_of: Sequence[int]
    """By instance times agencies plus agency."""
    place_of: Sequence[int]
    """By origin times agencies plus agency."""
    places: int
    per_case: bool
    warnings: int
    """The first row of a warning, of which key, agency, instance, subject and tie are written."""
    rows: Sequence[Row]
    key: MutableSequence[Key]
    parent: MutableSequence[int]
    subject: MutableSequence[int]
    instance: MutableSequence[int]
    slot_first: MutableSequence[int]
    chance: Any
    """By (row, column)."""


def draw(drawing: Drawing) -> None:
    """Writes every row."""
    reports = len(drawing.reports)
    for report in range(reports):
        draw_report(drawing, report)
        first = drawing.reports[report].first_copy
        for copy in range(first, first + drawing.reports[report].copies):
            draw_copy(drawing, report, copy, copy - first)
    for warning in range(drawing.warnings, len(drawing.rows)):
        draw_warning(drawing, warning)
    slot = 0
    for row in range(len(drawing.rows)):
        drawing.rows[row].slot_first = slot
        drawing.slot_first[row] = slot
        if row >= reports:
            slot += drawing.bonds[drawing.rows[row].tie].slots
    drawing.slot_first[len(drawing.rows)] = slot


@part
def draw_report(drawing: Drawing, number: int) -> None:
    """A report at its author's desk."""
    report, row = drawing.reports[number], drawing.rows[number]
    row.at = report.at
    row.tie = -1
    row.agency = report.agency
    row.first_copy = report.first_copy
    row.copies = report.copies
    drawing.key[number] = drawing.report_key[number]
    drawing.parent[number] = -1
    write_subject(drawing, number, report)


@part
def draw_copy(drawing: Drawing, number: int, copy: int, ordinal: int) -> None:
    """A copy of a report for one partner."""
    report, row = drawing.reports[number], drawing.rows[copy]
    tie = drawing.tie_first[report.agency, report.handling] + ordinal
    bond = drawing.bonds[tie]
    key = child(drawing.report_key[number], drawing.agency_key[bond.receiver])
    row.tie = tie
    row.agency = bond.receiver
    drawing.key[copy] = key
    drawing.parent[copy] = number
    write_subject(drawing, copy, report)
    root = drawing.report_key[number]
    if report.instance >= 0:
        root = drawing.instance_key[report.instance]
    draw_travel(drawing, copy, key, root, bond)
    if row.sanitised == 0:
        drawing.chance[copy, _VETTING] = 0.0


@part
def draw_warning(drawing: Drawing, row: int) -> None:
    """A warning, which passes some of the stages of a tie."""
    key, written = drawing.key[row], drawing.rows[row]
    subject = drawing.subject[row]
    written.order = key >> _HIDDEN_BITS
    written.work_cell = drawing.work_cell[subject, written.agency]
    written.rank_cell = drawing.rank_cell[subject, written.agency]
    written.sanitised = 1
    written.picture = written.place = written.own_place = -1
    drawing.parent[row] = -1
    draw_travel(drawing, row, key, key, drawing.bonds[written.tie])


@part
def write_subject(drawing: Drawing, number: int, report: Report) -> None:
    """What a row is about, whose picture it can add to, and how long its triage takes."""
    row, key = drawing.rows[number], drawing.key[number]
    agency, subject = row.agency, report.subject
    row.order = key >> _HIDDEN_BITS
    drawing.subject[number] = subject
    drawing.instance[number] = report.instance
    row.work_cell = drawing.work_cell[subject, agency]
    row.rank_cell = drawing.rank_cell[subject, agency]
    indicator = report.indicator if report.indicator >= 0 else len(drawing.log_ratio) - 1
    row.log_ratio = drawing.log_ratio[indicator]
    row.sanitised = drawing.sanitised[indicator]
    row.picture = -1
    row.place = -1
    row.own_place = -1
    if report.instance >= 0:
        agencies = len(drawing.agency_key)
        row.picture = drawing.picture_of[report.instance * agencies + agency]
        row.place = drawing.place_of[report.origin * agencies + agency]
        row.own_place = row.place
        if number >= len(drawing.reports):
            row.own_place = drawing.places + number - len(drawing.reports)
    shape = drawing.work_shape[subject, agency]
    u = chance_of(key, drawing.purposes[_TRIAGE])
    drawing.chance[number, _TRIAGE] = shaped(drawing, shape, u)


@part
def draw_travel(drawing: Drawing, row: int, key: Key, root: Key, bond: Bond) -> None:
    """The chances that a row can need on its way; some are those of its whole case."""
    for number in range(bond.first_need, bond.first_need + bond.needs):
        need = drawing.needs[number]
        own = key
        if need.column in (_RECOGNITION, _REFUSAL):
            own = case_of(drawing, root, bond)
        elif need.column == _RELEASE and drawing.per_case:
            sent = child(root, drawing.agency_key[bond.sender])
            own = child(sent, drawing.agency_key[bond.receiver])
        u = chance_of(own, drawing.purposes[need.column])
        drawing.chance[row, need.column] = shaped(drawing, need.shape, u)


@part
def case_of(drawing: Drawing, root: Key, bond: Bond) -> Key:
    """The key of a case between two seats."""
    sent = child(root, drawing.seat_key[drawing.seat_of[bond.sender]])
    return child(sent, drawing.seat_key[drawing.seat_of[bond.receiver]])


@called_part
def shaped(drawing: Drawing, shape: int, u: float) -> float:
    """A uniform number as a standardised draw."""
    form = drawing.forms[shape]
    if shape == RAW:
        return u
    if form.family == _FIXED:
        return 1.0
    if form.family == _EXPONENTIAL:
        return exponential(u)
    if form.family == _LOGNORMAL:
        return lognormal(u, form.first)
    if form.family == _UNIFORM:
        return uniform(u, form.first, form.second)
    return gamma_from(u, drawing.cubics[form.cubics :])
