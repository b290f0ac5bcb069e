"""What agencies learn about each other: outcomes are known later, and then trust moves."""

from __future__ import annotations

from sim.engine.compiled.memory import FAR, Extra, Picture, World
from sim.engine.machine_code.parts import called_part, part
from sim.plan.rules.trust import relearn


@part
def contribute(world: World, extra: Extra, row: int, picture: Picture) -> None:
    """What a partner told has added to a belief."""
    if len(extra.learner) > 0 and row >= world.clock[0].reports:
        world.track[row].sibling = picture.contributor
        picture.contributor = row


@called_part
def all_came_out(world: World, extra: Extra, picture: Picture, now: int) -> None:
    """A belief has reached its threshold: good for all whose copies made it, if it is true."""
    row = picture.contributor
    while row >= 0:
        came_out(extra, world.ties[world.rows[row].tie].believed, picture.exists, now)
        row = world.track[row].sibling


@part
def came_out(extra: Extra, cell: int, good: int, now: int) -> None:
    """Something turns out good or bad for who is believed by a cell, which will be known."""
    learner = extra.learner[0]
    outcome = extra.outcomes[learner.told]
    outcome.known = now + learner.known_after
    outcome.pair = cell - learner.trust
    outcome.good = good
    learner.told += 1


@called_part
def review(world: World, extra: Extra) -> None:
    """Counts what has become known, and lets what lies back count less."""
    clock, learner = world.clock[0], extra.learner[0]
    now, keep = clock.next_review, extra.reviews[clock.reviewed].keep
    clock.reviewed += 1
    clock.next_review = FAR
    if clock.reviewed < len(extra.reviews):
        clock.next_review = extra.reviews[clock.reviewed].at
    clock.steady_until = min(clock.next_write, clock.next_review)
    for pair in extra.pairs:
        pair.gained *= keep
        pair.lost *= keep
    while learner.counted < learner.told and extra.outcomes[learner.counted].known <= now:
        outcome = extra.outcomes[learner.counted]
        if outcome.good != 0:
            extra.pairs[outcome.pair].gained += 1.0
        else:
            extra.pairs[outcome.pair].lost += learner.loss
        learner.counted += 1
    for number in range(len(extra.pairs)):
        pair = extra.pairs[number]
        if pair.gained + pair.lost > 0.0:
            relearn(
                world.table,
                learner,
                extra.releases,
                number,
                pair.gained,
                pair.lost,
                pair.floor,
                pair.vetting,
            )
