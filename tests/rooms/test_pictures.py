"""Are the pictures of a debrief drawn to scale?"""

from __future__ import annotations

import pytest

from sim.exercise.forms import Prediction
from sim.exercise.luck import Rank
from sim.rooms.faces.pictures import WIDE, bars_of, luck_line, place, predicted
from sim.rooms.faces.replay import TOO_NEAR, gathered
from sim.statistics.intervals import Difference, Kind
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data


def _change(value: float, low: float | None = None, high: float | None = None) -> Difference:
    return Difference(value, low, high, 200, Kind.BOOTSTRAP_T, 1, 0)


def test_gains_and_their_intervals_stand_in_one_scale_on_both_sides_of_nought() -> None:
    bars = bars_of([_change(20.0, 10.0, 30.0), _change(-10.0), _change(0.0, -10.0, 0.0)])
    assert {bar.nought for bar in bars} == {250.0}
    assert [(bar.left, bar.right) for bar in bars] == [(250.0, 750.0), (0.0, 250.0), (250.0, 250.0)]
    assert [bar.interval for bar in bars] == [(500.0, WIDE), None, (0.0, 250.0)]
    assert [bar.sooner for bar in bars] == [True, False, False]


def test_where_nothing_changes_no_bar_is_drawn() -> None:
    (bar,) = bars_of([_change(0.0)])
    assert bar.left == bar.right == bar.nought


@pytest.mark.parametrize(
    ("rank", "at"), [(Rank(150, 20, 30), 800.0), (Rank(0, 0, 200), 0.0), (Rank(200, 0, 0), WIDE)]
)
def test_the_day_stands_among_the_others_where_its_rank_is(rank: Rank, at: float) -> None:
    """In the middle of those that were equal, as `luckier_than` counts them."""
    line = luck_line(rank)
    assert line is not None
    assert line.at == pytest.approx(at)
    assert line.at == pytest.approx((line.sooner + line.equal) / 2)
    assert luck_line(Rank(0, 0, 0)) is None


def test_a_prediction_is_the_whole_of_its_day_beside_what_came() -> None:
    """Days of the story are counted from 1 and begin at midnight, whenever the story begins."""
    scenario = load_data(TWO)
    late = scenario.model_copy(update={"begins": 6 * 60})
    for each, first in ((scenario, 0.0), (late, -6.0)):
        span = predicted(each, Prediction("Aldren", "", 3))
        assert span is not None
        assert (span.left, span.right) == (place(each, first + 48), place(each, first + 72))
    assert predicted(scenario, Prediction("Aldren", "", None)) is None


def test_letters_that_would_lie_over_one_another_are_one() -> None:
    marks = [(0.0, "a", "One"), (TOO_NEAR / 2, "b", "Two"), (3.0 * TOO_NEAR, "c", "Three")]
    assert list(gathered(marks)) == [
        (TOO_NEAR / 4, "a-b", "One; Two"),
        (3.0 * TOO_NEAR, "c", "Three"),
    ]
