"""Are durations, shares and intervals said in words that a room understands?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.screen.toolkit import words
from sim.statistics.intervals import Difference, Estimate, Kind


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.0, "0 h"),
        (0.001, "under 1 min"),
        (0.75, "45 min"),
        (3 + 1 / 3, "3 h 20 min"),
        (23.999, "1 d"),
        (24.0, "1 d"),
        (628.3, "26 d 4 h"),
        (-30.4, "-1 d 6 h"),
        (100_000.0, "4,166 d 16 h"),
    ],
)
def test_a_duration_has_two_units(hours: float, said: str) -> None:
    assert words.duration(hours) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.0, "0 h"),
        (0.5, "30 min"),
        (0.999, "1 h"),
        (9.97, "10 h"),
        (23.7, "1 d"),
        (228.0, "9.5 d"),
        (580.0, "24.2 d"),
        (-12.0, "-12 h"),
    ],
)
def test_a_bound_has_one_unit(hours: float, said: str) -> None:
    assert words.roughly(hours) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.0001, "< 0.1 %"),
        (0.9999, "> 99.9 %"),
        (0.004, "0.4 %"),
        (0.366, "37 %"),
    ],
)
def test_nought_and_all_are_said_only_where_exact(value: float, said: str) -> None:
    assert words.share(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (0.001, "< 0.01"), (0.4, "0.4"), (0.996, "1"), (9.96, "10"), (4200.0, "4,200")],
)
def test_counts_have_two_figures(value: float, said: str) -> None:
    assert words.count(value) == said


@pytest.mark.parametrize(
    ("low", "high", "kind", "said"),
    [
        (528.0, 744.0, Kind.T, "22 d to 31 d"),
        (528.0, 528.0, Kind.T, "22 d"),
        (527.5, 529.1, Kind.T, "21 d 23 h to 22 d 2 h"),
        (528.0, None, Kind.ORDER, "22 d or more"),
        (None, 744.0, Kind.ORDER, "up to 31 d"),
        (None, None, Kind.TOO_FEW, "too few to tell"),
        (None, None, Kind.ALL_EQUAL, "all equal"),
        (None, None, Kind.NOT_REACHED, ""),
        (-5.0, 48.0, Kind.T, "0 h to 2 d"),
    ],
)
def test_bounds_that_are_missing_are_said(
    low: float | None, high: float | None, kind: Kind, said: str
) -> None:
    assert words.hours_bounds(Estimate(600.0, low, high, 9, kind)) == said


@pytest.mark.parametrize(
    ("gain", "said", "between"),
    [
        (Estimate(218.0, 207.0, 229.0, 9, Kind.T), "9 d 2 h sooner", "8 d 15 h to 9 d 13 h"),
        (Estimate(-24.0, -48.0, -12.0, 9, Kind.T), "1 d later", "12 h to 2 d"),
        (Estimate(7.0, -4.0, 18.0, 9, Kind.T), "7 h sooner", "4 h later to 18 h sooner"),
        (Estimate(7.0, None, None, 9, Kind.TOO_FEW), "too few to tell", ""),
        (Estimate(0.0, None, None, 9, Kind.TOO_FEW), "no difference", ""),
    ],
)
def test_a_difference_says_which_way(gain: Estimate, said: str, between: str) -> None:
    assert words.sooner_or_later(gain) == said
    assert words.sooner_bounds(gain) == between


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (38 / 60, 0.4, 0.9, "38 min (24 min to 54 min)"),
        (15.5, 14.0, 17.0, "16 h (14 h to 17 h)"),
        (0.3, -2.0, 2.1, "under 1 h (-2 h to 3 h)"),
        (628.3, 627.9, 628.6, "26 d 4 h (26 d 3 h to 26 d 5 h)"),
    ],
)
def test_a_value_is_no_more_exact_than_its_interval(
    value: float, low: float, high: float, said: str
) -> None:
    one = Estimate(value, low, high, 9, Kind.T)
    assert words.with_interval(words.hours_of(one), words.signed_bounds(one)) == said


@given(st.floats(0, 2000), st.floats(0, 2000), st.sampled_from([words.HOUR, words.MINUTE]))
def test_printed_differences_are_those_of_what_is_printed(
    first: float, second: float, step: int
) -> None:
    printed = words.printed_difference(first, second, first - second, step)
    there, here = words.in_steps(first, step), words.in_steps(second, step)
    if abs(first - second) * 60 < step:
        assert printed == 0
        assert abs(there - here) <= 1
    else:
        assert round(printed * 60 / step) == there - here
        assert abs(printed - (first - second)) * 60 <= step


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=12).filter(any))
def test_whole_percents_add_up_to_a_hundred(shares: list[float]) -> None:
    said = words.whole_percents(shares)
    counted = [
        0 if each == "< 1 %" else 100 if each == "> 99 %" else int(each[:-2]) for each in said
    ]
    assert sum(counted) == 100
    exact = [100 * each / sum(shares) for each in shares]
    assert all(abs(one - other) <= 1 for one, other in zip(counted, exact, strict=True))


@pytest.mark.parametrize(
    ("between", "said"),
    [
        ("24 d to 28 d", "24 to 28 d"),
        ("27 % to 35 %", "27 to 35 %"),
        ("12 h to 2 d", "12 h to 2 d"),
        ("22 d or more", "22 d or more"),
        ("3 to 5", "3 to 5"),
    ],
)
def test_a_unit_is_said_once_in_a_table(between: str, said: str) -> None:
    assert words.short(between) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [(0.42, "+0.42"), (-4.2, "-4.2"), (0.0, "0"), (0.004, "< +0.01"), (-0.004, "> -0.01")],
)
def test_a_change_in_a_number_has_its_sign(change: float, said: str) -> None:
    assert words.signed_count(change) == said


@pytest.mark.parametrize(
    ("low", "high", "more", "less", "said"),
    [
        (-4.0, 18.0, 19, 0, "19 of 100 replications differ, all of them sooner"),
        (-4.0, 18.0, 2, 17, "19 of 100 replications differ, 17 of them later"),
        (-4.0, 18.0, 2, 1, "only 3 of 100 replications differ"),
        (-4.0, 18.0, 40, 35, ""),
        (2.0, 18.0, 19, 0, ""),
        (None, None, 0, 0, ""),
    ],
)
def test_where_bounds_leave_the_sign_open_it_is_said_how_many_differ_which_way(
    low: float | None, high: float | None, more: int, less: int, said: str
) -> None:
    gain = Difference(7.0, low, high, 100, Kind.T, more=more, less=less)
    assert words.differing(gain) == said


@pytest.mark.parametrize(
    ("value", "low", "high", "more", "less", "told"),
    [
        (7.0, 2.0, 18.0, 30, 28, True),
        (7.0, -4.0, 18.0, 40, 35, False),
        (7.0, -4.0, 18.0, 19, 0, True),
        (-7.0, -18.0, 4.0, 19, 0, False),
    ],
)
def test_a_sign_is_told_by_the_bounds_or_by_those_that_differ_its_way(
    value: float, low: float, high: float, more: int, less: int, told: bool
) -> None:
    assert words.told_apart(Difference(value, low, high, 100, Kind.T, more=more, less=less)) is told
