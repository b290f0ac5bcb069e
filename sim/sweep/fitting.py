"""Fitting a delay distribution to durations that somebody measured, ended or still going on.

Each family that a scenario can write is fitted by maximum likelihood within what a scenario can
write: a duration that ended contributes its density, one that was still going on (censored) the
chance of lasting longer. They are compared by Akaike's criterion (1974), the smaller the better;
that of the uniform flatters it a little, because its ends follow the data. Beside them stands the
product-limit estimate, which presumes no family (Kaplan and Meier 1958), and how far each fit is
from it. What is quoted of a fit is of the line to paste, with its figures rounded as written there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import exp, inf, log
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chance.shapes import Family
from sim.scenario.distributions import Distribution
from sim.scenario.quantities import HOURS_IN, LONGEST_HOURS
from sim.study.curve import Curve, detection_curve
from sim.sweep.research import scipy_optimize, scipy_stats

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FEWEST_ENDED = 5
_LARGEST_SIGMA = 4.0
_SMALLEST_SHAPE, _LARGEST_SHAPE = 0.1, 100.0
_FIGURES = 4
_FIRST_START = 0.7


@dataclass(frozen=True)
class Fitted:
    """One family at its best."""

    family: Family
    written: dict[str, Any] | str
    """As a scenario writes it: `{"lognormal": {"median": "24 h", "sigma": 0.8}}`."""
    log_likelihood: float | None
    """None for a fixed duration, which is fitted where all are equal and nothing competes."""
    parameters: int
    farthest: float
    """The largest difference between its shares and the product-limit estimate's, up to the
    longest duration that ended."""

    @property
    def aic(self) -> float | None:
        """Akaike's criterion; None where there is no likelihood to compare."""
        if self.log_likelihood is None:
            return None
        return 2.0 * self.parameters - 2.0 * self.log_likelihood

    @property
    def line(self) -> str:
        """What to paste into a scenario."""
        return _flow(self.written)

    @property
    def distribution(self) -> Distribution:
        """What a scenario with that line draws from."""
        written = {"fixed": self.written} if isinstance(self.written, str) else self.written
        return Distribution.model_validate(written)

    def quantile_hours(self, share: float) -> float:
        """The hours that this share of cases stays below."""
        return self.distribution.quantile_hours(share)


@dataclass(frozen=True, eq=False)
class Fitting:
    """Every family that could be fitted, the best first."""

    fits: tuple[Fitted, ...]
    impossible: dict[Family, str]
    """The others, and why."""
    observed: Curve
    """The share ended by each hour, whatever the family."""
    ended: int
    censored: int

    @property
    def best(self) -> Fitted:
        """The one with the smallest criterion."""
        return self.fits[0]


def fit(hours: npt.ArrayLike, censored: npt.ArrayLike | None = None) -> Fitting:
    """Every family fitted to durations in hours.

    Shapes: one duration each, and whether it was still going on when it was last looked at;
    without `censored` all ended.

    Raises:
        ResearchNotInstalledError: scipy is not there.
        ValueError: for durations that are negative, not finite or longer than a scenario may
            write, shapes that differ, or fewer than five durations that ended.
    """
    durations = np.asarray(hours, dtype=np.float64)
    going = np.zeros(durations.shape, bool) if censored is None else np.asarray(censored, bool)
    _checked(durations, going)
    ended, open_ = durations[~going], durations[going]
    observed = detection_curve(durations, np.where(going, durations, np.nextafter(durations, inf)))
    impossible = _impossible(ended, open_)
    fits = [
        _fitted(family, ended, open_, observed)
        for family in _PARAMETERS
        if family not in impossible
    ]
    return Fitting(
        fits=tuple(sorted(fits, key=lambda one: one.aic or 0.0)),
        impossible=impossible,
        observed=observed,
        ended=ended.size,
        censored=open_.size,
    )


