"""Fitting a delay distribution to durations that somebody measured.

Each family that a scenario can write is fitted by maximum likelihood within what a scenario can
write: a duration that ended contributes its density, one that was still going on (censored) the
chance of lasting longer. Where a case is known only if it ended by some day, its density is divided
by the chance of ending by then (truncated): fitted as if complete, such durations come out too
short. Durations of nought are a share of their own, and a family is fitted to the others.

Families are compared by Akaike's criterion (1974) with the correction for few durations of Hurvich
and Tsai (*Biometrika* 76 (1989), 297-307), the smaller the better. The ends of a uniform follow the
data, which no such criterion allows for; below 50 that ended it is shown and not compared.
Intervals of parameters are of profile likelihood. What is quoted of a fit is of the line to paste,
with its figures rounded as written there.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from math import exp, log, log1p
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analyses.fit.laws import FITTED_FAMILIES, DistributionLaw, Flags, Floats, Sample, law_of
from sim.analyses.fit.observed import observed_curve, steps
from sim.chance.shapes import Family
from sim.frozen import entity, frozen
from sim.scenario.units.quantities import HOURS_IN, LONGEST_HOURS
from sim.scenario.values.distributions import Distribution
from sim.statistics.curve import Curve
from sim.statistics.extra import scipy_optimize
from sim.statistics.intervals import Estimate, wilson
from sim.statistics.student_t import t_quantile

FEWEST_ENDED = 5
FEWEST_FOR_UNIFORM = 50
_CONFIDENCE = 0.95
_FIGURES = 4
_STARTS = (-0.7, 0.3)
_MANY = 1_000
"""Above so many durations an interval follows from the curvature, which is then as good."""


@frozen
class Parameter:
    """One number of a family, with its 95 % interval where there is one."""

    name: str
    value: float
    low: float | None
    high: float | None
    hours: bool
    """Whether it is a duration, in hours, or a pure number."""


@frozen
class Fitted:
    """One family at its best."""

    family: Family
    written: dict[str, Any] | str
    """As a scenario writes it: `{"lognormal": {"median": "24 h", "sigma": 0.8}}`."""
    log_likelihood: float | None
    """None for a fixed duration, which is fitted where all are equal and nothing competes."""
    parameters: tuple[Parameter, ...]
    ended: int
    """How many durations that ended it rests on."""
    farthest: float
    """The largest difference between its shares and those observed, up to the longest that ended;
    where durations are truncated, of those that end within the longest limit."""

    @property
    def aicc(self) -> float | None:
        """Akaike's criterion, corrected for few; None where there is no likelihood to compare."""
        if self.log_likelihood is None:
            return None
        number = len(self.parameters)
        few = 2.0 * number * (number + 1) / (self.ended - number - 1)
        return 2.0 * number - 2.0 * self.log_likelihood + few

    @property
    def compared(self) -> bool:
        """Whether its criterion can be held against those of others."""
        return self.family is not Family.UNIFORM or self.ended >= FEWEST_FOR_UNIFORM

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

    def share_within(self, hours: Floats) -> Floats:
        """The share of cases that end within each of these."""
        return shares_of(self.distribution, hours)


@entity
class Fitting:
    """Every family that could be fitted, the best first; one that is not compared comes last."""

    fits: tuple[Fitted, ...]
    impossible: dict[Family, str]
    """The others, and why."""
    observed: Curve
    """The share of those above nought that had ended by each hour, whatever the family."""
    hours: Floats
    """Those above nought, which the families are fitted to; all, where all are equal."""
    going: Flags
    """Which of these were still going on."""
    limits: Floats | None
    """Where the file is truncated: the longest that each of these could have been."""
    nought: Estimate | None
    """The share of durations of nought; None where there is none."""

    @property
    def best(self) -> Fitted:
        """The one with the smallest criterion."""
        return self.fits[0]

    @property
    def unseen(self) -> float:
        """The share of cases, of the best, that truncation keeps out of the file."""
        if self.limits is None:
            return 0.0
        within = np.maximum(self.best.share_within(self.limits), 1e-9)
        return float(1.0 - within.size / (1.0 / within).sum())


