"""Standardised draws: the shape of a duration apart from its scale."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sim.chance import families
from sim.frozen import frozen

Floats = npt.NDArray[np.float64]


class Family(IntEnum):
    """The family of a standardised draw."""

    FIXED = 0
    EXPONENTIAL = 1
    LOGNORMAL = 2
    UNIFORM = 3
    GAMMA = 4
    WEIBULL = 5
    LOGLOGISTIC = 6


@frozen
class Shape:
    """A standardised draw: family and its two parameters.

    LOGNORMAL: sigma (median 1); UNIFORM: low and high (mean 1); GAMMA: shape (mean 1);
    WEIBULL and LOGLOGISTIC: shape (median 1).
    """

    family: Family
    first: float = 0.0
    second: float = 0.0

    def quantile(self, u: float) -> float:
        """The standardised value below which a share u of draws falls."""
        match self.family:
            case Family.FIXED:
                return 1.0
            case Family.EXPONENTIAL:
                return families.exponential(u)
            case Family.LOGNORMAL:
                return families.lognormal(u, self.first)
            case Family.UNIFORM:
                return families.uniform(u, self.first, self.second)
            case Family.GAMMA:
                return families.gamma(u, families.gamma_table(self.first))
            case Family.WEIBULL:
                return families.weibull(u, self.first)
            case Family.LOGLOGISTIC:
                return families.loglogistic(u, self.first)

    def quantiles(self, u: Floats) -> Floats:
        """The same for an array of uniform numbers, with the same bits."""
        match self.family:
            case Family.FIXED:
                return np.ones(len(u))
            case Family.EXPONENTIAL:
                return families.exponential_array(u)
            case Family.LOGNORMAL:
                return families.lognormal_array(u, self.first)
            case Family.UNIFORM:
                return families.uniform_array(u, self.first, self.second)
            case Family.GAMMA:
                return families.gamma_array(u, families.gamma_table(self.first))
            case Family.WEIBULL:
                return families.weibull_array(u, self.first)
            case Family.LOGLOGISTIC:
                return families.loglogistic_array(u, self.first)

    @property
    def mean(self) -> float:
        """The mean of the standardised value."""
        match self.family:
            case Family.LOGNORMAL:
                return families.lognormal_mean(self.first)
            case Family.WEIBULL:
                return families.weibull_mean(self.first)
            case Family.LOGLOGISTIC:
                return families.loglogistic_mean(self.first)
            case _:
                return 1.0


FIXED = Shape(Family.FIXED)
