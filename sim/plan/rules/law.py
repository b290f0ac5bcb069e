"""Law: which agreement applies between two seats, and what a dial leaves of a review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.scenario.seats import Review
from sim.scenario.ties import Agreement


class Basis(NamedTuple):
    """A legal basis for telling: an agreement by name, or the formal route."""

    kind: str
    """``agreement`` or ``formal``."""
    name: str = ""
    """The agreement's name."""


FORMAL = Basis("formal")

NOTHING_LEAVES = Review.model_validate(
    {"probability": 1.0, "duration": {"fixed": "0 h"}, "refusal": 1.0}
)
"""Where there is no formal route, every copy without an agreement is refused."""


def applicable(
    agreements: Sequence[tuple[str, Agreement]], sender: str, receiver: str, category: str
) -> str | None:
    """The agreement that applies between two seats in a category, or None.

    Of those in force, one that states that it overrides; else the most favourable: the least
    chance of refusal, then the least mean review, then the first declared. So ratifying one more
    never harms by itself.
    """
    covering = [
        (name, agreement)
        for name, agreement in agreements
        if sender in agreement.members
        and receiver in agreement.members
        and (agreement.covers is None or category in agreement.covers)
    ]
    overriding = [entry for entry in covering if entry[1].overrides]
    ranked = sorted(overriding or covering, key=lambda entry: burden(entry[1].review))
    return ranked[0][0] if ranked else None


def burden(review: Review) -> tuple[float, float]:
    """How unfavourable a review is: chance of refusal, then mean hours."""
    return (
        review.probability * review.refusal,
        review.probability * review.duration.mean_hours,
    )


def reviewed(review: Review, dial: float) -> tuple[float, float, float]:
    """(probability, scale in hours, refusal) of a review under the dial of law."""
    return (
        min(1.0, review.probability * dial),
        review.duration.scale_hours * dial,
        min(1.0, review.refusal * dial),
    )
