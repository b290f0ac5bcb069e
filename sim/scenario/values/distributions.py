"""Durations that vary: written by what people know of them, drawn by inversion.

A distribution is a scale in hours times a standardised draw, so that a dial or an inject can
stretch the scale while the draw stays the same.
"""

from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Field,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    WrapSerializer,
    model_validator,
)

from sim.chance.elementary import ln
from sim.chance.shapes import FIXED, Family, Shape
from sim.scenario.units.dumped import AS_NUMBERS
from sim.scenario.units.quantities import DURATION_WORDS, Hours
from sim.scenario.values.value import Value, unchecked

_NORMAL_P90 = 1.2815515655446004
"""The standard normal quantile of 0.9."""


class Uniform(Value):
    """Any duration between two is as likely as any other."""

    least: Hours = Field(alias="from")
    """The shortest."""
    most: Hours = Field(alias="to")
    """The longest."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.most < self.least:
            raise ValueError("a `to` that is not shorter than `from`")
        return self


class Exponential(Value):
    """Waiting for something that is as likely in any hour as in any other."""

    mean: Hours
    """The average."""


class Gamma(Value):
    """Several steps one after the other: the larger the shape, the less it varies."""

    mean: Hours
    """The average."""
    shape: float = Field(ge=0.1, le=100)
    """The number of steps, 1 being exponential."""


class Lognormal(Value):
    """Mostly near the median, sometimes many times longer: how reporting delays look."""

    median: Hours
    """Half take longer."""
    sigma: float | None = Field(None, ge=0, le=4)
    """The spread on the logarithmic scale; or write p90."""
    p90: Hours | None = None
    """One in ten takes longer; or write sigma."""

    @model_validator(mode="after")
    def _one_spread(self) -> Self:
        if (self.sigma is None) == (self.p90 is None):
            raise ValueError("a median with either sigma or p90")
        if self.p90 is not None and not 0 < self.median <= self.p90 <= 150 * self.median:
            raise ValueError("a p90 between the median and 150 times the median")
        return self

    @property
    def spread(self) -> float:
        """Sigma, as written or from the ninetieth percentile."""
        if self.sigma is not None:
            return self.sigma
        assert self.p90 is not None
        return round(ln(self.p90 / self.median) / _NORMAL_P90, 12)


class Weibull(Value):
    """What grows likelier to end, or less, the longer it lasts: a shape above 1, or below."""

    median: Hours
    """Half take longer."""
    shape: float = Field(ge=0.2, le=100)
    """How the chance to end changes with time, 1 being exponential."""


class Loglogistic(Value):
    """Like a lognormal, with still more that take very long."""

    median: Hours
    """Half take longer."""
    shape: float = Field(ge=1.1, le=100)
    """The smaller, the more it varies; at 1 it would have no mean."""


_FORMS = ("fixed", "uniform", "exponential", "gamma", "lognormal", "weibull", "loglogistic")


class Distribution(Value):
    """How long something takes: a duration, or one of six ways to vary.

    ``24 h``; ``{uniform: {from: 1 d, to: 30 d}}``; ``{exponential: {mean: 4 h}}``;
    ``{gamma: {mean: 90 d, shape: 2}}``; ``{lognormal: {median: 24 h, sigma: 0.8}}`` or
    ``{lognormal: {median: 24 h, p90: 5 d}}``; ``{weibull: {median: 24 h, shape: 0.7}}``;
    ``{loglogistic: {median: 24 h, shape: 2}}``.
    """

    fixed: Hours | None = None
    """Always the same."""
    uniform: Uniform | None = None
    exponential: Exponential | None = None
    gamma: Gamma | None = None
    lognormal: Lognormal | None = None
    weibull: Weibull | None = None
    loglogistic: Loglogistic | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(getattr(self, form) is not None for form in _FORMS) != 1:
            raise ValueError(f"{DURATION_WORDS}, or exactly one of: {', '.join(_FORMS)}")
        return self

    @property
    def scale_hours(self) -> float:
        """What the standardised draw is multiplied with, in hours."""
        if self.lognormal:
            return self.lognormal.median
        if self.uniform:
            return (self.uniform.least + self.uniform.most) / 2
        if self.exponential:
            return self.exponential.mean
        if self.gamma:
            return self.gamma.mean
        if self.weibull:
            return self.weibull.median
        if self.loglogistic:
            return self.loglogistic.median
        assert self.fixed is not None
        return self.fixed

    @property
    def shape(self) -> Shape:
        """The standardised draw."""
        if self.lognormal and self.lognormal.spread > 0:
            return Shape(Family.LOGNORMAL, self.lognormal.spread)
        if self.uniform and self.uniform.most > self.uniform.least:
            middle = self.scale_hours
            return Shape(Family.UNIFORM, self.uniform.least / middle, self.uniform.most / middle)
        if self.exponential:
            return Shape(Family.EXPONENTIAL)
        if self.gamma:
            return Shape(Family.GAMMA, self.gamma.shape)
        if self.weibull:
            return Shape(Family.WEIBULL, self.weibull.shape)
        if self.loglogistic:
            return Shape(Family.LOGLOGISTIC, self.loglogistic.shape)
        return FIXED

    @property
    def mean_hours(self) -> float:
        """The average, in hours."""
        return self.scale_hours * self.shape.mean

    def quantile_hours(self, u: float) -> float:
        """The hours that a share u of cases stays below."""
        return self.scale_hours * self.shape.quantile(u)


def fixed(hours: float) -> Distribution:
    """Always the same number of hours."""
    return unchecked(Distribution, fixed=float(hours))


def lognormal(median_hours: float, sigma: float) -> Distribution:
    """A lognormal by its median in hours and its sigma."""
    return unchecked(
        Distribution, lognormal=unchecked(Lognormal, median=float(median_hours), sigma=sigma)
    )


def _spelled_out(written: Any) -> Any:
    if written is None or isinstance(written, str | int | float | list | bool):
        return {"fixed": written}
    return written


def _plainly(value: Any, dump: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
    dumped = dump(value)
    is_plain = info.context is not AS_NUMBERS and getattr(value, "fixed", None) is not None
    return dumped["fixed"] if is_plain else dumped


Takes = Annotated[Distribution, BeforeValidator(_spelled_out), WrapSerializer(_plainly)]
"""A distribution, for which a bare duration may stand."""