def fit(
    hours: npt.ArrayLike,
    censored: npt.ArrayLike | None = None,
    limits: npt.ArrayLike | None = None,
) -> Fitting:
    """Every family fitted to durations in hours.

    Shapes: one duration each, and whether it was still going on when it was last looked at, or the
    longest that it could have been and be in the file; without either all ended, and none is
    missing.

    Raises:
        ResearchNotInstalledError: scipy is not there.
        ValueError: for durations that are negative, not finite or longer than a scenario may
            write or than their limit, shapes that differ, marks beside limits, or fewer than five
            durations above nought that ended, unless all are equal.
    """
    every = np.asarray(hours, dtype=np.float64)
    marks = np.zeros(every.shape, bool) if censored is None else np.asarray(censored, bool)
    ends = None if limits is None else np.asarray(limits, dtype=np.float64)
    _checked(every, marks, ends)
    kept = np.ones(every.shape, bool) if _all_equal(every, marks) else every > 0.0
    durations, going = every[kept], marks[kept]
    held = None if ends is None else ends[kept]
    if np.count_nonzero(~going) < FEWEST_ENDED:
        raise ValueError(f"a fit needs {FEWEST_ENDED} durations above nought that ended, or more")
    impossible = _impossible(durations, going, held)
    fits = [
        fit_of(family, durations, going, held) for family in FAMILIES if family not in impossible
    ]
    fits.sort(key=lambda one: (not one.compared, one.aicc or 0.0))
    nought = None
    if not kept.all():
        nought = _share_of_nought(every, marks, ends, fits[0])
    observed = observed_curve(durations, going, held)
    return Fitting(tuple(fits), impossible, observed, durations, going, held, nought)


FAMILIES = (Family.FIXED, *FITTED_FAMILIES, Family.UNIFORM)


def _checked(durations: Floats, going: Flags, limits: Floats | None) -> None:
    if durations.ndim != 1 or durations.shape != going.shape:
        raise ValueError("each duration is one number, with a mark if it was still going on")
    if not ((durations >= 0.0) & (durations <= LONGEST_HOURS)).all():
        raise ValueError("durations are from 0 to 100 years")
    if limits is None:
        return
    if going.any():
        raise ValueError("a file that lists what is still going on leaves nothing out")
    if limits.shape != durations.shape or not (limits >= durations).all():
        raise ValueError("each duration has a limit that it does not pass")


def _all_equal(durations: Floats, going: Flags) -> bool:
    ended = durations[~going]
    return bool(ended.size and ended.min() == ended.max() and durations.max() <= ended.max())


def _impossible(durations: Floats, going: Flags, limits: Floats | None) -> dict[Family, str]:
    ended = durations[~going]
    if _all_equal(durations, going):
        why = "all durations are equal"
        return {family: why for family in FAMILIES if family is not Family.FIXED}
    impossible = {Family.FIXED: "the durations differ"}
    if limits is not None:
        impossible[Family.UNIFORM] = (
            "how far it reaches cannot be told where longer ones are missing"
        )
    elif ended.min() == ended.max():
        impossible[Family.UNIFORM] = "all durations that ended are equal"
    return impossible


def fit_of(family: Family, durations: Floats, going: Flags, limits: Floats | None) -> Fitted:
    """One family fitted to durations above nought, of which some may be going on or limited."""
    ended = int(np.count_nonzero(~going))
    if family is Family.FIXED:
        hours = float(durations[0])
        parameter = Parameter("fixed", hours, None, None, hours=True)
        return Fitted(family, _duration(hours), None, (parameter,), ended, 0.0)
    if family is Family.UNIFORM:
        return _uniform(durations, going)
    law = law_of(family)
    sample = sample_of(durations, going, limits)
    place = _likeliest(law, sample)
    written = _written(law, place)
    of = Distribution.model_validate(written)
    # The density of a duration is that of its logarithm over the duration.
    likely = _at(law, sample, _place_of(of)) - float(sample.ln_hours[~going].sum())
    shares = shares_of(of, np.sort(durations))
    if limits is not None:
        shares = shares / shares_of(of, limits.max(keepdims=True))
    seen = steps(durations, going if going.any() else None, limits)
    parameters = _parameters(law, sample, place, ended, of)
    return Fitted(family, written, likely, parameters, ended, float(seen.farthest(shares)))


def sample_of(durations: Floats, going: Flags, limits: Floats | None) -> Sample:
    """Durations above nought as the laws take them."""
    return Sample(
        np.log(durations),
        going if going.any() else None,
        None if limits is None else np.log(limits),
    )


