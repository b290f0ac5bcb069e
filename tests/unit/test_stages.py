"""What a stage, a gate and a decision do to numbers, against shares and steps that are counted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.record import LINKED, NOT_LINKED, SET_ASIDE
from sim.engine.stages import (
    GOES_ON,
    after_open_time,
    can_go_again,
    consented,
    decided,
    heeded,
    knows,
    lost_before,
    strips,
)
from sim.plan.values.causes import End

GRID = 1000
EVENLY = [(place + 0.5) / GRID for place in range(GRID)]
"""Chances that stand for all."""


@pytest.mark.parametrize(("released", "need"), [(0.6, 0.5), (1.0, 1.0), (0.0, 1.0), (0.3, 0.0)])
def test_trust_and_the_need_to_know_let_go_their_shares(released: float, need: float) -> None:
    ends = [decided(u, released, need, 0) for u in EVENLY]
    assert ends.count(End.WITHHELD_TRUST) == round((1.0 - released) * GRID)
    assert ends.count(End.IN_FLIGHT) == round(need * released * GRID)
    assert ends.count(End.WITHHELD_NEED_TO_KNOW) == round((1.0 - need) * released * GRID)
    over = [decided(u, released, need, -1) for u in EVENLY]
    assert over.count(End.OVER_CEILING) == ends.count(End.IN_FLIGHT)


@pytest.mark.parametrize("loss", [0.0, 0.2, 0.5])
def test_each_sending_is_lost_with_the_same_chance(loss: float) -> None:
    lost = [lost_before(u, loss, 3) for u in EVENLY]
    for number in (1, 2, 3):
        assert sum(each >= number for each in lost) == round(loss**number * GRID)


def test_a_greater_loss_only_loses_more() -> None:
    for u in EVENLY[::50]:
        lost = [lost_before(u, loss / 10, 5) for loss in range(11)]
        assert all(one <= other for one, other in pairwise(lost))


def test_what_is_kept_and_linked_are_shares_of_all() -> None:
    made = [heeded(u, 0.8, 0.5) for u in EVENLY]
    shares = [made.count(each) / GRID for each in (LINKED, NOT_LINKED, SET_ASIDE)]
    assert shares == [0.5, 0.3, 0.2]


def test_consent_comes_in_time_or_not_at_all() -> None:
    assert consented(0.5, 10.0, 20.0, 0.4) == GOES_ON
    assert consented(0.5, 20.0, 20.0, 0.4) == GOES_ON
    assert consented(0.5, 21.0, 20.0, 0.4) == End.NO_CONSENT
    assert consented(0.3, 10.0, 20.0, 0.4) == End.NO_CONSENT


def test_an_origin_is_removed_for_who_is_trusted_too_little_and_never_comes_back() -> None:
    assert not strips(0, 1, 0.0, 1.0)
    assert strips(1, 0, 0.4, 0.5)
    assert not strips(1, 0, 0.5, 0.5)
    assert strips(1, 1, 1.0, 0.5)


def test_what_is_on_its_way_or_under_decision_will_be_known() -> None:
    known = {end for end in End if knows(end, 5.0, 5.0)}
    assert known == {End.DELIVERED, End.IN_FLIGHT}
    assert knows(End.LOST, 6.0, 5.0), "who asks before it is lost is not told that it will be"
    again = {end for end in End if can_go_again(end)}
    assert again == {End.WITHHELD_TRUST, End.WITHHELD_NEED_TO_KNOW, End.LOST}


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=8, unique=True),
    st.integers(0, 45),
    st.integers(1, 25),
)
def test_open_time_is_counted_step_by_step(edges: list[int], at: int, needed: int) -> None:
    edges = sorted(edges)[: len(edges) // 2 * 2]
    opened = {
        t for since, to in zip(edges[0::2], edges[1::2], strict=True) for t in range(since, to)
    }
    later = [t for t in sorted(opened) if t >= at]
    expected = later[needed - 1] + 1 if len(later) >= needed else -1
    passed = sum(edge <= at for edge in edges)
    assert after_open_time(edges, passed, at, needed, -1) == expected
