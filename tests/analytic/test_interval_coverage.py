"""Does a nominal 95 % interval hold the truth in at least 93 % of samples?"""

from collections.abc import Callable
from math import exp, log

import numpy as np
import pytest

from sim.statistics.intervals import (
    Estimate,
    Kind,
    difference_interval,
    mean_interval,
    ratio_of_counts,
    wilson,
)
from sim.statistics.medians import median_of_one_window

SAMPLES = 1200
N = 100

Draw = Callable[[np.random.Generator], Estimate]


def zero_inflated_lognormal(generator: np.random.Generator, nonzero: float) -> Estimate:
    drawn = np.where(generator.random(N) < nonzero, generator.lognormal(sigma=1.0, size=N), 0.0)
    return difference_interval(drawn)


def alike_within_replications(generator: np.random.Generator) -> Estimate:
    totals = generator.integers(1, 9, size=N)
    return ratio_of_counts(generator.binomial(totals, generator.beta(1.0, 3.0, size=N)), totals)


CASES: dict[str, tuple[Kind, float, Draw]] = {
    "normal mean": (Kind.T, 0.0, lambda g: mean_interval(g.normal(size=N))),
    "exponential mean": (Kind.T, 1.0, lambda g: mean_interval(g.exponential(size=N))),
    "normal differences": (Kind.T, 0.0, lambda g: difference_interval(g.normal(size=N))),
    "exponential differences": (
        Kind.BOOTSTRAP_T,
        1.0,
        lambda g: difference_interval(g.exponential(size=N)),
    ),
    "lognormal differences, 40 % not zero": (
        Kind.BOOTSTRAP_T,
        0.4 * exp(0.5),
        lambda g: zero_inflated_lognormal(g, 0.4),
    ),
    "lognormal differences, 60 % not zero": (
        Kind.BOOTSTRAP_T,
        0.6 * exp(0.5),
        lambda g: zero_inflated_lognormal(g, 0.6),
    ),
    "share of single threats": (Kind.WILSON, 0.1, lambda g: wilson(int(g.binomial(N, 0.1)), N)),
    "share of threats alike within replications": (
        Kind.WILSON_CLUSTERED,
        0.25,
        alike_within_replications,
    ),
    "median of censored times": (
        Kind.ORDER,
        log(2.0),
        lambda g: median_of_one_window(g.exponential(size=N), 1.0),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_intervals_hold_what_they_claim(case: str) -> None:
    kind, truth, draw = CASES[case]
    generator = np.random.default_rng(2026)
    estimates = [draw(generator) for _ in range(SAMPLES)]
    of_the_kind = sum(estimate.kind is kind for estimate in estimates)
    held = sum(
        estimate.low is not None
        and estimate.low <= truth
        and (estimate.high is None or truth <= estimate.high)
        for estimate in estimates
    )
    assert of_the_kind > 0.9 * SAMPLES
    # Nor are they so wide that holding the truth is no merit.
    assert 0.93 <= held / SAMPLES <= 0.985