_PARAMETERS = {
    Family.FIXED: 1,
    Family.EXPONENTIAL: 1,
    Family.GAMMA: 2,
    Family.LOGNORMAL: 2,
    Family.UNIFORM: 2,
}


def _checked(durations: Floats, going: Flags) -> None:
    if durations.ndim != 1 or durations.shape != going.shape:
        raise ValueError("each duration is one number, with a mark if it was still going on")
    if not ((durations >= 0.0) & (durations <= LONGEST_HOURS)).all():
        raise ValueError("durations are from 0 to 100 years")
    if np.count_nonzero(~going) < FEWEST_ENDED:
        raise ValueError(f"a fit needs {FEWEST_ENDED} durations that ended, or more")


def _impossible(ended: Floats, open_: Floats) -> dict[Family, str]:
    if ended.min() == ended.max() and (open_ <= ended.max()).all():
        why = "all durations are equal"
        return {family: why for family in _PARAMETERS if family is not Family.FIXED}
    impossible = {Family.FIXED: "the durations differ"}
    if ended.min() == 0.0:
        impossible |= dict.fromkeys(
            (Family.GAMMA, Family.LOGNORMAL), "a duration is nought, which it never gives"
        )
    if ended.min() == ended.max():
        impossible[Family.UNIFORM] = "all durations that ended are equal"
    return impossible


def _fitted(family: Family, ended: Floats, open_: Floats, observed: Curve) -> Fitted:
    written = _WRITERS[family](ended, open_)
    made = Fitted(family, written, 0.0, _PARAMETERS[family], 0.0)
    return Fitted(
        family,
        written,
        _log_likelihood(made.distribution, ended, open_),
        _PARAMETERS[family],
        _farthest(made.distribution, ended, observed),
    )


def _exponential(ended: Floats, open_: Floats) -> dict[str, Any]:
    mean = (float(ended.sum()) + float(open_.sum())) / ended.size
    return {"exponential": {"mean": _duration(mean)}}


def _lognormal(ended: Floats, open_: Floats) -> dict[str, Any]:
    norm = scipy_stats().norm
    logs, beyond = np.log(ended), np.log(open_[open_ > 0.0])

    def unlikely(at: Floats) -> float:
        middle, sigma = at[0], exp(at[1])
        likely = norm.logpdf(logs, middle, sigma).sum() + norm.logsf(beyond, middle, sigma).sum()
        return -float(likely)

    start = float(np.median(np.concatenate([logs, beyond]))), log(_FIRST_START)
    middle, spread = _minimised(unlikely, start, [(None, None), (log(1e-4), log(_LARGEST_SIGMA))])
    return {"lognormal": {"median": _duration(exp(middle)), "sigma": _rounded(exp(spread))}}


def _gamma(ended: Floats, open_: Floats) -> dict[str, Any]:
    gamma = scipy_stats().gamma

    def unlikely(at: Floats) -> float:
        shape, scale = exp(at[1]), exp(at[0] - at[1])
        likely = gamma.logpdf(ended, shape, scale=scale).sum()
        return -float(likely + gamma.logsf(open_, shape, scale=scale).sum())

    start = log((float(ended.sum()) + float(open_.sum())) / ended.size), 0.0
    bounds = [(None, None), (log(_SMALLEST_SHAPE), log(_LARGEST_SHAPE))]
    mean, shape = _minimised(unlikely, start, bounds)
    return {"gamma": {"mean": _duration(exp(mean)), "shape": _rounded(exp(shape))}}


def _uniform(ended: Floats, open_: Floats) -> dict[str, Any]:
    """The ends: the shortest that ended, and the likeliest end beyond everything seen."""
    least, longest = float(ended.min()), float(max(ended.max(), open_.max(initial=0.0)))
    beyond = open_[open_ > least]
    most = longest
    if beyond.size:

        def unlikely(reach: float) -> float:
            end = longest + exp(reach)
            return float((ended.size + beyond.size) * log(end - least) - np.log(end - beyond).sum())

        span = log(longest - least)
        found = scipy_optimize().minimize_scalar(
            unlikely, bounds=(span - 20.0, span + log(1000.0)), method="bounded"
        )
        most = longest + exp(float(found.x))
    return {
        "uniform": {"from": _duration(least, ROUND_FLOOR), "to": _duration(most, ROUND_CEILING)}
    }


