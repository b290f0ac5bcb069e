"""Rulings: what becomes of an action that nobody foresaw, by a chance in words and a keyed roll."""

from __future__ import annotations

from sim.chance.keys import Purpose, child, identity, replication_key, uniform

CHANCES = {
    "impossible": 0.0,
    "almost no chance": 0.03,
    "very unlikely": 0.125,
    "unlikely": 0.325,
    "even chance": 0.5,
    "likely": 0.675,
    "very likely": 0.875,
    "almost certain": 0.97,
    "certain": 1.0,
}
"""By what is said: the probability. The middles of the ranges of Intelligence Community Directive
203 (Office of the Director of National Intelligence, 2015), with the two ends beside them.
"""


def roll(seed: int, day: int, team: str, action: str) -> float:
    """The roll of an action on a day, in (0, 1): it happens where this lies below its chance.

    The same action of the same team always has the same, so that nobody asks until it suits.
    """
    key = child(replication_key(seed, day), identity("ruling", team, action.casefold()))
    return uniform(key, Purpose.RULING)
