"""Is a measure that users write held to what it says, and every other told of in one message?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import OwnCodeError
from sim.measures.registry import MeasuredRun
from sim.plan.planner import Planner
from tests.quickest import run

SEEN = MeasuredRun(run(Planner(sim.load("two-neighbours")).plan(), 1, 0))


def made(value: Any, **options: Any) -> sim.OwnMeasure:
    def mine(_run: sim.Run) -> Any:
        if isinstance(value, Exception):
            raise value
        return value

    return sim.measure(unit="reports", meaning="What it gives", **options)(mine)


@pytest.mark.parametrize(
    ("value", "given"),
    [(3, 3.0), (0.5, 0.5), (True, 1.0), (np.float32(2), 2.0), (np.array([4]), 4.0), (None, None)],
)
def test_a_number_or_nothing_is_what_it_gives(value: Any, given: float | None) -> None:
    assert made(value).as_measure.of(SEEN) == given


def test_so_much_of_so_much_weighs_by_how_many() -> None:
    share = made((np.int64(1), 4), per="copies").as_measure
    assert share.taken(SEEN) == (0.25, 4.0)
    assert made((0, 0), per="copies").as_measure.taken(SEEN) == (None, 0.0)


@pytest.mark.parametrize(
    ("value", "options", "told"),
    [
        (float("nan"), {}, "returned nan; expected a finite number, or None"),
        (np.inf, {}, "expected a finite number"),
        ("3", {}, "returned '3'"),
        ([1, 2], {}, "returned [1, 2]"),
        (1j, {}, "returned 1j"),
        (np.array([1.0, 2.0]), {}, "expected a finite number"),
        ((1, 2), {}, "returned (1, 2)"),
        (3, {"per": "copies"}, "how many copies"),
        ((1, -1), {"per": "copies"}, "two finite numbers"),
        ((1, np.nan), {"per": "copies"}, "two finite numbers"),
        (-1, {"least": 0}, "returned -1; expected at least 0"),
        ((3, 2), {"per": "copies", "most": 1}, "expected at most 1"),
        (ZeroDivisionError("division by zero"), {}, "raised ZeroDivisionError: division by zero"),
    ],
)
def test_anything_else_is_told_of_by_name(value: Any, options: Any, told: str) -> None:
    with pytest.raises(OwnCodeError) as caught:
        made(value, **options).as_measure.of(SEEN)
    assert "test_own_measures:made.<locals>.mine " in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"unit": ""}, "a unit in words"),
        ({"meaning": None}, "a meaning in words"),
        ({"most": float("inf")}, "a finite number"),
        ({"least": 3, "most": 1}, "found least=3 and most=1"),
        ({"unit": "share", "most": 0}, "found least=0 and most=0"),
    ],
)
def test_a_measure_says_what_it_is(options: Any, told: str) -> None:
    described = {"unit": "reports", "meaning": "Reports"} | options
    with pytest.raises(OwnCodeError, match=told):
        sim.measure(**described)


def test_only_a_function_with_a_name_of_its_own_is_one() -> None:
    def false_alarms(_run: sim.Run) -> float:
        return 0.0

    for wrong, told in (
        (3, "found 3"),
        (lambda _: 0.0, "by `def`; found a lambda"),
        (false_alarms, "found 'false_alarms'"),
    ):
        with pytest.raises(OwnCodeError, match=told):
            sim.measure(unit="reports", meaning="Reports")(wrong)  # type: ignore[arg-type]
