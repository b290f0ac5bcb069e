"""The rows of replications with all their chances, drawn one after the other.

The same draws as `sim.engine.draws.chances` makes in bulk, from the same keys: a chance is the
same whoever asks for it and when.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

from sim.chance.elementary import exp, normal_quantile
from sim.chance.families import (
    exponential,
    gamma_from,
    loglogistic,
    uniform,
    weibull,
)
from sim.chance.keys import child
from sim.chance.keys import uniform as chance_of
from sim.chance.shapes import Family
from sim.engine.compiled.memory import FlatRow, Real, Small
from sim.engine.machine_code.parts import called_part, part
from sim.engine.order import KEY_BITS
from sim.plan.values.chances import RAW, Chance

_TRIAGE, _RELEASE, _VETTING = int(Chance.TRIAGE), int(Chance.RELEASE), int(Chance.VETTING)
_RECOGNITION, _REFUSAL = int(Chance.RECOGNITION), int(Chance.REFUSAL)
_FIXED, _EXPONENTIAL, _LOGNORMAL = int(Family.FIXED), int(Family.EXPONENTIAL), int(Family.LOGNORMAL)
_UNIFORM = int(Family.UNIFORM)
_WEIBULL, _LOGLOGISTIC = int(Family.WEIBULL), int(Family.LOGLOGISTIC)
_EXPONENTIALS, _LOGNORMALS = range(2)
ROOM = 128
"""How many draws of a family are made at a time."""
_HIDDEN_BITS = 64 - KEY_BITS

Key = Any
"""64 bits without a sign, which a number of Python's cannot promise."""


class Report:
    """What is drawn of a report before its copies are."""

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


class FlatShape:
    """The shape of a chance; see ``sim.chance.shapes.Shape``."""

    first: Real
    second: Real
    family: Small
    cubics: Small
    """Where the cubics of a gamma variable begin among those of all."""


class Due(NamedTuple):
    """Draws of which only the uniform numbers are known yet, for each of two families."""

    number: MutableSequence[int]
    place: Any
    """By (family, number): where it belongs."""
    u: Any
    sigma: Any
    """By the same: the second parameter of a lognormal draw."""


class Drawing(NamedTuple):
    """What the rows of a replication are drawn from, and where they are written.

    What is drawn for several stands one after the other, with a place more than rows for each in
    `subject`, `instance` and `slot_first`.
    """

    reports: Sequence[Report]
    report_key: Sequence[Key]
    instance_key: Sequence[Key]
    agency_key: Sequence[Key]
    home_key: Sequence[Key]
    home_of: Sequence[int]
    tie_first: Any
    """By (agency, class)."""
    bonds: Sequence[Bond]
    """By tie."""
    needs: Sequence[Need]
    """Those of all ties, tie by tie."""
    purposes: Sequence[Key]
    """By column."""
    shapes: Sequence[FlatShape]
    cubics: Sequence[float]
    work_shape: Any
    """By (subject, agency), as the cells that follow."""
    work_cell: Any
    rank_cell: Any
    log_ratio: Sequence[float]
    """By indicator, and last for none."""
    sanitised: Sequence[bool]
    onward_key: Sequence[Key]
    """By copy of a copy or answer, as those that follow."""
    onward_parent: Sequence[int]
    """The row that is copied."""
    onward_report: Sequence[int]
    """The report that it began with."""
    onward_tie: Sequence[int]
    onward_first: Sequence[int]
    """By copy, where not all are of reports: the first row of its copies."""
    onward_copies: Sequence[int]
    picture_of: Sequence[int]
    """By instance times agencies plus agency."""
    place_of: Sequence[int]
    """By origin times agencies plus agency."""
    per_case: bool
    first_answer: int
    answer: Key
    messages: int
    """The first row of a request or warning, of which what it is and for whom is written."""
    rows: Sequence[FlatRow]
    key: MutableSequence[Key]
    subject: MutableSequence[int]
    instance: MutableSequence[int]
    slot_first: MutableSequence[int]
    chance: Any
    """By (row, column)."""
    places: MutableSequence[float]
    """The same, row by row: a place is a row times the number of columns plus a column."""
    due: Due


