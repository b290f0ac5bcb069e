"""Results on their way from one process to another: pickled, and arrays as bare bytes.

Results of a replication hold some twenty arrays of a few numbers each, of which numpy's own way
of pickling takes several times as long.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from typing import Any

import numpy as np
import numpy.typing as npt


def packed(value: object) -> bytes:
    """A value as bytes."""
    written = io.BytesIO()
    _Packer(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()


def unpacked(content: bytes) -> Any:
    """The value that was packed; arrays in it can be written to, as those that were packed."""
    return pickle.loads(content)  # noqa: S301 - of a process that this one has started


def _array(content: bytearray, dtype: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    return np.ndarray(shape, dtype, content)


def _reduced(array: npt.NDArray[Any]) -> str | tuple[Any, ...]:
    if array.dtype.hasobject or array.dtype.names is not None:
        return array.__reduce__()
    return _array, (bytearray(array.tobytes()), array.dtype.str, array.shape)


class _Packer(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table | {np.ndarray: _reduced}
