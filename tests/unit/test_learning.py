"""Learned trust as a file writes it: what is taken, and what is told of what is not."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.plan.planner import Planner
from sim.scenario.reading.provenance import sourced_numbers
from tests.scenarios_for_tests import changed, load_data


def learning(**written: Any) -> dict[str, Any]:
    """The minimal scenario with learned trust."""
    return changed({"trust.learning": written})


def test_nothing_is_learned_where_nothing_is_written() -> None:
    scenario = load_data(changed({}))
    assert scenario.trust.learning is None
    assert Planner(scenario).plan().learning is None


def test_what_is_written_is_read() -> None:
    read = load_data(
        learning(half_life="30 d", known_after="2 d", every="6 h", confidence=4.0, loss=1.5)
    ).trust.learning
    assert read is not None
    assert (read.half_life, read.known_after, read.every) == (720.0, 48.0, 6.0)
    assert (read.confidence, read.loss) == (4.0, 1.5)


def test_what_is_left_out_has_its_default() -> None:
    assert load_data(learning()) == load_data(
        learning(half_life="180 d", known_after="7 d", every="24 h", confidence=0.0, loss=3.0)
    )


def test_its_numbers_are_assumptions_and_durations_have_units() -> None:
    told = {
        figure.path[-1]: (figure.text, figure.source)
        for figure in sourced_numbers(load_data(learning()))
        if figure.path[:2] == ("trust", "learning")
    }
    assert told == {
        "half_life": ("180 d", None),
        "known_after": ("7 d", None),
        "every": ("24 h", None),
        "confidence": ("0", None),
        "loss": ("3", None),
    }


@pytest.mark.parametrize(
    ("written", "where", "said"),
    [
        ({"half_life": "0 h"}, "trust.learning", "a half_life greater than 0"),
        ({"every": "30 min"}, "trust.learning", "at least 1 h from one look to the next"),
        ({"known_after": "-1 d"}, "trust.learning.known_after", "a duration such as"),
        ({"confidence": -1}, "trust.learning.confidence", "a number from 0 to 1,000"),
        ({"confidence": 1001}, "trust.learning.confidence", "a number from 0 to 1,000"),
        ({"loss": 101}, "trust.learning.loss", "a number from 0 to 100"),
        ({"loss": "much"}, "trust.learning.loss", "a number"),
        ({"halflife": "30 d"}, "trust.learning.halflife", "half_life"),
    ],
)
def test_what_cannot_be_is_told(written: dict[str, Any], where: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_data(learning(**written))
    (problem,) = caught.value.problems
    assert problem.where == where
    assert said in f"{problem.expected} {problem.hint}"


def test_trust_is_looked_at_as_often_as_written_and_right_after_it_is_written_again() -> None:
    hour = 3_600_000_000
    data = learning(every="20 d") | {
        "injects": {
            "a visit": {
                "at": "30 d",
                "message": "",
                "trust": {"between": ["Aldren Police", "Brevia Police"], "becomes": 0.9},
            }
        }
    }
    plan = Planner(load_data(data)).plan()
    assert plan.learning is not None
    days = [20 * 24 * hour, 30 * 24 * hour + 1, 40 * 24 * hour]
    assert plan.learning.reviews.tolist() == days
