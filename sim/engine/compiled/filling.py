"""How a plan and a timetable fill the memory of a compiled run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from sim.engine.buffers import unfilled, zeros
from sim.engine.compiled.memory import (
    CLOCK,
    DESK,
    EVENT,
    FAR,
    LEARNER,
    ORDER,
    OUTCOME,
    PAIR,
    PICTURE,
    RELEASE,
    REVIEW,
    ROW,
    STAGE,
    STEP,
    TIE,
    TRACK,
    WRITE,
    Extra,
    World,
)
from sim.engine.compiled.opening import ALWAYS_OPEN
from sim.engine.order import order_within
from sim.engine.orders import Steps, steps_of
from sim.engine.timetable import AskedRows, Timetable
from sim.engine.timetables import Timetables
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan
from sim.plan.values.stages import Gate, Stage, WorkStage
from sim.plan.values.ties import OUT_OF_REACH
from sim.remembered import Remembered, remembered

Memory = TypeVar("Memory", World, Extra)
_UNLEARNED: dict[str, npt.NDArray[Any]] = {
    "learner": np.empty(0, dtype=LEARNER),
    "reviews": np.empty(0, dtype=REVIEW),
    "releases": np.empty(0, dtype=RELEASE),
    "pairs": np.empty(0, dtype=PAIR),
}
_NO_EDGES = np.empty(0, dtype=np.int64)
_NO_WRITES = np.empty(0, dtype=WRITE)
_NO_STEPS = np.empty(0, dtype=STEP)
_NO_ORDERS = np.empty(0, dtype=ORDER)
LIMIT = 2**31
"""How many of anything a number of 4 bytes can count."""


def world_of(plan: Plan, timetable: Timetable) -> World:
    """The memory of a run that has not begun.

    Raises:
        MemoryError: there is more of something than a number of 4 bytes can count.
    """
    flat = flat_plan(plan)
    world = memory_of((plan,), Timetables((timetable,)))
    return world._replace(
        edges=cast("Any", flat.edges),
        writes=cast("Any", flat.writes),
        table=cast("Any", plan.table.copy()),
        desks=cast("Any", flat.desks.copy()),
    )


def memory_of(plans: Sequence[Plan], timetables: Timetables) -> World:
    """Memory for runs of plans in several replications, end to end, with nothing of a plan in it.

    Each replication has a part of its own of what its last run leaves to be read; the rest, as
    large as any of them needs it, serves one run after the other.

    Raises:
        MemoryError: there is more of something than a number of 4 bytes can count.
    """
    layout = timetables.layout
    rows, slots = int(timetables.first_row[-1]), int(timetables.first_slot[-1])
    if max(rows, slots, int(timetables.first_place[-1])) >= LIMIT:
        raise MemoryError(f"{rows:,} rows with {slots:,} instants are more than a run can hold")
    flat, most_rows = _of_layout(layout), _most(timetables.first_row)
    rests = most_rows * max(rests_each(plan) for plan in plans)
    columns: dict[str, Any] = {
        "rows": _all_rows(timetables),
        "report_at": timetables.reports.at,
        "chance": timetables.columns(lambda each: each.chance_by_row),
        "ties": flat.ties,
        "stages": flat.stages,
        "edges": _NO_EDGES,
        "writes": _NO_WRITES,
        "prior": layout.prior,
        "threshold": layout.threshold,
        "table": np.empty(len(plans[0].table), dtype=np.float64),
        "clock": _clocks(plans[0], timetables),
        "track": unfilled(rows, TRACK),
        "desks": flat_plan(plans[0]).desks.copy(),
        "pending": unfilled(most_rows + len(layout.desks) + rests + silences(timetables), EVENT),
        "pictures": _pictures(plans[0], timetables),
        "best": zeros(_most(timetables.first_place), np.float64),
        "passed": zeros(max(tellings(timetables), default=0), np.int8),
        "slots": unfilled(slots, np.int64),
        "moving": np.empty(_most_sent(timetables), dtype=np.int64),
    }
    return World(**columns)


def silences(timetables: Timetables) -> int:
    """How many copies at most can have waited for an answer that may no longer be needed."""
    if not timetables.layout.orders:
        return 0
    return max(each.rows + len(steps_of(each).at) for each in timetables.each)


def _most(first: Ints) -> int:
    """The most that any replication has of something."""
    return int(np.diff(first).max(initial=0))


@remembered
def rests_each(plan: Plan) -> int:
    """How often somebody can rest after work on one row, at most."""
    cells = {desk.respite for desk in plan.layout.desks}
    if not any(plan.table[cell] for cell in cells) and not any(
        write.value for write in plan.writes if write.cell in cells
    ):
        return 0
    return _desks_on_the_way(plan.layout) + 1


@remembered
def _desks_on_the_way(layout: Layout) -> int:
    """At how many desks somebody works on a copy before it arrives, at most."""
    return max(
        (sum(isinstance(stage, WorkStage) for stage in route.stages) for route in layout.routes),
        default=0,
    )


def extra_of(plan: Plan, timetable: Timetable) -> Extra | None:
    """The memory besides, of a run that needs it."""
    extra = more_memory_of(plan, Timetables((timetable,)))
    if extra is None:
        return None
    own: dict[str, Any] = {name: column.copy() for name, column in learning_of(plan).items()}
    return extra._replace(**own)


def more_memory_of(plan: Plan, timetables: Timetables) -> Extra | None:
    """The memory besides, for runs in several replications of a plan or others as it, empty."""
    layout = plan.layout
    asks_or_overlooks = layout.asking is not None or layout.fill.kept >= 0
    if not asks_or_overlooks and plan.learning is None and not layout.orders:
        return None
    own = learning_of(plan)
    columns: dict[str, Any] = {name: np.empty_like(column) for name, column in own.items()}
    columns |= {
        "attention": timetables.columns(lambda each: each.attention),
        "pairs": np.empty(len(own["pairs"]) * len(timetables), dtype=PAIR),
        "outcomes": np.empty(_most_outcomes(plan, timetables), dtype=OUTCOME),
        "orders": _orders(layout),
        "steps": np.concatenate([flat_steps(each) for each in timetables.each]),
    }
    return Extra(**(columns | _standing(timetables)))


def _standing(timetables: Timetables) -> dict[str, npt.NDArray[Any]]:
    """What stands before anything is ordered; nothing where nothing ever is."""
    layout = timetables.layout
    rows, pictures = int(timetables.first_row[-1]), int(timetables.first_picture[-1])
    rows, pairs, pictures = (rows, len(layout.pairs), pictures) if layout.orders else (0, 0, 0)
    return {
        "standing": np.zeros(rows, dtype=np.int32),
        "waiting": np.zeros(rows, dtype=np.int8),
        "deadline": np.zeros(rows, dtype=np.int64),
        "read_first": np.zeros(rows, dtype=np.int8),
        "word": np.full(pairs, -1.0),
        "acts": np.zeros(pictures, dtype=np.int8),
    }


@remembered
def _orders(layout: Layout) -> npt.NDArray[Any]:
    """Orders by number, counted from 1."""
    if not layout.orders:
        return _NO_ORDERS
    return _by_name((layout.orders[0], *layout.orders), ORDER)


def flat_steps(timetable: Timetable) -> npt.NDArray[Any]:
    """What is ordered, step by step."""
    if not timetable.layout.orders:
        return _NO_STEPS
    steps = steps_of(timetable)
    flat = np.empty(len(steps.at), dtype=STEP)
    for name in Steps._fields:
        flat[name] = getattr(steps, name)
    return flat


def _most_outcomes(plan: Plan, timetables: Timetables) -> int:
    """How many outcomes a run can learn from; none where it does not."""
    if plan.learning is None:
        return 0
    return max(
        int(np.count_nonzero(each.picture >= 0)) + each.first_warning - each.first_question
        for each in timetables.each
    )


def tellings(timetables: Timetables) -> list[int]:
    """By replication: how many agencies could tell on how many reports; none where nobody does."""
    agencies = len(timetables.layout.agencies) if timetables.layout.passing.hops > 1 else 0
    return [each.number_of_reports * agencies for each in timetables.each]


def _most_sent(timetables: Timetables) -> int:
    """No more rows than this can set off at one instant."""
    return max(each.most_sent for each in timetables.each)


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
        known = _rows(Timetables((timetable,)))
        keep_rows(timetable, known)
    return known


def keep_rows(timetable: Timetable, rows: npt.NDArray[Any]) -> None:
    """Remembers the records of a timetable for its runs."""
    _timetables.keep(timetable, rows)


def _all_rows(timetables: Timetables) -> npt.NDArray[Any]:
    """The records of several timetables, end to end."""
    if len(timetables) == 1:
        return rows_of(timetables.each[0])
    known = [_timetables.get(each) for each in timetables.each]
    if any(rows is None for rows in known):
        return _rows(timetables)
    joined = unfilled(int(timetables.first_row[-1]), ROW)
    for first, rows in zip(timetables.first_row, known, strict=False):
        assert rows is not None
        joined[first : first + len(rows)] = rows
    return joined


def _rows(timetables: Timetables) -> npt.NDArray[Any]:
    """Columns as records, in which each replication counts from 0."""
    layout = timetables.layout
    rows = np.zeros(int(timetables.first_row[-1]), dtype=ROW)
    rows["order"] = order_within(timetables.key)
    rows["slot_first"] = timetables.columns(lambda each: each.slot_first[:-1])
    for name in _AS_DRAWN:
        rows[name] = timetables.columns(attrgetter(name))
    subject = timetables.columns(lambda each: each.subject)
    rows["work_cell"] = layout.work_cell[subject, timetables.agency]
    rows["rank_cell"] = layout.rank_cell[subject, timetables.agency]
    return rows


_AS_DRAWN = (
    "agency",
    "tie",
    "log_ratio",
    "sanitised",
    "parent",
    "report",
    "first_copy",
    "copies",
    "picture",
    "place",
)


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


def _pictures(plan: Plan, timetables: Timetables) -> npt.NDArray[Any]:
    pictures = np.empty(int(timetables.first_picture[-1]), dtype=PICTURE)
    pictures["agency"] = timetables.picture_agency
    pictures["warning"] = timetables.columns(lambda each: each.picture_warning)
    pictures["exists"] = _exists(timetables)
    pictures["interest"] = interest_of(timetables) if plan.sharing else OUT_OF_REACH
    if timetables.each[0].asked is not None:
        for name in AskedRows._fields:
            pictures[name] = timetables.columns(attrgetter(f"asked.{name}"))
    return pictures


def _exists(timetables: Timetables) -> npt.NDArray[np.bool_]:
    """By picture: whether it is of a threat that exists."""
    exists = np.array([draw.real for draw in timetables.layout.threats], dtype=np.bool_)
    real: npt.NDArray[np.bool_] = exists[timetables.instances.draw[timetables.picture_instance]]
    return real


def interest_of(timetables: Timetables) -> Floats:
    """By picture: the belief from which its holder asks where agencies share."""
    asking = timetables.layout.asking
    if asking is None:
        return np.full(int(timetables.first_picture[-1]), float(OUT_OF_REACH))
    interest: Floats = asking.interest[timetables.picture_agency].astype(np.float64)
    return interest


def _clocks(plan: Plan, timetables: Timetables) -> npt.NDArray[Any]:
    layout, learning = plan.layout, plan.learning
    clock = np.zeros(len(timetables), dtype=CLOCK)
    clock["horizon"] = layout.horizon_us
    clock["reports"] = [each.number_of_reports for each in timetables.each]
    for name in ("first_question", "first_warning", "first_own_place"):
        clock[name] = [getattr(each, name) for each in timetables.each]
    clock["first_attempt"] = [each.first_answer - each.attempts for each in timetables.each]
    clock["first_trust"] = layout.fill.trust
    clock["agencies"] = len(layout.agencies)
    clock["sharing"], clock["naive"] = plan.sharing, layout.naive
    clock["strip"] = layout.fill.strip
    clock["kept"], clock["linked"] = layout.fill.kept, layout.fill.linked
    clock["next_review"] = clock["next_step"] = FAR
    if layout.orders:
        for each, timetable in zip(clock, timetables.each, strict=True):
            each["next_step"] = min((int(at) for at in steps_of(timetable).at[:1]), default=FAR)
    if learning is not None and len(learning.reviews):
        clock["next_review"] = learning.reviews[0]
    return clock


@remembered
def learning_of(plan: Plan) -> dict[str, npt.NDArray[Any]]:
    """What a plan says of learning; empty where nothing is learned."""
    learning = plan.learning
    if learning is None:
        return _UNLEARNED
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
