"""What follows when a report is read: it is believed, and told to partners."""

from __future__ import annotations

from sim.engine.compiled.memory import Picture, Way, World
from sim.engine.compiled.parts import part
from sim.engine.record import NEVER
from sim.plan.causes import End
from sim.plan.layout import Column
from sim.plan.rules.belief import evidence

_RELEASE, _RECOGNITION = int(Column.RELEASE), int(Column.RECOGNITION)
_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW = int(End.WITHHELD_TRUST), int(End.WITHHELD_NEED_TO_KNOW)
_OVER_CEILING, _NOT_RECOGNISED = int(End.OVER_CEILING), int(End.NOT_RECOGNISED)
_IN_FLIGHT = int(End.IN_FLIGHT)


@part
def fuse(world: World, row: int, now: int) -> None:
    """Adds what a row says to the picture of its agency; a belief at threshold warns."""
    read = world.rows[row]
    trust = weight = 1.0
    place = int(read.place)
    if row >= world.clock[0].reports:
        trust = trusted(world, row)
        weight = world.track[row].weight
        if world.track[row].stripped:
            place = world.clock[0].first_own_place + row - world.clock[0].reports
    added = evidence(read.log_ratio, trust, weight)
    gain = added - world.best[place]
    if gain <= 0.0:
        return
    world.best[place] = added
    picture = world.pictures[read.picture]
    picture.belief += gain
    if picture.detected == NEVER and picture.belief >= picture.threshold:
        detect(world, picture, now)


@part
def detect(world: World, picture: Picture, now: int) -> None:
    """A belief has reached its threshold; who is responsible is warned, once."""
    picture.detected = now
    if picture.warning >= 0:
        way = world.ways[world.rows[picture.warning].tie]
        send(world, picture.warning, way.first, way.last)


@part
def trusted(world: World, row: int) -> float:
    """How far a copy is believed: the trust along its chain, multiplied."""
    read = world.rows[row]
    return world.table[world.ways[read.tie].believed] * world.track[read.parent].credit


@part
def tells(world: World, row: int) -> bool:
    """Whether a row is told on: what partners told goes on once, with the credit it has now."""
    clock, read = world.clock[0], world.rows[row]
    if row < clock.reports:
        return True
    telling = read.report * clock.agencies + read.agency
    if world.passed[telling] != 0:
        return False
    world.passed[telling] = 1
    world.track[row].credit = trusted(world, row)
    return True


@part
def tell(world: World, row: int, now: int) -> None:
    """Considers every partner: each gets a copy, or there is a reason why not."""
    first = world.rows[row].first_copy
    for copy in range(first, first + world.rows[row].copies):
        way = world.ways[world.rows[copy].tie]
        end = decided(world, copy, way)
        stage, last = way.first, way.last
        if end == _NOT_RECOGNISED and world.table[way.fallback] != 0.0:
            end = _IN_FLIGHT
            stage, last = way.formal_first, way.formal_last
            world.track[copy].unrecognised = 1
        if end == _IN_FLIGHT:
            sanitise(world, copy, way)
            send(world, copy, stage, last)
        else:
            world.track[copy].end = end
            world.track[copy].ended = now


@part
def decided(world: World, copy: int, way: Way) -> int:
    """Whether a copy goes, or how it ends at once."""
    u, released = world.chance[copy, _RELEASE], world.table[way.release]
    if u >= released:
        return _WITHHELD_TRUST
    if u >= world.table[way.need] * released:
        return _WITHHELD_NEED_TO_KNOW
    if way.first < 0:
        return _OVER_CEILING
    if way.recognised >= 0 and world.chance[copy, _RECOGNITION] >= world.table[way.recognised]:
        return _NOT_RECOGNISED
    return _IN_FLIGHT


@part
def sanitise(world: World, copy: int, way: Way) -> None:
    """Keeps what sanitising leaves of an indicator, and perhaps not where it comes from."""
    if world.rows[copy].picture >= 0 and world.rows[copy].sanitised:
        track, clock = world.track[copy], world.clock[0]
        parent = world.track[world.rows[copy].parent]
        track.weight = parent.weight * world.table[way.weight]
        if clock.naive and (parent.stripped or world.table[way.trust] < clock.strip_below):
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
