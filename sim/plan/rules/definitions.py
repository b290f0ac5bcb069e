"""Definitions: how likely a category is recognised by the laws that have to recognise it."""

from __future__ import annotations


def recognised(sender: float, receiver: float, dial: float, *, dual: bool = True) -> float:
    """The chance that a case is recognised, under the dial.

    1 - f (1 - recognition), clipped to 0..1, where the recognition is that of the stricter of the
    two laws. A basis that does not ask for dual criminality needs only the sender's law.
    """
    needed = min(sender, receiver) if dual else sender
    return min(1.0, max(0.0, 1.0 - dial * (1.0 - needed)))
