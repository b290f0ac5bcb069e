"""Large blocks of memory used again: to get fresh ones takes as long as a run needs to fill them.

A block is lent to the arrays made of it, and comes back when the last of them is gone, whoever held
it. So nothing that somebody still holds is ever overwritten.
"""

from __future__ import annotations

import weakref
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

WORTH_KEEPING = 2**16
"""Bytes: the system hands out smaller blocks quickly."""
LINE = 64
"""Bytes of a line of the cache: a record of that size lies in one if its array begins with one."""
MOST_KEPT = 2**26
"""Bytes, of all blocks that wait to be used again."""

Block = npt.NDArray[np.uint8]
_waiting: dict[int, list[Block]] = {}


class _Lent(np.ndarray):
    """A block while it is lent: every array made of it holds this, through whatever views.

    A view skips the views that it was made of and holds what they were made of, but never an
    array of another class: that is what this class is for.
    """


def unfilled(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of whatever its memory holds."""
    kind = np.dtype(dtype)
    sizes = (shape,) if isinstance(shape, int) else shape
    needed = prod(sizes) * kind.itemsize
    if needed < WORTH_KEEPING:
        return np.empty(sizes, kind)
    block = _lent(1 << (needed + LINE - 1).bit_length())
    first = -block.ctypes.data % LINE
    return block[first : first + needed].view(np.ndarray).view(kind).reshape(sizes)


def zeros(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of zeros."""
    array = unfilled(shape, dtype)
    array.reshape(-1).view(np.uint8).fill(0)
    return array


def _lent(size: int) -> Block:
    waiting = _waiting.get(size)
    block = waiting.pop() if waiting else np.empty(size, dtype=np.uint8)
    lent = block.view(_Lent)
    weakref.finalize(lent, _returned, block).atexit = False
    return lent


def _returned(block: Block) -> None:
    kept = sum(size * len(blocks) for size, blocks in _waiting.items())
    if kept + block.size <= MOST_KEPT:
        _waiting.setdefault(block.size, []).append(block)
