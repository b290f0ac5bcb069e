"""What must not be broken at the end of a line: a number and its unit, the parts of a duration."""

from __future__ import annotations

import re
from typing import Final

JOINED: Final = "\ue000"
"""Stands for a space at which no line is broken, until the line is written.

No white space, as that breaks lines also where Unicode says that it does not.
"""
_AMOUNT: Final = re.compile(
    r"(?<![\w.,])(?:[<>] )?\d[\d.,]* (?:%|(?:d|h|min|s)(?!\w)(?: \d+ (?:h|min)(?!\w))?)"
)


def joined(text: str, columns: int) -> str:
    """The text of the same length with such spaces joined; as it is where a piece has no room."""
    if not _AMOUNT.search(text):
        return text
    held = _AMOUNT.sub(lambda found: found[0].replace(" ", JOINED), text)
    return text if max(map(len, held.split())) > columns else held


def apart(text: str) -> str:
    """The text as it is written."""
    return text.replace(JOINED, " ")
