"""The timetable of one replication, its rows drawn by compiled code."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.families import gamma_table
from sim.chance.keys import Purpose
from sim.chance.shapes import FIXED, Family
from sim.engine.compiled.buffers import unfilled, zeros
from sim.engine.compiled.building import compiled
from sim.engine.compiled.drawing import Bond, Drawing, FlatShape, Need, Report, draw
from sim.engine.compiled.filling import keep_rows
from sim.engine.compiled.memory import ROW, dtype_of
from sim.engine.draws.assembling import Outline, Rows, assembled
from sim.engine.draws.chances import ANSWER, PURPOSES
from sim.engine.remembered import remembered
from sim.engine.timetable import DrawnReports, Timetable
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout

REPORT, BOND, NEED, SHAPE = (dtype_of(kind) for kind in (Report, Bond, Need, FlatShape))


def compiled_timetable(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication, the same to the last bit."""
    outline = Outline.of(layout, seed, replication, with_copies=False)
    drawing = _drawing(outline)
    compiled(draw)(drawing)
    rows: Any = drawing.rows
    chance: Any = drawing.chance
    timetable = assembled(
        outline,
        Rows(
            key=np.asarray(drawing.key),
            parent=rows["parent"],
            report=rows["report"],
            tie=rows["tie"],
            agency=rows["agency"],
            subject=np.asarray(drawing.subject)[:-1],
            instance=np.asarray(drawing.instance)[:-1],
            first_copy=rows["first_copy"],
            copies=rows["copies"],
            slot_first=np.asarray(drawing.slot_first),
            chance=chance.T,
            log_ratio=rows["log_ratio"],
            sanitised=rows["sanitised"].view(np.bool_),
            picture=rows["picture"],
            place=rows["place"],
        ),
    )
    keep_rows(timetable, rows)
    return timetable


def _drawing(outline: Outline) -> Drawing:
    """What the rows are drawn from, and memory for them, with what is known of messages."""
    layout, reports, messages = outline.layout, outline.reports, outline.messages
    onward, message, flat = outline.onward, outline.first_message, _of_layout(layout)
    rows = unfilled(outline.rows, ROW)
    key = unfilled(len(rows), np.uint64)
    subject, instance, slot_first = unfilled((3, len(rows) + 1), np.int64)
    for name, column in (
        ("agency", messages.agency),
        ("tie", messages.tie),
        ("first_copy", messages.first),
        ("copies", messages.number),
    ):
        rows[name][message:] = column
    key[message:], subject[message:-1] = messages.key, messages.subject
    instance[message:-1] = messages.instance
    columns: dict[str, Any] = {
        "reports": _records(reports, outline.number),
        "report_key": reports.key,
        "instance_key": outline.instances.key,
        "agency_key": layout.agency_key,
        "home_key": layout.home_key,
        "home_of": layout.home_of,
        "tie_first": layout.tie_first,
        "bonds": flat.bonds,
        "needs": flat.needs,
        "purposes": flat.purposes,
        "shapes": flat.shapes,
        "cubics": flat.cubics,
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
        "picture_of": outline.pictures.picture_of,
        "place_of": outline.pictures.place_of,
        "per_case": layout.per_case,
        "first_answer": outline.first_answer,
        "answer": np.uint64(ANSWER),
        "messages": message,
        "rows": rows,
        "key": key,
        "subject": subject,
        "instance": instance,
        "slot_first": slot_first,
        "chance": zeros((len(rows), layout.columns), np.float64),
    }
    return Drawing(**columns)


def _records(reports: DrawnReports, number: Ints) -> npt.NDArray[Any]:
    records = unfilled(len(reports.key), REPORT)
    for name in ("agency", "subject", "handling", "instance", "origin", "indicator"):
        records[name] = getattr(reports, name)
    records["first_copy"] = len(reports.key) + np.cumsum(number) - number
    records["copies"] = number
    return records


class _DrawnFrom(NamedTuple):
    bonds: npt.NDArray[Any]
    needs: npt.NDArray[Any]
    purposes: Keys
    shapes: npt.NDArray[Any]
    cubics: Floats


@remembered
def _of_layout(layout: Layout) -> _DrawnFrom:
    return _DrawnFrom(*_bonds(layout), _purposes(layout), *_forms(layout))


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
        shapes[number]["first"], shapes[number]["second"] = own.first, own.second
        shapes[number]["family"], shapes[number]["cubics"] = own.family, held
    return shapes, np.concatenate(cubics)