def _likeliest(law: DistributionLaw, sample: Sample) -> Floats:
    """The logarithms of scale and spread at which the sample is likeliest, within the bounds."""
    middle = float(np.median(sample.ln_hours))
    bounds = law.bounds
    starts = [
        np.clip((middle, spread), *np.transpose((*bounds, (-9.0, 9.0))[:2])) for spread in _STARTS
    ]
    found = [
        scipy_optimize().minimize(
            lambda at: -_at(law, sample, at),
            start[: law.parameters],
            method="Nelder-Mead",
            bounds=bounds,
            options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000},
        )
        for start in starts[: law.parameters]
    ]
    return np.asarray(min(found, key=lambda one: float(one.fun)).x)


def _at(law: DistributionLaw, sample: Sample, place: Floats) -> float:
    spread = place[1] if law.parameters == 2 else 0.0
    return float(sample.log_likelihood(law, np.array(place[0]), np.array(spread)))


def _place_of(of: Distribution) -> Floats:
    first = of.shape.first
    return np.log([of.scale_hours, first]) if first else np.log([of.scale_hours])


def _written(law: DistributionLaw, place: Floats) -> dict[str, Any]:
    inside: dict[str, Any] = {law.scale: _duration(exp(place[0]))}
    if law.spread is not None:
        least, most = law.narrow
        inside[law.spread] = min(max(_rounded(exp(place[1])), least), most)
    return {law.family.name.lower(): inside}


# Intervals


def _parameters(
    law: DistributionLaw, sample: Sample, place: Floats, ended: int, of: Distribution
) -> tuple[Parameter, ...]:
    values = np.exp(_place_of(of))
    names = [name for name in (law.scale, law.spread) if name is not None]
    made = []
    for number, name in enumerate(names):
        low, high = _interval(law, sample, place, number, ended)
        made.append(Parameter(name, float(values[number]), low, high, hours=number == 0))
    return tuple(made)


def _interval(
    law: DistributionLaw, sample: Sample, place: Floats, number: int, ended: int
) -> tuple[float | None, float | None]:
    """Where the profile likelihood falls by what an interval of 95 % takes; None where it does not.

    For the median of a lognormal that ended throughout the fall makes it Student's own interval,
    which is exact; for the others it is a correction for few in the same direction.
    """
    degrees = max(1, ended - law.parameters + 1)
    t = t_quantile(_CONFIDENCE, degrees)
    fall = 0.5 * ended * log1p(t * t / degrees)
    most = _at(law, sample, place)
    if sample.ln_hours.size > _MANY:
        reach = t * _curvature_error(law, sample, place, number)
        return exp(place[number] - reach), exp(place[number] + reach)

    def lacking(to: float) -> float:
        return most - _profile(law, sample, place, number, to) - fall

    step = max(0.05, 1.0 / ended**0.5)
    low = _crossing(lacking, place[number], -step, law.bounds[number][0])
    high = _crossing(lacking, place[number], step, law.bounds[number][1])
    return low, high


def _profile(law: DistributionLaw, sample: Sample, place: Floats, number: int, to: float) -> float:
    """The likelihood with one parameter held and the other at its best."""
    if law.parameters == 1:
        return _at(law, sample, np.array([to]))
    other = 1 - number
    least, most = law.bounds[other]

    def unlikely(value: float) -> float:
        return -_at(law, sample, np.array([to, value] if number == 0 else [value, to]))

    near = (max(least, place[other] - 3.0), min(most, place[other] + 3.0))
    found = scipy_optimize().minimize_scalar(
        unlikely, bounds=near, method="bounded", options={"xatol": 1e-4}
    )
    return -float(found.fun)


def _crossing(
    lacking: Callable[[float], float], start: float, step: float, bound: float
) -> float | None:
    """Where the fall is reached, from the best outwards; None where a scenario cannot write it."""
    inside, outside = start, start + step
    while lacking(outside) < 0.0:
        if (outside - bound) * step > 0.0:
            return None
        inside, step = outside, step * 1.6
        outside += step
    root = float(scipy_optimize().brentq(lacking, inside, outside, xtol=1e-4))
    return exp(root)


