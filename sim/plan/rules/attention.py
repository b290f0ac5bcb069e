"""Attention: what a threat assessment makes of the priority of its category at a reader."""

from __future__ import annotations


def raised(priority: float, target: float, trust: float) -> float:
    """The priority once an assessment is read: T of the way to its target, and never lower."""
    return max(priority, priority + trust * (target - priority))
