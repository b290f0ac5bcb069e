"""How far a fit can be trusted: which family is best, how surely, and what speaks against it.

Differences of Akaike's criterion are read as Burnham and Anderson (2002) do: below 2 nothing tells
two families apart, from 10 on the other is out of the question. That even the best describes the
durations badly is told by its distance from the product-limit estimate, beside what chance explains
at most (Kolmogorov 1933; a little generous, because the fit was made from the same durations).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np

from sim.chance.shapes import Family
from sim.study.curve import Curve
from sim.sweep.durations import Durations
from sim.sweep.fitting import Fitted, Fitting

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
FEW_ENDED = 50
MANY_CENSORED = 1 / 3
_CHANCE_EXPLAINS = 1.36
"""Divided by the root of the number of durations: exceeded by chance once in twenty times."""
_EDGES = {"sigma": (4.0,), "shape": (0.1, 100.0)}


class Sureness(StrEnum):
    """How far the best is ahead of the second."""

    ALONE = "nothing else could be fitted"
    NOT_AT_ALL = "as well as"
    A_LITTLE = "a little better than"
    BETTER = "better than"
    CLEARLY = "clearly better than"


class Caution(StrEnum):
    """What a reader of a fit should know."""

    FEW = "few durations ended"
    CENSORED = "many durations were still going on"
    NOUGHTS = "some durations are nought"
    AT_THE_EDGE = "the best is at the edge of what a scenario can write"
    BAD_FIT = "even the best does not describe these durations well"


@dataclass(frozen=True)
class FamilyFit:
    """One family at its best."""

    family: Family
    line: str
    """What to paste into a scenario."""
    aic: float | None
    behind: float | None
    """By how much its criterion is larger than that of the best."""
    farthest: float
    """The largest difference between its shares and those observed."""
    quantile_hours: tuple[float, ...]
    """At the shares of `QUANTILES`."""


@dataclass(frozen=True)
class FitFindings:
    """What durations in a file say of the distribution that they came from."""

    file: str
    column: str
    ended: int
    censored: int
    noughts: int
    """Durations of nought that ended."""
    sureness: Sureness
    fits: tuple[FamilyFit, ...]
    """The best first."""
    impossible: dict[str, str]
    """Families that could not be fitted, and why."""
    shares: tuple[float, ...]
    observed_hours: tuple[float | None, ...]
    """By when these shares had ended; None where so many never did while they were watched."""
    longest_hours: float
    """Ended or not."""
    chance_explains: float
    """How far a fit may be from what was observed by chance alone."""
    cautions: tuple[Caution, ...]

    @property
    def best(self) -> FamilyFit:
        """The one with the smallest criterion."""
        return self.fits[0]


def judged(durations: Durations, fitting: Fitting) -> FitFindings:
    """The findings of a fit."""
    ended = durations.hours[~durations.censored]
    fits = tuple(_family(fit, fitting.best) for fit in fitting.fits)
    chance = _CHANCE_EXPLAINS / sqrt(fitting.ended)
    noughts = int(np.count_nonzero(ended == 0.0))
    return FitFindings(
        file=durations.file,
        column=durations.column,
        ended=fitting.ended,
        censored=fitting.censored,
        noughts=noughts,
        sureness=_sureness(fits),
        fits=fits,
        impossible={family.name.lower(): why for family, why in fitting.impossible.items()},
        shares=QUANTILES,
        observed_hours=tuple(observed_quantile(fitting.observed, share) for share in QUANTILES),
        longest_hours=float(durations.hours.max()),
        chance_explains=chance,
        cautions=tuple(_cautions(fitting, noughts, chance)),
    )


def observed_quantile(curve: Curve, share: float) -> float | None:
    """By when a share had ended; None where it never did."""
    reached = curve.times[curve.shares >= share - 1e-12]
    return float(reached[0]) if reached.size else None


def _family(fit: Fitted, best: Fitted) -> FamilyFit:
    behind = None if fit.aic is None or best.aic is None else fit.aic - best.aic
    return FamilyFit(
        family=fit.family,
        line=fit.line,
        aic=fit.aic,
        behind=behind,
        farthest=fit.farthest,
        quantile_hours=tuple(fit.quantile_hours(share) for share in QUANTILES),
    )


def _sureness(fits: tuple[FamilyFit, ...]) -> Sureness:
    behind = fits[1].behind if len(fits) > 1 else None
    if behind is None:
        return Sureness.ALONE
    if behind < 2:
        return Sureness.NOT_AT_ALL
    if behind < 4:
        return Sureness.A_LITTLE
    return Sureness.BETTER if behind < 10 else Sureness.CLEARLY


def _cautions(fitting: Fitting, noughts: int, chance: float) -> list[Caution]:
    checks = {
        Caution.FEW: fitting.ended < FEW_ENDED,
        Caution.CENSORED: fitting.censored > MANY_CENSORED * (fitting.ended + fitting.censored),
        Caution.NOUGHTS: noughts > 0 and fitting.best.family is not Family.FIXED,
        Caution.AT_THE_EDGE: _is_at_an_edge(fitting.best),
        Caution.BAD_FIT: fitting.best.farthest > chance,
    }
    return [caution for caution, holds in checks.items() if holds]


def _is_at_an_edge(fit: Fitted) -> bool:
    if isinstance(fit.written, str):
        return False
    ((_, parameters),) = fit.written.items()
    return any(parameters.get(name) in edges for name, edges in _EDGES.items())
