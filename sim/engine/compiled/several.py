"""Runs several plans on one timetable, and keeps who learned of what and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.compiled.batch import Plans, run_on
from sim.engine.compiled.building import compiled
from sim.engine.compiled.detections import RunColumns, Watched
from sim.engine.compiled.filling import extra_of, flat_plan, learning_of, most_rests, world_of
from sim.engine.compiled.memory import (
    DESK,
    LEARNER,
    PAIR,
    RELEASE,
    REVIEW,
    WRITE,
    Extra,
    World,
)
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.plan import Plan
from sim.plan.values.ties import OUT_OF_REACH

SETS_REMEMBERED = 2
"""Sets of plans of which is known what they look like to runs: large ones hold many numbers."""


def run_several(plans: Sequence[Plan], timetable: Timetable, watched: Watched) -> RunColumns:
    """Runs plans of one layout to its horizon; gives what is watched of each, in their order."""
    found = _nothing_found(len(plans), watched)
    for alike in _alike(tuple(plans)):
        own = _nothing_found(len(alike.members), watched)
        flat = alike.flat._replace(interest=_interest(alike.members, timetable))
        first = alike.members[0]
        world, extra = world_of(first, timetable), extra_of(first, timetable)
        compiled(run_on)(world, first.layout.horizon_us, extra, flat, watched, own)
        for every, some in zip(_by_run(found), _by_run(own), strict=True):
            every[alike.numbers] = some
    return found


class _Alike(NamedTuple):
    """Plans that share the memory of a run."""

    numbers: Ints
    """Where each stands among all plans."""
    members: tuple[Plan, ...]
    """The one whose desks need the most room first."""
    flat: Plans


@lru_cache(SETS_REMEMBERED)
def _alike(plans: tuple[Plan, ...]) -> tuple[_Alike, ...]:
    """Those that learn, and those that do not."""
    found = []
    for learns in (False, True):
        numbers = [n for n, plan in enumerate(plans) if (plan.learning is not None) is learns]
        numbers.sort(key=lambda number: -most_rests(plans[number], 1))
        if numbers:
            members = tuple(plans[number] for number in numbers)
            found.append(_Alike(np.array(numbers), members, _flat(members)))
    return tuple(found)


def _flat(plans: tuple[Plan, ...]) -> Plans:
    """What plans look like to runs, one after the other; whom they ask depends on what happens."""
    edges, edges_first = _joined([flat_plan(plan).edges for plan in plans])
    writes, writes_first = _joined([flat_plan(plan).writes for plan in plans])
    learning = [learning_of(plan) for plan in plans]
    return Plans(
        tables=_stacked([plan.table for plan in plans]),
        desks=_stacked([flat_plan(plan).desks for plan in plans]),
        edges=edges,
        edges_first=edges_first,
        writes=writes,
        writes_first=writes_first,
        sharing=np.array([plan.sharing for plan in plans], dtype=np.int64),
        interest=None,
        learners=_stacked([own["learner"] for own in learning]),
        reviews=_stacked([own["reviews"] for own in learning]),
        releases=_stacked([own["releases"] for own in learning]),
        pairs=_stacked([own["pairs"] for own in learning]),
    )


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


def _interest(plans: Sequence[Plan], timetable: Timetable) -> Floats:
    """By (run, picture): the belief from which its holder asks."""
    interest = np.full((len(plans), len(timetable.picture_agency)), float(OUT_OF_REACH))
    for number, plan in enumerate(plans):
        if plan.layout.asking is not None and plan.sharing:
            interest[number] = plan.layout.asking.interest[timetable.picture_agency]
    return interest


def _by_run(found: RunColumns) -> tuple[Any, ...]:
    """The columns that have a place for each run: all but the last."""
    return found[:-1]


def go_on(world: World, until_us: int, extra: Extra | None) -> None:
    """Lets everything happen in a run that happens before an instant."""
    compiled(run_on)(world, until_us, extra, *_NOTHING)


def _nothing_found(runs: int, watched: Watched) -> RunColumns:
    instances, origins = len(watched.real), len(watched.threat_of_origin)
    whole: Callable[..., Any] = np.zeros
    return RunColumns(
        detected=whole((runs, instances), dtype=np.int64),
        warned=whole((runs, instances), dtype=np.int64),
        alarms=whole(runs, dtype=np.int64),
        false_alarms=whole(runs, dtype=np.int64),
        needless=whole(runs, dtype=np.int64),
        evidence=whole((runs, watched.threats), dtype=np.int64),
        held=whole(origins, dtype=np.int64),
    )


def _nothing() -> tuple[Plans, Watched, RunColumns]:
    """No plans, and nothing that is watched."""
    whole, flags = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
    forms = {"desks": DESK, "learners": LEARNER, "reviews": REVIEW, "releases": RELEASE}
    plans: dict[str, Any] = {
        name: np.empty((0, 0), dtype=form) for name, form in {**forms, "pairs": PAIR}.items()
    }
    reals = np.empty((0, 0), dtype=np.float64)
    watched: Any = (whole, flags, whole, flags, whole, whole, whole, whole, 0, 0)
    nothing = Watched(*watched)
    return (
        Plans(
            tables=reals,
            edges=whole,
            edges_first=whole,
            writes=np.empty(0, dtype=WRITE),
            writes_first=whole,
            sharing=whole,
            interest=reals,
            **plans,
        ),
        nothing,
        _nothing_found(0, nothing),
    )


_NOTHING = _nothing()
