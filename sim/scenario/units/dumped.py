"""Quantities as a file writes them, so that each is read back to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import PlainSerializer, SerializationInfo

AS_NUMBERS: Final = object()
"""The context of a dump in which durations are hours, rates are per day, moments minutes."""


def in_words(words: Callable[[Any], Any]) -> PlainSerializer:
    """What dumps a quantity in a file's words; what is no number already is left as it is."""

    def dumped(value: Any, info: SerializationInfo) -> Any:
        return value if info.context is AS_NUMBERS or isinstance(value, str) else words(value)

    return PlainSerializer(dumped)


def shortest(number: float, read: Callable[[str], float], units: Mapping[str, float]) -> str:
    """A number of the first unit in the fewest digits that are read back as that number.

    Args:
        number: how many of the first unit.
        read: what reads a text.
        units: by the words behind a number, what one of them comes to in the first unit.
    """
    first = next(iter(units))
    exact = [text for text in _texts(number, units) if _reads(read, text, number)]
    return min(exact, key=_digits, default=f"{number!r} {first}")


def _texts(number: float, units: Mapping[str, float]) -> Iterator[str]:
    for unit, size in units.items():
        yield f"{repr(number / size).removesuffix('.0')} {unit}"


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _reads(read: Callable[[str], float], text: str, number: float) -> bool:
    try:
        return read(text) == number
    except ValueError:
        return False
