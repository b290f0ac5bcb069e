"""The families that are fitted to durations: their densities and tails, for many samples at once.

Every family but the uniform has a scale (its mean or median, as a scenario writes it) and all but
the exponential a second number that says how much it varies. Both are taken by their logarithms,
which may be any number, and so are durations: a sample on the logarithmic axis is only shifted by
its scale and stretched by its spread.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, pi
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chance.shapes import Family
from sim.frozen import entity, frozen
from sim.scenario.units.quantities import LONGEST_HOURS
from sim.statistics.extra import scipy_special

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Function = Callable[[Floats, Floats, Floats], Floats]

LEAST_SCALE, MOST_SCALE = log(1e-9), log(LONGEST_HOURS)
_LN_LN_TWO = log(log(2.0))
_HALF_LN_TWO_PI = 0.5 * log(2.0 * pi)
_LEAST = 1e-300


@frozen
class DistributionLaw:
    """A family: logarithms of its density in ln x, and of its shares beyond and within x.

    Each takes ln x, the logarithm of the scale and that of the spread, which broadcast together.
    """

    family: Family
    scale: str
    """What a scenario writes: a mean or a median."""
    spread: str | None
    """Sigma or shape; None for the exponential, which has none."""
    narrow: tuple[float, float]
    """What a scenario takes of the spread, at least and at most."""
    density: Function
    beyond: Function
    within: Function

    @property
    def parameters(self) -> int:
        """How many numbers are fitted."""
        return 1 if self.spread is None else 2

    @property
    def bounds(self) -> tuple[tuple[float, float], ...]:
        """Of the logarithms that are fitted."""
        scale = (LEAST_SCALE, MOST_SCALE)
        return (scale, (log(self.narrow[0]), log(self.narrow[1])))[: self.parameters]


@entity
class Sample:
    """Durations above nought by their logarithms; with one more axis in front, many samples."""

    ln_hours: Floats
    going: Flags | None = None
    """Which had not ended; None where all had."""
    ln_limits: Floats | None = None
    """Where longer ones were left out: the longest that each could have been, and be there."""

    def log_likelihood(self, law: DistributionLaw, scale: Floats, spread: Floats) -> Floats:
        """Of each sample, at the logarithms of scale and spread; these have no last axis."""
        scale, spread = scale[..., None], spread[..., None]
        likely = law.density(self.ln_hours, scale, spread)
        if self.going is not None:
            likely = np.where(self.going, 0.0, likely)
            places = np.broadcast_to(self.going, likely.shape)
            likely[places] = law.beyond(
                np.broadcast_to(self.ln_hours, likely.shape)[places],
                np.broadcast_to(scale, likely.shape)[places],
                np.broadcast_to(spread, likely.shape)[places],
            )
        if self.ln_limits is not None:
            likely = likely - law.within(self.ln_limits, scale, spread)
        return np.asarray(np.maximum(likely, -1e12).sum(axis=-1))


def law_of(family: Family) -> DistributionLaw:
    """The law of a family.

    Raises:
        ResearchNotInstalledError: scipy is not there.
    """
    return _LAWS[family](scipy_special())


def _exponential(_: Any) -> DistributionLaw:
    def hazard(ln_x: Floats, scale: Floats) -> Floats:
        return np.asarray(np.exp(np.minimum(ln_x - scale, 700.0)))

    def density(ln_x: Floats, scale: Floats, _: Floats) -> Floats:
        return np.asarray(ln_x - scale - hazard(ln_x, scale))

    def beyond(ln_x: Floats, scale: Floats, _: Floats) -> Floats:
        return -hazard(ln_x, scale)

    def within(ln_x: Floats, scale: Floats, _: Floats) -> Floats:
        return _complement(-hazard(ln_x, scale))

    return DistributionLaw(Family.EXPONENTIAL, "mean", None, (1.0, 1.0), density, beyond, within)


def _lognormal(special: Any) -> DistributionLaw:
    def density(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        z = (ln_x - scale) * np.exp(-spread)
        return np.asarray(-0.5 * z * z - spread - _HALF_LN_TWO_PI)

    def beyond(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.asarray(special.log_ndtr((scale - ln_x) * np.exp(-spread)))

    def within(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.asarray(special.log_ndtr((ln_x - scale) * np.exp(-spread)))

    return DistributionLaw(
        Family.LOGNORMAL, "median", "sigma", (1e-4, 4.0), density, beyond, within
    )


def _gamma(special: Any) -> DistributionLaw:
    def density(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        shape, ln_y = np.exp(spread), ln_x - scale + spread
        hazard = np.exp(np.minimum(ln_y, 700.0))
        return np.asarray(shape * ln_y - hazard - special.gammaln(shape))

    def beyond(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        shape, ln_y = np.exp(spread), ln_x - scale + spread
        y = np.exp(np.minimum(ln_y, 700.0))
        tail = special.gammaincc(shape, y)
        far = (shape - 1.0) * ln_y - y - special.gammaln(shape)
        return np.asarray(np.where(tail > _LEAST, np.log(np.maximum(tail, _LEAST)), far))

    def within(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        shape, ln_y = np.exp(spread), ln_x - scale + spread
        head = special.gammainc(shape, np.exp(np.minimum(ln_y, 700.0)))
        near = shape * ln_y - special.gammaln(shape + 1.0)
        return np.asarray(np.where(head > _LEAST, np.log(np.maximum(head, _LEAST)), near))

    return DistributionLaw(Family.GAMMA, "mean", "shape", (0.1, 100.0), density, beyond, within)


def _weibull(_: Any) -> DistributionLaw:
    def ln_hazard(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.minimum(_LN_LN_TWO + (ln_x - scale) * np.exp(spread), 700.0)

    def density(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        one = ln_hazard(ln_x, scale, spread)
        return np.asarray(spread + one - np.exp(one))

    def beyond(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.asarray(-np.exp(ln_hazard(ln_x, scale, spread)))

    def within(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return _complement(beyond(ln_x, scale, spread))

    return DistributionLaw(Family.WEIBULL, "median", "shape", (0.2, 100.0), density, beyond, within)


def _loglogistic(_: Any) -> DistributionLaw:
    def odds(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.asarray((ln_x - scale) * np.exp(spread))

    def density(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        one = odds(ln_x, scale, spread)
        return np.asarray(spread + one - 2.0 * np.logaddexp(0.0, one))

    def beyond(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.asarray(-np.logaddexp(0.0, odds(ln_x, scale, spread)))

    def within(ln_x: Floats, scale: Floats, spread: Floats) -> Floats:
        return np.asarray(-np.logaddexp(0.0, -odds(ln_x, scale, spread)))

    return DistributionLaw(
        Family.LOGLOGISTIC, "median", "shape", (1.1, 100.0), density, beyond, within
    )


def _complement(ln_share: Floats) -> Floats:
    """ln(1 - e^s) for s below nought, near both ends."""
    return np.asarray(np.log(np.maximum(-np.expm1(ln_share), _LEAST)))


_LAWS: dict[Family, Callable[[Any], DistributionLaw]] = {
    Family.EXPONENTIAL: _exponential,
    Family.GAMMA: _gamma,
    Family.LOGLOGISTIC: _loglogistic,
    Family.LOGNORMAL: _lognormal,
    Family.WEIBULL: _weibull,
}
FITTED_FAMILIES = tuple(_LAWS)
"""The families with a law."""
