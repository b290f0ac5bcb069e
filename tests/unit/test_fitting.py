"""Fitting delay distributions to durations, some of which were still going on."""

from math import exp, log
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from sim.analyses.fit.fitting import Fitting, fit
from sim.chance.shapes import Family
from sim.scenario.units.quantities import LONGEST_HOURS, duration_hours
from sim.scenario.values.distributions import Distribution

DRAWN = 600
CENSORED = 0.3
TRUTHS: dict[Family, dict[str, dict[str, Any]]] = {
    Family.EXPONENTIAL: {"exponential": {"mean": "30 h"}},
    Family.GAMMA: {"gamma": {"mean": "90 d", "shape": 2.5}},
    Family.LOGNORMAL: {"lognormal": {"median": "24 h", "sigma": 0.8}},
    Family.UNIFORM: {"uniform": {"from": "20 min", "to": "90 min"}},
    Family.WEIBULL: {"weibull": {"median": "30 h", "shape": 1.7}},
    Family.LOGLOGISTIC: {"loglogistic": {"median": "5 d", "shape": 2.2}},
}


def censored_sample(
    written: dict[str, dict[str, Any]], seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Durations of which three in ten are looked at for the last time before they end.

    Each is followed for any time up to a longest, whatever its own length.
    """
    of, generator = Distribution.model_validate(written), np.random.default_rng(seed)
    durations = of.scale_hours * of.shape.quantiles(generator.random(DRAWN))
    longest = brentq(
        lambda most: np.minimum(durations / most, 1.0).mean() - CENSORED,
        durations.min(),
        100.0 * durations.max(),
    )
    followed = longest * generator.random(DRAWN)
    return np.minimum(durations, followed), followed < durations


def of_family(found: Fitting, family: Family) -> dict[str, float]:
    """The parameters of one family, durations in hours."""
    (one,) = (fitted for fitted in found.fits if fitted.family is family)
    assert isinstance(one.written, dict)
    ((_, parameters),) = one.written.items()
    return {
        name: duration_hours(value) if isinstance(value, str) else value
        for name, value in parameters.items()
    }


@pytest.mark.parametrize("family", TRUTHS)
def test_known_parameters_are_recovered_with_three_in_ten_censored(family: Family) -> None:
    found = fit(*censored_sample(TRUTHS[family]))
    ((_, truth),) = TRUTHS[family].items()
    assert 0.25 < found.going.mean() < 0.35
    assert found.hours.size == DRAWN
    told = of_family(found, family)
    for name, value in truth.items():
        expected = duration_hours(value) if isinstance(value, str) else value
        assert told[name] == pytest.approx(expected, rel=0.13), name


@pytest.mark.parametrize(
    "family", [Family.GAMMA, Family.LOGNORMAL, Family.UNIFORM, Family.LOGLOGISTIC]
)
def test_the_family_that_made_them_is_the_best(family: Family) -> None:
    found = fit(*censored_sample(TRUTHS[family]))
    assert found.best.family is family
    assert found.best.farthest < 0.07
    criteria = [one.aicc for one in found.fits if one.aicc is not None]
    assert len(criteria) == len(found.fits) == 6
    assert criteria == sorted(criteria)


def test_an_exponential_is_told_by_what_needs_the_fewest_parameters() -> None:
    found = fit(*censored_sample(TRUTHS[Family.EXPONENTIAL]))
    best = {one.family: one for one in found.fits}
    assert found.best.family in (Family.EXPONENTIAL, Family.GAMMA)
    simple, general = best[Family.EXPONENTIAL], best[Family.GAMMA]
    assert simple.log_likelihood is not None
    assert general.log_likelihood is not None
    # The exponential is a gamma of shape one, so it can be no likelier but for rounding.
    assert simple.log_likelihood <= general.log_likelihood + 1e-3
    few = 4.0 / (np.count_nonzero(~found.going) - 2)
    assert simple.aicc == pytest.approx(2.0 - 2.0 * simple.log_likelihood + few)


def test_leaving_out_what_had_not_ended_would_make_it_shorter() -> None:
    durations, going = censored_sample(TRUTHS[Family.LOGNORMAL])
    with_all = of_family(fit(durations, going), Family.LOGNORMAL)["median"]
    assert of_family(fit(durations[~going]), Family.LOGNORMAL)["median"] <= with_all
    longest = np.argsort(durations)[-180:]
    cut = np.isin(np.arange(DRAWN), longest)
    limit = durations[~cut].max()
    at_limit = fit(np.where(cut, limit, durations), cut | going)
    assert of_family(at_limit, Family.LOGNORMAL)["median"] == pytest.approx(with_all, rel=0.1)
    assert of_family(fit(durations[~cut & ~going]), Family.LOGNORMAL)["median"] < 0.8 * with_all


@pytest.mark.parametrize(
    ("family", "law"),
    [
        (Family.GAMMA, stats.gamma),
        (Family.LOGNORMAL, stats.lognorm),
        (Family.WEIBULL, stats.weibull_min),
        (Family.LOGLOGISTIC, stats.fisk),
    ],
)
def test_the_fit_is_that_of_scipy(family: Family, law: stats.rv_continuous) -> None:
    durations, going = censored_sample(TRUTHS[family])
    theirs = law.fit(stats.CensoredData.right_censored(durations, going), floc=0)
    told = of_family(fit(durations, going), family)
    if family is Family.GAMMA:
        assert told["shape"] == pytest.approx(theirs[0], rel=2e-3)
        assert told["mean"] == pytest.approx(theirs[0] * theirs[2], rel=2e-3)
    elif family is Family.WEIBULL:
        assert told["shape"] == pytest.approx(theirs[0], rel=2e-3)
        assert told["median"] == pytest.approx(law(*theirs).median(), rel=2e-3)
    else:
        assert (told.get("sigma") or told["shape"]) == pytest.approx(theirs[0], rel=2e-3)
        assert told["median"] == pytest.approx(theirs[2], rel=2e-3)


def test_uncensored_fits_have_closed_forms() -> None:
    durations = np.random.default_rng(3).lognormal(3.0, 0.6, size=100)
    found = fit(durations)
    assert of_family(found, Family.EXPONENTIAL)["mean"] == pytest.approx(durations.mean(), rel=1e-3)
    logs = np.log(durations)
    told = of_family(found, Family.LOGNORMAL)
    assert told["median"] == pytest.approx(exp(logs.mean()), rel=1e-3)
    assert told["sigma"] == pytest.approx(logs.std(), rel=1e-3)
    ends = of_family(found, Family.UNIFORM)
    assert ends["from"] == pytest.approx(durations.min(), rel=1e-3)
    assert ends["from"] <= durations.min()
    assert ends["to"] >= durations.max()


def test_the_line_is_what_a_scenario_reads() -> None:
    durations, going = censored_sample(TRUTHS[Family.LOGNORMAL])
    best = fit(durations, going).best
    assert best.line.startswith("{lognormal: {median: ")
    assert best.line.endswith("}}")
    shares = [0.1, 0.5, 0.9]
    quantiles = [best.quantile_hours(share) for share in shares]
    law = stats.lognorm(0.8, scale=24)
    assert quantiles == pytest.approx(law.ppf(shares), rel=0.15)
    assert best.distribution.quantile_hours(0.5) == quantiles[1]


@pytest.mark.parametrize(
    ("hours", "line"),
    [(0.5, "30 min"), (7.0, "7 h"), (36.0, "36 h"), (240.0, "10 d"), (0.0, "0 min"),
     (1e-9, "6e-08 min"), (LONGEST_HOURS, "36520 d")],
)  # fmt: skip
def test_equal_durations_are_fixed_in_a_handy_unit(hours: float, line: str) -> None:
    found = fit([hours] * 6)
    assert [one.family for one in found.fits] == [Family.FIXED]
    assert found.best.line == line
    assert found.best.quantile_hours(0.9) == pytest.approx(hours, rel=2e-4)
    assert (found.best.aicc, found.best.farthest) == (None, 0.0)
    assert set(found.impossible) == set(TRUTHS)


def test_durations_of_nought_are_a_share_of_their_own() -> None:
    found = fit([0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0])
    assert {one.family for one in found.fits} == set(TRUTHS)
    assert found.nought is not None
    assert (found.nought.value, found.nought.n) == (0.25, 8)
    alone = fit([1.0, 2.0, 3.0, 4.0, 5.0, 7.0])
    assert [one.line for one in alone.fits] == [one.line for one in found.fits]
    assert alone.nought is None


def test_what_goes_on_after_no_time_says_nothing_of_the_share_of_nought() -> None:
    hours = [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0]
    going = [True, False, False, False, False, False, False, False, True]
    found = fit(hours, going)
    assert found.nought is not None
    assert found.nought.value == pytest.approx(2 / 8)


def test_equal_durations_with_longer_ones_still_going_on_are_not_fixed() -> None:
    found = fit([5.0] * 6 + [9.0, 9.0], [False] * 6 + [True] * 2)
    assert Family.FIXED in found.impossible
    assert Family.UNIFORM in found.impossible
    assert found.best.quantile_hours(0.5) > 4.0


def test_the_observed_curve_is_the_product_limit_estimate() -> None:
    durations = np.array([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    going = np.array([0, 0, 1, 0, 1, 0, 0], dtype=bool)
    found = fit(durations, going)
    theirs = stats.ecdf(stats.CensoredData.right_censored(durations, going))
    ours = found.observed.share_by(theirs.cdf.quantiles)
    assert ours == pytest.approx(theirs.cdf.probabilities)


def test_how_far_a_fit_is_from_what_was_observed() -> None:
    durations = np.random.default_rng(4).exponential(10.0, size=50)
    found = fit(durations)
    (one,) = (fitted for fitted in found.fits if fitted.family is Family.EXPONENTIAL)
    theirs = stats.kstest(durations, stats.expon(scale=one.distribution.mean_hours).cdf)
    assert one.farthest == pytest.approx(theirs.statistic)


def test_what_a_scenario_cannot_write_is_not_fitted() -> None:
    generator = np.random.default_rng(5)
    found = fit(100 + 0.01 * generator.random(50))
    assert of_family(found, Family.GAMMA)["shape"] == 100.0
    wild = fit(np.exp(generator.uniform(log(1e-8), log(1e5), size=300)))
    assert of_family(wild, Family.LOGNORMAL)["sigma"] == 4.0
    assert of_family(wild, Family.GAMMA)["shape"] == 0.1
    long = fit(
        np.concatenate([np.arange(1.0, 6.0), np.full(500, 8e5)]),
        np.concatenate([np.zeros(5, bool), np.ones(500, bool)]),
    )
    assert all(one.quantile_hours(0.5) > 0 for one in long.fits)


@pytest.mark.parametrize(
    ("hours", "censored", "reason"),
    [
        ([1.0, 2.0, 3.0, 4.0], None, "5 durations"),
        ([1.0] * 6, [True] * 2 + [False] * 4, "5 durations"),
        ([0.0, 0.0, 1.0, 2.0, 3.0, 4.0], None, "5 durations"),
        ([1.0] * 6, [False] * 5, "mark"),
        ([-1.0] * 6, None, "100 years"),
        ([float("nan")] * 6, None, "100 years"),
        ([float("inf")] * 6, None, "100 years"),
        ([[1.0] * 6], None, "one number"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    hours: list[float], censored: list[bool] | None, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        fit(hours, censored)


# Truncation

LAWS = {
    Family.EXPONENTIAL: stats.expon(scale=30.0),
    Family.GAMMA: stats.gamma(2.5, scale=12.0),
    Family.LOGNORMAL: stats.lognorm(0.8, scale=24.0),
    Family.WEIBULL: stats.weibull_min(1.7, scale=30.0),
    Family.LOGLOGISTIC: stats.fisk(2.2, scale=24.0),
}


def truncated_sample(
    law: stats.rv_continuous, number: int, seed: int, until: float = 80.0
) -> tuple[np.ndarray, np.ndarray]:
    """Cases that began evenly over a time, in a file that lists what had ended at its end."""
    generator = np.random.default_rng(seed)
    durations = law.rvs(20 * number, random_state=generator)
    could_be = generator.uniform(0.0, until, durations.size)
    seen = np.flatnonzero(durations <= could_be)[:number]
    return durations[seen], could_be[seen]


@pytest.mark.parametrize("family", LAWS)
def test_truncated_durations_are_not_taken_as_short(family: Family) -> None:
    law = LAWS[family]
    hours, limits = truncated_sample(law, 1500, seed=7)
    (told,) = (one for one in fit(hours, limits=limits).fits if one.family is family)
    (naive,) = (one for one in fit(hours).fits if one.family is family)
    for share in (0.25, 0.5, 0.75):
        assert told.quantile_hours(share) == pytest.approx(law.ppf(share), rel=0.15)
        assert naive.quantile_hours(share) < 0.93 * law.ppf(share)


def test_the_share_that_truncation_keeps_out_is_told() -> None:
    law = LAWS[Family.LOGNORMAL]
    hours, limits = truncated_sample(law, 2000, seed=8)
    found = fit(hours, limits=limits)
    out = 1.0 - law.cdf(np.linspace(0.02, 80.0, 4000)).mean()
    assert found.unseen == pytest.approx(out, abs=0.05)
    assert Family.UNIFORM in found.impossible


def test_limits_beyond_everything_change_nothing() -> None:
    hours = np.random.default_rng(9).lognormal(3.0, 0.7, 80)
    without = fit(hours)
    with_limits = fit(hours, limits=np.full(80, 1e5))
    lines = {one.line for one in with_limits.fits}
    assert {one.line for one in without.fits if one.family is not Family.UNIFORM} == lines
    assert with_limits.observed.shares == pytest.approx(without.observed.shares)
    assert with_limits.unseen == pytest.approx(0.0, abs=1e-4)


def test_the_observed_curve_of_truncated_durations_is_that_of_cases_within_the_longest() -> None:
    law = LAWS[Family.LOGNORMAL]
    hours, limits = truncated_sample(law, 4000, seed=10)
    moments = np.array([10.0, 20.0, 40.0, 60.0])
    observed = fit(hours, limits=limits).observed.share_by(moments)
    assert observed == pytest.approx(law.cdf(moments) / law.cdf(limits.max()), abs=0.03)


def test_noughts_among_truncated_durations_are_fewer_of_all_than_of_those_known() -> None:
    law = LAWS[Family.LOGNORMAL]
    generator = np.random.default_rng(11)
    durations = np.where(generator.random(20_000) < 0.2, 0.0, law.rvs(20_000, random_state=4))
    could_be = generator.uniform(0.0, 80.0, durations.size)
    seen = durations <= could_be
    found = fit(durations[seen], limits=could_be[seen])
    assert found.nought is not None
    assert np.mean(durations[seen] == 0.0) > 0.27
    assert found.nought.value == pytest.approx(0.2, abs=0.015)


@pytest.mark.parametrize(
    ("going", "limits", "reason"),
    [
        (None, [0.5] * 6, "does not pass"),
        (None, [9.0] * 5, "does not pass"),
        ([True] + [False] * 5, [9.0] * 6, "leaves nothing out"),
    ],
)
def test_limits_that_say_nothing_are_refused(
    going: list[bool] | None, limits: list[float], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        fit([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], going, limits)


# Which comes first


def test_a_uniform_is_compared_from_fifty_on() -> None:
    generator = np.random.default_rng(12)
    for number, compared in ((49, False), (50, True)):
        found = fit(generator.uniform(10.0, 100.0, number))
        (uniform,) = (one for one in found.fits if one.family is Family.UNIFORM)
        assert uniform.compared is compared
        assert (found.fits[-1] is uniform) is not compared
        assert (found.best is uniform) is compared


@pytest.mark.parametrize("number", [5, 12, 50])
def test_few_durations_with_a_tail_are_not_called_uniform(number: int) -> None:
    generator = np.random.default_rng(13)
    best = [fit(generator.lognormal(4.6, 0.5, number)).best.family for _ in range(6)]
    assert Family.UNIFORM not in best


# Intervals


def test_the_interval_of_a_lognormal_median_is_that_of_student() -> None:
    hours = np.random.default_rng(14).lognormal(3.0, 0.8, 12)
    (told,) = (one for one in fit(hours).fits if one.family is Family.LOGNORMAL)
    logs = np.log(hours)
    reach = stats.t.ppf(0.975, 11) * logs.std(ddof=1) / np.sqrt(12)
    assert told.parameters[0].low == pytest.approx(exp(logs.mean() - reach), rel=1e-3)
    assert told.parameters[0].high == pytest.approx(exp(logs.mean() + reach), rel=1e-3)


def test_many_durations_have_intervals_of_the_curvature_that_agree_with_the_profile() -> None:
    hours = np.random.default_rng(15).gamma(2.0, 10.0, 1_002)
    (many,) = (one for one in fit(hours).fits if one.family is Family.GAMMA)
    (fewer,) = (one for one in fit(hours[:1_000]).fits if one.family is Family.GAMMA)
    for one, other in zip(many.parameters, fewer.parameters, strict=True):
        assert one.low == pytest.approx(other.low, rel=5e-3)
        assert one.high == pytest.approx(other.high, rel=5e-3)


def test_what_the_durations_do_not_bound_has_no_bound() -> None:
    hours, limits = truncated_sample(LAWS[Family.LOGNORMAL], 20, seed=16, until=30.0)
    (told,) = (one for one in fit(hours, limits=limits).fits if one.family is Family.EXPONENTIAL)
    assert told.parameters[0].high is None