class Shares(NamedTuple):
    """Where each replication's own begins in what several are drawn from; then the last ends."""

    report: Sequence[int]
    instance: Sequence[int]
    onward: Sequence[int]
    onward_told: Sequence[int]
    picture_code: Sequence[int]
    place_code: Sequence[int]
    row: Sequence[int]
    first_answer: Sequence[int]
    """By replication, counted from its own first row, as what follows."""
    messages: Sequence[int]


def draw(all_drawn: Drawing, shares: Shares) -> None:
    """Writes every row of several replications."""
    for place in range(len(shares.messages)):
        draw_rows(share_of(all_drawn, shares, place))


@part
def share_of(all_drawn: Drawing, shares: Shares, place: int) -> Drawing:
    """What the rows of one replication are drawn from, and where they are written."""
    row, after = shares.row[place], shares.row[place + 1]
    instance, after_instances = shares.instance[place], shares.instance[place + 1]
    report, after_reports = shares.report[place], shares.report[place + 1]
    onward, after_onward = shares.onward[place], shares.onward[place + 1]
    told, after_told = shares.onward_told[place], shares.onward_told[place + 1]
    columns = all_drawn.chance.shape[1]
    return Drawing(
        all_drawn.reports[report:after_reports],
        all_drawn.report_key[report:after_reports],
        all_drawn.instance_key[instance:after_instances],
        all_drawn.agency_key,
        all_drawn.home_key,
        all_drawn.home_of,
        all_drawn.tie_first,
        all_drawn.bonds,
        all_drawn.needs,
        all_drawn.purposes,
        all_drawn.shapes,
        all_drawn.cubics,
        all_drawn.work_shape,
        all_drawn.work_cell,
        all_drawn.rank_cell,
        all_drawn.log_ratio,
        all_drawn.sanitised,
        all_drawn.onward_key[onward:after_onward],
        all_drawn.onward_parent[onward:after_onward],
        all_drawn.onward_report[onward:after_onward],
        all_drawn.onward_tie[onward:after_onward],
        all_drawn.onward_first[told:after_told],
        all_drawn.onward_copies[told:after_told],
        all_drawn.picture_of[shares.picture_code[place] : shares.picture_code[place + 1]],
        all_drawn.place_of[shares.place_code[place] : shares.place_code[place + 1]],
        all_drawn.per_case,
        shares.first_answer[place],
        all_drawn.answer,
        shares.messages[place],
        all_drawn.rows[row:after],
        all_drawn.key[row:after],
        all_drawn.subject[row + place : after + place],
        all_drawn.instance[row + place : after + place],
        all_drawn.slot_first[row + place : after + place + 1],
        all_drawn.chance[row:after],
        all_drawn.places[row * columns : after * columns],
        all_drawn.due,
    )


@part
def draw_rows(drawing: Drawing) -> None:
    """Writes the rows of one replication."""
    reports, rows = len(drawing.reports), len(drawing.rows)
    slot = 0
    for report in range(reports):
        place_report(drawing, report)
        write_key(drawing, report)
        write_subject(drawing, report)
        drawing.rows[report].slot_first = 0
        drawing.slot_first[report] = 0
        first = drawing.reports[report].first_copy
        for copy in range(first, first + drawing.reports[report].copies):
            write_key(drawing, copy)
            write_subject(drawing, copy)
            draw_travel(drawing, copy)
            slot = write_slot(drawing, copy, slot)
    place_onward(drawing)
    for row in range(drawing.messages - len(drawing.onward_tie), rows):
        draw_rare(drawing, row)
        slot = write_slot(drawing, row, slot)
    drawing.slot_first[rows] = slot
    finish_exponential(drawing)
    finish_lognormal(drawing)


