"""Desks: who comes joins the queue, and who is free takes up the first of it."""

from __future__ import annotations

from math import inf

from sim.engine.compiled.durations import duration, whole_microseconds
from sim.engine.compiled.event_list import schedule
from sim.engine.compiled.memory import DeskState, Extra, World
from sim.engine.compiled.opening import ALWAYS_OPEN, after_open_time, edges_if_any
from sim.engine.compiled.queues import melded, without_first
from sim.engine.machine_code.fetching import fetch
from sim.engine.machine_code.parts import called_part, part
from sim.engine.order import Happens, first_of
from sim.engine.record import NEVER
from sim.plan.values.chances import Chance

_OPENING, _DONE, _BACK = (first_of(kind) for kind in (Happens.OPENING, Happens.DONE, Happens.BACK))
_TRIAGE = int(Chance.TRIAGE)


@part
def join(world: World, row: int, now: int, more: Extra | None) -> int:
    """A row comes to a desk on its way, or to the one that triages it; gives the desk."""
    fetch(world.chance, row)
    track, agency = world.track[row], world.rows[row].agency
    desk = agency
    if track.stage >= 0:
        desk = world.stages[track.stage].place
    # The cells of one subject's ranks follow each other, desk by desk.
    track.urgency = world.table[world.rows[row].rank_cell + desk - agency]
    if more is not None and track.stage < 0 and is_read_first(more, row):
        track.urgency = inf
    track.since = now
    track.order = world.rows[row].order
    track.child = -1
    track.sibling = -1
    world.desks[desk].root = melded(world.track, world.desks[desk].root, row)
    return desk


@part
def is_read_first(extra: Extra, row: int) -> bool:
    """Whether a row is ordered to be read before all else."""
    return len(extra.read_first) > 0 and extra.read_first[row] != 0


@called_part
def rank_again(world: World, extra: Extra, row: int, now: int) -> None:
    """What waits to be read takes another place in the queue, if it came before this instant."""
    track, desk = world.track, world.desks[world.rows[row].agency]
    came = track[row].arrived
    if came == NEVER or came >= now or track[row].started != NEVER:
        return
    queue = desk.root
    desk.root = -1
    while queue >= 0:
        first = queue
        queue = without_first(track, first)
        if first == row:
            read_first = extra.read_first[row] != 0
            track[row].urgency = inf if read_first else world.table[world.rows[row].rank_cell]
        track[first].child = -1
        track[first].sibling = -1
        desk.root = melded(track, desk.root, first)


@part
def serve(world: World, desk: int, now: int) -> None:
    """Takes up what waits, as far as servers are free and the desk is open."""
    at = world.desks[desk]
    passed = edges_if_any(world.edges, at.calendar, now)
    if passed % 2 == 0:
        wake(world, desk, passed)
        return
    while at.root >= 0 and at.busy < at.servers:
        row = at.root
        at.root = without_first(world.track, row)
        at.busy += 1
        start(world, at, row, passed, now)


@part
def wake(world: World, desk: int, passed: int) -> None:
    """Lets the next opening of a closed desk be known, once."""
    at = world.desks[desk]
    if at.waking or passed == world.edges[2 * at.calendar + 1]:
        return
    at.waking = 1
    opening = world.edges[world.edges[2 * at.calendar] + passed]
    schedule(world.pending, world.clock[0], opening, _OPENING + desk, desk)


@part
def start(world: World, at: DeskState, row: int, passed: int, now: int) -> None:
    """Somebody takes a row up, and will be done with it."""
    track = world.track[row]
    scale, chance = world.rows[row].work_cell, _TRIAGE
    if track.stage >= 0:
        stage = world.stages[track.stage]
        scale, chance = stage.scale, stage.chance
        world.slots[track.slot] = now
    else:
        track.started = now
        fetch_copies(world, row)
    work = duration(world, row, scale, chance)
    track.since = 0
    if at.respite > 0.0:
        track.since = whole_microseconds(work * at.respite)
    done = now + work
    if passed != ALWAYS_OPEN and not at.finishes:
        done = after_open_time(world.edges, at.calendar, passed, now, work)
    schedule(world.pending, world.clock[0], done, _DONE + world.rows[row].order, row)


@part
def fetch_copies(world: World, row: int) -> None:
    """Asks for the copies of a row: when it is read, each is considered."""
    first = world.rows[row].first_copy
    for copy in range(first, first + world.rows[row].copies):
        fetch(world.rows, copy)
        fetch(world.chance, copy)
        fetch(world.track, copy)


@part
def leave(world: World, desk: int, row: int, respite: int, now: int) -> None:
    """Who has worked on a row is free for the next, at once or after a rest."""
    at = world.desks[desk]
    if respite == 0:
        at.busy -= 1
        return
    passed = edges_if_any(world.edges, at.calendar, now)
    back = after_open_time(world.edges, at.calendar, passed, now, respite)
    schedule(world.pending, world.clock[0], back, _BACK + world.rows[row].order, desk)
