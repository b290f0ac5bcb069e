"""Keyed chance: a uniform number that is a pure function of a name.

A key is a whole number of 64 bits. It begins with seed and replication and is narrowed, one
identity after another, to the thing that is decided about; a purpose then selects one of the
decisions about that thing. All arithmetic is modulo 2**64.

The mixing function is variant 13 of Stafford, *Better Bit Mixing* (2011), the finaliser of
SplitMix64: Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014.
With a purpose for its counter, `uniform` draws from SplitMix64's own sequence.

Every function of whole numbers has a twin for arrays that gives the same bits; arrays broadcast as
numpy's do. Compiled, the same functions take uint64 throughout: with one signed argument the sums
would become floats. None of this is cryptography.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import blake2b
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
OneOrMore = int | np.uint64 | Keys
Floats = NDArray[np.float64]

MASK: Final = 0xFFFFFFFFFFFFFFFF
FIRST_FACTOR: Final = 0xBF58476D1CE4E5B9
SECOND_FACTOR: Final = 0x94D049BB133111EB
# Multiples of one step lead to children, of the other to purposes, so the two never meet.
CHILD_STEP: Final = 0xD1B54A32D192ED03
PURPOSE_STEP: Final = 0x9E3779B97F4A7C15


class Purpose(IntEnum):
    """The decisions that a key can be asked for; a number once given stays as it is."""

    RELEASE = 0
    RECOGNITION = 1
    REVIEW = 2
    REVIEW_TIME = 3
    REFUSAL = 4
    VETTING_TIME = 5
    LATENCY = 6
    LOSS = 7
    RELAY_TIME = 8
    TRANSLATION_TIME = 9
    CONVERSION_TIME = 10
    TRIAGE_TIME = 11
    OBSERVATION = 12
    ARRIVAL_COUNT = 13
    ARRIVAL_TIME = 14
    ONSET = 15
    WHERE = 16
    WHEN = 17
    WORTH_SHARING = 18
    THINNING = 19
    ORDER = 20
    CONSENT = 21
    CONSENT_TIME = 22
    NOTICE_TIME = 23
    READINESS_TIME = 24
    WARRANT_CONTESTED = 25
    WARRANT_TIME = 26
    WARRANT_REFUSAL = 27
    ARREST = 28
    PREVENTION = 29
    ATTENTION = 30
    RULING = 31


class DrawnTwiceError(RuntimeError):
    """One decision drew its chance a second time: two decisions share a name."""


class DrawLedger:
    """A test's record of what was drawn while it is open; it refuses a draw that it holds.

    >>> with DrawLedger() as ledger:
    ...     chance = uniform(7, Purpose.LOSS)
    >>> (7, Purpose.LOSS) in ledger.drawn
    True
    """

    def __init__(self) -> None:
        self.drawn: set[tuple[int, int]] = set()

    def enter(self, key: int, purpose: int) -> None:
        """Record one draw.

        Raises:
            DrawnTwiceError: the ledger holds it already.
        """
        draw = (key & MASK, purpose)
        if draw in self.drawn:
            raise DrawnTwiceError(f"purpose {purpose} of key {key & MASK:#018x}")
        self.drawn.add(draw)

    def enter_all(self, keys: Keys, purposes: Keys) -> None:
        """Record the draws of two arrays that broadcast together."""
        for key, purpose in np.broadcast(keys, purposes):
            self.enter(int(key), int(purpose))

    def __enter__(self) -> Self:
        _open_ledger(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _open_ledger(None)


_ledger: DrawLedger | None = None


def _open_ledger(ledger: DrawLedger | None) -> None:
    # A module's own name is the cheapest place to look: a draw outside tests pays one comparison.
    global _ledger  # noqa: PLW0603
    _ledger = ledger


def identity(*names: str) -> int:
    """The key of a sequence of names, the same in every process.

    Each name is preceded by its length, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = blake2b(digest_size=8)
    for name in names:
        written = name.encode()
        digest.update(len(written).to_bytes(8, "little"))
        digest.update(written)
    return int.from_bytes(digest.digest(), "little")


