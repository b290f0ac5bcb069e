"""Numbers apart by their bits: frexp and ldexp as a few instructions, instead of calls.

Both are exact and without a branch, so that a loop over many numbers can take several at once.
"""

from __future__ import annotations

from typing import Any

NAMES = ("numba_frexp", "numba_ldexp")
"""What the compiler calls, and leaves to its own library."""
_DIGITS, _BIAS = 52, 1023
"""How many bits stand below those of the exponent, and what is added to it."""
_ALL_ONES = 2047
"""The exponent of infinities and of what is no number; that of zero and subnormal numbers is 0."""
_HIGHEST, _LOWEST = 1023, -1022
"""Of the powers of two that are normal numbers."""
_UP = 54
"""A power of two that takes every subnormal number among the normal ones."""


def defined(module: Any) -> Any:
    """Adds both to an empty module."""
    from llvmlite import ir

    whole = ir.IntType(32)
    for name, second, written in zip(
        NAMES, (whole.as_pointer(), whole), (_frexp, _ldexp), strict=True
    ):
        form = ir.FunctionType(ir.DoubleType(), [ir.DoubleType(), second])
        function = ir.Function(module, form, name)
        function.attributes.add("alwaysinline")
        builder = ir.IRBuilder(function.append_basic_block())
        builder.ret(written(builder, *function.args))
    return module


def _frexp(builder: Any, number: Any, place: Any) -> Any:
    """The number between 1/2 and 1 with these digits, and at a place the power of two to it."""
    from llvmlite import ir

    real, eight = number.type, ir.IntType(64)
    is_small = builder.icmp_unsigned("==", _exponent(builder, number), eight(0))
    raised = builder.fmul(number, real(2.0**_UP))
    normal = builder.select(is_small, raised, number)
    exponent = _exponent(builder, normal)
    has_none = builder.or_(
        builder.icmp_unsigned("==", exponent, eight(0)),
        builder.icmp_unsigned("==", exponent, eight(_ALL_ONES)),
    )
    down = builder.select(is_small, eight(_BIAS - 1 + _UP), eight(_BIAS - 1))
    power = builder.select(has_none, eight(0), builder.sub(exponent, down))
    builder.store(builder.trunc(power, ir.IntType(32)), place)
    kept = 2**64 - 1 - (_ALL_ONES << _DIGITS)
    digits = builder.and_(builder.bitcast(normal, eight), eight(kept))
    half = builder.bitcast(builder.or_(digits, eight((_BIAS - 1) << _DIGITS)), real)
    return builder.select(has_none, number, half)


def _exponent(builder: Any, number: Any) -> Any:
    from llvmlite import ir

    eight = ir.IntType(64)
    bits = builder.bitcast(number, eight)
    return builder.and_(builder.lshr(bits, eight(_DIGITS)), eight(_ALL_ONES))


def _ldexp(builder: Any, number: Any, power: Any) -> Any:
    """A number times a power of two, rounded once.

    Powers that are no normal numbers are multiplied in up to three steps, of which only the last
    rounds: on the way down each leaves room for all digits.
    """
    from llvmlite import ir

    eight = ir.IntType(64)
    left = builder.sext(power, eight)
    for _ in range(2):
        for far, step, factor in (
            (">", _HIGHEST, 2.0**_HIGHEST),
            ("<", _LOWEST, 2.0 ** (_LOWEST + _DIGITS + 1)),
        ):
            beyond = builder.icmp_signed(far, left, eight(step))
            taken = step if far == ">" else step + _DIGITS + 1
            number = builder.select(beyond, builder.fmul(number, number.type(factor)), number)
            left = builder.select(beyond, builder.sub(left, eight(taken)), left)
    lowest = builder.icmp_signed("<", left, eight(_LOWEST))
    left = builder.select(lowest, eight(_LOWEST), left)
    highest = builder.icmp_signed(">", left, eight(_HIGHEST))
    left = builder.select(highest, eight(_HIGHEST), left)
    two = builder.shl(builder.add(left, eight(_BIAS)), eight(_DIGITS))
    return builder.fmul(number, builder.bitcast(two, number.type))
