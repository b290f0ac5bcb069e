"""The loop: one thing after another happens, until an instant is reached."""

from __future__ import annotations

from sim.engine.compiled.asking import answers
from sim.engine.compiled.believing import fuse
from sim.engine.compiled.desks import join, leave, serve
from sim.engine.compiled.event_list import drop_first
from sim.engine.compiled.learning import review
from sim.engine.compiled.memory import FAR, Extra, World
from sim.engine.compiled.ordering import carry_out, fall_silent
from sim.engine.compiled.sharing import share, shares
from sim.engine.compiled.travelling import travel
from sim.engine.machine_code.fetching import fetch
from sim.engine.machine_code.parts import part
from sim.engine.order import KEY_BITS, Happens
from sim.engine.record import LINKED, NEVER, NO_END, SET_ASIDE
from sim.engine.stages import heeded
from sim.plan.values.causes import End

_OPENING, _DONE, _BACK = int(Happens.OPENING), int(Happens.DONE), int(Happens.BACK)
_RESUME, _ARRIVAL = int(Happens.RESUME), int(Happens.ARRIVAL)
_ORDER = int(Happens.ORDER)
_REFUSED = int(End.REFUSED)


@part
def advance(world: World, until: int, more: Extra | None) -> None:
    """Lets everything happen that happens before an instant."""
    clock = world.clock[0]
    if not clock.begun:
        begin(world)
    clock.steady_until = min(clock.next_write, clock.next_review)
    now = next_instant(world, more)
    while now < until:
        if more is not None:
            review_until(world, more, now + 1)
        first, last = happen(world, now, more)
        for desk in range(first, last):
            if world.desks[desk].root >= 0:
                serve(world, desk, now)
        for mover in range(clock.moving):
            travel(world, world.moving[mover], now)
        clock.moving = 0
        now = next_instant(world, more)
    if more is not None:
        review_until(world, more, until)


@part
def review_until(world: World, extra: Extra, until: int) -> None:
    """Trust is looked at anew at each moment before an instant, before all else that happens then.

    Between two things that happen nobody reads the table, so it does not matter when it is written.
    """
    while world.clock[0].next_review < until:
        review(world, extra)


@part
def begin(world: World) -> None:
    """Nothing has happened yet."""
    for track in world.track:
        track.arrived = track.started = track.done = track.ended = NEVER
        track.end = NO_END
        track.unrecognised = track.stripped = track.refused = 0
        track.weight = track.credit = 1.0
        track.stage = -1
    for slot in range(len(world.slots)):
        world.slots[slot] = NEVER
    for picture in world.pictures:
        picture.detected = NEVER
        picture.belief = world.prior[picture.agency]
        picture.threshold = world.threshold[picture.agency]
        picture.asked = NEVER
        picture.queries = picture.hits = 0
        picture.contributor = -1
    world.clock[0].next_write = write_at(world, 0)
    world.clock[0].begun = 1


@part
def next_instant(world: World, more: Extra | None) -> int:
    """When something happens next."""
    clock = world.clock[0]
    now = clock.next_write
    if clock.pending > 0 and world.pending[0].at < now:
        now = world.pending[0].at
    if clock.next_report < clock.reports and world.report_at[clock.next_report] < now:
        now = world.report_at[clock.next_report]
    if more is not None and clock.next_step < now:
        now = clock.next_step
    return now


@part
def happen(world: World, now: int, more: Extra | None) -> tuple[int, int]:
    """The next thing happens; gives from which desk to which somebody may be served by it."""
    clock = world.clock[0]
    if clock.next_write == now:
        write(world, now)
        return 0, len(world.desks)
    if more is not None and clock.next_step == now:
        carry_out(world, more, now)
        return 0, 0
    if clock.pending > 0 and world.pending[0].at == now:
        kind, row = world.pending[0].place >> KEY_BITS, world.pending[0].row
        drop_first(world.pending, clock)
        fetch_next(world, world.pending[0].row)
    else:
        kind, row = _ARRIVAL, clock.next_report
        clock.next_report = row + 1
        fetch_next(world, row + 1)
        fetch(world.chance, row + 1)
        world.track[row].arrived = now
    if kind == _RESUME:
        go_on(world, row)
        return 0, 0
    if more is not None and kind == _ORDER:
        fall_silent(world, more, row, now)
        return 0, 0
    if kind == _OPENING:
        desk = row
        world.desks[desk].waking = 0
    elif kind == _DONE:
        desk = finish(world, row, now, more)
    elif kind == _BACK:
        desk = row
        world.desks[desk].busy -= 1
    else:
        desk = join(world, row, now, more)
    return desk, desk + 1


@part
def fetch_next(world: World, row: int) -> None:
    """Asks for a row to which something happens soon."""
    fetch(world.rows, row)
    fetch(world.track, row)


@part
def finish(world: World, row: int, now: int, more: Extra | None) -> int:
    """Somebody at a desk finishes; what was read is believed and told, what passes goes on."""
    track = world.track[row]
    desk, respite = world.rows[row].agency, track.since
    if track.stage < 0:
        track.done = now
        made = LINKED
        if more is not None:
            made = heed(world, more, row)
        if world.rows[row].picture >= 0 and made == LINKED:
            fuse(world, row, now, more)
        telling = world.clock[0].sharing and world.rows[row].copies > 0 and made != SET_ASIDE
        if telling and shares(world, row, more):
            share(world, row, now, more)
    else:
        desk = world.stages[track.stage].place
        world.slots[track.slot + 1] = now
        track.slot += 2
        track.stage += 1
        if track.refused:
            track.end = _REFUSED
            track.ended = now
        elif more is None or not answers(world, more, row, now):
            go_on(world, row)
    leave(world, desk, row, respite, now)
    return desk


@part
def heed(world: World, extra: Extra, row: int) -> int:
    """What an analyst makes of a row: one about a threat may be set aside, or not linked."""
    if len(extra.attention) == 0 or world.rows[row].picture < 0:
        return LINKED
    table, agency, clock = world.table, world.rows[row].agency, world.clock[0]
    kept, linked = table[clock.kept + agency], table[clock.linked + agency]
    made = heeded(extra.attention[row], kept, linked)
    world.track[row].refused = made
    return made


@part
def go_on(world: World, row: int) -> None:
    """A copy goes on with its route."""
    clock = world.clock[0]
    world.moving[clock.moving] = row
    clock.moving += 1


@part
def write(world: World, now: int) -> None:
    """Makes every write that is due, then looks how many work at each desk."""
    clock = world.clock[0]
    while write_at(world, clock.written) == now:
        made = world.writes[clock.written]
        world.table[made.cell] = made.value
        clock.written += 1
    clock.next_write = write_at(world, clock.written)
    clock.steady_until = min(clock.next_write, clock.next_review)
    for desk in world.desks:
        desk.servers = world.table[desk.servers_cell]
        desk.respite = world.table[desk.respite_cell]


@part
def write_at(world: World, number: int) -> int:
    """When a write is made; FAR after the last."""
    return world.writes[number].at if number < len(world.writes) else FAR