@part
def write_slot(drawing: Drawing, row: int, slot: int) -> int:
    """Where the instants of a row begin; gives where those of the next do."""
    drawing.rows[row].slot_first = slot
    drawing.slot_first[row] = slot
    return slot + drawing.bonds[drawing.rows[row].tie].slots


@called_part
def draw_rare(drawing: Drawing, row: int) -> None:
    """A copy of a copy, an answer, a request or a warning."""
    if row < drawing.messages:
        write_subject(drawing, row)
    else:
        write_message(drawing, row)
    draw_travel(drawing, row)


@part
def place_report(drawing: Drawing, number: int) -> None:
    """A report at its author's desk, and a row of its own for each copy that could go."""
    report, row = drawing.reports[number], drawing.rows[number]
    row.tie = -1
    row.agency = report.agency
    row.first_copy = report.first_copy
    row.copies = report.copies
    row.parent = -1
    row.report = number
    tie = drawing.tie_first[report.agency, report.handling]
    for ordinal in range(report.copies):
        copy = drawing.rows[report.first_copy + ordinal]
        copy.tie = tie + ordinal
        copy.agency = drawing.bonds[tie + ordinal].receiver
        copy.parent = number
        copy.report = number
        copy.first_copy = 0
        copy.copies = 0


@part
def place_onward(drawing: Drawing) -> None:
    """A row for each copy of a copy, and each answer."""
    first = drawing.messages - len(drawing.onward_tie)
    for onward in range(len(drawing.onward_tie)):
        copy = drawing.rows[first + onward]
        copy.tie = drawing.onward_tie[onward]
        copy.agency = drawing.bonds[copy.tie].receiver
        copy.parent = drawing.onward_parent[onward]
        copy.report = drawing.onward_report[onward]
        drawing.key[first + onward] = drawing.onward_key[onward]
    for told in range(len(drawing.onward_copies)):
        copy = drawing.rows[len(drawing.reports) + told]
        copy.first_copy = drawing.onward_first[told]
        copy.copies = drawing.onward_copies[told]


@part
def write_key(drawing: Drawing, number: int) -> None:
    """The key of a report, or that of a copy: what it is a copy of, and for whom."""
    row = drawing.rows[number]
    if row.parent < 0:
        drawing.key[number] = drawing.report_key[number]
    else:
        drawing.key[number] = child(drawing.key[row.parent], drawing.agency_key[row.agency])


@part
def write_subject(drawing: Drawing, number: int) -> None:
    """What a row is about, whose picture it can add to, and how long its triage takes."""
    row, key = drawing.rows[number], drawing.key[number]
    report = drawing.reports[row.report]
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
    if report.instance >= 0:
        agencies = len(drawing.agency_key)
        row.picture = drawing.picture_of[report.instance * agencies + agency]
        row.place = drawing.place_of[report.origin * agencies + agency]
    shape = drawing.work_shape[subject, agency]
    draw_chance(drawing, number, _TRIAGE, shape, chance_of(key, drawing.purposes[_TRIAGE]))


@part
def write_message(drawing: Drawing, number: int) -> None:
    """A request or a warning, of which is written already what it is and for whom."""
    row, subject = drawing.rows[number], drawing.subject[number]
    row.order = drawing.key[number] >> _HIDDEN_BITS
    row.work_cell = drawing.work_cell[subject, row.agency]
    row.rank_cell = drawing.rank_cell[subject, row.agency]
    row.log_ratio = 0.0
    row.sanitised = 1
    row.picture = row.place = -1
    row.parent = row.report = -1


