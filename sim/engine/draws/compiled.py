"""The timetable of one replication as `sim.engine.draws.bulk` draws it, by compiled code."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.families import gamma_table
from sim.chance.keys import Purpose, replication_key
from sim.chance.shapes import FIXED, Family
from sim.engine.columns import spread
from sim.engine.compiled.buffers import unfilled, zeros
from sim.engine.compiled.building import compiled
from sim.engine.compiled.drawing import Bond, Drawing, FlatShape, Need, Report, draw
from sim.engine.compiled.filling import keep_rows
from sim.engine.compiled.memory import ROW, dtype_of
from sim.engine.draws.chances import ANSWER, PURPOSES
from sim.engine.draws.copies import Copies, copies_of
from sim.engine.draws.messages import messages_of
from sim.engine.draws.reports import drawn_instances, drawn_reports
from sim.engine.draws.requests import Answers, with_answers
from sim.engine.remembered import remembered
from sim.engine.timetable import Instances, Reports, Timetable
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout

REPORT, BOND, NEED, SHAPE = (dtype_of(kind) for kind in (Report, Bond, Need, FlatShape))


def compiled_timetable(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication, the same to the last bit."""
    root = replication_key(seed, replication)
    instances = drawn_instances(layout, root)
    reports = drawn_reports(layout, instances, root)
    number = layout.tie_number[reports.agency, reports.handling] * reports.shared
    first = len(reports.key) + np.cumsum(number) - number
    onward, answers = _onward(layout, reports, number)
    seen = _Seen.by(layout, instances, reports, number, onward)
    message = len(reports.key) + int(number.sum()) + len(onward.tie)
    messages = messages_of(layout, instances, seen.pictures, answers, message)
    first_answer = message - (len(answers.copies.key) if answers else 0)
    rows = unfilled(message + len(messages.key), ROW)
    key = unfilled(len(rows), np.uint64)
    subject, instance, slot_first = unfilled((3, len(rows) + 1), np.int64)
    chance = zeros((len(rows), layout.columns), np.float64)
    rows["agency"][message:], rows["tie"][message:] = messages.agency, messages.tie
    rows["first_copy"][message:], rows["copies"][message:] = messages.first, messages.number
    key[message:], subject[message:-1] = messages.key, messages.subject
    instance[message:-1] = messages.instance
    standing = _of_layout(layout)
    columns: dict[str, Any] = {
        "reports": _records(reports, first, number),
        "report_key": reports.key,
        "instance_key": instances.key,
        "agency_key": layout.agency_key,
        "home_key": layout.home_key,
        "home_of": layout.home_of,
        "tie_first": layout.tie_first,
        "bonds": standing.bonds,
        "needs": standing.needs,
        "purposes": standing.purposes,
        "shapes": standing.shapes,
        "cubics": standing.cubics,
        "work_shape": layout.work_shape,
        "work_cell": layout.work_cell,
        "rank_cell": layout.rank_cell,
        "log_ratio": layout.indicator_columns.log_ratio,
        "sanitised": layout.indicator_columns.sanitised,
        "onward_key": onward.key,
        "onward_parent": onward.parent,
        "onward_report": onward.report,
        "onward_tie": onward.tie,
        "onward_first": onward.first,
        "onward_copies": onward.copies,
        "picture_of": seen.picture_of,
        "place_of": seen.place_of,
        "per_case": layout.per_case,
        "first_answer": first_answer,
        "answer": np.uint64(ANSWER),
        "messages": message,
        "rows": rows,
        "key": key,
        "subject": subject,
        "instance": instance,
        "slot_first": slot_first,
        "chance": chance,
    }
    compiled(draw)(Drawing(**columns))
    timetable = Timetable(
        layout=layout,
        seed=seed,
        replication=replication,
        instances=instances,
        reports=reports,
        key=key,
        parent=rows["parent"],
        report=rows["report"],
        tie=rows["tie"],
        agency=rows["agency"],
        subject=subject[:-1],
        instance=instance[:-1],
        first_copy=rows["first_copy"],
        copies=rows["copies"],
        slot_first=slot_first,
        chance=chance.T,
        log_ratio=rows["log_ratio"],
        sanitised=rows["sanitised"].view(np.bool_),
        picture=rows["picture"],
        place=rows["place"],
        first_own_place=seen.places,
        places=seen.places + (message - len(reports.key) if layout.naive else 0),
        picture_instance=seen.pictures // max(1, len(layout.agencies)),
        picture_agency=seen.pictures % max(1, len(layout.agencies)),
        picture_warning=messages.of_picture,
        asked=messages.asked,
        first_answer=first_answer,
        first_question=message,
        first_warning=message + messages.questions,
    )
    keep_rows(timetable, rows)
    return timetable


def _records(reports: Reports, first: Ints, number: Ints) -> npt.NDArray[Any]:
    records = unfilled(len(reports.key), REPORT)
    for name in ("agency", "subject", "handling", "instance", "origin", "indicator"):
        records[name] = getattr(reports, name)
    records["first_copy"], records["copies"] = first, number
    return records


