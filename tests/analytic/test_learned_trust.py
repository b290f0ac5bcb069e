"""Does learned trust follow its closed form: sums of halves, a prior, and bounds?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.reference.learning import came_out, review
from sim.engine.reference.memory import Learner
from sim.plan.rules.trust import learned, unknown
from sim.plan.values.plan import LearningRule

LEVEL = 1
"""The cell of trust as the rules read it; cell 0 is trust as written."""

levels = st.floats(0.0, 1.0)
counts = st.floats(0.0, 1e6)
Outcomes = list[tuple[float, bool]]
"""When each is known, and whether it is good."""


def learning(looks: list[int], half_life: float = 10.0, loss: float = 3.0) -> LearningRule:
    """One pair whose trust is looked at at these moments; nothing else follows from it."""
    spans = np.diff(np.array(looks), prepend=0) / half_life
    return LearningRule(
        reviews=np.array(looks, dtype=np.int64),
        keep=0.5**spans,
        known_after_us=0,
        loss=loss,
        gained=np.zeros(1),
        lost=np.zeros(1),
        floor=np.zeros(1),
        vetting_us=np.zeros(1),
        releases=(),
        written=0,
        trust=LEVEL,
        vetting=2,
        weight=3,
        tear=-1,
        dial=1.0,
        distrust=0.0,
        kept=0.0,
        tear_line=0.0,
    )


def after(rules: LearningRule, outcomes: Outcomes, written: float) -> tuple[Learner, float]:
    """What one agency has learned once the last look is over, and its trust then."""
    table = [written] * 4
    learner = Learner(rules)
    for known, good in sorted(outcomes, key=lambda each: each[0]):
        came_out(learner, LEVEL, known, good=good)
    for look in rules.reviews.tolist():
        review(learner, table, float(look))
    return learner, table[LEVEL]


@pytest.mark.parametrize("number", [1, 2, 7, 50])
def test_one_good_outcome_a_look_is_a_geometric_sum(number: int) -> None:
    looks = [2 * look for look in range(1, number + 1)]
    found, trust = after(learning(looks), [(float(look), True) for look in looks], 0.4)
    kept = 0.5 ** (2 / 10)
    r = (1 - kept**number) / (1 - kept)
    assert found.gained == [pytest.approx(r)]
    assert found.lost == [0.0]
    assert trust == pytest.approx((r + 0.8) / (r + 2))


def test_an_outcome_counts_half_after_each_half_life_since_it_was_counted() -> None:
    looks = [3, 5, 13, 23, 40]
    outcomes = [(2.5, True), (4.0, False), (4.9, True), (13.0, True), (39.0, False)]
    found, _ = after(learning(looks), outcomes, 0.5)
    good = [2 ** -((40 - counted) / 10) for counted in (3, 5, 13)]
    bad = [2 ** -((40 - counted) / 10) for counted in (5, 40)]
    assert found.gained == [pytest.approx(sum(good))]
    assert found.lost == [pytest.approx(3 * sum(bad))]


def test_what_is_not_known_by_a_look_waits_for_the_next() -> None:
    rules = replace(learning([10, 20]), known_after_us=5)
    assert after(rules, [(5.0, True)], 0.5)[0].gained == [pytest.approx(0.5)]
    assert after(rules, [(5.5, True)], 0.5)[0].gained == [1.0]
    assert after(rules, [(15.5, True)], 0.5)[0].gained == [0.0]


@pytest.mark.parametrize("written", [0.0, 0.35, 1.0])
@pytest.mark.parametrize("good", [True, False])
def test_silence_returns_to_the_written_trust(written: float, good: bool) -> None:
    outcomes = [(1.0, good)] * 5
    distances = [
        abs(after(learning([1, 1 + silence]), outcomes, written)[1] - written)
        for silence in (0, 10, 20, 100, 1000)
    ]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-12
    gone = 2.0**-10 * (5 if good else 15)
    assert distances[3] == pytest.approx(gone * abs(good - written) / (gone + 2))


def test_a_bad_outcome_counts_for_three_good_ones() -> None:
    one_bad = after(learning([1]), [(1.0, False)] + [(1.0, True)] * 3, 0.5)
    assert one_bad[1] == 0.5
    assert one_bad[0].lost == one_bad[0].gained == [3.0]
    assert after(learning([1], loss=1.0), [(1.0, False), (1.0, True)], 0.5)[1] == 0.5


def test_confidence_resists() -> None:
    sure = replace(learning([1]), gained=np.array([9 * 0.8]), lost=np.array([9 * 0.2]))
    kept = 0.5**0.1
    _, trust = after(sure, [(1.0, False)], 0.8)
    assert trust == pytest.approx((9 * 0.8 * kept + 1.6) / (9 * kept + 3 + 2))
    assert trust > after(learning([1]), [(1.0, False)], 0.8)[1]
    assert after(sure, [], 0.8)[1] == pytest.approx(0.8)


def test_an_officer_holds_trust_up_and_the_dial_is_read_last() -> None:
    bad: Outcomes = [(1.0, False)] * 9
    held = replace(learning([1]), floor=np.array([0.6]))
    assert after(held, bad, 0.8)[1] == 0.6
    assert after(replace(held, dial=0.5), bad, 0.8)[1] == pytest.approx(0.8)
    assert after(replace(held, dial=0.0), bad, 0.8)[1] == 1.0


@given(st.lists(st.tuples(st.integers(0, 40).map(float), st.booleans()), max_size=30), levels)
def test_within_a_look_the_order_makes_no_difference(outcomes: Outcomes, written: float) -> None:
    rules = learning([20, 40])
    at_looks = [(20.0 if known <= 20 else 40.0, good) for known, good in outcomes]
    found, trust = after(rules, at_looks, written)
    other, same = after(rules, at_looks[::-1], written)
    assert (found.gained, trust) == (other.gained, same)
    assert found.lost == pytest.approx(other.lost)


@given(st.lists(st.tuples(st.integers(0, 40).map(float), st.booleans()), max_size=60), levels)
def test_trust_stays_between_nothing_and_everything(outcomes: Outcomes, written: float) -> None:
    found, trust = after(learning([7, 20, 41]), outcomes, written)
    assert 0.0 <= trust <= 1.0
    if not outcomes:
        assert trust == written
    assert found.gained[0] >= 0.0
    assert found.lost[0] >= 0.0


@given(levels, counts, counts)
def test_the_rule_is_the_mean_of_a_beta_reputation(a: float, r: float, s: float) -> None:
    """Beta(r + 2a, s + 2(1 - a)) has the mean that the rule gives."""
    alpha, beta = r + 2 * a, s + 2 * (1 - a)
    assert learned(a, r, s) == pytest.approx(alpha / (alpha + beta))
    assert 0.0 <= learned(a, r, s) <= 1.0 + 1e-15
    assert learned(a, r + 1, s) >= learned(a, r, s) >= learned(a, r, s + 1)


@given(counts, counts)
def test_how_little_is_known_falls_from_one_with_every_outcome(r: float, s: float) -> None:
    assert unknown(0.0, 0.0) == 1.0
    assert 0.0 < unknown(r, s) <= 1.0
    assert unknown(r + 1, s) < unknown(r, s)
    assert unknown(r, s + 3) < unknown(r, s)
    assert learned(0.3, r, s) == pytest.approx(
        unknown(r, s) * 0.3 + (1 - unknown(r, s)) * (r / (r + s) if r + s else 0.3), abs=1e-9
    )
