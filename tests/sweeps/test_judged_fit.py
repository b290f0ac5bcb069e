"""Is a fit called as good as it is, and no better?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.fit.durations import Durations
from sim.analyses.fit.fitting import Fitted, Parameter, fit
from sim.analyses.fit.judged import FitCaution, FitFindings, Sureness, judged
from sim.analyses.fit.laws import Flags, Floats
from sim.chance.shapes import Family
from sim.scenario.files.document import parse_value
from sim.scenario.values.distributions import Takes
from sim.scenario.values.value import Value

GENERATOR = np.random.Generator(np.random.Philox(key=11))


class Step(Value):
    """What takes a duration in a scenario."""

    duration: Takes


def found(
    hours: Floats, censored: Flags | None = None, limits: Floats | None = None
) -> FitFindings:
    going = np.zeros(hours.shape, dtype=np.bool_) if censored is None else censored
    return judged(Durations("delays.csv", "1", hours, going, limits), fit(hours, going, limits))


DRAWS: dict[Family, Callable[[int], Floats]] = {
    Family.LOGNORMAL: lambda n: np.exp(GENERATOR.normal(3.0, 1.0, n)),
    Family.GAMMA: lambda n: GENERATOR.gamma(9.0, 4.0, n),
    Family.EXPONENTIAL: lambda n: GENERATOR.exponential(30.0, n),
    Family.UNIFORM: lambda n: GENERATOR.uniform(5.0, 90.0, n),
    Family.WEIBULL: lambda n: 30.0 * GENERATOR.weibull(1.5, n),
    Family.LOGLOGISTIC: lambda n: np.exp(3.0 + GENERATOR.logistic(0.0, 0.5, n)),
    Family.FIXED: lambda n: np.full(n, 12.5),
}


@pytest.mark.parametrize("family", DRAWS, ids=lambda family: family.name)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 300.0])
def test_every_line_loads_and_says_the_quantiles_that_are_shown(
    family: Family, scale: float
) -> None:
    findings = found(DRAWS[family](80) * scale)
    assert family in {each.family for each in findings.fits}
    for each in findings.fits:
        step = Step.model_validate({"duration": parse_value(each.line, "pasted")})
        loaded = [step.duration.quantile_hours(share) for share in findings.shares]
        assert loaded == list(each.quantile_hours)


def test_a_large_sample_is_sure_of_its_family_and_a_small_one_is_not() -> None:
    sure = found(np.exp(GENERATOR.normal(3.0, 1.0, 1500)))
    assert sure.best.family is Family.LOGNORMAL
    assert sure.sureness is Sureness.CLEARLY
    assert sure.cautions == ()
    few = found(np.exp(GENERATOR.normal(3.0, 1.0, 8)))
    assert few.sureness is Sureness.NOT_AT_ALL
    assert FitCaution.FEW in few.cautions


@pytest.mark.parametrize(
    ("behind", "sureness"),
    [
        (0.0, Sureness.NOT_AT_ALL),
        (1.99, Sureness.NOT_AT_ALL),
        (2.01, Sureness.A_LITTLE),
        (4.01, Sureness.BETTER),
        (9.99, Sureness.BETTER),
        (10.01, Sureness.CLEARLY),
    ],
)
def test_sureness_follows_the_second(behind: float, sureness: Sureness) -> None:
    hours = np.exp(GENERATOR.normal(3.0, 1.0, 60))
    fitting = fit(hours)
    best, *others = fitting.fits
    assert best.log_likelihood is not None
    second = replace(best, log_likelihood=best.log_likelihood - behind / 2)
    made = replace(fitting, fits=(best, second))
    assert others
    durations = Durations("delays.csv", "1", hours, np.zeros(60, dtype=np.bool_))
    assert judged(durations, made).sureness is sureness


def test_two_kinds_of_case_are_no_good_fit() -> None:
    mixed = np.concatenate([GENERATOR.uniform(1.0, 1.1, 300), GENERATOR.uniform(90.0, 91.0, 300)])
    assert FitCaution.BAD_FIT in found(mixed).cautions


def test_censoring_and_noughts_are_cautioned_of() -> None:
    hours = GENERATOR.exponential(30.0, 200)
    going = hours > 25.0
    findings = found(np.minimum(hours, 25.0), going)
    assert FitCaution.CENSORED in findings.cautions
    assert findings.observed_hours[-1] is None
    assert findings.longest_hours == 25.0
    lump = np.where(GENERATOR.random(200) < 0.3, 0.0, hours)
    findings = found(lump)
    assert FitCaution.NOUGHTS in findings.cautions
    assert findings.noughts == np.count_nonzero(lump == 0.0)
    assert findings.nought is not None
    assert findings.impossible.keys() == {"fixed"}


def test_the_observed_quantiles_are_counted() -> None:
    findings = found(np.arange(1.0, 101.0))
    assert findings.observed_hours == (10.0, 25.0, 50.0, 75.0, 90.0, 95.0)


def test_a_best_at_the_edge_is_cautioned_of() -> None:
    hours = np.exp(GENERATOR.normal(0.0, 3.5, 60)) + 1e-6
    fitting = fit(np.minimum(hours, 8e5))
    numbers = (
        Parameter("median", 24.0, None, None, hours=True),
        Parameter("sigma", 4.0, None, None, hours=False),
    )
    written = {"lognormal": {"median": "24 h", "sigma": 4.0}}
    edge = Fitted(Family.LOGNORMAL, written, 0.0, numbers, 60, 0.05)
    durations = Durations("delays.csv", "1", hours, np.zeros(60, dtype=np.bool_))
    assert FitCaution.AT_THE_EDGE in judged(durations, replace(fitting, fits=(edge,))).cautions


def test_with_few_durations_a_lead_by_correction_alone_is_no_lead() -> None:
    hours = np.array([3.0, 9.0, 14.0, 22.0, 31.0])
    findings = found(hours)
    assert findings.best.family is Family.EXPONENTIAL
    assert findings.fits[1].behind is not None
    assert findings.fits[1].behind > 4
    assert findings.sureness is Sureness.NOT_AT_ALL


def test_many_that_could_not_be_seen_are_cautioned_of() -> None:
    random = np.random.default_rng(12)
    durations = np.exp(random.normal(4.0, 0.5, 4000))
    limits = random.uniform(0.0, 90.0, 4000)
    seen = np.flatnonzero(durations <= limits)[:400]
    findings = found(durations[seen], limits=limits[seen])
    assert findings.truncated
    assert findings.unseen == pytest.approx(
        1.0 - len(np.flatnonzero(durations <= limits)) / 4000, abs=0.2
    )
    assert FitCaution.UNSEEN in findings.cautions
    assert set(findings.observed_hours) == {None}


def test_a_scale_without_end_is_at_the_edge() -> None:
    fitting = fit(GENERATOR.exponential(30.0, 60))
    numbers = (Parameter("mean", 36520 * 24.0, None, None, hours=True),)
    written = {"exponential": {"mean": "36520 d"}}
    edge = Fitted(Family.EXPONENTIAL, written, 0.0, numbers, 60, 0.05)
    durations = Durations("delays.csv", "1", fitting.hours, fitting.going)
    assert FitCaution.AT_THE_EDGE in judged(durations, replace(fitting, fits=(edge,))).cautions
