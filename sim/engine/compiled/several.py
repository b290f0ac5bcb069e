"""Runs several plans in several replications, and keeps who learned of what and when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.columns import Bools
from sim.engine.compiled.batch import Plans, Runs, run_on
from sim.engine.compiled.detections import RunColumns, Watched
from sim.engine.compiled.filling import (
    flat_plan,
    flat_steps,
    interest_of,
    learning_of,
    memory_of,
    more_memory_of,
    tellings,
)
from sim.engine.compiled.memory import (
    DESK,
    FAR,
    LEARNER,
    PAIR,
    RELEASE,
    REVIEW,
    WRITE,
    Extra,
    World,
)
from sim.engine.machine_code.building import compiled
from sim.engine.timetables import Timetables
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan

SETS_REMEMBERED = 2
"""Sets of plans of which is known what they look like to runs: large ones hold many numbers."""


class Memory(NamedTuple):
    """The memory in which runs were made: what the last run of each replication has left."""

    world: World
    extra: Extra | None


def run_several(
    plans: Sequence[Plan], timetables: Timetables, chosen: Bools, watched: Watched, last: int = 0
) -> tuple[RunColumns, Memory]:
    """Runs plans of one layout to its horizon.

    Args:
        plans: what is run.
        timetables: on which.
        chosen: by (replication, plan): whether it is run there.
        watched: what is kept of each run.
        last: the plan that is run last in each replication.

    Returns:
        What is watched, by plan, and what the last runs have left.
    """
    found = _nothing_found(len(plans), watched)
    left: Memory | None = None
    for learns in (plans[last].learning is None, plans[last].learning is not None):
        numbers = [n for n, plan in enumerate(plans) if (plan.learning is not None) is learns]
        if last in numbers:
            numbers.append(numbers.pop(numbers.index(last)))
        if numbers:
            left = _run(plans, numbers, timetables, chosen, watched, found)
    assert left is not None
    return found, left


def _run(
    plans: Sequence[Plan],
    numbers: list[int],
    timetables: Timetables,
    chosen: Bools,
    watched: Watched,
    found: RunColumns,
) -> Memory:
    """Runs those that share the form of their memory, in this order within each replication."""
    members = tuple(plans[number] for number in numbers)
    world, extra = memory_of(members, timetables), more_memory_of(members[0], timetables)
    number: Any = np.array(numbers, dtype=np.int64)
    flat = _flat(members)._replace(number=number)
    runs = _runs(timetables, chosen[:, numbers])
    until = timetables.layout.horizon_us
    if len(runs.plan):
        compiled(run_on)(world, until, extra, flat, runs, watched, found)
    return Memory(world, extra)


def _runs(timetables: Timetables, chosen: Bools) -> Runs:
    """Every run, replication by replication."""
    place, plan = np.nonzero(chosen)
    columns: dict[str, Any] = {
        "plan": plan.astype(np.int64),
        "place": place.astype(np.int64),
        "interest": interest_of(timetables),
        "row": timetables.first_row,
        "report": timetables.first_report,
        "picture": timetables.first_picture,
        "slot": timetables.first_slot,
        "places": np.diff(timetables.first_place),
        "tellings": np.array(tellings(timetables), dtype=np.int64),
        "step": np.cumsum([0, *(len(flat_steps(each)) for each in timetables.each)]),
    }
    return Runs(**columns)


@lru_cache(SETS_REMEMBERED)
def _flat(plans: tuple[Plan, ...]) -> Plans:
    """What plans look like to runs, one after the other."""
    edges, edges_first = _joined([flat_plan(plan).edges for plan in plans])
    writes, writes_first = _joined([flat_plan(plan).writes for plan in plans])
    learning = [learning_of(plan) for plan in plans]
    reviews, reviews_first = _joined([own["reviews"] for own in learning])
    columns: dict[str, Any] = {
        "number": None,
        "tables": _stacked([plan.table for plan in plans]),
        "desks": _stacked([flat_plan(plan).desks for plan in plans]),
        "edges": edges,
        "edges_first": edges_first,
        "writes": writes,
        "writes_first": writes_first,
        "sharing": np.array([plan.sharing for plan in plans], dtype=np.int64),
        "learners": _stacked([own["learner"] for own in learning]),
        "reviews": reviews,
        "reviews_first": reviews_first,
        "releases": _stacked([own["releases"] for own in learning]),
        "pairs": _stacked([own["pairs"] for own in learning]),
    }
    return Plans(**columns)


def _stacked(parts: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Parts of one form, as rows; numpy's own way compares the fields of records every time."""
    stacked = np.empty((len(parts), *parts[0].shape), dtype=parts[0].dtype)
    for row, part in zip(stacked, parts, strict=True):
        row[:] = part
    return stacked


def _joined(parts: Sequence[npt.NDArray[Any]]) -> tuple[npt.NDArray[Any], Ints]:
    """Parts one after the other, and where each begins; then where the last ends."""
    first = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    joined = np.empty(first[-1], dtype=parts[0].dtype)
    for since, part in zip(first, parts, strict=False):
        joined[since : since + len(part)] = part
    return joined, first


def go_on(world: World, until_us: int, extra: Extra | None) -> None:
    """Lets everything happen in a run that happens before an instant."""
    compiled(run_on)(world, until_us, extra, *_NOTHING)


def _nothing_found(plans: int, watched: Watched) -> RunColumns:
    instances, replications = len(watched.real), len(watched.first_picture) - 1
    threats, held = int(watched.first_threat[-1]), len(watched.threat_of_origin)
    nobody: Any = np.zeros(held, dtype=np.int64)
    return RunColumns(
        detected=np.full((plans, instances), FAR, dtype=np.int64),
        warned=np.full((plans, instances), FAR, dtype=np.int64),
        alarms=np.zeros((plans, replications), dtype=np.int64),
        false_alarms=np.zeros((plans, replications), dtype=np.int64),
        needless=np.zeros((plans, replications), dtype=np.int64),
        considered=np.zeros((plans, replications), dtype=np.int64),
        delivered=np.zeros((plans, replications), dtype=np.int64),
        evidence=np.zeros((plans, threats), dtype=np.int64),
        held=nobody,
    )


def _nothing() -> tuple[Plans, Runs, Watched, RunColumns]:
    """No plans, no runs, and nothing that is watched."""
    whole, flags = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
    one, reals = np.zeros(1, dtype=np.int64), np.empty((0, 0), dtype=np.float64)
    forms = {"desks": DESK, "learners": LEARNER, "releases": RELEASE}
    plans: dict[str, Any] = {
        name: np.empty((0, 0), dtype=form) for name, form in {**forms, "pairs": PAIR}.items()
    }
    runs: dict[str, Any] = {name: whole for name in Runs._fields if name != "interest"}
    watched: dict[str, Any] = {
        name: one if name.startswith("first_") else whole for name in Watched._fields
    }
    watched |= {"responsible": flags, "real": flags, "overlooks": 0}
    nothing = Watched(**watched)
    return (
        Plans(
            number=whole,  # type: ignore[arg-type]
            tables=reals,
            edges=whole,
            edges_first=whole,
            writes=np.empty(0, dtype=WRITE),
            writes_first=whole,
            reviews=np.empty(0, dtype=REVIEW),
            reviews_first=whole,
            sharing=whole,
            **plans,
        ),
        Runs(interest=np.empty(0, dtype=np.float64), **runs),  # type: ignore[arg-type]
        nothing,
        _nothing_found(0, nothing),
    )


_NOTHING = _nothing()
