"""Law: which agreement applies between two seats, and what a dial leaves of a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


class LawPair(NamedTuple):
    """Between whom, and about what, one legal basis applies at a time."""

    sender: str
    """The sender's seat."""
    receiver: str
    """The receiver's seat."""
    category: str
    """The category, or ``EVERY_CATEGORY``."""
    roles: tuple[str, str] | None = None
    """The roles of both agencies, where some agreement is restricted to them."""


EVERY_CATEGORY = ""
"""Stands for whatever is told: only what covers all categories covers it."""


class Standing(NamedTuple):
    """An agreement in force, with those that have ratified it by now."""

    name: str
    agreement: Agreement
    ratified: Mapping[str, tuple[str, ...] | None]
    """By party: the categories for which it has ratified, None for all."""

    def covers(self, pair: LawPair) -> bool:
        """Whether both ends have ratified it for the category, and their roles are meant."""
        roles = self.agreement.between_roles
        if roles is not None and (pair.roles is None or not set(pair.roles) <= set(roles)):
            return False
        return (
            pair.sender in self.ratified
            and pair.receiver in self.ratified
            and all(
                covered is None or pair.category in covered
                for covered in (
                    self.agreement.covers,
                    self.ratified[pair.sender],
                    self.ratified[pair.receiver],
                )
            )
        )


NOTHING_LEAVES = Review.model_validate(
    {"probability": 1.0, "duration": {"fixed": "0 h"}, "refusal": 1.0}
)
"""Where there is no formal route, every copy without an agreement is refused."""


def applicable(standing: Sequence[Standing], pair: LawPair) -> str | None:
    """The agreement that applies between two seats in a category, or None.

    Of those in force that both ends have ratified, one that states that it overrides; else the
    most favourable: the least chance of refusal, then the least mean review, then the first
    declared. So ratifying one more never harms by itself.
    """
    covering = [one for one in standing if one.covers(pair)]
    overriding = [one for one in covering if one.agreement.overrides]
    ranked = sorted(overriding or covering, key=lambda one: burden(one.agreement.review))
    return ranked[0].name if ranked else None


def eased(standing: Sequence[Standing], pair: LawPair) -> tuple[float, float]:
    """What all agreements between two seats leave of (conversion, translation): the least."""
    covering = [one.agreement for one in standing if one.covers(pair)]
    return (
        min((one.conversion_times for one in covering), default=1.0),
        min((one.translation_times for one in covering), default=1.0),
    )


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
