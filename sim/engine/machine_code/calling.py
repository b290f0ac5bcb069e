"""Calling: what arguments look like to compiled code, and how it is entered without a compiler.

Compiled code is entered by one function of its own that takes one pointer, to numbers of eight
bytes: of an array where numpy's record of it lies, of a number itself. So a process that finds the
code ready needs the small library that loads code, and not the compiler.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from sim.frozen import frozen

ENTRANCE = "entente_entrance"
"""The name of the function by which code is entered."""
_EIGHT_BYTES = 2**64 - 1
DATA, DIMENSIONS, STRIDES = (object.__basicsize__ + after for after in (0, 16, 24))
"""Where numpy's record of an array says where its numbers lie, and where its shape and strides do.

The record is part of what numpy promises to code in C (`PyArrayObject_fields`).
"""


@frozen
class ArrayKind:
    """What is the same in all arrays that one piece of code takes at one place."""

    dtype: np.dtype[Any]
    dimensions: int
    contiguous: bool

    def __str__(self) -> str:
        order = "C" if self.contiguous else "A"
        return f"{self.dimensions}{order}:{self.dtype!r}"


@frozen
class TupleKind:
    """A named tuple of these."""

    named: type
    members: tuple[Kind, ...]

    def __str__(self) -> str:
        inside = ", ".join(map(str, self.members))
        return f"{self.named.__module__}.{self.named.__qualname__}({inside})"


Kind: TypeAlias = ArrayKind | TupleKind | type
"""A type stands for itself: whole numbers, reals, None."""


def kind_of(argument: Any) -> Kind:
    """What code that takes this argument must be made for."""
    if isinstance(argument, tuple):
        return TupleKind(type(argument), tuple(kind_of(each) for each in argument))
    if isinstance(argument, np.ndarray):
        return ArrayKind(argument.dtype, argument.ndim, argument.flags.c_contiguous)
    return type(argument)


def leaves(arguments: Iterable[Any]) -> list[Any]:
    """What lies in arguments, however they are nested."""
    found: list[Any] = []
    for argument in arguments:
        if isinstance(argument, tuple):
            found += leaves(argument)
        else:
            found.append(argument)
    return found


def looks_of(held: Iterable[Any]) -> list[object]:
    """What code must be made for, leaf by leaf: as `kind_of`, and quick to compare."""
    return [
        (leaf.dtype, leaf.ndim, leaf.flags.c_contiguous)
        if isinstance(leaf, np.ndarray)
        else type(leaf)
        for leaf in held
    ]


def packed(held: Iterable[Any]) -> array[int]:
    """Leaves as an entrance takes them: where an array's own record lies, or the number itself."""
    return array("Q", [id(leaf) if type(leaf) is np.ndarray else _bits(leaf) for leaf in held])


def _bits(leaf: Any) -> int:
    if isinstance(leaf, np.ndarray):
        return id(leaf)
    if leaf is None:
        return 0
    if isinstance(leaf, float):
        return int(np.float64(leaf).view(np.uint64))
    return int(leaf) & _EIGHT_BYTES


class Entered:
    """Code that has been loaded; it is there as long as this is."""

    def __init__(self, code: bytes) -> None:
        import ctypes

        from llvmlite import binding

        _check_records()
        machine = _machine()
        self._code, nothing = code, binding.parse_assembly("")
        self._loader = binding.create_mcjit_compiler(nothing, machine)
        self._loader.add_object_file(binding.ObjectFileRef.from_data(code))
        self._loader.finalize_object()
        address = self._loader.get_function_address(ENTRANCE)
        if not address:
            raise ValueError("it has no entrance")
        self._enter: Any = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(address)

    def __call__(self, held: list[Any]) -> None:
        """Runs it on what lies in its arguments, without the lock of the interpreter.

        Raises:
            IndexError: a place was asked for that is not there; looked at only where code is
                compiled with checked bounds.
        """
        numbers = packed(held)
        if self._enter(numbers.buffer_info()[0]):
            raise IndexError("compiled code asked for a place that is not there")


@cache
def _check_records() -> None:
    """Looks whether numpy's records are as code reads them.

    Raises:
        TypeError: they are not.
    """
    from ctypes import c_ssize_t, c_void_p

    shown = np.zeros((2, 3), dtype=np.int64)[:, ::2]
    dimensions, strides = (
        (c_ssize_t * 2).from_address(c_void_p.from_address(id(shown) + place).value or 0)
        for place in (DIMENSIONS, STRIDES)
    )
    data = c_void_p.from_address(id(shown) + DATA).value
    if (data, *dimensions, *strides) != (shown.ctypes.data, *shown.shape, *shown.strides):
        raise TypeError("numpy keeps arrays in another way than compiled code expects")


def _machine() -> Any:
    """What code is loaded for; each loader owns one."""
    from llvmlite import binding

    _initialise()
    return binding.Target.from_triple(binding.get_process_triple()).create_target_machine(
        codemodel="jitdefault", jit=True
    )


@cache
def _initialise() -> None:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()


@cache
def processor() -> str:
    """The processor that code is made for, and what loads it, in words that tell it from others."""
    import llvmlite
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    here = (binding.get_process_triple(), binding.get_host_cpu_name(), features)
    return " ".join((llvmlite.__version__, *here))
