"""Numbers apart by their bits: what compiled code does instead of calling the library of C."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from sim.engine.machine_code.calling import Entered, kind_of, leaves
from sim.engine.machine_code.compiling import machine_code

EDGES = (0.0, 5e-324, 2.0**-1022, 2.0**-1023, 1.0, 0.5, np.finfo(float).max, np.inf, np.nan)
POWERS = (-2200, -1075, -1074, -1022, -1, 0, 1, 1023, 1024, 2098, 2**31 - 1, -(2**31))


def take_apart(numbers: Any, powers: Any, digits: Any, exponents: Any, products: Any) -> None:
    for place in range(len(numbers)):
        digits[place], exponents[place] = math.frexp(numbers[place])
        products[place] = math.ldexp(numbers[place], powers[place])


def test_every_kind_of_number_is_taken_apart_and_put_together_as_the_library_does() -> None:
    luck = np.random.default_rng(7)
    bits = luck.integers(0, 2**64, 60_000, dtype=np.uint64)
    bits[:20_000] &= np.uint64(2**63 + 2**52 - 1)  # zeros and subnormal numbers
    numbers = np.array([each * sign for each in EDGES for sign in (1, -1) for _ in POWERS])
    numbers = np.append(numbers, bits.view(np.float64))
    powers = np.resize(POWERS, len(numbers)).astype(np.int64)
    powers[-40_000:] = luck.integers(-1100, 1100, 40_000)
    digits, exponents, products = (
        np.empty_like(numbers),
        np.empty_like(powers),
        np.empty_like(numbers),
    )
    arguments = (numbers, powers, digits, exponents, products)
    Entered(machine_code(take_apart, tuple(map(kind_of, arguments))))(leaves(arguments))
    with np.errstate(all="ignore"):
        assert_same_bits(digits, np.frexp(numbers)[0])
        assert np.array_equal(exponents, np.frexp(numbers)[1])
        assert_same_bits(products, np.ldexp(numbers, powers))


def assert_same_bits(one: Any, other: Any) -> None:
    is_number = ~np.isnan(other)
    assert np.array_equal(np.isnan(one), ~is_number)
    assert np.array_equal(one[is_number].view(np.uint64), other[is_number].view(np.uint64))
