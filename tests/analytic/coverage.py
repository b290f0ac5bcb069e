"""How often each kind of interval holds the truth: what is sampled, and the tables published of it.

`python -m tests.analytic.coverage` measures every cell of docs/intervals.md anew and prints the
tables to put there; with titles after it, only theirs.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import asin, exp, lgamma, log, pi, sqrt
from statistics import NormalDist

import numpy as np

from sim.statistics.averages import average
from sim.statistics.bootstrap import Bounded
from sim.statistics.effects import rank_correlation, sampled_effects
from sim.statistics.intervals import (
    Estimate,
    Kind,
    difference_interval,
    limited_difference,
    mean_interval,
    paired_difference,
    ratio_of_counts,
    wilson,
)
from sim.statistics.leading import each_of, leaders
from sim.statistics.medians import median_of_one_window
from sim.statistics.precision import Ending, Precision
from sim.statistics.ratios import ratio
from sim.statistics.thresholds import threshold
from sim.statistics.unseen import AMOUNTS, ANYTHING, COUNTS, SHARES, Limits, up_to

CLAIMED = 0.93
SHOWN_FROM = 0.05
"""Where an interval is given in fewer samples than this, how often it holds is not said."""

_FAR = 144.0
"""A window far beyond what is usual: an hour is one of these."""

Interval = Estimate | Bounded
Draw = Callable[[np.random.Generator, int], np.ndarray]


@dataclass(frozen=True)
class Source:
    """A distribution to sample, and what an interval of it should hold."""

    draw: Draw
    truth: float
    of: Limits = ANYTHING
    """What the values may be."""


@dataclass(frozen=True)
class Published:
    """One table: a kind of interval, over distributions and numbers of values."""

    interval: Callable[[np.ndarray, Limits], Interval]
    sources: Mapping[str, Source]
    numbers: tuple[int, ...]
    samples: int
    """Drawn for each published cell."""
    again: int
    """Drawn for each cell by the test that recomputes it."""


@dataclass(frozen=True)
class Held:
    """In how many samples an interval was given, and in how many of these it held the truth."""

    samples: int
    told: int
    held: int

    @property
    def share_told(self) -> float:
        """Of the samples."""
        return self.told / self.samples

    @property
    def share(self) -> float:
        """That held, of the intervals given."""
        return self.held / self.told if self.told else 0.0

    @property
    def cell(self) -> str:
        """As published: bold where it does not hold what is claimed of it."""
        if self.share_told < SHOWN_FROM:
            return "none"
        held = round(self.share, 3)
        shown = f"{100 * held:.1f}" if held >= CLAIMED else f"**{100 * held:.1f}**"
        return shown if self.share_told > 0.995 else f"{shown} in {100 * self.share_told:.0f}"


def measured(title: str, name: str, n: int, samples: int, seed: int) -> Held:
    """How often the interval of a table holds the truth of one of its distributions."""
    table = PUBLISHED[title]
    source = table.sources[name]
    generator = np.random.default_rng([seed, n, zlib.crc32(f"{title} {name}".encode())])
    told = held = 0
    for _ in range(samples):
        found = table.interval(source.draw(generator, n), source.of)
        if found.low is None and found.high is None:
            continue
        told += 1
        above = found.low is None or found.low <= source.truth
        held += above and (found.high is None or source.truth <= found.high)
    return Held(samples, told, held)


# Distributions


def _lognormal(sigma: float) -> Source:
    return Source(lambda g, n: g.lognormal(sigma=sigma, size=n), exp(sigma**2 / 2), AMOUNTS)


def _hours(missed: float) -> Source:
    """min(T, W) of an exponential T, of which so many last longer than the window."""
    window = -log(missed)
    return Source(
        lambda g, n: np.minimum(g.exponential(size=n), window), 1.0 - missed, up_to(window)
    )


def _long_hours(missed: float) -> Source:
    """min(T, W) of a lognormal T."""
    end = NormalDist().inv_cdf(1.0 - missed)
    window = exp(end)
    truth = exp(0.5) * NormalDist().cdf(end - 1.0) + window * missed
    return Source(lambda g, n: np.minimum(g.lognormal(size=n), window), truth, up_to(window))


def _rarely_long(rarely: float, least: float = 1.0) -> Source:
    """Hours about 1 of 144, and rarely much more: at the window, or from a part of it on."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        long = _FAR * (least + (1.0 - least) * g.random(n))
        return np.minimum(np.where(g.random(n) < rarely, long, g.exponential(size=n)), _FAR)

    usual = -np.expm1(-_FAR)
    truth = rarely * _FAR * (1.0 + least) / 2.0 + (1.0 - rarely) * usual
    return Source(draw, truth, up_to(_FAR))