@part
def draw_travel(drawing: Drawing, number: int) -> None:
    """The chances that a row can need on its way; some are those of its whole case."""
    key, row = drawing.key[number], drawing.rows[number]
    bond = drawing.bonds[row.tie]
    for place in range(bond.first_need, bond.first_need + bond.needs):
        need = drawing.needs[place]
        own = key
        if need.column in (_RECOGNITION, _REFUSAL):
            own = case_of(drawing, root_of(drawing, row), bond)
        elif need.column == _RELEASE and drawing.per_case:
            sent = child(root_of(drawing, row), drawing.agency_key[bond.sender])
            own = child(sent, drawing.agency_key[bond.receiver])
            if number >= drawing.first_answer:
                own = child(own, drawing.answer)
        if need.column == _VETTING and row.sanitised == 0:
            continue
        u = chance_of(own, drawing.purposes[need.column])
        draw_chance(drawing, number, need.column, need.shape, u)


@part
def root_of(drawing: Drawing, row: FlatRow) -> Key:
    """The key of the threat that a row is about, or of the report that it began with."""
    instance = drawing.reports[row.report].instance
    return drawing.instance_key[instance] if instance >= 0 else drawing.report_key[row.report]


@part
def case_of(drawing: Drawing, root: Key, bond: Bond) -> Key:
    """The key of a case between two homes."""
    sent = child(root, drawing.home_key[drawing.home_of[bond.sender]])
    return child(sent, drawing.home_key[drawing.home_of[bond.receiver]])


@part
def draw_chance(drawing: Drawing, row: int, column: int, shape: int, u: float) -> None:
    """A uniform number as a standardised draw; those of common families are made many at a time."""
    place = row * drawing.chance.shape[1] + column
    own = drawing.shapes[shape]
    if shape == RAW:
        drawing.places[place] = u
    elif own.family == _EXPONENTIAL:
        if put_off(drawing.due, _EXPONENTIALS, place, u) == ROOM:
            finish_exponential(drawing)
    elif own.family == _LOGNORMAL:
        drawing.due.sigma[drawing.due.number[_LOGNORMALS]] = own.first
        if put_off(drawing.due, _LOGNORMALS, place, u) == ROOM:
            finish_lognormal(drawing)
    else:
        drawing.places[place] = shaped(own, drawing.cubics, u)


@part
def put_off(due: Due, family: int, place: int, u: float) -> int:
    """Notes a draw to be made; gives how many there are."""
    number = due.number[family]
    due.place[family, number] = place
    due.u[family, number] = u
    due.number[family] = number + 1
    return number + 1


@called_part
def finish_exponential(drawing: Drawing) -> None:
    """Makes the draws that were put off, and whatever else stands there: always as many."""
    u = drawing.due.u[_EXPONENTIALS]
    for one in range(ROOM):
        u[one] = exponential(u[one])
    hand_over(drawing, _EXPONENTIALS)


@called_part
def finish_lognormal(drawing: Drawing) -> None:
    """The same, step by step as `lognormal` does."""
    u, sigma = drawing.due.u[_LOGNORMALS], drawing.due.sigma
    for one in range(ROOM):
        u[one] = normal_quantile(u[one])
    for one in range(ROOM):
        u[one] *= sigma[one]
    for one in range(ROOM):
        u[one] = exp(u[one])
    hand_over(drawing, _LOGNORMALS)


@part
def hand_over(drawing: Drawing, family: int) -> None:
    """Writes the draws of a family to where they belong."""
    due = drawing.due
    for one in range(due.number[family]):
        drawing.places[due.place[family, one]] = due.u[family, one]
    due.number[family] = 0


@called_part
def shaped(own: FlatShape, cubics: Sequence[float], u: float) -> float:
    """A uniform number as a standardised draw of a less common family."""
    if own.family == _FIXED:
        return 1.0
    if own.family == _UNIFORM:
        return uniform(u, own.first, own.second)
    if own.family == _WEIBULL:
        return weibull(u, own.first)
    if own.family == _LOGLOGISTIC:
        return loglogistic(u, own.first)
    return gamma_from(u, cubics[own.cubics :])
