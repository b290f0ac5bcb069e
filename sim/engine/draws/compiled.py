"""The timetable of one replication, its rows drawn by compiled code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.families import gamma_table
from sim.chance.keys import Purpose
from sim.chance.shapes import FIXED, Family
from sim.engine.buffers import unfilled, zeros
from sim.engine.columns import Bools
from sim.engine.compiled.filling import keep_rows
from sim.engine.compiled.memory import ROW, dtype_of
from sim.engine.draws.assembling import Outline, Rows, assembled
from sim.engine.draws.chances import ANSWER, PURPOSES
from sim.engine.draws.drawing import ROOM, Bond, Drawing, Due, FlatShape, Need, Report, draw
from sim.engine.draws.outlines import outlines
from sim.engine.machine_code.building import compiled
from sim.engine.orders import with_attempts
from sim.engine.remembered import remembered
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout

REPORT, BOND, NEED, SHAPE = (dtype_of(kind) for kind in (Report, Bond, Need, FlatShape))


def compiled_timetable(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication, the same to the last bit."""
    (timetable,) = compiled_timetables(layout, seed, [replication])
    return timetable


def compiled_timetables(
    layout: Layout, seed: int, replications: Sequence[int]
) -> Iterator[Timetable]:
    """Draws everything that chance decides in several, each when it is asked for."""
    drawn = list(outlines(layout, seed, replications, with_copies=False))
    if not drawn:
        return iter(())
    return map(_with_rows, drawn, _places_of(drawn))


class _Places(NamedTuple):
    """Where the rows of one replication are written, with what is known of its reports."""

    reports: npt.NDArray[Any]
    rows: npt.NDArray[Any]
    key: Keys
    subject: Ints
    instance: Ints
    slot_first: Ints
    chance: Floats


def _places_of(outlines: Sequence[Outline]) -> Iterator[_Places]:
    """Places for several replications, taken from one piece of memory."""
    records = _records(outlines)
    rows = sum(outline.rows for outline in outlines)
    memory = unfilled(rows, ROW)
    key = unfilled(rows, np.uint64)
    each = unfilled((3, rows + len(outlines)), np.int64)  # with one more than rows for each
    chance = zeros((rows, outlines[0].layout.columns), np.float64)
    report = row = more = 0
    for outline in outlines:
        reports, last = len(outline.number), row + outline.rows
        subject, instance, slot_first = each[:, more : more + outline.rows + 1]
        yield _Places(
            reports=records[report : report + reports],
            rows=memory[row:last],
            key=key[row:last],
            subject=subject,
            instance=instance,
            slot_first=slot_first,
            chance=chance[row:last],
        )
        report, row, more = report + reports, last, more + outline.rows + 1


def _with_rows(outline: Outline, places: _Places) -> Timetable:
    compiled(draw)(_drawing(outline, places))
    rows = places.rows
    timetable = assembled(
        outline,
        Rows(
            key=places.key,
            parent=rows["parent"],
            report=rows["report"],
            tie=rows["tie"],
            agency=rows["agency"],
            subject=places.subject[:-1],
            instance=places.instance[:-1],
            first_copy=rows["first_copy"],
            copies=rows["copies"],
            slot_first=places.slot_first,
            chance=places.chance.T,
            log_ratio=rows["log_ratio"],
            sanitised=rows["sanitised"].view(np.bool_),
            picture=rows["picture"],
            place=rows["place"],
        ),
    )
    keep_rows(timetable, rows)
    return with_attempts(timetable)


def _drawing(outline: Outline, places: _Places) -> Drawing:
    """What the rows are drawn from, and their places, with what is known of messages."""
    layout, messages, flat = outline.layout, outline.messages, _of_layout(outline.layout)
    onward, message = outline.onward, outline.first_message
    if len(messages.key):
        sent = places.rows[message:]
        sent["agency"], sent["tie"] = messages.agency, messages.tie
        sent["first_copy"], sent["copies"] = messages.first, messages.number
        places.key[message:], places.subject[message:-1] = messages.key, messages.subject
        places.instance[message:-1] = messages.instance
    columns: dict[str, Any] = {
        **flat._asdict(),
        **places._asdict(),
        "report_key": outline.reports.key,
        "instance_key": outline.instances.key,
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
        "places": places.chance.reshape(-1),
        "due": _due(),
    }
    return Drawing(**columns)


def _due() -> Due:
    columns: dict[str, Any] = {
        "number": np.zeros(2, dtype=np.int64),
        "place": np.empty((2, ROOM), dtype=np.int64),
        "u": np.full((2, ROOM), 0.5),
        "sigma": np.zeros(ROOM),
    }
    return Due(**columns)


def _records(outlines: Sequence[Outline]) -> npt.NDArray[Any]:
    """The reports of several replications, one after the other."""
    records = unfilled(sum(len(outline.number) for outline in outlines), REPORT)
    for name in ("agency", "subject", "handling", "instance", "origin", "indicator"):
        records[name] = np.concatenate([getattr(outline.reports, name) for outline in outlines])
    records["copies"] = np.concatenate([outline.number for outline in outlines])
    records["first_copy"] = np.concatenate(
        [len(one.number) + np.cumsum(one.number) - one.number for one in outlines]
    )
    return records


class _DrawnFrom(NamedTuple):
    """What a layout gives to every drawing."""

    agency_key: Keys
    home_key: Keys
    home_of: Ints
    tie_first: Ints
    work_shape: Ints
    work_cell: Ints
    rank_cell: Ints
    log_ratio: Floats
    sanitised: Bools
    bonds: npt.NDArray[Any]
    needs: npt.NDArray[Any]
    purposes: Keys
    shapes: npt.NDArray[Any]
    cubics: Floats


@remembered
def _of_layout(layout: Layout) -> _DrawnFrom:
    return _DrawnFrom(
        layout.agency_key,
        layout.home_key,
        layout.home_of,
        layout.tie_first,
        layout.work_shape,
        layout.work_cell,
        layout.rank_cell,
        layout.indicator_columns.log_ratio,
        layout.indicator_columns.sanitised,
        *_bonds(layout),
        _purposes(layout),
        *_forms(layout),
    )


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
