"""What an agency has read it tells: each partner gets a copy, or there is a reason why not."""

from __future__ import annotations

from sim.engine.compiled.memory import FlatTie, World
from sim.engine.compiled.parts import part
from sim.plan.values.causes import End
from sim.plan.values.plan import Column

_RELEASE, _RECOGNITION = int(Column.RELEASE), int(Column.RECOGNITION)
_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW = int(End.WITHHELD_TRUST), int(End.WITHHELD_NEED_TO_KNOW)
_OVER_CEILING, _NOT_RECOGNISED = int(End.OVER_CEILING), int(End.NOT_RECOGNISED)
_IN_FLIGHT = int(End.IN_FLIGHT)


@part
def credibility(world: World, row: int) -> float:
    """How far a copy is believed: the trust along its chain, multiplied."""
    read = world.rows[row]
    return world.table[world.ties[read.tie].believed] * world.track[read.parent].credit


@part
def shares(world: World, row: int) -> bool:
    """Whether a row is told on: what partners told goes on once, with the credit it has now."""
    clock, read = world.clock[0], world.rows[row]
    if row < clock.reports:
        return True
    telling = read.report * clock.agencies + read.agency
    if world.passed[telling] != 0:
        return False
    world.passed[telling] = 1
    world.track[row].credit = credibility(world, row)
    return True


@part
def share(world: World, row: int, now: int) -> None:
    """Considers every partner: each gets a copy, or there is a reason why not."""
    first = world.rows[row].first_copy
    for copy in range(first, first + world.rows[row].copies):
        tie = world.ties[world.rows[copy].tie]
        consider(world, copy, tie, world.table[tie.need], now)


@part
def consider(world: World, copy: int, tie: FlatTie, need: float, now: int) -> bool:
    """A copy sets off, or there is a reason why not; gives whether it does."""
    end = decided(world, copy, tie, need)
    stage, last = tie.first, tie.last
    if end == _NOT_RECOGNISED and world.table[tie.fallback] != 0.0:
        end = _IN_FLIGHT
        stage, last = tie.formal_first, tie.formal_last
        world.track[copy].unrecognised = 1
    if end != _IN_FLIGHT:
        world.track[copy].end = end
        world.track[copy].ended = now
        return False
    sanitise(world, copy, tie)
    send(world, copy, stage, last)
    return True


@part
def decided(world: World, copy: int, tie: FlatTie, need: float) -> int:
    """Whether a copy goes to somebody who needs to know so much, or how it ends at once."""
    u, released = world.chance[copy, _RELEASE], world.table[tie.release]
    if u >= released:
        return _WITHHELD_TRUST
    if u >= need * released:
        return _WITHHELD_NEED_TO_KNOW
    if tie.first < 0:
        return _OVER_CEILING
    if tie.recognised >= 0 and world.chance[copy, _RECOGNITION] >= world.table[tie.recognised]:
        return _NOT_RECOGNISED
    return _IN_FLIGHT


@part
def sanitise(world: World, copy: int, tie: FlatTie) -> None:
    """Keeps what sanitising leaves of an indicator, and perhaps not where it comes from."""
    if world.rows[copy].picture >= 0 and world.rows[copy].sanitised:
        track, clock = world.track[copy], world.clock[0]
        parent = world.track[world.rows[copy].parent]
        track.weight = parent.weight * world.table[tie.weight]
        if clock.naive and (parent.stripped or world.table[tie.trust] < world.table[clock.strip]):
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