def mix(key: int) -> int:
    """Scatter a key: a one-to-one map in which each bit depends on all."""
    bits = key & MASK
    bits = (bits ^ (bits >> 30)) * FIRST_FACTOR & MASK
    bits = (bits ^ (bits >> 27)) * SECOND_FACTOR & MASK
    return bits ^ (bits >> 31)


def child(key: int, name: int) -> int:
    """The key of what `name`, an identity or an ordinal from 0, stands for within `key`."""
    # The factor is multiplied out because a compiler turns a sum of uint64 and 1 into a float.
    return mix(key + name * CHILD_STEP + CHILD_STEP)


def replication_key(seed: int, replication: int) -> int:
    """The key that all chances of one replication descend from; both count from 0."""
    if not (0 <= seed <= MASK and 0 <= replication <= MASK):
        raise ValueError(f"seed {seed} and replication {replication} must lie in 0 .. 2**64 - 1")
    return child(mix(seed), replication)


def uniform(key: int, purpose: int) -> float:
    """The chance of one decision: one of the 2**52 odd multiples of 2**-53, so never 0 or 1."""
    if _ledger is not None:
        _ledger.enter(key, purpose)
    return ((mix(key + purpose * PURPOSE_STEP + PURPOSE_STEP) >> 12) + 0.5) * 2.0**-52


def _whole(number: int) -> Keys:
    return np.array(number, dtype=np.uint64)


_FIRST_FACTOR: Final = _whole(FIRST_FACTOR)
_SECOND_FACTOR: Final = _whole(SECOND_FACTOR)
_CHILD_STEP: Final = _whole(CHILD_STEP)
_PURPOSE_STEP: Final = _whole(PURPOSE_STEP)
_12, _27, _30, _31 = (_whole(shift) for shift in (12, 27, 30, 31))
_BITS_OF_ONE: Final = np.array(1.0).view(np.uint64)
_LESS_THAN_ONE: Final = np.array(1.0 - 2.0**-53)


def mix_array(keys: Keys) -> Keys:
    """`mix` of each key."""
    return _mixed_in_place(np.array(keys, dtype=np.uint64))


def child_array(keys: OneOrMore, names: OneOrMore) -> Keys:
    """`child` of keys and names that broadcast together."""
    return _mixed_in_place(_steps(keys, names, _CHILD_STEP))


def uniform_array(keys: OneOrMore, purposes: OneOrMore) -> Floats:
    """`uniform` of keys and purposes that broadcast together."""
    if _ledger is not None:
        _ledger.enter_all(np.asarray(keys, np.uint64), np.asarray(purposes, np.uint64))
    bits = _mixed_in_place(_steps(keys, purposes, _PURPOSE_STEP))
    # The highest 52 bits become the mantissa of a number in [1, 2); the difference is exact.
    np.right_shift(bits, _12, bits)
    np.bitwise_or(bits, _BITS_OF_ONE, bits)
    chances = bits.view(np.float64)
    np.subtract(chances, _LESS_THAN_ONE, chances)
    return chances


def _steps(keys: OneOrMore, counts: OneOrMore, step: Keys) -> Keys:
    offsets = np.multiply(np.asarray(counts, dtype=np.uint64), step)
    total = np.add(np.asarray(keys, dtype=np.uint64), offsets)
    return np.asarray(np.add(total, step))


def _mixed_in_place(bits: Keys) -> Keys:
    shifted = np.empty_like(bits)
    np.right_shift(bits, _30, shifted)
    np.bitwise_xor(bits, shifted, bits)
    np.multiply(bits, _FIRST_FACTOR, bits)
    np.right_shift(bits, _27, shifted)
    np.bitwise_xor(bits, shifted, bits)
    np.multiply(bits, _SECOND_FACTOR, bits)
    np.right_shift(bits, _31, shifted)
    np.bitwise_xor(bits, shifted, bits)
    return bits
