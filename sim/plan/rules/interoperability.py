"""Interoperability: whether two parties can read each other without help."""

from __future__ import annotations


def in_common(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two share a language or a system; where either names none, nothing hinders."""
    return not one or not other or not set(one).isdisjoint(other)
