"""What an agency has read it shares: each partner gets a copy, or there is a reason why not."""

from __future__ import annotations

from sim.engine.order import Happens, first_of
from sim.engine.orders import Waiting
from sim.engine.record import NEVER
from sim.engine.reference.event_list import schedule
from sim.engine.reference.memory import Journey, World
from sim.engine.reference.travelling import travel
from sim.engine.stages import decided, strips
from sim.plan.values.causes import End
from sim.plan.values.orders import OrderKind
from sim.plan.values.ties import Tie

_NOT_RECOGNISED, _IN_FLIGHT = int(End.NOT_RECOGNISED), int(End.IN_FLIGHT)
_OVER_CEILING = int(End.OVER_CEILING)
_NOT, _WAITS = int(Waiting.NOT), int(Waiting.WAITS)
_SILENCE = first_of(Happens.ORDER)


def credibility(world: World, row: int) -> float:
    """How far a copy is believed: the trust along its chain, multiplied."""
    cell = world.ties[world.tie[row]].believed
    trust = world.table[cell]
    if world.word:
        ordered = world.word[cell - world.first_trust]
        trust = trust if ordered < 0.0 else ordered
    return trust * world.credit.get(world.parent[row], 1.0)


def shares(world: World, row: int) -> bool:
    """Whether a row is shared on: what partners told goes on once, with the credit it has now."""
    if row < world.reports:
        return True
    sharing = world.report_of[row], world.agency[row]
    if sharing in world.passed:
        return False
    world.passed.add(sharing)
    world.credit[row] = credibility(world, row)
    return True


def share(world: World, row: int, now: float) -> None:
    """Considers every partner: each gets a copy, or there is a reason why not."""
    table, ties, first = world.table, world.ties, world.first_copy[row]
    for copy, number in enumerate(world.tie[first : first + world.copies[row]], first):
        tie = ties[number]
        if world.standing and world.standing[copy]:
            consider_as_ordered(world, copy, now)
        else:
            consider(world, copy, tie, table[tie.need], now)


def consider(world: World, copy: int, tie: Tie, need: float, now: float) -> bool:
    """A copy sets off, or there is a reason why not; gives whether it does."""
    end = decided(world.release[copy], world.table[tie.release], need, tie.route)
    return set_off(world, copy, tie, end, now)


def consider_as_ordered(world: World, copy: int, now: float) -> None:
    """What an order says of a copy comes before trust and the need to know."""
    order = world.orders[world.standing[copy]]
    assert order is not None
    if order.kind is OrderKind.SEND:
        go_as_ordered(world, copy, now)
        return
    world.waiting[copy], world.end[copy] = _WAITS, _IN_FLIGHT
    world.deadline[copy] = NEVER
    if order.kind is OrderKind.ASK_US_FIRST:
        world.deadline[copy] = at = now + order.within
        place = _SILENCE + world.order[copy]
        schedule(world, Journey(copy), world.on_silence, place, at, now)


def go_as_ordered(world: World, copy: int, now: float) -> None:
    """A copy goes that is ordered to, by law and over its channel."""
    world.waiting[copy] = _NOT
    tie = world.ties[world.tie[copy]]
    set_off(world, copy, tie, _IN_FLIGHT if tie.route >= 0 else _OVER_CEILING, now)


def set_off(world: World, copy: int, tie: Tie, end: int, now: float) -> bool:
    """A copy sets off that is to be sent, if the law recognises it; gives whether it does."""
    table, route = world.table, tie.route
    in_doubt = end == _IN_FLIGHT and tie.recognised >= 0
    if in_doubt and world.recognition[copy] >= table[tie.recognised]:
        end = _NOT_RECOGNISED
        if table[tie.fallback]:
            end, route = _IN_FLIGHT, tie.route_unrecognised
            world.unrecognised[copy] = 1
    if end != _IN_FLIGHT:
        world.end[copy], world.ended[copy] = end, now
        return False
    if world.picture[copy] >= 0:
        sanitise(world, copy, tie)
    send(world, copy, route, now)
    return True


def sanitise(world: World, copy: int, tie: Tie) -> None:
    """Keeps what sanitising leaves of an indicator, and perhaps not where it comes from."""
    if world.sanitised[copy]:
        parent = world.parent[copy]
        table = world.table
        world.weight[copy] = world.weight.get(parent, 1.0) * table[tie.weight]
        if strips(world.naive, world.stripped[parent], table[tie.trust], table[world.strip]):
            world.stripped[copy] = 1


def send(world: World, row: int, route: int, now: float) -> None:
    """A copy or warning sets off at the first stage of its route."""
    world.end[row] = _IN_FLIGHT
    travel(world, row, world.routes[route].stages, 0, world.slot_first[row], now)
