"""Keyed chance is as even and as independent as chance, whichever part of a name varies.

Every figure is compared with its distribution under true chance. All figures together would raise
a false alarm with probability 0.001 (each is held to its share of it); seeds and names are fixed,
so the outcome is always the same. A battery that nothing can fail shows nothing: it is also put to
generators that are known to be poor.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.chance.keys import (
    Purpose,
    child_array,
    identity,
    mix_array,
    replication_key,
    uniform_array,
)

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

COUNT = 2**16
FALSE_ALARM = 0.001
FIGURES = 300  # a little more than there are
LEAST_PROBABILITY = FALSE_ALARM / FIGURES
ONE = np.uint64(1)
LAGS = (1, 2, 3, 4, 7, 8, 16, 64, 256)
ROOT = replication_key(2026, 0)
ORDINALS = np.arange(COUNT, dtype=np.uint64)


def over_replications(seed: int) -> Keys:
    return child_array(mix_array(np.array([seed], dtype=np.uint64)), ORDINALS)


def over_seeds(replication: int) -> Keys:
    return child_array(mix_array(ORDINALS), replication)


def named(prefix: str) -> Keys:
    names = (identity(prefix, str(number)) for number in range(COUNT))
    return child_array(ROOT, np.fromiter(names, dtype=np.uint64, count=COUNT))


def nested() -> Keys:
    """Sixteen generations of sixteen children, of which the first begets the next."""
    parent, generations = ROOT, []
    for _ in range(COUNT // 16):
        children = child_array(parent, np.arange(16, dtype=np.uint64))
        generations.append(children)
        parent = int(children[0])
    return np.concatenate(generations)


SEQUENCES: dict[str, Callable[[], Floats]] = {
    "ordinals": lambda: uniform_array(child_array(ROOT, ORDINALS), Purpose.RELEASE),
    "ordinals of nothing": lambda: uniform_array(child_array(0, ORDINALS), Purpose.RELEASE),
    "every 64th": lambda: uniform_array(child_array(ROOT, ORDINALS << np.uint64(6)), Purpose.LOSS),
    "high bits": lambda: uniform_array(child_array(ROOT, ORDINALS << np.uint64(48)), Purpose.LOSS),
    "names": lambda: uniform_array(named("agency"), Purpose.OBSERVATION),
    "generations": lambda: uniform_array(nested(), Purpose.REVIEW),
    "purposes": lambda: uniform_array(ROOT, ORDINALS),
    "purposes in turn": lambda: uniform_array(
        child_array(ROOT, ORDINALS[: COUNT // 16])[:, None], ORDINALS[:16]
    ).ravel(),
    "replications": lambda: uniform_array(over_replications(1), Purpose.RELEASE),
    "replications of seed 0": lambda: uniform_array(over_replications(0), Purpose.RELEASE),
    "seeds": lambda: uniform_array(over_seeds(0), Purpose.RELEASE),
    "seeds, a child": lambda: uniform_array(child_array(over_seeds(7), 3), Purpose.TRIAGE_TIME),
}

PAIRS: dict[str, Callable[[], tuple[Floats, Floats]]] = {
    "two purposes": lambda: (
        uniform_array(child_array(ROOT, ORDINALS), Purpose.REVIEW),
        uniform_array(child_array(ROOT, ORDINALS), Purpose.REVIEW_TIME),
    ),
    "parent and child": lambda: (
        uniform_array(child_array(ROOT, ORDINALS), Purpose.RELEASE),
        uniform_array(child_array(child_array(ROOT, ORDINALS), 0), Purpose.RELEASE),
    ),
    "siblings": lambda: (
        uniform_array(child_array(child_array(ROOT, ORDINALS), 0), Purpose.RELEASE),
        uniform_array(child_array(child_array(ROOT, ORDINALS), 1), Purpose.RELEASE),
    ),
    "two replications": lambda: (
        uniform_array(child_array(replication_key(1, 0), ORDINALS), Purpose.RELEASE),
        uniform_array(child_array(replication_key(1, 1), ORDINALS), Purpose.RELEASE),
    ),
    "two seeds": lambda: (
        uniform_array(child_array(replication_key(1, 0), ORDINALS), Purpose.RELEASE),
        uniform_array(child_array(replication_key(2, 0), ORDINALS), Purpose.RELEASE),
    ),
    "seed and replication swapped": lambda: (
        uniform_array(over_replications(5), Purpose.RELEASE),
        uniform_array(over_seeds(5), Purpose.RELEASE),
    ),
}


def evenness(u: Floats) -> Iterator[float]:
    """Probabilities, under true chance, of figures as uneven as those of u."""
    yield float(stats.kstest(u, "uniform").pvalue)
    lowest_bits = (u * 2.0**52).astype(np.int64) & 0xFF
    for cells in ((u * 256).astype(np.int64), lowest_bits):
        yield float(stats.chisquare(np.bincount(cells, minlength=256)).pvalue)


def independence(one: Floats, other: Floats) -> Iterator[float]:
    """Probabilities, under true chance, of figures as dependent as those of the two."""
    z = np.mean((one - 0.5) * (other - 0.5)) * 12.0 * np.sqrt(one.size)
    yield float(2.0 * stats.norm.sf(abs(z)))
    cells = (one * 16).astype(np.int64) * 16 + (other * 16).astype(np.int64)
    yield float(stats.chisquare(np.bincount(cells, minlength=256)).pvalue)


def serial_independence(u: Floats) -> Iterator[float]:
    for lag in LAGS:
        yield from independence(u[:-lag], u[lag:])


def figures(u: Floats) -> list[float]:
    return [*evenness(u), *serial_independence(u)]


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_chances_are_even_and_serially_independent(sequence: str) -> None:
    assert min(figures(SEQUENCES[sequence]())) > LEAST_PROBABILITY


@pytest.mark.parametrize("pair", PAIRS)
def test_chances_of_different_names_are_independent(pair: str) -> None:
    one, other = PAIRS[pair]()
    assert min(independence(one, other)) > LEAST_PROBABILITY


def scatter(function: Callable[[Keys], Keys], inputs: Keys, least: int = 0) -> float:
    """How probable it is, under true chance, that some bit turns another as unevenly as here.

    Each of the 64 bits of the input is held against each bit of the result from `least` upwards.
    """
    before = function(inputs)
    places = np.arange(least, 64, dtype=np.uint64)
    changes = [before ^ function(inputs ^ np.uint64(1 << bit)) for bit in range(64)]
    turned = [np.count_nonzero(change & (ONE << place)) for change in changes for place in places]
    z = np.abs(2.0 * np.array(turned) - inputs.size).max() / np.sqrt(inputs.size)
    return float(2.0 * stats.norm.sf(z)) * len(turned)


def chance_bits(keys: Keys, purposes: Keys) -> Keys:
    """The 52 bits of the chances, as the highest of 64."""
    return (uniform_array(keys, purposes) * 2.0**52).astype(np.uint64) << np.uint64(12)


SCATTERS: dict[str, tuple[Callable[[Keys], Keys], int]] = {
    "key to child": (lambda keys: child_array(keys, 5), 0),
    "name to child": (lambda names: child_array(ROOT, names), 0),
    "key to chance": (lambda keys: chance_bits(keys, np.array([3], dtype=np.uint64)), 12),
    "purpose to chance": (lambda purposes: chance_bits(np.array([ROOT], np.uint64), purposes), 12),
}
INPUTS = {"ordinals": ORDINALS[:8192], "scattered": mix_array(ORDINALS[1:8193])}


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("kind", SCATTERS)
def test_every_bit_turns_every_bit_half_the_time(kind: str, inputs: str) -> None:
    function, least = SCATTERS[kind]
    assert scatter(function, INPUTS[inputs], least) > LEAST_PROBABILITY


def test_a_million_keys_of_two_generations_differ() -> None:
    parents = child_array(ROOT, np.arange(1000, dtype=np.uint64))
    children = child_array(parents[:, None], np.arange(1000, dtype=np.uint64))
    assert np.unique(np.concatenate([parents, children.ravel()])).size == 1_001_000


def test_no_child_is_another_things_purpose() -> None:
    some = child_array(ROOT, np.arange(4096, dtype=np.uint64))
    children = child_array(some[:, None], np.arange(26, dtype=np.uint64))
    own = uniform_array(some[:, None], np.arange(26, dtype=np.uint64))
    theirs = uniform_array(children, Purpose.RELEASE)
    assert np.unique(np.concatenate([own.ravel(), theirs.ravel()])).size == 2 * 4096 * 26


POOR: dict[str, Callable[[], Floats]] = {
    "unmixed steps": lambda: np.array([0.61803398875 * number % 1.0 for number in range(COUNT)]),
    "a short multiplier": lambda: np.array(
        [16807 * number % 2147483647 / 2147483647 for number in range(1, COUNT)]
    ),
    "one repeated": lambda: uniform_array(child_array(ROOT, ORDINALS >> np.uint64(1)), 0),
    "an echo after 64": lambda: uniform_array(child_array(ROOT, ORDINALS & ~np.uint64(64)), 0),
    "few bits": lambda: np.floor(SEQUENCES["ordinals"]() * 2.0**40) * 2.0**-40,
    "uneven by 3 percent": lambda: SEQUENCES["ordinals"]() ** 1.03,
}


@pytest.mark.parametrize("poor", POOR)
def test_the_battery_refuses_poor_chance(poor: str) -> None:
    assert min(figures(POOR[poor]())) < LEAST_PROBABILITY


def test_the_battery_refuses_poor_scattering() -> None:
    def half_mixed(keys: Keys) -> Keys:
        return (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)

    assert scatter(half_mixed, INPUTS["scattered"]) < LEAST_PROBABILITY
