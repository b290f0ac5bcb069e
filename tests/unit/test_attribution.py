"""Attribution against games whose Shapley values are known."""

from collections.abc import Callable
from itertools import permutations
from math import factorial

import numpy as np
import pytest

from sim.analyses.comparison.attribution import (
    Contributions,
    Order,
    Subset,
    orders_for,
    shapley_exact,
    shapley_from_orders,
    subsets_needed,
    subsets_of_orders,
)
from sim.chance.keys import child
from sim.statistics.intervals import Kind
from sim.statistics.leading import each_of
from sim.statistics.ratios import ratio_change

FOUR = ("capacity", "law", "politics", "trust")
SEVEN = (*FOUR, "communication", "definitions", "interoperability")

Game = Callable[[Subset], int]


def played(game: Game, players: tuple[str, ...]) -> dict[Subset, np.ndarray]:
    return {subset: np.array([game(subset)]) for subset in subsets_needed(players)}


def exact(game: Game, players: tuple[str, ...]) -> dict[str, float]:
    contributions = shapley_exact(played(game, players))
    return {name: float(each[0]) for name, each in contributions.per_replication().items()}


def random_values(replications: int) -> dict[Subset, np.ndarray]:
    generator = np.random.default_rng(17)
    return {
        subset: generator.integers(0, 10**16, size=replications) for subset in subsets_needed(FOUR)
    }


def test_in_an_additive_game_each_gets_its_own() -> None:
    costs = dict(zip(FOUR, (5, 0, -7, 11), strict=True))
    assert exact(lambda s: 100 + sum(costs[name] for name in s), FOUR) == costs


def test_in_the_glove_game_the_single_right_glove_gets_two_thirds() -> None:
    def pairs(subset: Subset) -> int:
        return 6 * min(len(subset & {"left", "other left"}), len(subset & {"right"}))

    assert exact(pairs, ("left", "other left", "right")) == {
        "left": 1.0,
        "other left": 1.0,
        "right": 4.0,
    }


@pytest.mark.parametrize("carrier", [{"law"}, {"law", "trust"}, {"law", "trust", "politics"}])
def test_in_a_unanimity_game_the_carrier_shares_equally(carrier: set[str]) -> None:
    values = exact(lambda s: 12 if carrier <= s else 0, FOUR)
    assert values == {name: 12 / len(carrier) if name in carrier else 0 for name in FOUR}


def test_a_challenge_that_changes_nothing_gets_nothing() -> None:
    assert exact(lambda s: len(s - {"law"}) ** 3, FOUR)["law"] == 0.0


def test_challenges_that_can_change_places_get_the_same() -> None:
    values = exact(lambda s: len(s & {"law", "trust"}) ** 2 + 7 * ("politics" in s), FOUR)
    assert values["law"] == values["trust"] != values["politics"]


def test_the_exact_value_is_the_mean_over_all_orders() -> None:
    values = {subset: int(array[0]) for subset, array in random_values(1).items()}
    gains = dict.fromkeys(FOUR, 0)
    for order in permutations(FOUR):
        for size, name in enumerate(order):
            gains[name] += values[frozenset(order[: size + 1])] - values[frozenset(order[:size])]
    contributions = shapley_exact({s: np.array([v]) for s, v in values.items()})
    assert contributions.denominator == factorial(4)
    assert {name: int(n[0]) for name, n in contributions.numerators.items()} == gains


def test_exact_contributions_add_up_exactly_in_every_replication() -> None:
    values = random_values(50)
    contributions = shapley_exact(values)
    total = sum(contributions.numerators.values())
    gap = values[frozenset(FOUR)] - values[frozenset()]
    assert np.array_equal(total, contributions.denominator * gap)


def test_without_challenges_there_is_one_subset_and_nothing_to_attribute() -> None:
    assert subsets_needed(()) == (frozenset(),)
    assert shapley_exact({frozenset(): np.array([3, 4])}).numerators == {}


def test_subsets_run_from_ideal_to_as_written() -> None:
    subsets = subsets_needed(FOUR)
    assert len(set(subsets)) == len(subsets) == 16
    assert (subsets[0], subsets[-1]) == (frozenset(), frozenset(FOUR))


@pytest.mark.parametrize("players", [SEVEN, ("law", "law")])
def test_too_many_or_repeated_challenges_have_no_exact_design(players: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"too many|twice"):
        subsets_needed(players)


def test_a_missing_subset_is_refused() -> None:
    values = random_values(2)
    del values[frozenset({"law"})]
    with pytest.raises(ValueError, match="every subset"):
        shapley_exact(values)


def test_values_that_are_not_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        shapley_exact({frozenset(): np.array([0.5])})


def test_an_order_holds_all_challenges_and_comes_with_its_reverse() -> None:
    forward, backward = orders_for(SEVEN, [42])[0]
    assert sorted(forward) == sorted(SEVEN)
    assert backward == forward[::-1]


def test_an_order_depends_on_its_key_and_not_on_how_it_was_asked_for() -> None:
    assert orders_for(SEVEN, [42])[0] == orders_for(SEVEN[::-1], [42])[0]
    assert orders_for(SEVEN, [7, 42])[1] == orders_for(SEVEN, [42])[0]
    assert len(set(orders_for(SEVEN, range(50)))) > 40


