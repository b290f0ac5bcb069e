"""Large blocks of memory used again: to get fresh ones takes as long as a run needs to fill them.

A block is lent to the arrays made of it, and comes back when the last of them is gone, whoever held
it. So nothing that somebody still holds is ever overwritten.
"""

from __future__ import annotations

import weakref
from collections import deque
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
_lent_out: dict[int, tuple[weakref.ref[Any], Block]] = {}
"""By the identity of the reference that tells when nobody holds a block any more."""
_gone: deque[weakref.ref[Any]] = deque()
"""Such references: whoever needs memory next takes their blocks back. A callback that was itself
Python would lose the Ctrl-C that arrives in it."""


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
    _take_back()
    waiting = _waiting.get(size)
    block = waiting.pop() if waiting else np.empty(size, dtype=np.uint8)
    lent = block.view(_Lent)
    held = weakref.ref(lent, _gone.append)
    _lent_out[id(held)] = held, block
    return lent


def _take_back() -> None:
    """Blocks that nobody holds any more wait to be used again, as far as there is room."""
    if not _gone:
        return
    kept = sum(size * len(blocks) for size, blocks in _waiting.items())
    while _gone:
        _, block = _lent_out.pop(id(_gone.popleft()))
        if kept + block.size <= MOST_KEPT:
            kept += block.size
            _waiting.setdefault(block.size, []).append(block)
