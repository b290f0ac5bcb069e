"""Does a fitted family describe the durations, or are they farther from it than chance explains?

The distance between a fit and the durations that it was made of is smaller than Kolmogorov's table
says, since the fit follows them (Lilliefors, *Journal of the American Statistical Association* 62
(1967), 399-402). So what chance explains is found by trying: samples are drawn from the fitted
family, each is fitted again, and its distance is measured in the same way (Stute, Manteiga and
Quindimil, *Metrika* 40 (1993), 243-256). Drawn durations are cut off as the measured ones were: one
that ended might have been cut off by any moment at which another of its age was, or later; one that
is known only within a limit is drawn within it. And they are rounded as the measured ones are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.analyses.fit.fitting import Fitted, Fitting, shares_of, uniform_ends
from sim.analyses.fit.laws import DistributionLaw, Flags, Floats, Sample, law_of
from sim.analyses.fit.observed import steps
from sim.chance.shapes import Family
from sim.frozen import entity, frozen
from sim.scenario.values.distributions import Distribution

FEWEST_SAMPLES, MOST_SAMPLES = 199, 999
MOST_DRAWN = 40_000
"""Durations in all samples, where that leaves enough of them."""
MOST_ROWS = 400
"""Of more durations so many are drawn, and distances shrink with the root of the number."""
EXPLAINED = 0.95
_SEED = 20
_Likelihood = Callable[[Floats, Floats], Floats]
_STEP = 1e-3
_MOST_CLIMBS = 15
_CLIMBED = 1e-5


@frozen
class Goodness:
    """How far a family may be from durations that are of it."""

    explained: float
    """What chance explains in 19 samples of 20."""
    p_value: float
    """The share of samples, with the one measured, that are at least as far."""


def goodness(fitting: Fitting, fitted: Fitted, samples: int | None = None) -> Goodness | None:
    """How far samples of a fitted family are from their own fits; None for a fixed duration."""
    if fitted.family is Family.FIXED:
        return None
    if samples is None:
        affordable = MOST_DRAWN // fitting.hours.size
        samples = min(max(affordable, FEWEST_SAMPLES), MOST_SAMPLES)
    random = np.random.Generator(np.random.Philox(key=_SEED))
    rows = fitting.hours.size
    kept = np.arange(rows, dtype=np.int64)
    if rows > MOST_ROWS:
        kept = random.choice(rows, MOST_ROWS, replace=False)
    drawn = _Drawn.of(fitting, kept, fitted.distribution, samples, random)
    far = np.sort(drawn.farthest(fitted)) * np.sqrt(kept.size / rows)
    reached = np.count_nonzero(far >= fitted.farthest - 1e-12)
    rank = int(np.ceil(EXPLAINED * (samples + 1))) - 1
    return Goodness(float(far[min(rank, samples - 1)]), (1 + reached) / (1 + samples))


@entity
class _Drawn:
    """Samples of a family, cut off as the measured durations were."""

    hours: Floats
    going: Flags | None
    limits: Floats | None

    @classmethod
    def of(
        cls,
        fitting: Fitting,
        kept: npt.NDArray[np.int64],
        of: Distribution,
        samples: int,
        random: np.random.Generator,
    ) -> _Drawn:
        hours, going = fitting.hours[kept], fitting.going[kept]
        limits = None if fitting.limits is None else fitting.limits[kept]
        chances = random.random((samples, hours.size)) * (1.0 - 2e-16) + 1e-16
        if limits is not None:
            chances = np.clip(chances * shares_of(of, limits), 1e-16, None)
        durations = of.scale_hours * of.shape.quantiles(chances.reshape(-1)).reshape(chances.shape)
        grain = _grain(fitting.hours)
        durations = np.maximum(np.round(durations / grain), 1.0) * grain
        if limits is not None:
            return cls(np.minimum(durations, limits), None, limits)
        if not fitting.going.any():
            return cls(durations, None, None)
        cut = _cut_off(hours, going, fitting, random, samples)
        return cls(np.minimum(durations, cut), durations > cut, None)

    def farthest(self, fitted: Fitted) -> Floats:
        """The distance of each from its own fit."""
        seen = steps(self.hours, self.going, self.limits)
        if fitted.family is Family.UNIFORM:
            ends = np.array([self._ends(number) for number in range(len(self.hours))])
            low, high = ends[:, :1], ends[:, 1:]
            span = np.maximum(high - low, 1e-300)
            return seen.farthest(np.clip((seen.hours - low) / span, 0.0, 1.0))
        law = law_of(fitted.family)
        limits = None if self.limits is None else np.log(self.limits)
        scale, spread = _climbed(law, Sample(np.log(self.hours), self.going, limits), fitted)
        ln_shares = law.within(np.log(seen.hours), scale[:, None], spread[:, None])
        if limits is not None:
            longest = limits.max(keepdims=True)
            ln_shares = ln_shares - law.within(longest, scale[:, None], spread[:, None])
        return seen.farthest(np.exp(ln_shares))

    def _ends(self, number: int) -> tuple[float, float]:
        hours = self.hours[number]
        going = np.zeros(hours.shape, np.bool_) if self.going is None else self.going[number]
        ended = hours[~going]
        return uniform_ends(ended, hours[going]) if ended.size > 1 else (0.0, float(hours.max()))


def _grain(hours: Floats) -> float:
    """What all durations are multiples of, such as a day; tiny where there is no such thing."""
    apart = np.diff(np.unique(hours), prepend=0.0)
    least = float(apart[apart > 1e-6].min(initial=np.inf))
    multiples = hours / least
    return least if np.abs(multiples - np.round(multiples)).max() < 1e-3 else 1e-9


def _cut_off(
    hours: Floats, going: Flags, fitting: Fitting, random: np.random.Generator, samples: int
) -> Floats:
    """When each would have been looked at for the last time.

    Of one still going on that is known; of one that ended it is drawn from the moments at which
    others were, by their product-limit estimate, among those not before its end. What nobody was
    followed for, no sample is: beyond, so few are left that they would decide the distance.
    """
    looked = steps(fitting.hours, ~fitting.going, None)
    moments = np.append(looked.hours[looked.ended], np.nextafter(fitting.hours.max(), np.inf))
    shares = np.append(looked.after[looked.ended], 1.0)
    before = np.concatenate([[0.0], shares])[np.searchsorted(moments, hours, side="left")]
    chance = before + (1.0 - before) * random.random((samples, hours.size))
    drawn = moments[np.minimum(np.searchsorted(shares, chance, side="left"), moments.size - 1)]
    return np.where(going, hours, drawn)


def _climbed(law: DistributionLaw, sample: Sample, fitted: Fitted) -> tuple[Floats, Floats]:
    """Scale and spread at which each sample is likeliest, by Newton's method from those of all."""
    count = len(sample.ln_hours)
    values = np.log([one.value for one in fitted.parameters])
    scale = np.full(count, values[0])
    spread = np.full(count, values[1] if law.parameters == 2 else 0.0)
    bounds = law.bounds

    def at(scale: Floats, spread: Floats) -> Floats:
        return sample.log_likelihood(law, scale, spread)

    here = at(scale, spread)
    for _ in range(_MOST_CLIMBS):
        along, across = _newton(law, at, here, scale, spread)
        size = np.ones(count)
        for _ in range(8):
            to = np.clip(scale + size * along, *bounds[0])
            wide = np.clip(spread + size * across, *bounds[1]) if law.parameters == 2 else spread
            there = at(to, wide)
            worse = there < here
            if not worse.any():
                break
            size = np.where(worse, 0.4 * size, size)
        to, wide = np.where(worse, scale, to), np.where(worse, spread, wide)
        moved = max(np.abs(to - scale).max(), np.abs(wide - spread).max())
        scale, spread, here = to, wide, np.where(worse, here, there)
        if moved < _CLIMBED:
            break
    return scale, spread


