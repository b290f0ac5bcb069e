"""What an agency has read it shares: each partner gets a copy, or there is a reason why not."""

from __future__ import annotations

from sim.engine.reference.memory import World
from sim.engine.reference.travelling import travel
from sim.plan.values.causes import End
from sim.plan.values.plan import Tie

_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW = int(End.WITHHELD_TRUST), int(End.WITHHELD_NEED_TO_KNOW)
_OVER_CEILING, _NOT_RECOGNISED = int(End.OVER_CEILING), int(End.NOT_RECOGNISED)
_IN_FLIGHT = int(End.IN_FLIGHT)


def credibility(world: World, row: int) -> float:
    """How far a copy is believed: the trust along its chain, multiplied."""
    trust = world.table[world.ties[world.tie[row]].believed]
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
    table, ties, tie_of = world.table, world.ties, world.tie
    first = world.first_copy[row]
    for copy in range(first, first + world.copies[row]):
        tie = ties[tie_of[copy]]
        consider(world, copy, tie, table[tie.need], now)


def consider(world: World, copy: int, tie: Tie, need: float, now: float) -> bool:
    """A copy sets off, or there is a reason why not; gives whether it does."""
    end, route = decided(world, copy, tie, need), tie.route
    if end == _NOT_RECOGNISED and world.table[tie.fallback]:
        end, route = _IN_FLIGHT, tie.route_unrecognised
        world.unrecognised[copy] = 1
    if end != _IN_FLIGHT:
        world.end[copy], world.ended[copy] = end, now
        return False
    sanitise(world, copy, tie)
    send(world, copy, route, now)
    return True


def decided(world: World, copy: int, tie: Tie, need: float) -> int:
    """Whether a copy goes to somebody who needs to know so much, or how it ends at once."""
    u, released = world.release[copy], world.table[tie.release]
    if u >= released:
        return _WITHHELD_TRUST
    if u >= need * released:
        return _WITHHELD_NEED_TO_KNOW
    if tie.route < 0:
        return _OVER_CEILING
    if tie.recognised >= 0 and world.recognition[copy] >= world.table[tie.recognised]:
        return _NOT_RECOGNISED
    return _IN_FLIGHT


def sanitise(world: World, copy: int, tie: Tie) -> None:
    """Keeps what sanitising leaves of an indicator, and perhaps not where it comes from."""
    if world.picture[copy] >= 0 and world.sanitised[copy]:
        parent = world.parent[copy]
        world.weight[copy] = world.weight.get(parent, 1.0) * world.table[tie.weight]
        if world.naive and (
            world.stripped[parent] or world.table[tie.trust] < world.table[world.strip]
        ):
            world.stripped[copy] = 1


def send(world: World, row: int, route: int, now: float) -> None:
    """A copy or warning sets off at the first stage of its route."""
    world.end[row] = _IN_FLIGHT
    travel(world, row, world.routes[route].stages, 0, world.slot_first[row], now)
