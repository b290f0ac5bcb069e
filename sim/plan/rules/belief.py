"""Belief: what a copy adds to a picture, in whole nano-nats of log-odds.

Whole numbers, so that the order in which copies arrive cannot turn "five indicators suffice" into
six. The functions are plain arithmetic on floats, so that every engine computes the same bits.
"""

from __future__ import annotations

from sim.chance.elementary import exp, ln, logit

NANO_NATS = 1e9
_WHOLE = 6755399441055744.0
"""1.5 * 2**52: adding and taking it away rounds a float to a whole number."""


def whole(x: float) -> float:
    """The nearest whole number, halves to even, for |x| below 2**51."""
    return (x + _WHOLE) - _WHOLE


def log_odds(probability: float) -> int:
    """The log-odds of a probability, in whole nano-nats."""
    return int(whole(logit(probability) * NANO_NATS))


def full_weight(log_ratio: float) -> float:
    """What an indicator adds at full credibility and weight, in whole nano-nats."""
    return whole(log_ratio * NANO_NATS)


def evidence(log_ratio: float, trust: float, weight: float) -> float:
    """What one copy adds to a picture, in whole nano-nats: ln(1 + T (LR ** w - 1)).

    The source is sound with probability ``trust`` and otherwise says nothing; ``weight`` is what
    sanitising left. Never more than at full credibility and weight.
    """
    most = whole(log_ratio * NANO_NATS)
    if trust == 1.0 and weight == 1.0:
        return most
    added = whole(ln(1.0 + trust * (exp(weight * log_ratio) - 1.0)) * NANO_NATS)
    return min(most, added)
