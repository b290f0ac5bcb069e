"""The outermost compiled function: goes on with a run, or runs several plans in one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.engine.compiled.detections import RunColumns, Watched, watch
from sim.engine.compiled.loop import advance
from sim.engine.compiled.memory import FAR, Extra, World
from sim.engine.machine_code.parts import part
from sim.plan.values.ties import OUT_OF_REACH

_NEVER_ASKS = float(OUT_OF_REACH)


class Plans(NamedTuple):
    """In what runs differ that share a layout."""

    number: Sequence[int]
    """By plan: where it stands among all plans whose results are kept."""
    tables: Any
    """By (plan, cell)."""
    desks: Any
    """By (plan, desk)."""
    edges: Any
    """Those of all plans."""
    edges_first: Any
    """By plan: where its own begin; then where the last end."""
    writes: Any
    writes_first: Any
    sharing: Any
    """By plan."""
    learners: Any
    """By (plan, one where something is learned)."""
    reviews: Any
    """Those of all plans: how many there are depends on what relations do under the dials."""
    reviews_first: Any
    releases: Any
    pairs: Any


class Runs(NamedTuple):
    """What is run, and where each replication has its part of the memory."""

    plan: Sequence[int]
    """By run."""
    place: Sequence[int]
    """By run: which replication, from 0."""
    interest: Sequence[float]
    """By picture: the belief from which its holder asks where agencies share."""
    row: Sequence[int]
    """By replication: the first of its rows, and so on; then where the last ends."""
    report: Sequence[int]
    picture: Sequence[int]
    slot: Sequence[int]
    places: Sequence[int]
    """By replication: how many places and tellings it has."""
    tellings: Sequence[int]
    step: Sequence[int]
    """The first of its steps of orders, and so on; then where the last end."""


def run_on(
    world: World,
    until: int,
    more: Extra | None,
    plans: Plans,
    runs: Runs,
    watched: Watched,
    found: RunColumns,
) -> None:
    """Runs plans to an instant; with no plan at all, goes on with what is in the memory.

    One outermost function for both, so that no more than one has to be compiled. The memory of
    each replication is left as its last run left it.
    """
    number = len(runs.plan)
    for run in range(max(number, 1)):
        own, learnt, plan, place = world, more, 0, 0
        if number > 0:
            plan, place = runs.plan[run], runs.place[run]
            own = part_of(world, plans, runs, plan, place)
            make_ready(own, plans, runs, plan, place)
            if more is not None:
                learnt = part_of_extra(more, plans, runs, plan, place)
                make_ready_to_learn(own, plans, learnt, plan)
                make_ready_for_orders(own, learnt)
        advance(own, until, learnt)
        if number > 0:
            watch(world, watched, found, plans.number[plan], place, run + 1)


@part
def part_of(world: World, plans: Plans, runs: Runs, plan: int, place: int) -> World:
    """The part of the memory that is of one replication, with calendars and changes of a plan."""
    row, after = runs.row[place], runs.row[place + 1]
    picture, after_pictures = runs.picture[place], runs.picture[place + 1]
    return World(
        world.rows[row:after],
        world.report_at[runs.report[place] : runs.report[place + 1]],
        world.chance[row:after],
        world.ties,
        world.stages,
        plans.edges[plans.edges_first[plan] : plans.edges_first[plan + 1]],
        plans.writes[plans.writes_first[plan] : plans.writes_first[plan + 1]],
        world.prior,
        world.threshold,
        world.table,
        world.clock[place : place + 1],
        world.track[row:after],
        world.desks,
        world.pending,
        world.pictures[picture:after_pictures],
        world.best[: runs.places[place]],
        world.passed[: runs.tellings[place]],
        world.slots[runs.slot[place] : runs.slot[place + 1]],
        world.moving,
    )


@part
def part_of_extra(extra: Extra, plans: Plans, runs: Runs, plan: int, place: int) -> Extra:
    """The same of what a run needs besides; what is learned of pairs stays for each replication."""
    pairs = plans.pairs.shape[1]
    row, after = runs.row[place], runs.row[place + 1]
    picture, after_pictures = runs.picture[place], runs.picture[place + 1]
    return Extra(
        extra.attention[row:after],
        extra.learner,
        plans.reviews[plans.reviews_first[plan] : plans.reviews_first[plan + 1]],
        extra.releases,
        extra.pairs[place * pairs : (place + 1) * pairs],
        extra.outcomes,
        extra.orders,
        extra.steps[runs.step[place] : runs.step[place + 1]],
        extra.standing[row:after],
        extra.waiting[row:after],
        extra.deadline[row:after],
        extra.read_first[row:after],
        extra.word,
        extra.acts[picture:after_pictures],
    )


@part
def make_ready(world: World, plans: Plans, runs: Runs, plan: int, place: int) -> None:
    """Takes away what the run before has left, and puts in what is this plan's own."""
    clock = world.clock[0]
    clock.begun = clock.pending = clock.next_report = clock.written = clock.reviewed = 0
    clock.moving = 0
    clock.next_review = clock.next_step = FAR
    clock.ordered = 0
    clock.sharing = plans.sharing[plan]
    for cell in range(len(world.table)):
        world.table[cell] = plans.tables[plan, cell]
    for desk in range(len(world.desks)):
        now, own = world.desks[desk], plans.desks[plan, desk]
        now.servers, now.respite = own.servers, own.respite
        now.busy = now.waking = 0
        now.root = -1
    first = runs.picture[place]
    for picture in range(len(world.pictures)):
        asks = plans.sharing[plan] != 0
        world.pictures[picture].interest = runs.interest[first + picture] if asks else _NEVER_ASKS
    for each in range(len(world.best)):
        world.best[each] = 0.0
    for telling in range(len(world.passed)):
        world.passed[telling] = 0


@part
def make_ready_to_learn(world: World, plans: Plans, extra: Extra, plan: int) -> None:
    """Nothing has been learned yet, and what follows from it is under this plan's dials."""
    for number in range(len(extra.learner)):
        extra.learner[number] = plans.learners[plan, number]
    for number in range(len(extra.releases)):
        extra.releases[number] = plans.releases[plan, number]
    for number in range(len(extra.pairs)):
        extra.pairs[number] = plans.pairs[plan, number]
    if len(extra.reviews) > 0:
        world.clock[0].next_review = extra.reviews[0].at


@part
def make_ready_for_orders(world: World, extra: Extra) -> None:
    """Nothing is ordered yet."""
    for row in range(len(extra.standing)):
        extra.standing[row] = extra.waiting[row] = extra.read_first[row] = 0
    for pair in range(len(extra.word)):
        extra.word[pair] = -1.0
    for picture in range(len(extra.acts)):
        extra.acts[picture] = 0
    if len(extra.steps) > 0:
        world.clock[0].next_step = extra.steps[0].at
