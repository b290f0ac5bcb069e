"""What agencies learn about each other: outcomes are known later, and then trust moves."""

from __future__ import annotations

from sim.chance.elementary import power
from sim.engine.compiled.memory import FAR, Extra, Picture, World
from sim.engine.compiled.parts import called_part, part
from sim.plan.rules.trust import dialled_one, learned, surviving_weight, vetting_factor


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
        if extra.pairs[number].gained + extra.pairs[number].lost > 0.0:
            rewrite(world, extra, number)


@part
def rewrite(world: World, extra: Extra, number: int) -> None:
    """The numbers that follow from the trust of a pair."""
    learner, pair, table = extra.learner[0], extra.pairs[number], world.table
    trust = max(learned(table[learner.written + number], pair.gained, pair.lost), pair.floor)
    level = dialled_one(trust, learner.dial)
    table[learner.trust + number] = level
    for release in extra.releases:
        table[release.first + number] = power(level, release.sensitivity)
    table[learner.vetting + number] = pair.vetting * vetting_factor(
        level, learner.distrust, learner.dial
    )
    weight = surviving_weight(level, learner.kept)
    table[learner.weight + number] = weight
    if learner.tear >= 0:
        table[learner.tear + number] = weight * learner.tear_line
