"""Which challenge cost how many hours: Shapley values from ideal to as written.

A subset of the challenges stands for the scenario with those present and all others taken away:
the empty subset is ideal, the full one as written. What a subset is worth in a replication is
whole microseconds, the sum of min(T, W) over its scored threats, so a challenge's contributions
are whole numbers over a small denominator and add up exactly in every replication.

Up to four challenges all subsets are run, which gives the exact value (Shapley 1953). With more,
each replication runs the subsets along one random order of the challenges and along its reverse,
and the mean over replications estimates the value (Castro, Gomez and Tejada 2009; the reverse as
an antithetic order: Mitchell, Cooper, Frank and Holmes 2022). A replication's contributions then
carry the luck of its order as well as its own, so the ordinary interval covers both.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import factorial
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from sim.chance.keys import Purpose, child_array, identity, uniform_array
from sim.frozen import entity
from sim.statistics.intervals import Difference
from sim.statistics.leading import each_of
from sim.statistics.ratios import Ratio, ratio_change

Subset = frozenset[str]
Order = tuple[str, ...]
Integers = npt.NDArray[np.int64]

EXACT_AT_MOST = 4


@entity
class Contributions:
    """What each challenge contributed in each replication, as exact fractions.

    `numerators` holds for each challenge one whole number a replication; over `denominator` it
    is microseconds, summed over the replication's scored threats. Positive means that the
    challenge cost time. In every replication the numerators of all challenges add up to
    `denominator` times what as written is worth more than ideal.
    """

    numerators: Mapping[str, Integers]
    denominator: int

    def per_replication(self, divisors: npt.ArrayLike = 1) -> dict[str, npt.NDArray[np.float64]]:
        """Contributions divided by one number for all replications, or by one for each.

        Microseconds in an hour times the scored threats makes hours of the restricted mean.

        Raises:
            ValueError: for a divisor that is not positive: leave such replications out before.
        """
        scale = np.asarray(divisors, dtype=np.float64)
        if not np.all(scale > 0):
            raise ValueError("a replication without scored threats has no contributions")
        return {name: n / self.denominator / scale for name, n in self.numerators.items()}

    def estimates(
        self,
        divisors: npt.ArrayLike = 1,
        rooms: tuple[float, float] | None = None,
        confidence: float = 0.95,
    ) -> dict[str, Difference]:
        """Each challenge's contribution over all replications; the intervals hold together.

        Sums over replications are divided: by threat, where the divisors count threats.
        Contributions are averages of paired differences, as skewed as these and as often zero, so
        they get their intervals: `limited_difference` with the rooms where these are known, else
        `difference_interval`. One of them is singled out as the dearest, so the confidence is
        that of all intervals at once (Bonferroni); a challenge that changes nothing in any
        replication has no interval, and takes no share of it.
        """
        shared = each_of(sum(bool(n.any()) for n in self.numerators.values()), confidence)
        return {
            name: ratio_change(found, shared, rooms)
            for name, found in self.ratios(divisors).items()
        }

    def ratios(self, divisors: npt.ArrayLike = 1) -> dict[str, Ratio]:
        """Each challenge's contribution, as sums over replications that are divided.

        Raises:
            ValueError: for a divisor that is not positive: leave such replications out before.
        """
        wholes = np.broadcast_to(np.asarray(divisors, dtype=np.float64), self._replications)
        if not np.all(wholes > 0):
            raise ValueError("a replication without scored threats has no contributions")
        return {name: Ratio(n / self.denominator, wholes) for name, n in self.numerators.items()}

    @property
    def _replications(self) -> tuple[int, ...]:
        return next((n.shape for n in self.numerators.values()), (0,))


def subsets_needed(players: Iterable[str]) -> tuple[Subset, ...]:
    """All subsets of up to four challenges, ideal first and as written last.

    Raises:
        ValueError: for more than four, which `orders_for` is for, or for one named twice.
    """
    names = _distinct(players)
    if len(names) > EXACT_AT_MOST:
        raise ValueError(f"all subsets of {len(names)} challenges are too many to run")
    return every_subset(names)


def every_subset(players: Iterable[str]) -> tuple[Subset, ...]:
    """All subsets, however many, the empty one first and the whole last.

    Raises:
        ValueError: for a name given twice.
    """
    names = _distinct(players)
    sizes = range(len(names) + 1)
    return tuple(frozenset(chosen) for size in sizes for chosen in combinations(names, size))


def orders_for(
    players: Iterable[str], replication_keys: Sequence[int]
) -> list[tuple[Order, Order]]:
    """By replication: one random order of the challenges and its reverse, the same for one key.

    Each challenge draws its own chance and they stand in the order of these, so the order does
    not depend on the one they are given in, and one more challenge moves no other past another.

    Raises:
        ValueError: for a challenge named twice.
    """
    names = sorted(_distinct(players))
    keys = np.array(replication_keys, dtype=np.uint64)[:, np.newaxis]
    own = np.array([identity(name) for name in names], dtype=np.uint64)
    places = np.argsort(uniform_array(child_array(keys, own), Purpose.ORDER), kind="stable")
    orders = [tuple(names[place] for place in each) for each in places.tolist()]
    return [(order, order[::-1]) for order in orders]


def subsets_of_orders(orders: Iterable[Order]) -> tuple[Subset, ...]:
    """The distinct subsets met when challenges enter in these orders, ideal first.

    An order of m challenges and its reverse meet 2 m of them.
    """
    met = (frozenset(order[:size]) for order in orders for size in range(len(order) + 1))
    return tuple(sorted(dict.fromkeys(met), key=len))


def shapley_exact(values: Mapping[Subset, npt.NDArray[np.int64]]) -> Contributions:
    """The Shapley value of each challenge in each replication, from all subsets.

    Shape: one whole number a replication for every subset of the challenges. The denominator is
    the factorial of their number.

    Raises:
        ValueError: when a subset is missing or the values are not whole numbers.
    """
    worth = {subset: _whole(array) for subset, array in values.items()}
    names = sorted(frozenset[str]().union(*worth))
    if worth.keys() != set(every_subset(names)):
        raise ValueError("the exact values need every subset of the challenges, each once")
    return Contributions(
        MappingProxyType({name: _weighted_gains(name, worth, len(names)) for name in names}),
        factorial(len(names)),
    )


def shapley_from_orders(
    orders: Sequence[tuple[Order, Order]], values: Sequence[Mapping[Subset, int]]
) -> Contributions:
    """What each challenge added on entering, averaged over a replication's two orders.

    Shape: for each replication its orders and what each of their subsets was worth. The
    denominator is 2.

    Raises:
        ValueError: when the two sequences differ in length, are empty, or the orders are not all
            of the same challenges.
        KeyError: when a subset is missing.
    """
    names = sorted(orders[0][0]) if orders else []
    if not orders or any(sorted(order) != names for pair in orders for order in pair):
        raise ValueError("attribution needs orders of the same challenges, at least one pair")
    numerators = {name: np.zeros(len(orders), dtype=np.int64) for name in names}
    for replication, (pair, worth) in enumerate(zip(orders, values, strict=True)):
        for order in pair:
            for size, name in enumerate(order):
                gain = worth[frozenset(order[: size + 1])] - worth[frozenset(order[:size])]
                numerators[name][replication] += gain
    return Contributions(MappingProxyType(numerators), 2)


def _distinct(players: Iterable[str]) -> tuple[str, ...]:
    names = tuple(players)
    if len(set(names)) < len(names):
        raise ValueError(f"a challenge is named twice: {', '.join(names)}")
    return names


def _whole(array: npt.NDArray[np.int64]) -> Integers:
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError("contributions add up exactly only in whole numbers")
    return array.astype(np.int64)


def _weighted_gains(name: str, worth: Mapping[Subset, Integers], players: int) -> Integers:
    """What the challenge adds to every subset without it, times how many orders meet that one."""
    gains = [
        factorial(len(subset))
        * factorial(players - len(subset) - 1)
        * (worth[subset | {name}] - without)
        for subset, without in worth.items()
        if name not in subset
    ]
    return np.asarray(np.sum(gains, axis=0), dtype=np.int64)
