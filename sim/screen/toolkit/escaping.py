"""Text from a scenario: made harmless for a terminal and cut to a width."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, set_cell_size

_ZERO_WIDTH_JOINER = "\u200d"
_LEFT_TO_RIGHT_MARK = "\u200e"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe(text: str) -> str:
    """The text on one line, without characters that steer a terminal, hide or turn text.

    A text written from right to left is closed with a mark, so that the numbers after it stay
    where they are drawn.
    """
    line = "".join(_harmless(character) for character in text)
    turned = any(unicodedata.bidirectional(character) in ("R", "AL") for character in line)
    return line + _LEFT_TO_RIGHT_MARK if turned else line


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a longer text, each made safe and on one line; empty ones left out."""
    return [safe(" ".join(part.split())) for part in re.split(r"\n\s*\n", text) if part.strip()]


def fitted(text: str, width: int) -> str:
    """The text, made safe, in exactly so many columns: padded, or cut and marked as cut."""
    line = safe(text)
    if cell_len(line) <= width:
        return set_cell_size(line, width)
    return set_cell_size(line, width - 1) + "…"


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    hidden = unicodedata.category(character) in _HIDDEN and character != _ZERO_WIDTH_JOINER
    return "\ufffd" if hidden else character
