"""Definitions: how likely a category is recognised by the laws of both ends."""

from __future__ import annotations


def recognised(sender: float, receiver: float, dial: float) -> float:
    """The chance that a case is recognised: the stricter of the two laws, under the dial.

    1 - f (1 - recognition), clipped to 0..1.
    """
    return min(1.0, max(0.0, 1.0 - dial * (1.0 - min(sender, receiver))))
