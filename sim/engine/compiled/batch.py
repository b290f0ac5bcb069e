"""The outermost compiled function: goes on with a run, or runs several plans in one call."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.engine.compiled.detections import RunColumns, Watched, watch
from sim.engine.compiled.loop import advance
from sim.engine.compiled.memory import FAR, Extra, World
from sim.engine.compiled.parts import part


class Plans(NamedTuple):
    """In what runs on one timetable differ."""

    tables: Any
    """By (run, cell)."""
    desks: Any
    """By (run, desk)."""
    edges: Any
    """Those of all runs."""
    edges_first: Any
    """By run: where its own begin; then where the last end."""
    writes: Any
    writes_first: Any
    sharing: Any
    """By run."""
    interest: Any
    """By (run, picture): the belief from which its holder asks."""
    learners: Any
    """By (run, one where something is learned)."""
    reviews: Any
    releases: Any
    pairs: Any


def run_on(
    world: World, until: int, more: Extra | None, plans: Plans, watched: Watched, found: RunColumns
) -> None:
    """Runs each plan to an instant; with no plan at all, goes on with what is in the memory.

    One outermost function for both, so that no more than one has to be compiled. The memory is
    left as the last run left it.
    """
    runs = len(plans.sharing)
    for run in range(max(runs, 1)):
        own = world
        if runs > 0:
            own = with_own_calendars(world, plans, run)
            make_ready(own, plans, run)
            if more is not None:
                make_ready_to_learn(own, plans, more, run)
        advance(own, until, more)
        if runs > 0:
            watch(own, watched, found, run)


@part
def with_own_calendars(world: World, plans: Plans, run: int) -> World:
    """The same memory, in which calendars and changes are those of one plan."""
    return World(
        world.rows,
        world.report_at,
        world.chance,
        world.ties,
        world.stages,
        plans.edges[plans.edges_first[run] : plans.edges_first[run + 1]],
        plans.writes[plans.writes_first[run] : plans.writes_first[run + 1]],
        world.prior,
        world.threshold,
        world.table,
        world.clock,
        world.track,
        world.desks,
        world.pending,
        world.pictures,
        world.best,
        world.passed,
        world.slots,
        world.moving,
    )


@part
def make_ready(world: World, plans: Plans, run: int) -> None:
    """Takes away what the run before has left, and puts in what is this plan's own."""
    clock = world.clock[0]
    clock.begun = clock.pending = clock.next_report = clock.written = clock.reviewed = 0
    clock.moving = 0
    clock.next_review = FAR
    clock.sharing = plans.sharing[run]
    for cell in range(len(world.table)):
        world.table[cell] = plans.tables[run, cell]
    for desk in range(len(world.desks)):
        now, own = world.desks[desk], plans.desks[run, desk]
        now.servers, now.respite = own.servers, own.respite
        now.busy = now.waking = 0
        now.root = -1
    for picture in range(len(world.pictures)):
        world.pictures[picture].interest = plans.interest[run, picture]
    for place in range(len(world.best)):
        world.best[place] = 0.0
    for telling in range(len(world.passed)):
        world.passed[telling] = 0


@part
def make_ready_to_learn(world: World, plans: Plans, extra: Extra, run: int) -> None:
    """Nothing has been learned yet, and what follows from it is under this plan's dials."""
    for number in range(len(extra.learner)):
        extra.learner[number] = plans.learners[run, number]
    for number in range(len(extra.releases)):
        extra.releases[number] = plans.releases[run, number]
    for number in range(len(extra.pairs)):
        extra.pairs[number] = plans.pairs[run, number]
    for number in range(len(extra.reviews)):
        extra.reviews[number] = plans.reviews[run, number]
        if number == 0:
            world.clock[0].next_review = extra.reviews[0].at
