"""What an agency has read it tells: each partner gets a copy, or there is a reason why not."""

from __future__ import annotations

from sim.engine.compiled.event_list import schedule
from sim.engine.compiled.memory import Extra, FlatTie, World
from sim.engine.machine_code.parts import called_part, part
from sim.engine.order import Happens, first_of
from sim.engine.orders import Waiting
from sim.engine.record import NEVER
from sim.engine.stages import decided, strips
from sim.plan.values.causes import End
from sim.plan.values.chances import Chance
from sim.plan.values.orders import OrderKind

_RELEASE, _RECOGNITION = int(Chance.RELEASE), int(Chance.RECOGNITION)
_NOT_RECOGNISED, _IN_FLIGHT = int(End.NOT_RECOGNISED), int(End.IN_FLIGHT)
_OVER_CEILING = int(End.OVER_CEILING)
_NOT, _WAITS = int(Waiting.NOT), int(Waiting.WAITS)
_ORDERED_TO_SEND, _ASK_US_FIRST = int(OrderKind.SEND), int(OrderKind.ASK_US_FIRST)
_SILENCE = first_of(Happens.ORDER)


@part
def credibility(world: World, row: int, more: Extra | None) -> float:
    """How far a copy is believed: the trust along its chain, multiplied."""
    read = world.rows[row]
    cell = world.ties[read.tie].believed
    trust = world.table[cell]
    if more is not None and len(more.word) > 0:
        ordered = more.word[cell - world.clock[0].first_trust]
        if ordered >= 0.0:
            trust = ordered
    return trust * world.track[read.parent].credit


@part
def shares(world: World, row: int, more: Extra | None) -> bool:
    """Whether a row is told on: what partners told goes on once, with the credit it has now."""
    clock, read = world.clock[0], world.rows[row]
    if row < clock.reports:
        return True
    telling = read.report * clock.agencies + read.agency
    if world.passed[telling] != 0:
        return False
    world.passed[telling] = 1
    world.track[row].credit = credibility(world, row, more)
    return True


@part
def share(world: World, row: int, now: int, more: Extra | None) -> None:
    """Considers every partner: each gets a copy, or there is a reason why not."""
    first = world.rows[row].first_copy
    for copy in range(first, first + world.rows[row].copies):
        tie = world.ties[world.rows[copy].tie]
        if more is not None and is_ordered(more, copy):
            consider_as_ordered(world, more, copy, now)
        else:
            consider(world, copy, tie, world.table[tie.need], now)


@part
def consider(world: World, copy: int, tie: FlatTie, need: float, now: int) -> bool:
    """A copy sets off, or there is a reason why not; gives whether it does."""
    end = decided(world.chance[copy, _RELEASE], world.table[tie.release], need, tie.first)
    return set_off(world, copy, tie, end, now)


@part
def is_ordered(extra: Extra, copy: int) -> bool:
    """Whether anything is ordered of a copy."""
    return len(extra.standing) > 0 and extra.standing[copy] > 0


@called_part
def consider_as_ordered(world: World, extra: Extra, copy: int, now: int) -> None:
    """What an order says of a copy comes before trust and the need to know."""
    order = extra.orders[extra.standing[copy]]
    if order.kind == _ORDERED_TO_SEND:
        go_as_ordered(world, extra, copy, now)
        return
    extra.waiting[copy] = _WAITS
    world.track[copy].end = _IN_FLIGHT
    extra.deadline[copy] = NEVER
    if order.kind == _ASK_US_FIRST:
        at = now + order.within
        extra.deadline[copy] = at
        place = _SILENCE + world.rows[copy].order
        schedule(world.pending, world.clock[0], at, place, copy)


@called_part
def go_as_ordered(world: World, extra: Extra, copy: int, now: int) -> None:
    """A copy goes that is ordered to, by law and over its channel."""
    extra.waiting[copy] = _NOT
    tie = world.ties[world.rows[copy].tie]
    end = _IN_FLIGHT if tie.first >= 0 else _OVER_CEILING
    set_off(world, copy, tie, end, now)


@part
def set_off(world: World, copy: int, tie: FlatTie, end: int, now: int) -> bool:
    """A copy sets off that is to be sent, if the law recognises it; gives whether it does."""
    table, stage, last = world.table, tie.first, tie.last
    in_doubt = end == _IN_FLIGHT and tie.recognised >= 0
    if in_doubt and world.chance[copy, _RECOGNITION] >= table[tie.recognised]:
        end = _NOT_RECOGNISED
        if table[tie.fallback] != 0.0:
            end = _IN_FLIGHT
            stage, last = tie.formal_first, tie.formal_last
            world.track[copy].unrecognised = 1
    if end != _IN_FLIGHT:
        world.track[copy].end = end
        world.track[copy].ended = now
        return False
    if world.rows[copy].picture >= 0:
        sanitise(world, copy, tie)
    send(world, copy, stage, last)
    return True


@part
def sanitise(world: World, copy: int, tie: FlatTie) -> None:
    """Keeps what sanitising leaves of an indicator, and perhaps not where it comes from."""
    if world.rows[copy].sanitised:
        track, clock = world.track[copy], world.clock[0]
        parent = world.track[world.rows[copy].parent]
        track.weight = parent.weight * world.table[tie.weight]
        trust, least = world.table[tie.trust], world.table[clock.strip]
        if strips(clock.naive, parent.stripped, trust, least):
            track.stripped = 1


@part
def send(world: World, row: int, stage: int, last: int) -> None:
    """A copy or warning sets off at the first stage of its route."""
    track, clock = world.track[row], world.clock[0]
    track.end = _IN_FLIGHT
    track.stage = stage
    track.last = last
    track.slot = world.rows[row].slot_first
    world.moving[clock.moving] = row
    clock.moving += 1
