"""Orders: what is ordered stands from a moment on, and meets what was decided before."""

from __future__ import annotations

from sim.engine.orders import ORDERED_TO_ASK, ORDERED_TO_WARN, Step, Waiting
from sim.engine.record import NO_END
from sim.engine.reference.believing import act_as_ordered
from sim.engine.reference.desks import rank_again
from sim.engine.reference.memory import Journey, World
from sim.engine.reference.sharing import consider, consider_as_ordered, go_as_ordered
from sim.engine.stages import was_stopped
from sim.plan.values.orders import OrderKind

_COPY, _ANSWER, _READ, _BELIEVE, _WARN = (
    int(step) for step in (Step.COPY, Step.ANSWER, Step.READ, Step.BELIEVE, Step.WARN)
)
_NOT, _WAITS, _KEPT = int(Waiting.NOT), int(Waiting.WAITS), int(Waiting.KEPT)


def carry_out(world: World, step: tuple[int, int, int, int, int], now: float) -> None:
    """An order begins or ceases to stand for something."""
    _, what, target, number, more = step
    if what == _COPY:
        order_copy(world, target, number, more, now)
    elif what == _ANSWER:
        answer(world, target, number, now)
    elif what == _READ:
        world.read_first[target] = number > 0
        rank_again(world, target, now)
    elif what == _BELIEVE:
        order = world.orders[number]
        world.word[target] = -1.0 if order is None else order.level
    else:
        picture, mark = (target, ORDERED_TO_WARN) if what == _WARN else (more, ORDERED_TO_ASK)
        if what != _WARN:
            world.standing[target] = number
        world.acts[picture] |= mark
        if what == _WARN and number == 0:
            world.acts[picture] &= ~mark
        act_as_ordered(world, picture, now)


def order_copy(world: World, copy: int, number: int, attempt: int, now: float) -> None:
    """What is ordered of a copy: one that waits, or was stopped, may go."""
    world.standing[copy] = number
    order = world.orders[number]
    if order is not None and order.kind is OrderKind.SEND:
        if world.waiting[copy] != _NOT:
            go_as_ordered(world, copy, now)
        elif attempt >= 0 and can_go_again(world, attempt, now):
            go_as_ordered(world, attempt, now)
    elif world.waiting[copy] == _WAITS:
        consider_again(world, copy, now)


def consider_again(world: World, copy: int, now: float) -> None:
    """A copy that waits is considered, or goes on waiting by another order."""
    world.waiting[copy] = _NOT
    tie = world.ties[world.tie[copy]]
    if world.standing[copy]:
        consider_as_ordered(world, copy, now)
    else:
        consider(world, copy, tie, world.table[tie.need], now)


def answer(world: World, copy: int, number: int, now: float) -> None:
    """What waits for an answer is sent, or kept."""
    standing, order = world.orders[world.standing[copy]], world.orders[number]
    asked = standing is not None and standing.kind is OrderKind.ASK_US_FIRST
    if asked and world.waiting[copy] == _WAITS and order is not None:
        world.waiting[copy] = _KEPT
        if order.kind is OrderKind.LET_GO:
            go_as_ordered(world, copy, now)


def fall_silent(world: World, journey: Journey) -> None:
    """Nobody has answered in time: a copy is considered as it would have been."""
    copy, now = journey.row, journey.at
    if world.waiting[copy] == _WAITS and world.deadline[copy] == now:
        world.waiting[copy] = _NOT
        tie = world.ties[world.tie[copy]]
        consider(world, copy, tie, world.table[tie.need], now)


def can_go_again(world: World, attempt: int, now: float) -> bool:
    """Whether the last attempt before, or the copy itself, was stopped."""
    before = world.first_copy[attempt]
    while world.end[before] == NO_END and before >= world.first_attempt:
        before = world.first_copy[before]
    return was_stopped(world.end[before], world.ended[before], now)
