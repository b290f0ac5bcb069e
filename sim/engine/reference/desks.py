"""Desks: who comes is taken up or joins the queue, and who is free takes up the first of it."""

from __future__ import annotations

from bisect import bisect_right
from heapq import heapify, heappop, heappush
from math import inf

from sim.engine.order import Happens, desk_place, first_of
from sim.engine.reference.event_list import schedule
from sim.engine.reference.memory import WHOLE, AtDesk, DeskState, Edges, Journey, World
from sim.engine.reference.opening import after_open_time, is_open

_DONE, _BACK = first_of(Happens.DONE), first_of(Happens.BACK)


def join(world: World, journey: Journey) -> None:
    """A row comes to a desk on its way, or to the one that triages it."""
    row, now = journey.row, journey.at
    place = agency = world.agency[row]
    if journey.work is not None:
        place = journey.work.desk
    desk = world.desks[place]
    free = desk.busy < desk.servers and not desk.queue
    if free and (desk.edges is None or is_open(desk.edges, now)):
        start(world, desk, journey, now)
        return
    # The cells of one subject's ranks follow each other, desk by desk.
    urgency = world.table[world.rank_cell[row] + place - agency]
    if journey.work is None and world.read_first and world.read_first[row]:
        urgency = inf
    heappush(desk.queue, (-urgency, now, world.order[row], journey))
    if desk.edges is not None:
        wake(world, desk, desk.edges, now)


def rank_again(world: World, row: int, now: float) -> None:
    """What waits to be read takes another place in the queue, if it came before this instant."""
    queue = world.desks[world.agency[row]].queue
    for number, (_, came, order, journey) in enumerate(queue):
        if journey.row == row and journey.work is None and came < now:
            urgency = inf if world.read_first[row] else world.table[world.rank_cell[row]]
            queue[number] = (-urgency, came, order, journey)
            heapify(queue)
            return


def serve(world: World, desk: DeskState, now: float) -> None:
    """Takes up what waits, as far as servers are free and the desk is open."""
    if desk.edges is not None and not is_open(desk.edges, now):
        wake(world, desk, desk.edges, now)
        return
    queue = desk.queue
    while queue and desk.busy < desk.servers:
        start(world, desk, heappop(queue)[3], now)


def wake(world: World, desk: DeskState, edges: Edges, now: float) -> None:
    """Lets the next opening of a closed desk be known, once."""
    passed = bisect_right(edges, now)
    if desk.waking or passed & 1 or passed == len(edges):
        return
    desk.waking = True
    place = desk_place(desk.number)
    schedule(world, AtDesk(desk), world.on_opening, place, edges[passed], now)


def start(world: World, desk: DeskState, journey: Journey, now: float) -> None:
    """Somebody takes a row up, and will be done with it."""
    desk.busy += 1
    journey.desk = desk
    row = journey.row
    stage = journey.work
    if stage is not None:
        world.slots[journey.slot] = now
        work = world.table[stage.scale]
        if stage.chance >= 0:
            work *= world.chance[stage.chance][row]
    else:
        world.started[row] = now
        work = world.table[world.work_cell[row]] * world.triage[row]
    work = (work + WHOLE) - WHOLE
    journey.respite = (work * desk.respite + WHOLE) - WHOLE if desk.respite else 0.0
    if desk.edges is not None and not desk.written.finishes:
        work = after_open_time(desk.edges, now, work) - now
    # What `schedule` does, without the call: this is where every row passes.
    journey.at, journey.callbacks = now + work, world.on_finish
    world.schedule(journey, _DONE + world.order[row], work)


def leave(world: World, journey: Journey, now: float) -> None:
    """Who has worked on a row is free for the next, at once or after a rest."""
    desk = journey.desk
    if journey.respite:
        at = after_open_time(desk.edges, now, journey.respite)
        schedule(world, AtDesk(desk), world.on_back, _BACK + world.order[journey.row], at, now)
        return
    desk.busy -= 1
    if desk.queue:
        serve(world, desk, now)
