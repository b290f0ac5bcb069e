"""On the way: a copy passes the stages of its route until it must wait for a desk or a change."""

from __future__ import annotations

from sim.engine.compiled.durations import duration, whole_microseconds
from sim.engine.compiled.event_list import schedule
from sim.engine.compiled.memory import FAR, FlatStage, World
from sim.engine.compiled.opening import when_open
from sim.engine.machine_code.parts import called_part, part
from sim.engine.order import Happens, first_of
from sim.engine.stages import GOES_ON, consented, lost_before
from sim.plan.values.causes import End
from sim.plan.values.stages import StageKind

_RESUME, _ARRIVAL = first_of(Happens.RESUME), first_of(Happens.ARRIVAL)
_OPEN, _SEND, _WORK = int(StageKind.OPEN), int(StageKind.SEND), int(StageKind.WORK)
_ASK = int(StageKind.ASK)
_REFUSED, _LOST, _DELIVERED = int(End.REFUSED), int(End.LOST), int(End.DELIVERED)
_NO_HIT = int(End.NO_HIT)


@part
def travel(world: World, row: int, now: int) -> None:
    """Passes stages from the next on; what takes no desk is passed in one go."""
    track, clock, order = world.track[row], world.clock[0], world.rows[row].order
    at = now
    while track.stage < track.last:
        if at >= clock.steady_until and at > now:
            schedule(world.pending, clock, at, _RESUME + order, row)
            return
        stage = world.stages[track.stage]
        end = GOES_ON
        if happens(world, row, stage):
            refused = refuses(world, row, stage)
            if stage.kind == _WORK:
                track.refused = refused
                schedule(world.pending, clock, at, _ARRIVAL + order, row)
                return
            at, end = passed(world, row, stage, at)
            if refused and end == GOES_ON:
                end = _REFUSED
        elif stage.kind == _WORK:
            world.slots[track.slot] = at
            track.slot += 1
        if at >= clock.horizon:
            return
        world.slots[track.slot] = at
        if end != GOES_ON:
            track.end = end
            track.ended = at
            return
        track.slot += 1
        track.stage += 1
    deliver(world, row, at)


@part
def happens(world: World, row: int, stage: FlatStage) -> bool:
    """Whether a stage happens to a row."""
    if stage.needed >= 0 and world.table[stage.needed] == 0.0:
        return False
    if stage.gate < 0:
        return True
    u: float = world.chance[row, stage.gate_chance]
    return u < world.table[stage.gate]


@part
def refuses(world: World, row: int, stage: FlatStage) -> bool:
    """Whether a stage, once it is over, ends the journey."""
    if stage.refusal < 0:
        return False
    u: float = world.chance[row, stage.refusal_chance]
    return u < world.table[stage.refusal]


@part
def passed(world: World, row: int, stage: FlatStage, at: int) -> tuple[int, int]:
    """When a stage that needs no desk is over, and how it ends the journey if it does."""
    if stage.kind == _ASK:
        return asked(world, row, stage, at)
    at = when_open(world.edges, stage.place, at)
    if stage.kind == _OPEN:
        return at, GOES_ON
    if stage.kind == _SEND:
        return sent(world, row, stage, at)
    return at + duration(world, row, stage.scale, stage.chance), GOES_ON


@part
def sent(world: World, row: int, stage: FlatStage, at: int) -> tuple[int, int]:
    """When a sending goes that is not lost, the first one at an instant, or that every one is."""
    if stage.loss < 0:
        return at, GOES_ON
    u, loss = world.chance[row, stage.loss_chance], world.table[stage.loss]
    lost = lost_before(u, loss, stage.attempts)
    for _ in range(min(lost, stage.attempts - 1)):
        if at >= world.clock[0].horizon:
            break
        at = when_open(world.edges, stage.place, at + int(world.table[stage.again]))
    return at, _LOST if lost == stage.attempts else GOES_ON


@called_part
def asked(world: World, row: int, stage: FlatStage, at: int) -> tuple[int, int]:
    """When consent comes back, and whether it does not come, or not in time."""
    hops, question = 0, at
    teller = world.rows[row].parent
    while teller >= world.clock[0].reports:
        question = carried(world, teller, question)
        hops += 1
        teller = world.rows[teller].parent
    desk = world.desks[world.rows[world.rows[row].report].agency]
    tie = world.ties[world.rows[world.rows[row].parent].tie]
    answer = when_open(world.edges, desk.calendar, question)
    answer += duration(world, row, tie.consent, stage.chance)
    for hop in range(hops, 0, -1):
        teller = row
        for _ in range(hop):
            teller = world.rows[teller].parent
        answer = carried(world, teller, answer)
    limit = at + int(world.table[stage.gives_up])
    u = world.chance[row, stage.decision]
    end = consented(u, answer, limit, world.table[stage.denied])
    if end != GOES_ON:
        return min(answer, limit), end
    if u < world.table[stage.conditional]:
        world.track[row].weight *= world.table[stage.weight]
    return answer, GOES_ON


@part
def carried(world: World, row: int, at: int) -> int:
    """When a question about a row, or its answer, has come over the row's channel.

    That takes the channel's usual time.
    """
    tie = world.ties[world.rows[row].tie]
    begun = when_open(world.edges, tie.calendar, at)
    return min(FAR, begun + whole_microseconds(world.table[tie.latency]))


@part
def deliver(world: World, row: int, at: int) -> None:
    """A copy has come through; what is no copy is held as soon as it is there."""
    track = world.track[row]
    track.stage = -1
    track.end = _DELIVERED
    track.ended = at
    track.arrived = at
    if world.clock[0].first_question <= row < world.clock[0].first_warning:
        track.end = _NO_HIT
    elif row < world.clock[0].first_question:
        schedule(world.pending, world.clock[0], at, _ARRIVAL + world.rows[row].order, row)
