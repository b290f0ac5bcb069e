"""Law: which agreement applies between two homes, and what a dial leaves of a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import le
from typing import NamedTuple

from sim.scenario.schema.agreements import Agreement
from sim.scenario.schema.homes import Review
from sim.scenario.values.distributions import Distribution


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
    """The sender's home."""
    receiver: str
    """The receiver's home."""
    category: str
    """The category, or ``EVERY_CATEGORY``."""
    roles: tuple[str, str] | None = None
    """The roles of both agencies, where some agreement is restricted to them."""


EVERY_CATEGORY = ""
"""Stands for whatever is told: only what covers all categories covers it."""


class AgreementInForce(NamedTuple):
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


def covering(in_force: Sequence[AgreementInForce], pair: LawPair) -> list[AgreementInForce]:
    """The agreements of which one could apply between two homes in a category.

    All in force that both ends have ratified; where some of them override, these alone.
    """
    found = [one for one in in_force if one.covers(pair)]
    return [one for one in found if one.agreement.overrides] or found


def eased(in_force: Sequence[AgreementInForce], pair: LawPair) -> tuple[float, float]:
    """What all agreements between two homes leave of (conversion, translation): the least."""
    covering = [one.agreement for one in in_force if one.covers(pair)]
    return (
        min((one.conversion_times for one in covering), default=1.0),
        min((one.translation_times for one in covering), default=1.0),
    )


@lru_cache(maxsize=4096)
def hours_to_release(review: Review, dial: float, within: float) -> float:
    """The hours that a review is expected to cost a copy, a refused one counted as all of W.

    With probability p, refusal q and duration D, all under the dial of law, and W for ``within``:
    ``p (q W + (1 - q) E[min(D, W)])``, a restricted mean as that of detection.
    """
    probability, _, refusal = reviewed(review, dial)
    lasts = restricted_mean(review.duration, dial, within)
    return probability * (refusal * within + (1.0 - refusal) * lasts)


def restricted_mean(duration: Distribution, dial: float, within: float) -> float:
    """E[min(D, W)] in hours, of a duration under a dial: longer ones count as W."""
    return sum(min(dial * hours, within) for hours in _durations(duration)) / _PARTS


def hours_by_agreement(own: float, recognised: float, formal: float) -> float:
    """What an agreement costs: an unrecognised case takes the formal route, if there is one."""
    return recognised * own + (1.0 - recognised) * formal


def hours_by_formal_route(own: float, recognised: float, within: float) -> float:
    """What the formal route costs where no agreement applies: an unrecognised case ends there."""
    return recognised * own + (1.0 - recognised) * within


def never_worse(one: Review, other: Review) -> bool:
    """Whether a review costs no more than another whatever the dial and W."""
    return (
        one.probability <= other.probability
        and one.refusal <= other.refusal
        and _never_longer(one.duration, other.duration)
    )


@lru_cache(maxsize=4096)
def _never_longer(one: Distribution, other: Distribution) -> bool:
    """Whether a duration is at no quantile longer than another."""
    return all(map(le, _durations(one), _durations(other)))


_PARTS = 200
"""Into so many parts of equal probability a duration is divided to average over it."""


@lru_cache(maxsize=1024)
def _durations(distribution: Distribution) -> tuple[float, ...]:
    """The hours in the middle of each part."""
    return tuple(distribution.quantile_hours((i + 0.5) / _PARTS) for i in range(_PARTS))


def reviewed(review: Review, dial: float) -> tuple[float, float, float]:
    """(probability, scale in hours, refusal) of a review under the dial of law."""
    return (
        min(1.0, review.probability * dial),
        review.duration.scale_hours * dial,
        min(1.0, review.refusal * dial),
    )