def test_one_more_challenge_moves_no_other_past_another() -> None:
    each = zip(
        orders_for((*SEVEN, "priorities"), range(20)), orders_for(SEVEN, range(20)), strict=True
    )
    for (longer, _), (order, _) in each:
        assert tuple(name for name in longer if name != "priorities") == order


def test_every_order_is_equally_likely() -> None:
    names = ("law", "politics", "trust")
    drawn = [forward for forward, _ in orders_for(names, [child(7, n) for n in range(6000)])]
    counts = [drawn.count(order) for order in permutations(names)]
    assert sum(counts) == 6000
    # Chi-square with 5 degrees of freedom exceeds 20.5 once in a thousand.
    assert sum((count - 1000) ** 2 / 1000 for count in counts) < 20.5


def test_orders_refuse_a_challenge_named_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        orders_for(("law", "law"), [1])


def test_an_order_and_its_reverse_meet_two_subsets_a_challenge() -> None:
    subsets = subsets_of_orders(orders_for(SEVEN, [3])[0])
    assert len(set(subsets)) == len(subsets) == 2 * len(SEVEN)
    assert (subsets[0], subsets[-1]) == (frozenset(), frozenset(SEVEN))


def sampled(game: Game, players: tuple[str, ...], replications: int) -> Contributions:
    orders = orders_for(players, [child(99, n) for n in range(replications)])
    return shapley_from_orders(
        orders, [{s: game(s) for s in subsets_of_orders(pair)} for pair in orders]
    )


def test_sampled_contributions_add_up_exactly_in_every_replication() -> None:
    generator = np.random.default_rng(23)
    orders = orders_for(SEVEN, range(40))
    values = [
        {s: int(generator.integers(0, 10**16)) for s in subsets_of_orders(pair)} for pair in orders
    ]
    contributions = shapley_from_orders(orders, values)
    gaps = [worth[frozenset(SEVEN)] - worth[frozenset()] for worth in values]
    total = sum(contributions.numerators.values())
    assert np.array_equal(total, contributions.denominator * np.array(gaps))


def test_sampled_contributions_of_a_dummy_are_zero_in_every_replication() -> None:
    contributions = sampled(lambda s: len(s - {"law"}) ** 2, SEVEN, 10)
    assert not contributions.numerators["law"].any()


def test_pairs_of_orders_solve_a_game_of_pairs_without_sampling_error() -> None:
    # Of two challenges that only interact, each enters second in one of a pair's orders.
    contributions = sampled(lambda s: 10 * ({"law", "trust"} <= s), SEVEN, 5)
    assert contributions.per_replication()["law"].tolist() == [5.0] * 5


def test_sampled_orders_agree_with_the_exact_value_within_their_interval() -> None:
    values = {subset: int(array[0]) for subset, array in random_values(1).items()}
    game: Game = values.__getitem__
    answer = exact(game, FOUR)
    for name, estimate in sampled(game, FOUR, 400).estimates(confidence=0.999).items():
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low < answer[name] < estimate.high


@pytest.mark.parametrize("orders", [[], [(("a", "b"), ("b", "a")), (("a", "c"), ("c", "a"))]])
def test_orders_of_different_challenges_are_refused(orders: list[tuple[Order, Order]]) -> None:
    with pytest.raises(ValueError, match="same challenges"):
        shapley_from_orders(orders, [{} for _ in orders])


def test_contributions_are_scaled_by_what_each_replication_is_divided_by() -> None:
    contributions = Contributions({"law": np.array([6, 12, 0])}, 2)
    assert contributions.per_replication([1, 2, 3])["law"].tolist() == [3.0, 3.0, 0.0]
    with pytest.raises(ValueError, match="without scored threats"):
        contributions.per_replication([1, 0, 1])


def test_contributions_that_are_nearly_all_zero_are_too_few_to_tell() -> None:
    law = np.zeros(100, dtype=np.int64)
    law[:5] = 1
    estimate = Contributions({"law": law}, 1).estimates()["law"]
    assert estimate.kind is Kind.TOO_FEW


def test_a_challenge_that_never_changes_anything_takes_no_share_of_the_confidence() -> None:
    law = np.arange(100, dtype=np.int64)
    alone = Contributions({"law": law}, 1).estimates()["law"]
    none = np.zeros(100, dtype=np.int64)
    among = Contributions({"law": law, "trust": none, "politics": none}, 1).estimates()["law"]
    assert among == alone


def test_intervals_of_contributions_hold_together() -> None:
    """As many share the confidence as change anything (Bonferroni)."""
    values = np.random.default_rng(5).integers(1, 90, (2, 40))
    nothing = np.zeros(40, dtype=np.int64)
    parts = Contributions({"trust": values[0], "law": values[1], "channels": nothing}, 2)
    for name, found in parts.estimates().items():
        assert found == ratio_change(parts.ratios()[name], each_of(2, 0.95), None)
        alone = ratio_change(parts.ratios()[name], 0.95, None)
        assert found.low is None or alone.low is None or found.low < alone.low, name