def _alarms(rate: float) -> Source:
    return Source(lambda g, n: g.poisson(rate, n).astype(float), rate, COUNTS)


def _alarms_in_bursts(rate: float) -> Source:
    """Poisson numbers whose rates vary between replications as a gamma of shape 0.5."""
    return Source(lambda g, n: g.poisson(g.gamma(0.5, rate / 0.5, n)).astype(float), rate, COUNTS)


def _of_three(share: float, alike: float | None = None) -> Source:
    """A share of three threats a replication; `alike` is the sum of a beta's two parameters."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        chance = share if alike is None else g.beta(share * alike, (1.0 - share) * alike, n)
        return g.binomial(3, chance, n) / 3.0

    return Source(draw, share, SHARES)


def _many_zeros(zeros: float, sigma: float = 1.0) -> Source:
    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        return np.where(g.random(n) < zeros, 0.0, g.lognormal(sigma=sigma, size=n))

    return Source(draw, (1.0 - zeros) * exp(sigma**2 / 2), AMOUNTS)


def _many_zeros_both_signs(zeros: float) -> Source:
    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        return np.where(g.random(n) < zeros, 0.0, g.normal(0.5, 1.0, n))

    return Source(draw, (1.0 - zeros) * 0.5)


def _paired_hours(slower: float, touched: float) -> Source:
    """What min(T, W) loses where T is so many times as long in a share of replications."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        hours = g.exponential(size=n)
        factor = np.where(g.random(n) < touched, slower, 1.0)
        return np.minimum(factor * hours, 2.0) - np.minimum(hours, 2.0)

    return Source(draw, touched * (slower * -np.expm1(-2.0 / slower) + np.expm1(-2.0)))


def _two_conditions(slower: float, touched: float, missed: float = 0.0) -> Source:
    """min(T, W) of two conditions; T is so many times as long in a share, and missed in another."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        hours = g.exponential(size=n)
        longer = np.where(g.random(n) < touched, slower, 1.0) * hours
        alone = np.where(g.random(n) < missed, window, np.minimum(longer, window))
        return np.array([alone, np.minimum(hours, window)])

    window = _FAR if missed else 2.0
    usual = -np.expm1(-window)
    longer = touched * slower * -np.expm1(-window / slower) + (1.0 - touched) * usual
    return Source(draw, missed * window + (1.0 - missed) * longer - usual, up_to(window))


def _hours_by_threat(alike: bool) -> Source:
    """Sums of hours and numbers of threats, which may be the longer the more there are."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        threats = g.poisson(2.0, n)
        means = 0.5 + 0.5 * threats if alike else np.ones(n)
        each = g.exponential(size=(n, 20)) * means[:, np.newaxis]
        there = np.arange(20) < threats[:, np.newaxis]
        return np.array([(np.minimum(each, 6.0) * there).sum(axis=1), threats])

    number = np.arange(20)
    chances = np.exp(-2.0 + number * log(2.0) - np.array([lgamma(k + 1.0) for k in number]))
    means = 0.5 + 0.5 * number if alike else np.ones(20)
    hours = means * -np.expm1(-6.0 / means)
    return Source(draw, float((chances * number * hours).sum() / 2.0), up_to(6.0))


def _trials(share: float) -> Source:
    return Source(lambda g, n: (g.random(n) < share).astype(float), share)


def _counts(share: float, alike: float, most: int = 8) -> Source:
    """From one to `most` threats a replication, of which some are missed, more or less together."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        totals = g.integers(1, most + 1, size=n)
        return np.array([g.binomial(totals, g.beta(share * alike, (1 - share) * alike, n)), totals])

    return Source(draw, share)


def _censored(family: str, missed: float) -> Source:
    """Hours followed until so many are left; the truth is the median, or the end of the window."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        hours = g.exponential(size=n) if family == "exponential" else g.lognormal(size=n)
        return np.concatenate([hours, [window]])

    window = -log(missed) if family == "exponential" else exp(NormalDist().inv_cdf(1.0 - missed))
    return Source(draw, log(2.0) if family == "exponential" else 1.0)


