"""What must add up to the microsecond in every run of every shipped scenario."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sim.analyses.comparison.attribution import Contributions, shapley_exact, shapley_from_orders
from sim.analyses.comparison.conditions import ChallengeCondition, ComparisonDesign
from sim.analyses.comparison.replicate import Replicate
from sim.engine.record import Record
from sim.measures.results import outcome_of
from sim.scenario.schema.sharing import Fusion
from sim.scenario.values.dials import Challenge, Dials
from tests.accounting import everything_adds_up, never_later
from tests.quickest import QUICKEST, replicates
from tests.shipped_runs import LARGE_ARE_SLOW, SEED, SHIPPED, design, record

REPLICATIONS = 10
SETTINGS = {
    "without trust": Dials(trust=0.0),
    "without capacity": Dials(capacity=0.0),
    "double": Dials(**dict.fromkeys((c.value for c in Challenge), 2.0)),
    "a third": Dials(**dict.fromkeys((c.value for c in Challenge), 1.0 / 3.0)),
}


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_everything_adds_up_in_every_rung(name: str) -> None:
    shown = design(name)
    for condition in shown.ladder.values():
        for replication in range(REPLICATIONS):
            everything_adds_up(record(name, shown.plan(condition), replication))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", SHIPPED)
def test_everything_adds_up_at_other_dials(name: str, setting: str) -> None:
    plan = design(name).planner.plan(SETTINGS[setting])
    for replication in range(3):
        everything_adds_up(record(name, plan, replication))


ORIGIN_AWARE = [
    name for name in SHIPPED if design(name).scenario.sharing.fusion is not Fusion.NAIVE
]
"""Where copies without origin count as new ones, sharing less openly can detect sooner."""


def ideal(shown: ComparisonDesign, name: str) -> list[Record]:
    """Runs without any challenge."""
    plan = shown.plan(shown.ideal)
    return [record(name, plan, replication) for replication in range(REPLICATIONS)]


@pytest.mark.parametrize("name", ORIGIN_AWARE)
def test_ideal_is_never_later_than_any_other_condition(name: str) -> None:
    shown = design(name)
    best = ideal(shown, name)
    for replication in range(REPLICATIONS):
        for condition in shown.conditions(SEED, replication):
            other = record(name, shown.plan(condition), replication)
            never_later(best[replication], other)
            assert outcome_of(best[replication]).spent <= outcome_of(other).spent


@pytest.mark.parametrize("name", ORIGIN_AWARE)
def test_ideal_is_never_later_than_any_setting_of_the_dials(name: str) -> None:
    shown, chance = design(name), np.random.default_rng(len(name))
    best = ideal(shown, name)
    for replication in range(REPLICATIONS):
        levels = {c.value: float(chance.choice((0.0, chance.uniform(0, 3)))) for c in Challenge}
        other = shown.planner.plan(Dials(**levels), sharing=bool(chance.random() < 0.8))
        never_later(best[replication], record(name, other, replication))


def contributions(shown: ComparisonDesign, done: list[Replicate]) -> Contributions:
    """What each challenge contributed in each replication, from the outcomes alone."""
    if shown.exact:
        subsets = [c.present for c in shown.conditions(SEED, 0) if c.sharing]
        return shapley_exact({s: _worths(done, s) for s in subsets})
    return shapley_from_orders(
        shown.orders(SEED, [r.replication for r in done]),
        [{c.present: o.spent for c, o in r.outcomes.items() if c.sharing} for r in done],
    )


def _worths(done: list[Replicate], present: frozenset[str]) -> npt.NDArray[np.int64]:
    return np.array([r.worth(present) for r in done], dtype=np.int64)


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_attribution_adds_up_in_every_replication(name: str) -> None:
    shown = design(name)
    done = []
    for one in replicates(shown, SEED, range(REPLICATIONS), QUICKEST):
        assert isinstance(one, Replicate)
        done.append(one)
    parts = contributions(shown, done)
    for i, one in enumerate(done):
        difference = one.worth(shown.as_written.present) - one.worth(shown.ideal.present)
        assert sum(int(n[i]) for n in parts.numerators.values()) == parts.denominator * difference


@pytest.mark.parametrize("name", SHIPPED)
def test_a_challenge_that_is_said_to_change_nothing_changes_nothing(name: str) -> None:
    shown = design(name)
    for challenge in shown.unmoved:
        plan = shown.planner.plan(shown.scenario.dials.without(challenge))
        written = shown.plan(ChallengeCondition(frozenset(shown.names)))
        for replication in range(3):
            without = record(name, plan, replication)
            assert without.digest() == record(name, written, replication).digest()
