"""Asks for memory some time before it is read: a run goes through more than lies near a processor.

A row is read when it comes to a desk, when it is taken up and when it is told on, and between these
the run has gone through so many others that its memory must be fetched anew, which takes as long as
all that is done with it. What is asked for changes nothing, whether it is there or not.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def fetch(column: Any, row: int) -> None:
    """Asks for what a column holds of a row; any number will do. Uncompiled it does nothing."""


@cache
def announce() -> None:
    """Tells the compiler what stands for `fetch`: the instruction that processors have for it."""
    from llvmlite import ir
    from numba import extending, types
    from numba.core import cgutils

    parts_of: Any = cgutils.unpack_tuple
    byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
    # Of (address, to read, to be kept near, data).
    form = ir.FunctionType(ir.VoidType(), [byte, number, number, number])

    def both_ends(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        column = context.make_array(signature.args[0])(context, builder, arguments[0])
        size = parts_of(builder, column.strides)[0]
        asked = builder.module.declare_intrinsic("llvm.prefetch", [byte], form)
        data = builder.bitcast(column.data, byte)
        first = builder.gep(data, [builder.mul(arguments[1], size)])
        last = builder.gep(first, [builder.sub(size, size.type(1))])
        for address in (first, last):
            builder.call(asked, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    def typed(typing: Any, column: Any, row: Any) -> Any:  # noqa: ARG001
        return types.void(column, types.int64), both_ends

    intrinsic: Any = extending.intrinsic
    asked_for = intrinsic(typed)

    def compiled(column: Any, row: Any) -> Any:  # noqa: ARG001
        def asking(column: Any, row: Any) -> None:
            asked_for(column, row)

        return asking

    overload: Any = extending.overload(fetch)
    overload(compiled)
