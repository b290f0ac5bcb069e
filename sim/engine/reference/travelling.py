"""On the way: a copy passes the stages of its route until it must wait for a desk or a write."""

from __future__ import annotations

from math import inf

from sim.engine.order import Happens, first_of
from sim.engine.reference.event_list import schedule
from sim.engine.reference.memory import WHOLE, Journey, Stages, World
from sim.engine.reference.opening import when_open
from sim.engine.stages import GOES_ON, consented, lost_before
from sim.plan.values.causes import End
from sim.plan.values.stages import AskStage, DelayStage, OpenStage, SendStage, WorkStage
from sim.plan.values.ties import Tie

# A look-up in an enumeration costs as much as a stage; so each member used on the way is a name.
_RESUME, _ARRIVAL = first_of(Happens.RESUME), first_of(Happens.ARRIVAL)
_REFUSED, _LOST, _DELIVERED = int(End.REFUSED), int(End.LOST), int(End.DELIVERED)
_NO_HIT = int(End.NO_HIT)


def travel(world: World, row: int, stages: Stages, number: int, slot: int, now: float) -> None:
    """Passes stages from one on; what takes no desk is passed in one go."""
    slots, next_write, at = world.slots, world.next_write, now
    for number in range(number, len(stages)):  # noqa: B020, PLR1704
        if at >= next_write and at > now:
            journey = Journey(row, stages, number, slot)
            schedule(world, journey, world.on_resume, _RESUME + world.order[row], at, now)
            return
        stage = stages[number]
        if isinstance(stage, DelayStage):
            at = delayed(world, row, stage, slot, at)
        elif not isinstance(stage, WorkStage):
            at = passed(world, row, stage, slot, at)
        elif happens(world, row, stage):
            journey = Journey(row, stages, number, slot, stage)
            journey.refused = refuses(world, row, stage)
            schedule(world, journey, world.on_arrival, _ARRIVAL + world.order[row], at, now)
            return
        else:
            slots[slot] = at
            slot += 1
        if at >= world.horizon:
            return
        slots[slot] = at
        slot += 1
    deliver(world, row, at, now)


def happens(world: World, row: int, stage: WorkStage | DelayStage) -> bool:
    """Whether a stage happens to a row."""
    if stage.needed >= 0 and not world.table[stage.needed]:
        return False
    gate = stage.gate
    return gate is None or world.chance[gate.chance][row] < world.table[gate.cell]


def refuses(world: World, row: int, stage: WorkStage | DelayStage) -> bool:
    """Whether a stage, once it is over, ends the journey."""
    gate = stage.refusal
    return gate is not None and world.chance[gate.chance][row] < world.table[gate.cell]


def passed(
    world: World, row: int, stage: OpenStage | SendStage | AskStage, slot: int, at: float
) -> float:
    """When a stage without work or delay is over; never for a row whose journey it ends."""
    if isinstance(stage, SendStage):
        return sent(world, row, stage, slot, at)
    if stage.needed >= 0 and not world.table[stage.needed]:
        return at
    if isinstance(stage, AskStage):
        return asked(world, row, stage, slot, at)
    return when_open(world.edges[stage.calendar], at) if stage.calendar >= 0 else at


def delayed(world: World, row: int, stage: DelayStage, slot: int, at: float) -> float:
    """When a delay is over; never for a row that it refuses."""
    if (stage.gate is not None or stage.needed >= 0) and not happens(world, row, stage):
        return at
    if stage.calendar >= 0:
        at = when_open(world.edges[stage.calendar], at)
    wait = world.table[stage.scale]
    if stage.chance >= 0:
        wait *= world.chance[stage.chance][row]
    at += (wait + WHOLE) - WHOLE
    if stage.refusal is not None and refuses(world, row, stage):
        return stopped(world, row, slot, _REFUSED, at)
    return at


def sent(world: World, row: int, stage: SendStage, slot: int, at: float) -> float:
    """When a sending goes that is not lost; never for a row of which every one is."""
    edges = world.edges[stage.calendar] if stage.calendar >= 0 else None
    at = when_open(edges, at)
    if stage.loss is None:
        return at
    u, loss = world.chance[stage.loss.chance][row], world.table[stage.loss.cell]
    lost = lost_before(u, loss, stage.attempts)
    for _ in range(min(lost, stage.attempts - 1)):
        at = when_open(edges, at + world.table[stage.again])
    return stopped(world, row, slot, _LOST, at) if lost == stage.attempts else at


def asked(world: World, row: int, stage: AskStage, slot: int, at: float) -> float:
    """When consent comes back; never for a row that it does not come for, or not in time."""
    table, chain = world.table, chain_back(world, row)
    originator = world.desks[world.agency[world.report_of[row]]]
    wait = table[chain[0].consent]
    if stage.chance >= 0:
        wait *= world.chance[stage.chance][row]
    question = at
    for tie in chain:
        question = carried(world, tie, question)
    answer = when_open(originator.edges, question) + ((wait + WHOLE) - WHOLE)
    for tie in reversed(chain):
        answer = carried(world, tie, answer)
    limit = at + table[stage.gives_up]
    u = world.chance[stage.decision][row]
    end = consented(u, answer, limit, table[stage.denied])
    if end != GOES_ON:
        return stopped(world, row, slot, end, min(answer, limit))
    if u < table[stage.conditional]:
        world.weight[row] = world.weight.get(row, 1.0) * table[stage.weight]
    return answer


def chain_back(world: World, row: int) -> list[Tie]:
    """The ties by which came what a row passes on, the last one first."""
    chain, row = [], world.parent[row]
    while row >= world.reports:
        chain.append(world.ties[world.tie[row]])
        row = world.parent[row]
    return chain


def carried(world: World, tie: Tie, at: float) -> float:
    """When a question or an answer has come over a channel, which takes its usual time."""
    begun = when_open(world.edges[tie.calendar], at) if tie.calendar >= 0 else at
    usual = world.table[tie.latency]
    return begun + ((usual + WHOLE) - WHOLE)


def stopped(world: World, row: int, slot: int, end: int, at: float) -> float:
    """A journey ends on its way; gives that it never goes on."""
    if at < world.horizon:
        world.slots[slot] = at
        world.end[row], world.ended[row] = end, at
    return inf


def deliver(world: World, row: int, at: float, now: float) -> None:
    """A copy has come through; what is no copy is held as soon as it is there."""
    world.end[row], world.ended[row], world.arrived[row] = _DELIVERED, at, at
    if row < world.first_question:
        # What `schedule` does, without the call: this is where every copy passes.
        journey = Journey(row)
        journey.at, journey.callbacks = at, world.on_arrival
        world.schedule(journey, _ARRIVAL + world.order[row], at - now)
    elif row < world.first_warning:
        world.end[row] = _NO_HIT