class _Onward(NamedTuple):
    """What may be passed on of copies, and answers: all copies but those of reports themselves."""

    key: Keys
    parent: Ints
    report: Ints
    tie: Ints
    first: Ints
    """By copy, as ``copies``; empty where there is nothing but copies of reports."""
    copies: Ints

    @classmethod
    def of(cls, copies: Copies, reports: int, told: int) -> _Onward:
        """From all copies, of which so many are made of reports themselves."""
        return cls(
            key=copies.key[told:],
            parent=copies.parent[told:],
            report=copies.report[told:],
            tie=copies.tie[told:],
            first=copies.first[reports:],
            copies=copies.number[reports:],
        )


def _onward(layout: Layout, reports: Reports, number: Ints) -> tuple[_Onward, Answers | None]:
    if layout.passing.hops == 1 and layout.asking is None:
        none = np.empty(0, dtype=np.int64)
        return _Onward(none.astype(np.uint64), none, none, none, none, none), None
    copies, answers = with_answers(layout, reports, copies_of(layout, reports, number))
    return _Onward.of(copies, len(reports.key), int(number.sum())), answers


class _Seen(NamedTuple):
    """What reports and copies can add to whose picture of which threat."""

    pictures: Ints
    """By picture: threat times number of agencies plus agency."""
    picture_of: Ints
    """By that code, the picture; -1 for none."""
    place_of: Ints
    """By origin times number of agencies plus agency, the place; -1 for none."""
    places: int

    @classmethod
    def by(
        cls,
        layout: Layout,
        instances: Instances,
        reports: Reports,
        number: Ints,
        onward: _Onward,
    ) -> _Seen:
        """Numbers the pictures, and a place for every origin at every agency."""
        agencies = max(1, len(layout.agencies))
        about = np.flatnonzero(reports.instance >= 0)
        owner, ordinal = spread(number[about])
        told = about[owner]
        tie = layout.tie_first[reports.agency[told], reports.handling[told]] + ordinal
        further = np.flatnonzero(reports.instance[onward.report] >= 0)
        report = np.concatenate([about, told, onward.report[further]])
        receiver = layout.tie_receiver[np.concatenate([tie, onward.tie[further]])]
        agency = np.concatenate([reports.agency[about], receiver])
        instance, origin = reports.instance[report], reports.origin[report]
        pictures, picture_of = _numbered(instance * agencies + agency, len(instances.key), agencies)
        origins = int(origin.max(initial=-1)) + 1
        places, place_of = _numbered(origin * agencies + agency, origins, agencies)
        return cls(pictures, picture_of, place_of, len(places))


def _numbered(codes: Ints, things: int, agencies: int) -> tuple[Ints, Ints]:
    """The distinct codes in order, and for every possible code its number among them."""
    present = np.zeros(things * agencies, dtype=np.bool_)
    present[codes] = True
    distinct = np.flatnonzero(present)
    number = np.full(len(present), -1)
    number[distinct] = np.arange(len(distinct))
    return distinct, number


class _OfLayout(NamedTuple):
    bonds: npt.NDArray[Any]
    needs: npt.NDArray[Any]
    purposes: Keys
    shapes: npt.NDArray[Any]
    cubics: Floats


@remembered
def _of_layout(layout: Layout) -> _OfLayout:
    return _OfLayout(*_bonds(layout), _purposes(layout), *_forms(layout))


def _bonds(layout: Layout) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The ties, and the chances that each can need on the way, tie by tie."""
    families = layout.tie_family.T.copy()
    families[:, Chance.TRIAGE] = -1  # every row has one, and those of reports have no tie
    tie, column = np.nonzero(families >= 0)
    needs = np.empty(len(tie), dtype=NEED)
    needs["column"], needs["shape"] = column, families[tie, column]
    bonds = np.empty(len(layout.ties), dtype=BOND)
    bonds["sender"], bonds["receiver"] = layout.tie_sender, layout.tie_receiver
    bonds["slots"] = layout.tie_slots
    bonds["needs"] = np.bincount(tie, minlength=len(bonds))
    bonds["first_need"] = np.cumsum(bonds["needs"]) - bonds["needs"]
    return bonds, needs


def _purposes(layout: Layout) -> Keys:
    purposes = np.full(layout.columns, Purpose.REVIEW_TIME, dtype=np.uint64)
    for column, purpose in PURPOSES.items():
        purposes[column] = purpose
    return purposes


def _forms(layout: Layout) -> tuple[npt.NDArray[Any], Floats]:
    shapes = np.zeros(len(layout.shapes), dtype=SHAPE)
    cubics: list[Floats] = [np.empty(0)]
    for number, shape in enumerate(layout.shapes):
        own = FIXED if shape is None else shape
        if own.family is Family.GAMMA:
            cubics.append(gamma_table(own.first).cubics_array)
        held = sum(len(part) for part in cubics[:-1])
        shapes[number] = (own.first, own.second, own.family, held)
    return shapes, np.concatenate(cubics)
