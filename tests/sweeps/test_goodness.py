"""Is a fit called bad as often as chance alone makes it so, and when it is?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analyses.fit.fitting import Fitted, Fitting, fit, fit_of
from sim.analyses.fit.goodness import Goodness, goodness
from sim.analyses.fit.laws import Flags, Floats
from sim.analyses.fit.observed import observed_curve, steps
from sim.chance.shapes import Family

LAWS = {
    Family.EXPONENTIAL: stats.expon(scale=20.0),
    Family.GAMMA: stats.gamma(2.0, scale=10.0),
    Family.LOGNORMAL: stats.lognorm(0.8, scale=20.0),
    Family.WEIBULL: stats.weibull_min(1.5, scale=20.0),
    Family.LOGLOGISTIC: stats.fisk(2.0, scale=20.0),
}


def alone(family: Family, hours: Floats, going: Flags, limits: Floats | None) -> Fitting:
    """A fitting of one family, whatever else might fit."""
    one = fit_of(family, hours, going, limits)
    observed = observed_curve(hours, going, limits)
    return Fitting((one,), {}, observed, hours, going, limits, None)


def drawn(
    family: Family, how: str, number: int, random: np.random.Generator
) -> tuple[Floats, Flags, Floats | None]:
    """Durations of a family: all of them, cut off, known within a limit, or in whole days."""
    law = LAWS[family]
    hours = np.asarray(law.rvs(number, random_state=random))
    going = np.zeros(number, dtype=np.bool_)
    if how == "censored":
        looked = random.uniform(0.0, 80.0, number)
        return np.minimum(hours, looked), hours > looked, None
    if how == "truncated":
        hours = np.asarray(law.rvs(20 * number, random_state=random))
        could_be = random.uniform(0.0, 80.0, hours.size)
        seen = np.flatnonzero(hours <= could_be)[:number]
        return hours[seen], going, could_be[seen]
    if how == "rounded":
        hours = np.maximum(np.round(hours / 4.0), 1.0) * 4.0
    return hours, going, None


def rejected(family: Family, how: str, number: int, times: int, samples: int = 99) -> float:
    random = np.random.default_rng(21)
    bad = 0
    for _ in range(times):
        fitting = alone(family, *drawn(family, how, number, random))
        found = goodness(fitting, fitting.best, samples=samples)
        assert found is not None
        bad += found.p_value <= 0.05
    return bad / times


@pytest.mark.parametrize(
    "how", ["whole", pytest.param("censored", marks=pytest.mark.slow), "truncated", "rounded"]
)
def test_one_fit_in_twenty_of_the_right_family_is_called_bad(how: str) -> None:
    """Of 120, two standard deviations either side of one in twenty are 0.01 to 0.09."""
    assert rejected(Family.LOGNORMAL, how, 40, 120) == pytest.approx(0.05, abs=0.045)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["whole", "censored", "truncated"])
@pytest.mark.parametrize("family", LAWS)
@pytest.mark.parametrize("number", [15, 60])
def test_so_it_is_for_every_family(family: Family, how: str, number: int) -> None:
    # Of a family without a shape all samples of so many are drawn by the same fixed luck, so that
    # few of them call too many, or too few, fits bad for good.
    samples = 499 if number < 20 else 99
    assert rejected(family, how, number, 400, samples) == pytest.approx(0.05, abs=0.033)


def test_two_kinds_of_case_mixed_are_found_out() -> None:
    """Three in ten about a day, the others about ten days: a hundred durations show it."""
    random = np.random.default_rng(22)
    bad = 0
    for _ in range(20):
        soon = random.random(100) < 0.3
        hours = np.where(soon, random.lognormal(3.2, 0.5, 100), random.lognormal(5.5, 0.5, 100))
        fitting = fit(hours)
        found = goodness(fitting, fitting.best)
        bad += found is not None and found.p_value <= 0.05
    assert bad >= 17


def good(fitting: Fitting, fitted: Fitted) -> Goodness:
    found = goodness(fitting, fitted)
    assert found is not None
    return found


def test_what_chance_explains_of_a_lognormal_is_the_table_of_lilliefors() -> None:
    """0.895 over the root of n, by Lilliefors (1967); a table for a known law has 1.36."""
    fitting = fit(np.random.default_rng(23).lognormal(3.0, 0.8, 100))
    (one,) = (each for each in fitting.fits if each.family is Family.LOGNORMAL)
    assert good(fitting, one).explained * 10.0 == pytest.approx(0.895, abs=0.06)


def test_many_durations_are_judged_by_samples_of_fewer() -> None:
    hours = np.random.default_rng(24).lognormal(3.0, 0.8, 2_000)
    fitting = fit(hours)
    (one,) = (each for each in fitting.fits if each.family is Family.LOGNORMAL)
    assert good(fitting, one).explained * hours.size**0.5 == pytest.approx(0.895, abs=0.07)
    assert good(fitting, one).p_value > 0.05


def test_the_same_durations_are_judged_the_same_again() -> None:
    fitting = fit(np.random.default_rng(25).gamma(2.0, 10.0, 40))
    assert [good(fitting, each) for each in fitting.fits] == [
        good(fitting, each) for each in fitting.fits
    ]


def test_equal_durations_are_not_judged() -> None:
    fitting = fit([12.0] * 8)
    assert goodness(fitting, fitting.best) is None


def test_each_sample_of_many_has_the_steps_of_one() -> None:
    random = np.random.default_rng(26)
    hours = np.round(random.exponential(10.0, (5, 30))) + 1.0
    going = random.random((5, 30)) < 0.3
    limits = hours.max(axis=0) + np.round(random.exponential(5.0, 30))
    for marks, ends in ((None, None), (going, None), (None, limits)):
        together = steps(hours, marks, ends)
        for number in range(5):
            one = steps(hours[number], None if marks is None else marks[number], ends)
            assert together.after[number].tolist() == one.after.tolist()
            assert together.before[number].tolist() == one.before.tolist()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["whole", "censored", "truncated"])
@pytest.mark.parametrize("family", LAWS)
def test_intervals_of_parameters_hold_the_truth(family: Family, how: str) -> None:
    law = LAWS[family]
    truth = {"mean": law.mean(), "median": law.median(), "sigma": 0.8}
    truth["shape"] = {Family.GAMMA: 2.0, Family.WEIBULL: 1.5, Family.LOGLOGISTIC: 2.0}.get(
        family, 0
    )
    random = np.random.default_rng(27)
    held: dict[str, int] = {}
    for _ in range(500):
        for one in fit_of(family, *drawn(family, how, 25, random)).parameters:
            above = one.low is None or one.low <= truth[one.name]
            below = one.high is None or truth[one.name] <= one.high
            held[one.name] = held.get(one.name, 0) + (above and below)
    for name, times in held.items():
        assert 0.92 < times / 500 < 0.985, name
