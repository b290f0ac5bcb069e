"""What an agency has read it believes, as far as it trusts the source; then it acts, or asks."""

from __future__ import annotations

from sim.engine.orders import ORDERED_TO_ASK, ORDERED_TO_WARN, READ_OF
from sim.engine.reference.asking import ask, ask_as_ordered
from sim.engine.reference.learning import all_came_out, contribute
from sim.engine.reference.memory import World
from sim.engine.reference.sharing import credibility, send
from sim.plan.rules.belief import evidence


def fuse(world: World, row: int, now: float) -> None:
    """Adds what a row says to the picture of its agency; a belief at threshold warns."""
    trust = weight = 1.0
    place = world.place[row]
    if row >= world.reports:
        trust = credibility(world, row)
        weight = world.weight.get(row, 1.0)
        if world.stripped[row]:
            place = world.first_own_place + row - world.reports
    added = evidence(world.log_ratio[row], trust, weight)
    gain = added - world.best[place]
    picture = world.picture[row]
    if gain > 0.0:
        world.best[place] = added
        agency = world.picture_agency[picture]
        world.belief[picture] += gain
        world.added[row] = gain
        contribute(world, row, picture)
        if not world.judged[picture]:
            if world.belief[picture] >= world.threshold[agency]:
                detect(world, picture, now)
            elif world.asking is not None and world.belief[picture] >= world.interest[agency]:
                ask(world, world.asking, picture, now)
    if world.acts:
        world.acts[picture] |= READ_OF
        act_as_ordered(world, picture, now)


def act_as_ordered(world: World, picture: int, now: float) -> None:
    """Who has read of a case acts on it, or asks about it, if that is ordered."""
    acts = world.acts[picture]
    if acts & READ_OF:
        if acts & ORDERED_TO_WARN and not world.judged[picture]:
            detect(world, picture, now)
        if acts & ORDERED_TO_ASK and world.asking is not None:
            ask_as_ordered(world, world.asking, picture, now)


def detect(world: World, picture: int, now: float) -> None:
    """A belief has reached its threshold; who is responsible is warned, once."""
    world.detected[picture] = now
    world.judged[picture] = True
    if world.learner is not None:
        all_came_out(world, world.learner, picture, now)
    warning = world.warning[picture]
    if warning >= 0:
        send(world, warning, world.ties[world.tie[warning]].route, now)
