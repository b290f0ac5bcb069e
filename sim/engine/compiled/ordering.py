"""Orders: what is ordered stands from a moment on, and meets what was decided before."""

from __future__ import annotations

from sim.engine.compiled.believing import act_as_ordered
from sim.engine.compiled.desks import rank_again
from sim.engine.compiled.memory import FAR, Extra, World
from sim.engine.compiled.sharing import consider, consider_as_ordered, go_as_ordered
from sim.engine.machine_code.parts import called_part, part
from sim.engine.orders import ORDERED_TO_ASK, ORDERED_TO_WARN, Step, Waiting
from sim.engine.record import NO_END
from sim.engine.stages import was_stopped
from sim.plan.values.orders import OrderKind

_COPY, _ANSWER, _READ, _BELIEVE, _WARN = (
    int(step) for step in (Step.COPY, Step.ANSWER, Step.READ, Step.BELIEVE, Step.WARN)
)
_NOT, _WAITS, _KEPT = int(Waiting.NOT), int(Waiting.WAITS), int(Waiting.KEPT)
_SEND, _ASK_US_FIRST = int(OrderKind.SEND), int(OrderKind.ASK_US_FIRST)
_LET_GO = int(OrderKind.LET_GO)


@called_part
def carry_out(world: World, extra: Extra, now: int) -> None:
    """An order begins or ceases to stand for something."""
    clock = world.clock[0]
    step = extra.steps[clock.ordered]
    clock.ordered += 1
    clock.next_step = FAR
    if clock.ordered < len(extra.steps):
        clock.next_step = extra.steps[clock.ordered].at
    target, number = step.target, step.order
    if step.what == _COPY:
        order_copy(world, extra, target, number, step.more, now)
    elif step.what == _ANSWER:
        answer(world, extra, target, number, now)
    elif step.what == _READ:
        extra.read_first[target] = number > 0
        rank_again(world, extra, target, now)
    elif step.what == _BELIEVE:
        extra.word[target] = extra.orders[number].level if number > 0 else -1.0
    elif step.what == _WARN:
        marks = extra.acts[target] | ORDERED_TO_WARN
        extra.acts[target] = marks if number > 0 else marks - ORDERED_TO_WARN
        act_as_ordered(world, extra, target, now)
    else:
        extra.standing[target] = number
        extra.acts[step.more] |= ORDERED_TO_ASK
        act_as_ordered(world, extra, step.more, now)


@part
def order_copy(world: World, extra: Extra, copy: int, number: int, attempt: int, now: int) -> None:
    """What is ordered of a copy: one that waits, or was stopped, may go."""
    extra.standing[copy] = number
    if number > 0 and extra.orders[number].kind == _SEND:
        if extra.waiting[copy] != _NOT:
            go_as_ordered(world, extra, copy, now)
        elif attempt >= 0 and can_go_again(world, attempt, now):
            go_as_ordered(world, extra, attempt, now)
    elif extra.waiting[copy] == _WAITS:
        consider_again(world, extra, copy, now)


@part
def consider_again(world: World, extra: Extra, copy: int, now: int) -> None:
    """A copy that waits is considered, or goes on waiting by another order."""
    extra.waiting[copy] = _NOT
    if extra.standing[copy] > 0:
        consider_as_ordered(world, extra, copy, now)
    else:
        tie = world.ties[world.rows[copy].tie]
        consider(world, copy, tie, world.table[tie.need], now)


@part
def answer(world: World, extra: Extra, copy: int, number: int, now: int) -> None:
    """What waits for an answer is sent, or kept."""
    standing = extra.standing[copy]
    asked = standing > 0 and extra.orders[standing].kind == _ASK_US_FIRST
    if asked and extra.waiting[copy] == _WAITS:
        extra.waiting[copy] = _KEPT
        if extra.orders[number].kind == _LET_GO:
            go_as_ordered(world, extra, copy, now)


@part
def fall_silent(world: World, extra: Extra, copy: int, now: int) -> None:
    """Nobody has answered in time: a copy is considered as it would have been."""
    if extra.waiting[copy] == _WAITS and extra.deadline[copy] == now:
        extra.waiting[copy] = _NOT
        tie = world.ties[world.rows[copy].tie]
        consider(world, copy, tie, world.table[tie.need], now)


@part
def can_go_again(world: World, attempt: int, now: int) -> bool:
    """Whether the last attempt before, or the copy itself, was stopped."""
    before = world.rows[attempt].first_copy
    while world.track[before].end == NO_END and before >= world.clock[0].first_attempt:
        before = world.rows[before].first_copy
    return was_stopped(world.track[before].end, world.track[before].ended, now)
