"""What pictures of shares in time have in common: cells filled in steps, and the axis below."""

from __future__ import annotations

from rich.text import Text

from sim.screen.toolkit.layout import drawn_line
from sim.screen.toolkit.printing import Glyphs
from sim.screen.toolkit.words import roughly

AXIS = 6
"""Cells left of the picture, for the shares."""


def filled(level: float, glyphs: Glyphs) -> str:
    """One cell filled from below to a level: 0 or less empty, 1 or more full."""
    steps = len(glyphs.upward) + 1
    step = round(min(max(level, 0.0), 1.0) * steps)
    if step == steps:
        return glyphs.full
    return glyphs.upward[step - 1] if step else " "


def time_axis(until: float, cells: int, glyphs: Glyphs) -> tuple[Text, Text]:
    """The line below a picture and, at every quarter of it, the time since the beginning."""
    line = f"{'0 %':>{AXIS - 1}} {glyphs.corner}{glyphs.level * cells}"
    labels = [" "] * (AXIS + 1 + cells)
    for quarter in range(5):
        words = roughly(until * quarter / 4)
        at = AXIS + 1 + round((cells - 1) * quarter / 4)
        start = min(max(at - len(words) // 2, AXIS + 1), len(labels) - len(words))
        labels[start : start + len(words)] = words
    return drawn_line(line), drawn_line("".join(labels))
