"""Memory used again is memory that nobody holds any more."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import buffers
from sim.engine.buffers import LINE, MOST_KEPT, WORTH_KEEPING, unfilled, zeros

PAIR = np.dtype([("one", np.int64), ("other", np.int32)])
LARGE = WORTH_KEEPING * 2


@pytest.fixture(autouse=True)
def nothing_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffers, "_waiting", {})


def waiting() -> int:
    buffers._take_back()
    return sum(size * len(blocks) for size, blocks in buffers._waiting.items())


def test_what_nobody_holds_is_used_again() -> None:
    first = unfilled(LARGE, np.uint8)
    place = first.ctypes.data
    del first
    assert waiting() > LARGE
    assert unfilled(LARGE - 8, np.uint8).ctypes.data == place


@pytest.mark.parametrize(
    "kept",
    [
        lambda array: array,
        lambda array: array["one"],
        lambda array: array["other"][10:20],
        lambda array: np.asarray(array)["one"].T.reshape(-1, 1),
        lambda array: memoryview(array["one"]),
        lambda array: array.view(np.uint8).reshape(-1)[5:],
        lambda array: list(array["one"][:3].flat) and array[::2]["other"],
    ],
    ids=["itself", "a field", "a part", "a shape", "a buffer", "bytes", "every second"],
)
def test_while_anything_made_of_it_is_held_it_is_not(kept) -> None:  # type: ignore[no-untyped-def]
    array = unfilled(WORTH_KEEPING, PAIR)
    array["one"], array["other"] = 7, 9
    held = kept(array)
    before = bytes(np.asarray(held).tobytes())
    del array
    others = [zeros(WORTH_KEEPING, PAIR) for _ in range(3)]
    assert bytes(np.asarray(held).tobytes()) == before
    del held, others


def test_no_two_arrays_that_are_held_ever_share_memory() -> None:
    luck = np.random.default_rng(1)
    held: list[tuple[int, np.ndarray]] = []
    for number in range(400):
        size = int(luck.integers(1, 6)) * WORTH_KEEPING
        array = zeros(size, np.uint8)
        assert not array.any()
        array.fill(number % 251)
        held.append((number % 251, array[int(luck.integers(100)) :].view(np.uint8)))
        del array
        while len(held) > 12 or (held and luck.random() < 0.4):
            mark, one = held.pop(int(luck.integers(len(held))))
            assert (one == mark).all()
            del one


def test_a_large_array_begins_with_a_line_of_the_cache() -> None:
    assert unfilled(LARGE, np.uint8).ctypes.data % LINE == 0
    assert unfilled((300, 400), np.int64).shape == (300, 400)


def test_no_more_than_so_much_waits() -> None:
    many = [unfilled(MOST_KEPT // 4, np.uint8) for _ in range(6)]
    del many
    assert 0 < waiting() <= MOST_KEPT