def _curvature_error(law: DistributionLaw, sample: Sample, place: Floats, number: int) -> float:
    size = law.parameters
    step = 1e-3
    bend = np.empty((size, size))
    for one in range(size):
        for other in range(size):
            first, second = np.zeros(size), np.zeros(size)
            first[one], second[other] = step, step
            around = [
                _at(law, sample, place + (a * first + b * second))
                for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
            bend[one, other] = (around[0] - around[1] - around[2] + around[3]) / (4 * step * step)
    return float(np.sqrt(np.linalg.inv(-bend)[number, number]))


# The uniform


def _uniform(durations: Floats, going: Flags) -> Fitted:
    ended, open_ = durations[~going], durations[going]
    least, most = uniform_ends(ended, open_)
    written = {
        "uniform": {"from": _duration(least, ROUND_FLOOR), "to": _duration(most, ROUND_CEILING)}
    }
    of = Distribution.model_validate(written)
    assert of.uniform is not None
    low, high = of.uniform.least, of.uniform.most
    likely = -ended.size * log(high - low)
    beyond = open_[open_ > low]
    likely += float(np.log((high - beyond) / (high - low)).sum())
    parameters = _ends(low, high, None)
    if not open_.size:
        # The distance to an end over the sample's own range has a law of its own.
        share = (1.0 - _CONFIDENCE) ** (-1.0 / (ended.size - 1)) - 1.0
        parameters = _ends(low, high, (most - least) * share)
    seen = steps(durations, going if open_.size else None, None)
    far = float(seen.farthest(shares_of(of, seen.hours)))
    return Fitted(Family.UNIFORM, written, likely, parameters, ended.size, far)


def _ends(low: float, high: float, reach: float | None) -> tuple[Parameter, ...]:
    if reach is None:
        return tuple(
            Parameter(name, value, None, None, hours=True)
            for name, value in (("from", low), ("to", high))
        )
    return (
        Parameter("from", low, max(0.0, low - reach), low, hours=True),
        Parameter("to", high, high, high + reach, hours=True),
    )


def uniform_ends(ended: Floats, open_: Floats) -> tuple[float, float]:
    """The ends: the shortest that ended, and the likeliest end beyond everything seen."""
    least, longest = float(ended.min()), float(max(ended.max(), open_.max(initial=0.0)))
    beyond = open_[open_ > least]
    if not beyond.size:
        return least, longest

    def unlikely(reach: float) -> float:
        end = longest + exp(reach)
        return float((ended.size + beyond.size) * log(end - least) - np.log(end - beyond).sum())

    span = log(longest - least)
    found = scipy_optimize().minimize_scalar(
        unlikely, bounds=(span - 20.0, span + log(1000.0)), method="bounded"
    )
    return least, longest + exp(float(found.x))


# Shares


def shares_of(of: Distribution, hours: Floats) -> Floats:
    """The shares of cases that end within each of these durations, above nought."""
    if of.uniform is not None:
        low, high = of.uniform.least, of.uniform.most
        return np.clip((hours - low) / (high - low), 0.0, 1.0)
    law = law_of(of.shape.family)
    place = _place_of(of)
    spread = np.array(place[1] if law.parameters == 2 else 0.0)
    with np.errstate(divide="ignore"):
        ln_hours = np.log(np.asarray(hours, dtype=np.float64))
    return np.asarray(np.exp(law.within(ln_hours, np.array(place[0]), spread)))


def _share_of_nought(every: Floats, going: Flags, limits: Floats | None, best: Fitted) -> Estimate:
    """How many cases are over at once: as counted or, with limits, allowing for what is missing.

    What is still going on after no time at all says nothing. Of cases with chances F to be within
    their limits if they take any time, a share p of noughts makes up p / (p + (1 - p) F) of those
    that are known.
    """
    over = int(np.count_nonzero((every == 0.0) & ~going))
    counted = wilson(over, int(np.count_nonzero((every > 0.0) | ~going)))
    if limits is None:
        return counted
    within = best.share_within(limits)

    def of_all(known: float | None) -> float:
        assert known is not None
        least, most = 0.0, 1.0
        for _ in range(60):
            share = 0.5 * (least + most)
            made = float((share / (share + (1.0 - share) * within)).mean())
            least, most = (share, most) if made < known else (least, share)
        return 0.5 * (least + most)

    return Estimate(
        of_all(counted.value), of_all(counted.low), of_all(counted.high), counted.n, counted.kind
    )


# As a scenario writes it


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