def _newton(
    law: DistributionLaw, at: _Likelihood, here: Floats, scale: Floats, spread: Floats
) -> tuple[Floats, Floats]:
    """The steps of each sample; uphill by the slope alone where the hill is not round."""
    h = _STEP
    up, down = at(scale + h, spread), at(scale - h, spread)
    slope, bend = (up - down) / (2 * h), (up - 2 * here + down) / (h * h)
    if law.parameters == 1:
        return np.clip(np.where(bend < 0, -slope / np.minimum(bend, -1e-9), slope), -1, 1), here * 0
    right, left = at(scale, spread + h), at(scale, spread - h)
    both, neither = at(scale + h, spread + h), at(scale - h, spread - h)
    slope_2, bend_2 = (right - left) / (2 * h), (right - 2 * here + left) / (h * h)
    twist = (both + neither - up - down - right - left + 2 * here) / (2 * h * h)
    area = bend * bend_2 - twist * twist
    round_ = (bend < 0) & (area > 0)
    area = np.where(round_, area, 1.0)
    along = np.where(
        round_, (twist * slope_2 - bend_2 * slope) / area, slope / np.abs(bend).clip(1)
    )
    across = np.where(
        round_, (twist * slope - bend * slope_2) / area, slope_2 / np.abs(bend_2).clip(1)
    )
    return np.clip(along, -1, 1), np.clip(across, -1, 1)
