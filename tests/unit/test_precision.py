"""When a study stops, and what it says ended it."""

from typing import Any

import pytest

from sim.errors import InputError
from sim.statistics.intervals import Estimate, Kind
from sim.statistics.precision import Ending, FixedNumber, Precision, StoppingRule


def estimate(value: float, half_width: float | None) -> Estimate:
    if half_width is None:
        return Estimate(value, None, None, 100, Kind.TOO_FEW)
    return Estimate(value, value - half_width, value + half_width, 100, Kind.T)


def looks(rule: StoppingRule, count: int) -> list[int]:
    done, seen = 0, []
    for _ in range(count):
        done = rule.next_look(done)
        seen.append(done)
    return seen


def test_looks_double_until_the_budget() -> None:
    assert looks(Precision(), 5) == [200, 400, 800, 1600, 1600]
    assert looks(Precision(max_replications=500), 3) == [200, 400, 500]
    assert looks(Precision(max_replications=50), 1) == [50]


@pytest.mark.parametrize(("done", "following"), [(99, 200), (200, 400), (137, 200), (900, 1600)])
def test_a_resumed_study_goes_on_to_the_look_it_would_have_had(done: int, following: int) -> None:
    assert Precision().next_look(done) == following


@pytest.mark.parametrize(("mean", "allowed"), [(10.0, 2.0), (40.0, 2.0), (100.0, 5.0)])
def test_the_wider_of_the_two_widths_is_allowed(mean: float, allowed: float) -> None:
    assert Precision().allowed(mean) == allowed


@pytest.mark.parametrize(
    ("mean_width", "difference_width", "ending"),
    [
        (5.0, 5.0, Ending.PRECISE),
        (5.1, 1.0, None),
        (1.0, 5.1, None),
        (1.0, None, None),
        (None, 1.0, None),
    ],
)
def test_mean_and_difference_must_both_be_narrow(
    mean_width: float | None, difference_width: float | None, ending: Ending | None
) -> None:
    headline = estimate(100.0, mean_width), estimate(3.0, difference_width)
    assert Precision().ending(400, *headline) is ending
    assert Precision().ending(1600, *headline) is (ending or Ending.LIMIT)


def test_a_fixed_number_looks_once_and_ignores_the_intervals() -> None:
    rule = FixedNumber(30)
    assert looks(rule, 2) == [30, 30]
    assert rule.ending(29, estimate(100.0, 0.0)) is None
    assert rule.ending(30, estimate(100.0, None)) is Ending.FIXED


def test_endings_read_as_what_they_say() -> None:
    assert f"{Ending.STOPPED}" == "stopped by the user"


def test_a_study_that_could_not_run_is_refused() -> None:
    impossible: list[dict[str, Any]] = [
        {"relative": -0.1},
        {"absolute": -1.0},
        {"max_replications": 0},
        {"first_look": 0},
    ]
    for fields in impossible:
        with pytest.raises(InputError, match="precision"):
            Precision(**fields)
    with pytest.raises(InputError, match="at least 1"):
        FixedNumber(0)
