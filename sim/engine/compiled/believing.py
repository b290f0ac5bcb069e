"""What an agency has read it believes, as far as it trusts the source; then it acts, or asks."""

from __future__ import annotations

from sim.engine.compiled.asking import ask, ask_as_ordered
from sim.engine.compiled.learning import all_came_out, contribute
from sim.engine.compiled.memory import Extra, Picture, World
from sim.engine.compiled.sharing import credibility, send
from sim.engine.machine_code.parts import called_part, part
from sim.engine.orders import ORDERED_TO_ASK, ORDERED_TO_WARN, READ_OF
from sim.engine.record import NEVER
from sim.plan.rules.belief import evidence


@part
def fuse(world: World, row: int, now: int, more: Extra | None) -> None:
    """Adds what a row says to the picture of its agency; a belief at threshold warns."""
    read = world.rows[row]
    trust = weight = 1.0
    place = int(read.place)
    if row >= world.clock[0].reports:
        trust = credibility(world, row, more)
        weight = world.track[row].weight
        if world.track[row].stripped:
            place = world.clock[0].first_own_place + row - world.clock[0].reports
    added = evidence(read.log_ratio, trust, weight)
    gain = max(0.0, added - world.best[place])
    world.track[row].urgency = gain
    if gain > 0.0:
        world.best[place] = added
        picture = world.pictures[read.picture]
        picture.belief += gain
        if more is not None:
            contribute(world, more, row, picture)
        if picture.detected == NEVER:
            if picture.belief >= picture.threshold:
                detect(world, picture, now, more)
            elif more is not None and picture.belief >= picture.interest:
                ask(world, picture, now)
    if more is not None and len(more.acts) > 0:
        more.acts[read.picture] |= READ_OF
        act_as_ordered(world, more, read.picture, now)


@called_part
def act_as_ordered(world: World, extra: Extra, number: int, now: int) -> None:
    """Who has read of a case acts on it, or asks about it, if that is ordered."""
    acts, picture = extra.acts[number], world.pictures[number]
    if acts & READ_OF:
        if acts & ORDERED_TO_WARN and picture.detected == NEVER:
            detect(world, picture, now, extra)
        if acts & ORDERED_TO_ASK:
            ask_as_ordered(world, extra, picture)


@part
def detect(world: World, picture: Picture, now: int, more: Extra | None) -> None:
    """A belief has reached its threshold; who is responsible is warned, once."""
    picture.detected = now
    if more is not None:
        all_came_out(world, more, picture, now)
    if picture.warning >= 0:
        tie = world.ties[world.rows[picture.warning].tie]
        send(world, picture.warning, tie.first, tie.last)
