"""The timetables of replications, their rows drawn by compiled code."""

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
from sim.engine.draws.drawing import ROOM, Bond, Drawing, Due, FlatShape, Need, Report, Shares, draw
from sim.engine.draws.outlines import outlines
from sim.engine.machine_code.building import compiled
from sim.engine.orders import with_attempts
from sim.engine.timetable import Timetable
from sim.engine.timetables import begins, joined
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout
from sim.remembered import remembered

REPORT, BOND, NEED, SHAPE = (dtype_of(kind) for kind in (Report, Bond, Need, FlatShape))


def compiled_timetable(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication, the same to the last bit."""
    (timetable,) = compiled_timetables(layout, seed, [replication])
    return timetable


def compiled_timetables(
    layout: Layout, seed: int, replications: Sequence[int]
) -> Iterator[Timetable]:
    """Draws everything that chance decides in several, all rows in one call."""
    drawn = list(outlines(layout, seed, replications, with_copies=False))
    if not drawn:
        return iter(())
    every = _places_for(drawn)
    each = list(_places_of(drawn, every))
    for outline, places in zip(drawn, each, strict=True):
        _write_messages(outline, places)
    compiled(draw)(_drawing(drawn, every), _shares(drawn))
    return map(_with_rows, drawn, each)


class _Places(NamedTuple):
    """Where rows are written: those of one replication, or of several one after the other."""

    rows: npt.NDArray[Any]
    key: Keys
    subject: Ints
    instance: Ints
    slot_first: Ints
    chance: Floats


def _places_for(outlines: Sequence[Outline]) -> _Places:
    """Places for several replications."""
    rows = sum(outline.rows for outline in outlines)
    subject, instance, slot_first = unfilled((3, rows + len(outlines)), np.int64)
    return _Places(
        rows=unfilled(rows, ROW),
        key=unfilled(rows, np.uint64),
        subject=subject,
        instance=instance,
        slot_first=slot_first,
        chance=zeros((rows, outlines[0].layout.columns), np.float64),
    )


def _places_of(outlines: Sequence[Outline], every: _Places) -> Iterator[_Places]:
    """Those of each replication."""
    row = 0
    for place, outline in enumerate(outlines):
        own = slice(row, row + outline.rows)
        more = slice(row + place, row + place + outline.rows + 1)
        yield _Places(
            rows=every.rows[own],
            key=every.key[own],
            subject=every.subject[more],
            instance=every.instance[more],
            slot_first=every.slot_first[more],
            chance=every.chance[own],
        )
        row += outline.rows


def _write_messages(outline: Outline, places: _Places) -> None:
    """What is known of requests and warnings before they are drawn."""
    messages, first = outline.messages, outline.first_message
    if len(messages.key):
        sent = places.rows[first:]
        sent["agency"], sent["tie"] = messages.agency, messages.tie
        sent["first_copy"], sent["copies"] = messages.first, messages.number
        places.key[first:], places.subject[first:-1] = messages.key, messages.subject
        places.instance[first:-1] = messages.instance


def _with_rows(outline: Outline, places: _Places) -> Timetable:
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


def _drawing(outlines: Sequence[Outline], places: _Places) -> Drawing:
    """What the rows of several replications are drawn from, and their places."""
    layout = outlines[0].layout
    onward = [outline.onward for outline in outlines]
    columns: dict[str, Any] = {
        **_of_layout(layout)._asdict(),
        **places._asdict(),
        "reports": _records(outlines),
        "report_key": joined([outline.reports.key for outline in outlines]),
        "instance_key": joined([outline.instances.key for outline in outlines]),
        "onward_key": joined([each.key for each in onward]),
        "onward_parent": joined([each.parent for each in onward]),
        "onward_report": joined([each.report for each in onward]),
        "onward_tie": joined([each.tie for each in onward]),
        "onward_first": joined([each.first for each in onward]),
        "onward_copies": joined([each.copies for each in onward]),
        "picture_of": joined([outline.pictures.picture_of for outline in outlines]),
        "place_of": joined([outline.pictures.place_of for outline in outlines]),
        "per_case": layout.per_case,
        "first_answer": 0,
        "answer": np.uint64(ANSWER),
        "messages": 0,
        "places": places.chance.reshape(-1),
        "due": _due(),
    }
    return Drawing(**columns)


def _shares(outlines: Sequence[Outline]) -> Shares:
    columns: dict[str, Any] = {
        "report": begins(len(outline.number) for outline in outlines),
        "instance": begins(len(outline.instances.key) for outline in outlines),
        "onward": begins(len(outline.onward.key) for outline in outlines),
        "onward_told": begins(len(outline.onward.first) for outline in outlines),
        "picture_code": begins(len(outline.pictures.picture_of) for outline in outlines),
        "place_code": begins(len(outline.pictures.place_of) for outline in outlines),
        "row": begins(outline.rows for outline in outlines),
        "first_answer": np.array([outline.first_answer for outline in outlines]),
        "messages": np.array([outline.first_message for outline in outlines]),
    }
    return Shares(**columns)


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
