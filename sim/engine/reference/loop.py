"""What happens at each event: SimPy takes one after the other and calls these with it."""

from __future__ import annotations

from math import inf
from types import MethodType

from sim.engine.order import Happens, first_of
from sim.engine.record import LINKED, SET_ASIDE
from sim.engine.reference.asking import answers
from sim.engine.reference.believing import fuse
from sim.engine.reference.desks import join, leave, serve
from sim.engine.reference.event_list import schedule
from sim.engine.reference.learning import next_review, review
from sim.engine.reference.memory import AtDesk, Journey, Scheduled, World
from sim.engine.reference.ordering import carry_out, fall_silent
from sim.engine.reference.sharing import share, shares
from sim.engine.reference.travelling import travel
from sim.engine.stages import heeded
from sim.plan.values.causes import End

_REPORT, _REFUSED = first_of(Happens.REPORT), int(End.REFUSED)


def begin(world: World) -> None:
    """Says who handles what happens, and awaits the first write and the first report."""
    # SimPy calls a method sooner than a function with an argument that is bound in another way.
    world.on_report = [MethodType(report, world)]
    world.on_arrival = [MethodType(join, world)]
    world.on_finish = [MethodType(finish, world)]
    world.on_resume = [MethodType(resume, world)]
    world.on_opening = [MethodType(open_desk, world)]
    world.on_back = [MethodType(come_back, world)]
    world.on_write = [MethodType(write, world)]
    world.on_order = [MethodType(order, world)]
    world.on_silence = [MethodType(fall_silent, world)]
    world.next_write = time_of_next_write(world)
    await_write(world, world.env.now)
    await_report(world, 0, world.env.now)
    await_order(world, world.env.now)


def await_report(world: World, row: int, now: float) -> None:
    """The next report will be written."""
    if row < world.reports:
        place = _REPORT + world.order[row]
        schedule(world, Journey(row), world.on_report, place, world.report_at[row], now)


def report(world: World, journey: Journey) -> None:
    """A new report comes to its author's desk."""
    row, now = journey.row, journey.at
    world.arrived[row] = now
    join(world, journey)
    await_report(world, row + 1, now)


def finish(world: World, journey: Journey) -> None:
    """Somebody at a desk finishes; what was read is believed and shared, what passes goes on."""
    row, now = journey.row, journey.at
    leave(world, journey, now)
    if journey.work is not None:
        world.slots[journey.slot + 1] = now
        if journey.refused:
            world.end[row], world.ended[row] = _REFUSED, now
        elif not answers(world, row, now):
            travel(world, row, journey.stages, journey.number + 1, journey.slot + 2, now)
        return
    world.done[row] = now
    if world.picture[row] >= 0:
        made = heed(world, row) if world.attention else LINKED
        if made == SET_ASIDE:
            return
        if made == LINKED:
            fuse(world, row, now)
    if world.sharing and world.copies[row] and shares(world, row):
        share(world, row, now)


def heed(world: World, row: int) -> int:
    """What an analyst makes of a row about a threat: it may be set aside, or not linked."""
    table, agency = world.table, world.agency[row]
    kept, linked = table[world.kept + agency], table[world.linked + agency]
    made = heeded(world.attention[row], kept, linked)
    world.overlooked[row] = made
    return made


def resume(world: World, journey: Journey) -> None:
    """A copy goes on with its route."""
    travel(world, journey.row, journey.stages, journey.number, journey.slot, journey.at)


def open_desk(world: World, opening: AtDesk) -> None:
    """A desk opens with work waiting."""
    opening.desk.waking = False
    serve(world, opening.desk, opening.at)


def come_back(world: World, event: AtDesk) -> None:
    """Somebody who has rested after work is back at a desk."""
    desk = event.desk
    desk.busy -= 1
    if desk.queue:
        serve(world, desk, event.at)


def write(world: World, event: Scheduled) -> None:
    """Makes every write that is due, then looks how many work at each desk."""
    now, table = event.at, world.table
    if world.learner is not None and next_review(world.learner) == now:
        review(world.learner, table, now)
    while write_at(world, world.written) == now:
        made = world.writes[world.written]
        table[made.cell] = made.value
        world.written += 1
    world.next_write = time_of_next_write(world)
    await_write(world, now)
    for desk in world.desks:
        desk.read(table)
        if desk.queue:
            serve(world, desk, now)


def order(world: World, event: Scheduled) -> None:
    """An order begins or ceases to stand for something."""
    carry_out(world, world.steps[world.ordered], event.at)
    world.ordered += 1
    await_order(world, event.at)


def await_order(world: World, now: float) -> None:
    """The next step of an order will be taken."""
    if world.ordered < len(world.steps):
        at = float(world.steps[world.ordered][0])
        schedule(world, Scheduled(), world.on_order, first_of(Happens.ORDER), at, now)


def await_write(world: World, now: float) -> None:
    """Numbers of the table will change."""
    if world.next_write < inf:
        schedule(world, Scheduled(), world.on_write, int(Happens.WRITE), world.next_write, now)


def time_of_next_write(world: World) -> float:
    """When numbers of the table change next: by a write, or because trust is reviewed."""
    return min(write_at(world, world.written), next_review(world.learner))


def write_at(world: World, number: int) -> float:
    """When a write is made; infinite after the last."""
    return float(world.writes[number].at) if number < len(world.writes) else inf
