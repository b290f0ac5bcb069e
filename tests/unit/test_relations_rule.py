"""Does what a political shock leaves follow its exponential, in steps?"""

from __future__ import annotations

from math import log2

import pytest

from sim.plan.rules.relations import STEPS, depth, level, recovery


def left(after: float, half_life: float, dial: float = 1.0) -> float:
    """The share of a depth that is left so long after the shock."""
    shares = [1.0] + [share for since, share in recovery(half_life, dial) if since <= after]
    return shares[-1]


@pytest.mark.parametrize("dial", [0.5, 1.0, 2.0])
def test_after_a_half_life_exactly_half_is_left(dial: float) -> None:
    assert left(30.0 * dial, 30.0, dial) == 0.5


def test_it_is_never_further_from_the_exponential_than_half_a_step() -> None:
    moments = [number / 10 for number in range(3000)]
    errors = [left(after, 30.0) - 0.5 ** (after / 30.0) for after in moments]
    assert max(map(abs, errors)) <= 0.5 / STEPS + 1e-12
    assert max(errors) > 0.4 / STEPS
    assert min(errors) < -0.4 / STEPS


def test_it_ends_after_as_many_half_lives_as_two_steps_a_share_say() -> None:
    steps = recovery(30.0, 1.0)
    assert len(steps) == STEPS
    assert steps[-1][0] == pytest.approx(30.0 * log2(2 * STEPS))
    assert steps[-1][1] == 0.0
    assert [since for since, _ in steps] == sorted(since for since, _ in steps)


def test_the_dial_deepens_a_shock_up_to_everything() -> None:
    assert [depth(0.4, dial) for dial in (0.0, 0.5, 1.0, 2.0, 3.0)] == [0.0, 0.2, 0.4, 0.8, 1.0]


def test_shocks_multiply_and_none_leaves_all() -> None:
    assert level(()) == 1.0
    assert level((0.5, 0.5)) == 0.25
    assert level((0.5, 1.0)) == 0.0
