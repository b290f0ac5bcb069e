"""Harmless: signs that could act on a terminal, or turn what is read around, are shown as such."""

from __future__ import annotations

from typing import Final

SHOWN_AS: Final = "\N{REPLACEMENT CHARACTER}"
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Embeddings, overrides and isolates: what follows is read in another direction."""
_ACTING: Final = {each: SHOWN_AS for each in (*_CONTROLS, *_TURNING) if chr(each) not in "\t\n"}


def harmless(text: str) -> str:
    """The text of the same length, each such sign replaced by one that stands for it."""
    return text if text.isprintable() else text.translate(_ACTING)
