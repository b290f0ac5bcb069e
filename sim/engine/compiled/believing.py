"""What an agency has read it believes, as far as it trusts the source; then it acts, or asks."""

from __future__ import annotations

from sim.engine.compiled.asking import ask
from sim.engine.compiled.learning import all_came_out, contribute
from sim.engine.compiled.memory import Extra, Picture, World
from sim.engine.compiled.parts import part
from sim.engine.compiled.sharing import credibility, send
from sim.engine.record import NEVER
from sim.plan.rules.belief import evidence


@part
def fuse(world: World, row: int, now: int, more: Extra | None) -> None:
    """Adds what a row says to the picture of its agency; a belief at threshold warns."""
    read = world.rows[row]
    trust = weight = 1.0
    place = int(read.place)
    if row >= world.clock[0].reports:
        trust = credibility(world, row)
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
    if more is not None:
        contribute(world, more, row, picture)
    if picture.detected == NEVER:
        if picture.belief >= picture.threshold:
            detect(world, picture, now, more)
        elif more is not None and picture.belief >= picture.interest:
            ask(world, picture, now)


@part
def detect(world: World, picture: Picture, now: int, more: Extra | None) -> None:
    """A belief has reached its threshold; who is responsible is warned, once."""
    picture.detected = now
    if more is not None:
        all_came_out(world, more, picture, now)
    if picture.warning >= 0:
        tie = world.ties[world.rows[picture.warning].tie]
        send(world, picture.warning, tie.first, tie.last)
