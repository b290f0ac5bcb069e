"""What agencies learn about each other: outcomes are known later, and then trust moves."""

from __future__ import annotations

from math import inf

from sim.engine.reference.memory import Learner, World
from sim.plan.rules.trust import relearn


def next_review(learner: Learner | None) -> float:
    """When trust is reviewed next; infinite after the last time, and where nothing is learned."""
    if learner is None or learner.reviewed == len(learner.reviews):
        return inf
    return float(learner.reviews[learner.reviewed])


def contribute(world: World, row: int, picture: int) -> None:
    """What a partner told has added to a belief."""
    if world.learner is not None and row >= world.reports:
        world.contributed[picture].append(world.ties[world.tie[row]].believed)


def all_came_out(world: World, learner: Learner, picture: int, now: float) -> None:
    """A belief has reached its threshold: good for all whose copies made it, if it is true."""
    for cell in world.contributed[picture]:
        came_out(learner, cell, now, good=world.real[picture])


def came_out(learner: Learner, cell: int, now: float, *, good: bool) -> None:
    """Something turns out good or bad for who is believed by a cell, which will be known."""
    learning = learner.learning
    learner.outcomes.append((now + learning.known_after_us, cell - learning.trust, good))


def review(learner: Learner, table: list[float], now: float) -> None:
    """Counts what has become known, and lets what lies back count less."""
    keep = learner.keep[learner.reviewed]
    learner.reviewed += 1
    for pair in range(len(learner.gained)):
        learner.gained[pair] *= keep
        learner.lost[pair] *= keep
    while learner.outcomes and learner.outcomes[0][0] <= now:
        _, pair, good = learner.outcomes.popleft()
        if good:
            learner.gained[pair] += 1.0
        else:
            learner.lost[pair] += learner.learning.loss
    for pair in range(len(learner.gained)):
        if learner.gained[pair] + learner.lost[pair] > 0.0:
            relearn(
                table,
                learner.learning,
                learner.learning.releases,
                pair,
                learner.gained[pair],
                learner.lost[pair],
                learner.floor[pair],
                learner.vetting[pair],
            )