def _pairs(correlation: float) -> Source:
    """Of two normal numbers; Spearman's correlation by Pearson's (1907)."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        one, other = g.normal(size=(2, n))
        return np.array([one, correlation * one + sqrt(1.0 - correlation**2) * other])

    return Source(draw, 6.0 / pi * asin(correlation / 2.0))


def _effects(mean: float) -> Source:
    """Sizes of elementary effects that vary normally about their mean."""
    truth = sqrt(2.0 / pi) * exp(-(mean**2) / 2.0) + mean * (1.0 - 2.0 * NormalDist().cdf(-mean))
    return Source(lambda g, n: np.abs(g.normal(mean, 1.0, n)), truth)


def _along(values: int, effect: Callable[[np.ndarray], np.ndarray], truth: float) -> Source:
    """An effect at so many values of an axis from 0 to 2, a tenth of its variance shared luck."""
    axis = np.linspace(0.0, 2.0, values)

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        luck = sqrt(0.1) * g.normal(size=n) + sqrt(0.9) * g.normal(size=(values, n))
        return np.column_stack([axis, effect(axis)[:, np.newaxis] + luck])

    return Source(draw, truth)


def _seldom_along(values: int) -> Source:
    """A straight effect that shows in 40 % of replications, and there as a lognormal."""
    axis = np.linspace(0.0, 2.0, values)

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        shown = g.lognormal(size=(values, n)) * (g.random((values, n)) < 0.4) / (0.4 * exp(0.5))
        return np.column_stack([axis, (3.0 - 1.5 * axis)[:, np.newaxis] * shown])

    return Source(draw, 4.0 / 3.0)


def _sharing(conditions: float, luck: float, own: float, skewed: bool = False) -> Source:
    """Ten conditions and the luck that they share, by the standard deviations of each."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        shared = g.exponential(size=n) - 1.0 if skewed else g.normal(size=n)
        means = conditions * g.normal(size=(10, 1))
        return np.asarray(means + luck * shared + own * g.normal(size=(10, n)))

    return Source(draw, 0.0)


def _over_conditions(drawn: np.ndarray, _: Limits) -> Estimate:
    """Of all conditions in one bin."""
    places = np.arange(len(drawn), dtype=float)[:, np.newaxis]
    ((only,),) = (effect.bins for effect in sampled_effects(places, drawn, bins=1))
    return only.mean


def _threshold(drawn: np.ndarray, _: Limits) -> Bounded:
    """Where the effect comes down to 1; the first column is the axis."""
    found = threshold(drawn[:, 0], drawn[:, 1:], 1.0)
    return Bounded(0.0, found.low, found.high, found.replications)


