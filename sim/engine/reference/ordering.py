"""Orders: what is ordered of a copy stands from a moment on, and meets what was decided before."""

from __future__ import annotations

from sim.engine.orders import Standing, Step
from sim.engine.record import NO_END
from sim.engine.reference.memory import World
from sim.engine.reference.sharing import consider, consider_as_ordered
from sim.engine.stages import stands_after, was_withheld

_NOTHING, _SEND, _WAITING = int(Standing.NOTHING), int(Standing.SEND), int(Standing.WAITING)
_SENDS = int(Step.SEND)


def carry_out(world: World, step: tuple[int, int, int, int], now: float) -> None:
    """An order begins or ceases to stand for a copy: one that waits, or was withheld, may go."""
    _, row, attempt, what = step
    waited = world.standing[row] == _WAITING
    stands = world.standing[row] = stands_after(world.standing[row], what)
    tie = world.ties[world.tie[row]]
    if waited and stands == _SEND:
        consider_as_ordered(world, row, tie, now)
    elif waited and stands == _NOTHING:
        consider(world, row, tie, world.table[tie.need], now)
    elif what == _SENDS and was_withheld(world.end[row]) and world.end[attempt] == NO_END:
        world.standing[attempt] = _SEND
        consider_as_ordered(world, attempt, tie, now)
