"""Student's quantile against scipy's."""

import pytest
from scipy import stats

from sim.statistics.student_t import t_quantile, z_quantile

DEGREES = [*range(1, 40), 99, 100, 399, 400, 401, 402, 1599, 10_000, 1_000_000]


@pytest.mark.parametrize("confidence", [0.01, 0.5, 0.9, 0.95, 0.99, 0.9999])
def test_quantile_is_that_of_scipy(confidence: float) -> None:
    ours = [t_quantile(confidence, degrees) for degrees in DEGREES]
    theirs = stats.t.ppf((1 + confidence) / 2, DEGREES)
    assert ours == pytest.approx(theirs, rel=1e-9)


def test_quantile_nears_the_normal_one_from_above() -> None:
    quantiles = [t_quantile(0.95, degrees) for degrees in DEGREES]
    assert quantiles == sorted(quantiles, reverse=True)
    assert quantiles[-1] > z_quantile(0.95) == pytest.approx(1.959963984540054)


@pytest.mark.parametrize(("confidence", "degrees"), [(0.0, 5), (1.0, 5), (0.95, 0)])
def test_impossible_questions_are_refused(confidence: float, degrees: int) -> None:
    with pytest.raises(ValueError, match=r"confidence|degree"):
        t_quantile(confidence, degrees)