def _fixed(ended: Floats, _open: Floats) -> str:
    return _duration(float(ended[0]))


_WRITERS: dict[Family, Callable[[Floats, Floats], Any]] = {
    Family.FIXED: _fixed,
    Family.EXPONENTIAL: _exponential,
    Family.GAMMA: _gamma,
    Family.LOGNORMAL: _lognormal,
    Family.UNIFORM: _uniform,
}


def _minimised(
    unlikely: Callable[[Floats], float],
    start: tuple[float, float],
    bounds: list[tuple[float | None, float | None]],
) -> tuple[float, float]:
    found = scipy_optimize().minimize(
        unlikely,
        np.array(start),
        method="Nelder-Mead",
        bounds=bounds,
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000},
    )
    return float(found.x[0]), float(found.x[1])


def _log_likelihood(of: Distribution, ended: Floats, open_: Floats) -> float | None:
    """Of the distribution as it is written."""
    if of.shape.family is Family.FIXED:
        return None
    law = _law(of)
    return float(law.logpdf(ended).sum() + law.logsf(open_).sum())


def _law(of: Distribution) -> Any:
    """The same distribution as scipy knows it."""
    stats, shape, scale = scipy_stats(), of.shape, of.scale_hours
    match shape.family:
        case Family.EXPONENTIAL:
            return stats.expon(scale=scale)
        case Family.LOGNORMAL:
            return stats.lognorm(shape.first, scale=scale)
        case Family.GAMMA:
            return stats.gamma(shape.first, scale=scale / shape.first)
        case Family.UNIFORM:
            low, high = shape.first * scale, shape.second * scale
            return stats.uniform(low, high - low)
        case Family.FIXED:
            return stats.uniform(scale, 0.0)


def _farthest(of: Distribution, ended: Floats, observed: Curve) -> float:
    if of.shape.family is Family.FIXED:
        return 0.0
    moments = np.unique(ended)
    shares = _law(of).cdf(moments)
    after = observed.share_by(moments)
    before = np.concatenate([[0.0], after[:-1]])
    return float(max(np.abs(after - shares).max(), np.abs(before - shares).max()))


def _duration(hours: float, rounding: str = ROUND_HALF_EVEN) -> str:
    """The hours as a scenario writes them, in the unit that gives the handiest number."""
    unit = "d" if hours >= 3 * HOURS_IN["d"] else "h" if hours >= HOURS_IN["h"] else "min"
    if hours >= LONGEST_HOURS:
        hours, rounding = LONGEST_HOURS, ROUND_FLOOR
    exact = Decimal(hours / HOURS_IN[unit])
    last_figure = Decimal(1).scaleb(exact.adjusted() - _FIGURES + 1)
    amount = exact.quantize(last_figure, rounding) if exact else exact
    # An end of a uniform may not move inward when its unit is multiplied out again.
    if rounding == ROUND_FLOOR and float(amount) * HOURS_IN[unit] > hours:
        amount -= last_figure
    if rounding == ROUND_CEILING and float(amount) * HOURS_IN[unit] < hours:
        amount += last_figure
    return f"{float(amount):.12g} {unit}".replace("e+", "e")


def _rounded(number: float) -> float:
    return float(f"{number:.{_FIGURES}g}")


def _flow(written: dict[str, Any] | str) -> str:
    if isinstance(written, str):
        return written
    ((family, parameters),) = written.items()
    inside = ", ".join(f"{name}: {value}" for name, value in parameters.items())
    return f"{{{family}: {{{inside}}}}}"