def _long_run(usual: float, rarely: float, least: float = 0.0) -> Source:
    """Hours of a window of 1440: so many on average, at least so many, and rarely missed."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        hours = np.minimum(least + g.exponential(usual, size=n), 1440.0)
        return np.where(g.random(n) < rarely, 1440.0, hours)

    seen = least + usual * -np.expm1(-(1440.0 - least) / usual)
    return Source(draw, rarely * 1440.0 + (1.0 - rarely) * float(seen), up_to(1440.0))


def _when_enough(sample: np.ndarray, of: Limits) -> Estimate:
    """The mean at the look that ends a comparison of its own accord; nothing where none does."""
    rule, done = Precision(max_replications=sample.size), 0
    while True:
        done = rule.next_look(done)
        found = average(sample[:done], of)
        ending = rule.ending(done, found)
        if ending is Ending.PRECISE:
            return found
        if ending is not None:
            return Estimate(found.value, None, None, done, Kind.TOO_FEW)


def _equals(number: int, of_luck: float) -> Source:
    """So many gains of equal mean, up to a window of 4, that share a part of their luck."""

    def draw(g: np.random.Generator, n: int) -> np.ndarray:
        luck = np.minimum(g.exponential(size=n), 4.0)
        alone = np.minimum(g.exponential(size=(number, n)), 4.0)
        return np.where(g.random((number, n)) < of_luck, luck, alone)

    return Source(draw, -float(np.expm1(-4.0)), up_to(4.0))


def _with_room(of: Limits) -> Callable[[np.ndarray, float], Estimate]:
    """Differences of what ends at a window, which any replication may use up."""
    room = of.most or 0.0
    return lambda apart, confidence: limited_difference(apart, room, room, confidence)


def _said(*, right: bool, truth: float) -> Estimate:
    """What was said, as an interval that holds the truth where it is right."""
    bound = truth if right else truth + 1.0
    return Estimate(bound, bound, bound, 1, Kind.ONE_MORE)


def _none_alone(sample: np.ndarray, of: Limits) -> Estimate:
    """Right where none of equals is named alone as the first."""
    named = leaders([*sample], compared=_with_room(of))
    return _said(right=len(named) > 1, truth=-float(np.expm1(-4.0)))


def _all_hold(sample: np.ndarray, of: Limits) -> Estimate:
    """Right where all intervals hold the truth together."""
    truth, confidence = -float(np.expm1(-4.0)), each_of(len(sample))
    bounds = [limited_difference(one, of.most or 0.0, of.most or 0.0, confidence) for one in sample]
    held = all((one.low or 0.0) <= truth <= (one.high or 0.0) for one in bounds)
    return _said(right=held, truth=truth)


def _median(times: np.ndarray, _: Limits) -> Estimate:
    """Of all but the last, which is the window."""
    return median_of_one_window(times[:-1], float(times[-1]))


_NORMAL = Source(lambda g, n: g.normal(size=n), 0.0)
_EXPONENTIAL = Source(lambda g, n: g.exponential(size=n), 1.0, AMOUNTS)
_RARELY = (0.005, 0.01, 0.02)
_AMOUNTS = {
    "normal": _NORMAL,
    "exponential": _EXPONENTIAL,
    "lognormal, sigma 1": _lognormal(1.0),
    "lognormal, sigma 1.5": _lognormal(1.5),
    **{
        f"min(T, W), T exponential, {missed:.0%} missed": _hours(missed)
        for missed in (0.02, 0.1, 0.5, 0.9, 0.98)
    },
    "min(T, W), T lognormal (1), 10% missed": _long_hours(0.1),
    **{f"1 of 144 h, {rarely:.1%} missed": _rarely_long(rarely) for rarely in _RARELY},
    **{f"1 of 144 h, {rarely:.1%} from 72 h on": _rarely_long(rarely, 0.5) for rarely in _RARELY},
    **{f"{zeros:.0%} zeros, lognormal (1)": _many_zeros(zeros) for zeros in (0.6, 0.8, 0.9)},
}
_COUNTED = {
    **{f"alarms, Poisson {rate:g}": _alarms(rate) for rate in (0.02, 0.1, 0.3, 1.0)},
    **{f"alarms in bursts, rate {rate:g}": _alarms_in_bursts(rate) for rate in (0.1, 0.5)},
    **{f"share {share:g} of three threats": _of_three(share) for share in (0.01, 0.05, 0.2)},
    "share 0.05 of three threats, alike": _of_three(0.05, 2.0),
}
_DIFFERENCES = {
    "normal": _NORMAL,
    "exponential": _EXPONENTIAL,
    **{f"{z:.0%} zeros, lognormal (1)": _many_zeros(z) for z in (0.4, 0.6, 0.7, 0.8, 0.9)},
    "60% zeros, lognormal (1.5)": _many_zeros(0.6, 1.5),
    "80% zeros, normal of either sign": _many_zeros_both_signs(0.8),
    "min(T, W), T twice as long in all": _paired_hours(2.0, 1.0),
    "min(T, W), T twice as long in 30%": _paired_hours(2.0, 0.3),
}
_EFFECTS_ALONG: Mapping[str, tuple[Callable[[np.ndarray], np.ndarray], float]] = {
    "straight, from 3 to 0": (lambda x: 3.0 - 1.5 * x, 4.0 / 3.0),
    "10 exp(-8 x)": (lambda x: 10.0 * np.exp(-8.0 * x), log(10.0) / 8.0),
    "a step from 3 to 0 at 0.93": (lambda x: 3.0 * (x < 0.93), 0.93),
    "straight, 1.02 at a value tried": (lambda x: np.maximum(2.02 - x, 0.0), 1.02),
    "straight, 0.98 at a value tried": (lambda x: np.maximum(1.98 - x, 0.0), 0.98),
}
_PAIRS_OF_HOURS = {
    "T twice as long in all": _two_conditions(2.0, 1.0),
    "T twice as long in 30%": _two_conditions(2.0, 0.3),
    "T twice as long in 5%": _two_conditions(2.0, 0.05),
    **{f"1 of 144 h, {m:.1%} missed": _two_conditions(1.2, 1.0, m) for m in _RARELY},
}
_SEVERAL = {
    f"{number} that share {of_luck:.0%} of their luck": _equals(number, of_luck)
    for number in (2, 5, 8)
    for of_luck in (0.0, 0.8)
}
_SHARES = (0.01, 0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
_USUAL = (10, 20, 40, 100, 200, 400)
_MANY, _AGAIN = 5000, 1000

PUBLISHED: Mapping[str, Published] = {
    "Means of hours": Published(average, _AMOUNTS, _USUAL, _MANY, _AGAIN),
    "Means of shares and counts": Published(average, _COUNTED, _USUAL, _MANY, _AGAIN),
    "Hours by threat": Published(
        lambda sample, of: ratio(sample[0], sample[1]).estimate(of),
        {
            "numbers of threats vary": _hours_by_threat(alike=False),
            "the more threats, the longer": _hours_by_threat(alike=True),
        },
        _USUAL,
        _MANY,
        _AGAIN,
    ),
    "Paired differences of hours": Published(
        lambda sample, of: paired_difference(sample[0], sample[1], most=of.most),
        _PAIRS_OF_HOURS,
        (20, 40, 100, 200, 400),
        _MANY,
        _AGAIN,
    ),
    "Paired differences": Published(
        lambda sample, _: difference_interval(sample), _DIFFERENCES, (40, 100, 200, 400), 4000, 200
    ),
    "Shares by Wilson": Published(
        lambda sample, _: wilson(int(sample.sum()), sample.size),
        {f"share {share:g}": _trials(share) for share in _SHARES},
        _USUAL,
        _MANY,
        _AGAIN,
    ),
    "Shares by Wilson, by replication": Published(
        lambda sample, _: ratio_of_counts(*sample),
        {
            f"share {share:g}, {words}": _counts(share, alike)
            for share in (0.02, 0.05, 0.25, 0.5, 0.95)
            for alike, words in ((4.0, "trials alike"), (1000.0, "trials nearly independent"))
        },
        _USUAL,
        _MANY,
        _AGAIN,
    ),
    "Means when enough has run": Published(
        _when_enough,
        {
            "50 h + exponential of 40 h": _long_run(40.0, 0.0, 50.0),
            **{
                f"{hours:g} of 1440 h, {missed:.1%} missed": _long_run(hours, missed)
                for hours in (10.0, 100.0, 400.0)
                for missed in (0.005, 0.02)
            },
        },
        (400, 1600, 6400),
        2000,
        300,
    ),
    "First places of equals": Published(_none_alone, _SEVERAL, (20, 40, 100, 200, 400), 2000, 300),
    "Several intervals together": Published(
        _all_hold, _SEVERAL, (20, 40, 100, 200, 400), 2000, 300
    ),
    "Medians by order statistics": Published(
        _median,
        {
            f"{family}, {missed:.0%} not reached": _censored(family, missed)
            for family in ("exponential", "lognormal")
            for missed in (0.02, 0.3, 0.45)
        },
        _USUAL,
        _MANY,
        _AGAIN,
    ),
    "Rank correlations": Published(
        lambda sample, _: rank_correlation(*sample),
        {f"normal pairs, correlation {one:g}": _pairs(one) for one in (0.0, 0.3, 0.6, 0.9)},
        _USUAL,
        _MANY,
        _AGAIN,
    ),
    "Thresholds of straight, curved and stepped effects": Published(
        _threshold,
        {
            f"{name}, {values} values": _along(values, effect, truth)
            for name, (effect, truth) in _EFFECTS_ALONG.items()
            for values in (5, 21)
        }
        | {"straight, 60% zeros, lognormal (1), 5 values": _seldom_along(5)},
        (40, 100, 400),
        2000,
        300,
    ),
    "Means over conditions that share their luck": Published(
        _over_conditions,
        {
            "luck alone": _sharing(0.0, 1.0, 0.0),
            "luck alone, exponential": _sharing(0.0, 1.0, 0.0, skewed=True),
            "luck 3 times as large as conditions": _sharing(1.0, 3.0, 1.0),
            "luck a third as large": _sharing(1.0, 1 / 3, 1.0),
            "conditions alone": _sharing(1.0, 0.0, 0.0),
            "noise of each run alone": _sharing(0.0, 0.0, 1.0),
        },
        (10, 40, 100, 400),
        2000,
        200,
    ),
    "Sizes of elementary effects": Published(
        lambda sample, _: mean_interval(sample),
        {f"normal about {mean:g} standard deviations": _effects(mean) for mean in (0.0, 1.0, 3.0)},
        (4, 6, 10, 20, 40),
        _MANY,
        _AGAIN,
    ),
}


def tables(titles: Iterable[str], seed: int = 1) -> Iterator[str]:
    """The tables of these titles as published, each under its heading."""
    with ProcessPoolExecutor() as pool:
        for title, table in ((title, PUBLISHED[title]) for title in titles):
            yield f"## {title}"
            yield ""
            yield "| distribution | " + " | ".join(f"n = {n}" for n in table.numbers) + " |"
            yield "| --- |" + " --- |" * len(table.numbers)
            for name in table.sources:
                cell = partial(measured, title, name, samples=table.samples, seed=seed)
                found = pool.map(cell, table.numbers)
                yield f"| {name} | " + " | ".join(held.cell for held in found) + " |"
            yield ""


if __name__ == "__main__":
    for line in tables(sys.argv[1:] or PUBLISHED):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
