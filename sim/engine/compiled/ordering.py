"""Orders: what is ordered of a copy stands from a moment on, and meets what was decided before."""

from __future__ import annotations

from sim.engine.compiled.memory import FAR, Extra, World
from sim.engine.compiled.parts import called_part, part
from sim.engine.compiled.sharing import consider, consider_as_ordered
from sim.engine.orders import Standing, Step
from sim.engine.record import NO_END
from sim.engine.stages import stands_after, was_withheld

_NOTHING, _SEND, _WAITING = int(Standing.NOTHING), int(Standing.SEND), int(Standing.WAITING)
_SENDS = int(Step.SEND)


@called_part
def carry_out(world: World, extra: Extra, now: int) -> None:
    """An order begins or ceases to stand for a copy: one that waits, or was withheld, may go."""
    clock = world.clock[0]
    step = extra.steps[clock.ordered]
    clock.ordered += 1
    clock.next_step = FAR
    if clock.ordered < len(extra.steps):
        clock.next_step = extra.steps[clock.ordered].at
    row, attempt = step.row, step.attempt
    waited = extra.standing[row] == _WAITING
    stands = stands_after(extra.standing[row], step.what)
    extra.standing[row] = stands
    if waited and stands == _SEND:
        consider_as_ordered(world, extra, row, now)
    elif waited and stands == _NOTHING:
        tie = world.ties[world.rows[row].tie]
        consider(world, row, tie, world.table[tie.need], now)
    elif step.what == _SENDS and goes_again(world, row, attempt):
        extra.standing[attempt] = _SEND
        consider_as_ordered(world, extra, attempt, now)


@part
def goes_again(world: World, row: int, attempt: int) -> bool:
    """Whether a copy was withheld, and nobody has ordered it to be sent before."""
    return was_withheld(world.track[row].end) and world.track[attempt].end == NO_END
