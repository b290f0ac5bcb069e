"""How long things last: a scale from the table times a chance of the row, in whole microseconds."""

from __future__ import annotations

from sim.engine.columns import LONGEST
from sim.engine.compiled.memory import World
from sim.engine.machine_code.parts import part
from sim.plan.rules.belief import whole


@part
def whole_microseconds(duration: float) -> int:
    """A duration rounded as the reference engine rounds it."""
    if duration > LONGEST:
        return int(LONGEST)
    return int(whole(duration))


@part
def duration(world: World, row: int, scale: int, chance: int) -> int:
    """How long something lasts: the cell of its scale times the row's chance, if it has one."""
    duration = world.table[scale]
    if chance >= 0:
        duration *= world.chance[row, chance]
    return whole_microseconds(duration)
