"""How a plan and a timetable fill the memory of a compiled run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from sim.engine.compiled.buffers import unfilled, zeros
from sim.engine.compiled.memory import (
    CLOCK,
    DESK,
    EVENT,
    FAR,
    LEARNER,
    OUTCOME,
    PAIR,
    PICTURE,
    RELEASE,
    REVIEW,
    ROW,
    STAGE,
    TIE,
    TRACK,
    WRITE,
    Extra,
    World,
)
from sim.engine.compiled.opening import ALWAYS_OPEN
from sim.engine.order import order_within
from sim.engine.remembered import Remembered, remembered
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Ints
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan
from sim.plan.values.stages import Gate, Stage, WorkStage
from sim.plan.values.ties import OUT_OF_REACH

Memory = TypeVar("Memory", World, Extra)
_UNLEARNED: dict[str, npt.NDArray[Any]] = {
    "learner": np.empty(0, dtype=LEARNER),
    "reviews": np.empty(0, dtype=REVIEW),
    "releases": np.empty(0, dtype=RELEASE),
    "pairs": np.empty(0, dtype=PAIR),
    "outcomes": np.empty(0, dtype=OUTCOME),
}
LIMIT = 2**31
"""How many of anything a number of 4 bytes can count."""


def world_of(plan: Plan, timetable: Timetable) -> World:
    """The memory of a run that has not begun.

    Raises:
        MemoryError: there is more of something than a number of 4 bytes can count.
    """
    layout, rows, slots = plan.layout, timetable.rows, int(timetable.slot_first[-1])
    if max(rows, slots, timetable.places) >= LIMIT:
        raise MemoryError(f"{rows:,} rows with {slots:,} instants are more than a run can hold")
    flat_layout, planned = _of_layout(layout), flat_plan(plan)
    columns: dict[str, Any] = {
        "rows": rows_of(timetable),
        "report_at": timetable.reports.at,
        "chance": timetable.chance_by_row,
        "ties": flat_layout.ties,
        "stages": flat_layout.stages,
        "edges": planned.edges,
        "writes": planned.writes,
        "prior": layout.prior,
        "threshold": layout.threshold,
        "table": plan.table.copy(),
        "clock": _clock(plan, timetable),
        "track": unfilled(rows, TRACK),
        "desks": planned.desks.copy(),
        "pending": unfilled(rows + len(layout.desks) + most_rests(plan, rows), EVENT),
        "pictures": _pictures(plan, timetable),
        "best": zeros(timetable.places, np.float64),
        "passed": zeros(_tellings(timetable), np.int8),
        "slots": unfilled(slots, np.int64),
        "moving": np.empty(timetable.most_sent, dtype=np.int64),
    }
    return World(**columns)


def most_rests(plan: Plan, rows: int) -> int:
    """How many can rest after work at most: as often as somebody works on a row."""
    cells = {desk.respite for desk in plan.layout.desks}
    if not any(plan.table[cell] for cell in cells) and not any(
        write.value for write in plan.writes if write.cell in cells
    ):
        return 0
    desks_on_the_way = max(
        (
            sum(isinstance(stage, WorkStage) for stage in route.stages)
            for route in plan.layout.routes
        ),
        default=0,
    )
    return rows * (desks_on_the_way + 1)


def extra_of(plan: Plan, timetable: Timetable) -> Extra | None:
    """The memory besides, of a run that needs it."""
    layout = plan.layout
    if layout.asking is None and layout.fill.kept < 0 and plan.learning is None:
        return None
    columns: dict[str, Any] = {"attention": timetable.attention, **_learning(plan, timetable)}
    return Extra(**columns)


def _tellings(timetable: Timetable) -> int:
    """How many agencies could tell on how many reports; none where nobody does."""
    if timetable.layout.passing.hops == 1:
        return 0
    return timetable.number_of_reports * len(timetable.layout.agencies)


def interpreted(world: Memory) -> Memory:
    """The same memory, so that Python finds the fields of its records by name."""
    columns: Iterable[Any] = world
    return type(world)._make(c.view(np.recarray) if c.dtype.names else c for c in columns)


class _FlatLayout(NamedTuple):
    ties: npt.NDArray[Any]
    stages: npt.NDArray[Any]


class FlatPlan(NamedTuple):
    """What a plan looks like to a run."""

    edges: Ints
    writes: npt.NDArray[Any]
    desks: npt.NDArray[Any]


_timetables = Remembered[Timetable, npt.NDArray[Any]]()


def rows_of(timetable: Timetable) -> npt.NDArray[Any]:
    """The columns of a timetable as one of records."""
    known = _timetables.get(timetable)
    if known is None:
        known = _rows(timetable)
        keep_rows(timetable, known)
    return known


def keep_rows(timetable: Timetable, rows: npt.NDArray[Any]) -> None:
    """Remembers the records of a timetable for its runs."""
    _timetables.keep(timetable, rows)


def _rows(timetable: Timetable) -> npt.NDArray[Any]:
    rows = np.zeros(timetable.rows, dtype=ROW)
    rows["order"] = order_within(timetable.key)
    rows["slot_first"] = timetable.slot_first[:-1]
    for name in ("agency", "tie", "work_cell", "rank_cell", "log_ratio", "sanitised"):
        rows[name] = getattr(timetable, name)
    for name in ("parent", "report", "first_copy", "copies", "picture", "place"):
        rows[name] = getattr(timetable, name)
    return rows


@remembered
def _of_layout(layout: Layout) -> _FlatLayout:
    """What a layout looks like to a run."""
    return _FlatLayout(_ties(layout), _stages(layout))


@remembered
def flat_plan(plan: Plan) -> FlatPlan:
    """What a plan looks like to a run."""
    writes = _by_name(plan.writes, WRITE)
    return FlatPlan(_edges(plan), writes, _desks(plan))


def _by_name(values: Sequence[object], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """Values as records, each field from the attribute of that name."""
    records = np.empty(len(values), dtype=kind)
    for name in kind.names or ():
        records[name] = [getattr(value, name) for value in values]
    return records


def _stages(layout: Layout) -> npt.NDArray[Any]:
    stages = [_flat_stage(stage) for route in layout.routes for stage in route.stages]
    flat = np.empty(len(stages), dtype=STAGE)
    for name in STAGE.names or ():
        flat[name] = [stage.get(name, -1) for stage in stages]
    return flat


def _flat_stage(stage: Stage) -> dict[str, int]:
    """The fields that a stage has, a gate as two of them."""
    flat = {"kind": int(stage.kind)}
    for field in fields(stage):
        value = getattr(stage, field.name)
        if isinstance(value, Gate):
            flat[field.name], flat[f"{field.name}_chance"] = value.cell, value.chance
        elif value is not None:
            flat["place" if field.name in ("desk", "calendar") else field.name] = value
    return flat


def _ties(layout: Layout) -> npt.NDArray[Any]:
    last = np.cumsum([0, *(len(route.stages) for route in layout.routes)], dtype=np.int64)
    spans = list(pairwise(last.tolist()))
    spans.append((-1, -1))  # no route is the last of them
    flat = np.empty(len(layout.ties), dtype=TIE)
    for name in _AS_WRITTEN:
        flat[name] = [getattr(tie, name) for tie in layout.ties]
    for name, routes in (
        ("", [tie.route for tie in layout.ties]),
        ("formal_", [tie.route_unrecognised for tie in layout.ties]),
    ):
        flat[f"{name}first"] = [spans[route][0] for route in routes]
        flat[f"{name}last"] = [spans[route][1] for route in routes]
    return flat


_AS_WRITTEN = [name for name in TIE.names or () if not name.endswith(("first", "last"))]


def _edges(plan: Plan) -> Ints:
    head: list[int] = []
    at = 2 * len(plan.edges)
    for edges in plan.edges:
        head += (at, ALWAYS_OPEN if edges is None else len(edges))
        at += 0 if edges is None else len(edges)
    parts = [edges for edges in plan.edges if edges is not None]
    return np.concatenate([np.array(head, dtype=np.int64), *parts])


def _desks(plan: Plan) -> npt.NDArray[Any]:
    desks = np.zeros(len(plan.layout.desks), dtype=DESK)
    desks["servers_cell"] = [desk.servers for desk in plan.layout.desks]
    desks["respite_cell"] = [desk.respite for desk in plan.layout.desks]
    for name in ("calendar", "finishes"):
        desks[name] = [getattr(desk, name) for desk in plan.layout.desks]
    for name in ("servers", "respite"):
        desks[name] = plan.table[desks[f"{name}_cell"]]
    desks["root"] = -1
    return desks


def _pictures(plan: Plan, timetable: Timetable) -> npt.NDArray[Any]:
    pictures = np.empty(len(timetable.picture_agency), dtype=PICTURE)
    pictures["agency"] = timetable.picture_agency
    pictures["warning"] = timetable.picture_warning
    pictures["exists"] = timetable.real
    pictures["interest"] = OUT_OF_REACH
    if timetable.asked is not None:
        for name, column in timetable.asked._asdict().items():
            pictures[name] = column
    if plan.layout.asking is not None and plan.sharing:
        pictures["interest"] = plan.layout.asking.interest[timetable.picture_agency]
    return pictures


def _clock(plan: Plan, timetable: Timetable) -> npt.NDArray[Any]:
    layout, learning = plan.layout, plan.learning
    clock = np.zeros(1, dtype=CLOCK)
    clock["horizon"] = layout.horizon_us
    clock["reports"] = timetable.number_of_reports
    clock["first_question"] = timetable.first_question
    clock["first_warning"] = timetable.first_warning
    clock["first_own_place"] = timetable.first_own_place
    clock["agencies"] = len(layout.agencies)
    clock["sharing"], clock["naive"] = plan.sharing, layout.naive
    clock["strip"] = layout.fill.strip
    clock["kept"], clock["linked"] = layout.fill.kept, layout.fill.linked
    clock["next_review"] = FAR
    if learning is not None and len(learning.reviews):
        clock["next_review"] = learning.reviews[0]
    return clock


def _learning(plan: Plan, timetable: Timetable) -> dict[str, npt.NDArray[Any]]:
    """What a run needs in order to learn: nothing where it does not."""
    if plan.learning is None:
        return _UNLEARNED
    questions = timetable.first_warning - timetable.first_question
    most = int((timetable.picture >= 0).sum()) + questions
    own = learning_of(plan)
    return {name: column.copy() for name, column in own.items()} | {
        "outcomes": np.empty(most, dtype=OUTCOME)
    }


@remembered
def learning_of(plan: Plan) -> dict[str, npt.NDArray[Any]]:
    """What a plan says of learning; empty where nothing is learned."""
    learning = plan.learning
    if learning is None:
        return {name: column for name, column in _UNLEARNED.items() if name != "outcomes"}
    pairs = np.empty(len(learning.gained), dtype=PAIR)
    pairs["gained"], pairs["lost"] = learning.gained, learning.lost
    pairs["floor"], pairs["vetting"] = learning.floor, learning.vetting_us
    reviews = np.empty(len(learning.reviews), dtype=REVIEW)
    reviews["at"], reviews["keep"] = learning.reviews, learning.keep
    learner = np.zeros(1, dtype=LEARNER)
    learner["known_after"] = learning.known_after_us
    for name in ("loss", "written", "trust", "vetting", "weight", "tear"):
        learner[name] = getattr(learning, name)
    for name in ("dial", "distrust", "kept", "tear_line"):
        learner[name] = getattr(learning, name)
    releases = _by_name(learning.releases, RELEASE)
    return {"learner": learner, "reviews": reviews, "releases": releases, "pairs": pairs}
