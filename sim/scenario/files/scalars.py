"""What a plain word of YAML stands for: nothing, a truth, a number or text.

The rules are the core schema's of YAML 1.2 (https://yaml.org/spec/1.2.2/, section 10.3.2), so that
``NO`` is a country and ``12:30`` a time. Numbers that two readers would read differently, or that
no quantity of a scenario can be, are refused.
"""

from __future__ import annotations

import math
import re
from typing import Final

Scalar = None | bool | int | float | str

LARGEST: Final = 2**63 - 1
MOST_DIGITS: Final = 19

_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_LEADING_ZERO: Final = re.compile(r"[-+]?0[0-9]+")
_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class UnreadableError(ValueError):
    """A word that looks like a value and is not taken as one."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


def scalar(word: str) -> Scalar:
    """What a word without quotes stands for.

    Raises:
        UnreadableError: a number has leading zeros, is beyond 2^63 - 1, or is not finite.
    """
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        return _whole(word)
    if _NUMBER.fullmatch(word):
        return _finite(float(word))
    if _NOT_FINITE.fullmatch(word):
        return _finite(math.nan)
    return word


def _whole(word: str) -> int:
    if _LEADING_ZERO.fullmatch(word):
        raise UnreadableError(
            "a number without leading zeros, which some programs read in base 8",
            "leave the zeros out, or put text in quotes",
        )
    if len(word.lstrip("+-")) > MOST_DIGITS or abs(int(word)) > LARGEST:
        raise UnreadableError(f"a whole number of at most {LARGEST:,}", "put text in quotes")
    return int(word)


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise UnreadableError("a finite number", "put text in quotes")
    return number
