"""Compiled from their own source, the functions of one number give the bits that they give here."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.chance import elementary, families, keys

numba = pytest.importorskip("numba")
extending = pytest.importorskip("numba.extending")

Floats = NDArray[np.float64]

COUNT = 100_000
TABLE = families.gamma_table(0.7)
PARTS: list[Callable[..., Any]] = [
    elementary.polynomial,
    elementary.ln,
    elementary.exp,
    elementary.power,
    elementary.logit,
    elementary.normal_quantile,
    families.exponential,
    families.lognormal,
    families.uniform,
    families.gamma_from,
    families.weibull,
    families.loglogistic,
    keys.mix,
    keys.child,
    keys.uniform,
]
FUSED = re.compile(r"\bv?fn?m(add|sub|la|ls)", re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def _compilable() -> None:
    for part in PARTS:
        extending.register_jitable(part)


def over_elements(function: Callable[..., float], *fixed: Any) -> Callable[[Floats], Floats]:
    """The compiled function for each element of an array."""
    compiled = numba.njit(function)

    def loop(x: Floats) -> Floats:
        values = np.empty(x.size)
        for place in range(x.size):
            values[place] = compiled(x[place], *fixed)
        return values

    looped: Callable[[Floats], Floats] = numba.njit(loop)
    return looped


def arguments(kind: str) -> Floats:
    random = np.random.default_rng(40)
    if kind == "any":
        some = random.integers(0, 2**64, COUNT // 2, dtype=np.uint64).view(np.float64)
        return np.concatenate([some, np.exp(random.uniform(-3, 3, COUNT // 2))])
    if kind == "exponents":
        return random.uniform(-760, 720, COUNT)
    return np.concatenate([random.random(COUNT // 2), 10.0 ** -random.uniform(0, 18, COUNT // 2)])


@pytest.mark.parametrize(
    ("function", "kind", "fixed"),
    [
        (elementary.ln, "any", ()),
        (elementary.exp, "exponents", ()),
        (elementary.exp, "any", ()),
        (elementary.power, "chances", (0.7,)),
        (elementary.logit, "chances", ()),
        (elementary.normal_quantile, "chances", ()),
        (families.exponential, "chances", ()),
        (families.lognormal, "chances", (0.8,)),
        (families.uniform, "chances", (0.3, 1.7)),
        (families.weibull, "chances", (0.7,)),
        (families.loglogistic, "chances", (1.8,)),
    ],
)
def test_compiled_functions_have_the_same_bits(
    function: Callable[..., float], kind: str, fixed: tuple[float, ...]
) -> None:
    x = arguments(kind)
    here = np.array([function(element, *fixed) for element in x.tolist()])
    compiled = over_elements(function, *fixed)
    np.testing.assert_array_equal(compiled(x), here)
    assert not FUSED.search("".join(compiled.inspect_asm().values()))  # type: ignore[attr-defined]


def test_compiled_gamma_draws_have_the_same_bits() -> None:
    u = arguments("chances")
    here = families.gamma_array(u, TABLE)
    compiled = numba.njit(families.gamma_from)
    drawn = [compiled(chance, TABLE.cubics_array) for chance in u.tolist()]
    np.testing.assert_array_equal(drawn, here)


def test_compiled_keys_have_the_same_bits() -> None:
    some = np.random.default_rng(41).integers(0, 2**64, COUNT, dtype=np.uint64)
    child, uniform = numba.njit(keys.child), numba.njit(keys.uniform)

    def draw(keys_: NDArray[np.uint64], purpose: int) -> Floats:
        chances = np.empty(keys_.size)
        for place in range(keys_.size):
            chances[place] = uniform(child(keys_[place], keys_[place]), purpose)
        return chances

    here = keys.uniform_array(keys.child_array(some, some), keys.Purpose.LOSS)
    compiled = numba.njit(draw)(some, np.uint64(keys.Purpose.LOSS))
    np.testing.assert_array_equal(compiled, here)
