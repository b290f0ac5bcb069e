"""Relations: how far a political shock depresses them under the dial, and how they come back."""

from __future__ import annotations

from sim.chance.elementary import ln

STEPS = 12
"""A shock is forgotten in so many equal parts of its depth."""


def depth(written: float, dial: float) -> float:
    """The share of relations that a shock takes away: f d, at most all."""
    return min(1.0, dial * written)


def recovery(half_life: float, dial: float) -> tuple[tuple[float, float], ...]:
    """When which share of a shock's depth is left: (time since the shock, share), in order.

    What is left halves with every half-life, which the dial stretches. Each step comes where the
    exponential is midway between two shares, so that it is never further from it than half a
    step; after log2(2 STEPS) half-lives nothing is left.
    """
    return tuple(
        (
            dial * half_life * ln(STEPS / (share - 0.5)) / ln(2.0),
            (share - 1) / STEPS,
        )
        for share in range(STEPS, 0, -1)
    )


def level(lost: tuple[float, ...]) -> float:
    """Relations under several shocks, from 0 to 1: the product of what each leaves."""
    left = 1.0
    for share in lost:
        left *= 1.0 - share
    return left
