"""Large blocks of memory used again: to get fresh ones takes as long as a run needs to fill them.

A block is free when nothing else refers to it: every array made of it does, and whatever is made
of that, so nothing that somebody still holds is ever overwritten.
"""

from __future__ import annotations

import sys
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

WORTH_KEEPING = 2**16
"""Bytes: the system hands out smaller blocks quickly."""
LINE = 64
"""Bytes of a line of the cache: a record of that size lies in one if its array begins with one."""
MOST_KEPT = 2**26
"""Bytes, of all kept blocks together."""

_blocks: dict[int, list[npt.NDArray[np.uint8]]] = {}
_REFERENCES = 3
"""To a free block: the list, the name in the loop, and the question itself."""


def unfilled(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of whatever its memory holds."""
    kind = np.dtype(dtype)
    sizes = (shape,) if isinstance(shape, int) else shape
    needed = prod(sizes) * kind.itemsize
    if needed < WORTH_KEEPING:
        return np.empty(sizes, kind)
    block = _block(1 << (needed + LINE - 1).bit_length())
    first = -block.ctypes.data % LINE
    return block[first : first + needed].view(kind).reshape(sizes)


def zeros(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array of zeros."""
    array = unfilled(shape, dtype)
    array.reshape(-1).view(np.uint8).fill(0)
    return array


def _block(size: int) -> npt.NDArray[np.uint8]:
    blocks = _blocks.setdefault(size, [])
    for block in blocks:
        if sys.getrefcount(block) == _REFERENCES:
            return block
    fresh = np.empty(size, dtype=np.uint8)
    if size + sum(each * len(held) for each, held in _blocks.items()) <= MOST_KEPT:
        blocks.append(fresh)
    return fresh
