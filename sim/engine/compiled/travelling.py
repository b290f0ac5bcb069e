"""On the way: a copy passes the stages of its route until it must wait for a desk or a change."""

from __future__ import annotations

from sim.engine.compiled.lasting import lasting
from sim.engine.compiled.memory import Stage, World
from sim.engine.compiled.opening import when_open
from sim.engine.compiled.parts import part
from sim.engine.compiled.pending import schedule
from sim.engine.order import Happens, first_of
from sim.plan.causes import End
from sim.plan.layout import StageKind

_RESUME, _ARRIVAL = first_of(Happens.RESUME), first_of(Happens.ARRIVAL)
_OPEN, _SEND, _WORK = int(StageKind.OPEN), int(StageKind.SEND), int(StageKind.WORK)
_REFUSED, _LOST, _DELIVERED = int(End.REFUSED), int(End.LOST), int(End.DELIVERED)
_GOES_ON = -1


@part
def travel(world: World, row: int, now: int) -> None:
    """Passes stages from the next on; what takes no desk is passed in one go."""
    track, clock, order = world.track[row], world.clock[0], world.rows[row].order
    at = now
    while track.stage < track.last:
        if at >= clock.next_change and at > now:
            schedule(world.pending, clock, at, _RESUME + order, row)
            return
        stage = world.stages[track.stage]
        refused = False
        if happens(world, row, stage):
            refused = refuses(world, row, stage)
            if stage.kind == _WORK:
                track.refused = refused
                schedule(world.pending, clock, at, _ARRIVAL + order, row)
                return
            at, lost = passed(world, row, stage, at)
            end = _LOST if lost else _REFUSED if refused else _GOES_ON
        else:
            end = _GOES_ON
            if stage.kind == _WORK:
                world.slots[track.slot] = at
                track.slot += 1
        if at >= clock.horizon:
            return
        world.slots[track.slot] = at
        if end != _GOES_ON:
            track.end = end
            track.ended = at
            return
        track.slot += 1
        track.stage += 1
    deliver(world, row, at)


@part
def happens(world: World, row: int, stage: Stage) -> bool:
    """Whether a stage happens to a row; the gate of a sending says only whether it is lost."""
    if stage.gate < 0 or stage.kind == _SEND:
        return True
    u: float = world.chance[row, stage.gate_chance]
    return u < world.table[stage.gate]


@part
def refuses(world: World, row: int, stage: Stage) -> bool:
    """Whether a stage, once it is over, ends the journey."""
    if stage.refusal < 0:
        return False
    u: float = world.chance[row, stage.refusal_chance]
    return u < world.table[stage.refusal]


@part
def passed(world: World, row: int, stage: Stage, at: int) -> tuple[int, bool]:
    """When a stage that needs no desk is over, and whether what was sent is lost."""
    if stage.place >= 0:
        at = when_open(world.edges, stage.place, at)
    if stage.kind == _OPEN:
        return at, False
    if stage.kind == _SEND and stage.gate >= 0:
        u, loss = world.chance[row, stage.gate_chance], world.table[stage.gate]
        lost = failures(u, loss, stage.attempts)
        again = int(world.table[stage.again])
        if lost == stage.attempts:
            return at + (lost - 1) * again, True
        at += lost * again
    return at + lasting(world, row, stage.scale, stage.chance), False


@part
def failures(u: float, loss: float, most: int) -> int:
    """How many sendings are lost before one arrives, at most so many; one chance decides."""
    lost, chance = 0, loss
    while lost < most and u < chance:
        lost += 1
        chance *= loss
    return lost


@part
def deliver(world: World, row: int, at: int) -> None:
    """A copy has come through; a warning is held as soon as it is there."""
    track = world.track[row]
    track.stage = -1
    track.end = _DELIVERED
    track.ended = at
    track.arrived = at
    if row < world.clock[0].first_warning:
        schedule(world.pending, world.clock[0], at, _ARRIVAL + world.rows[row].order, row)
