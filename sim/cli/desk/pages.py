"""What is longer than the screen: cut below, or read page by page."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.text import Text

from sim.cli.endings import EndRequest

FRESH = "\x1b[H\x1b[2J\x1b[3J"
"""Clears the screen, and what could be scrolled back to: it may be another's."""


def cleared(screen: Console) -> None:
    """A fresh screen."""
    screen.file.write(FRESH)
    screen.file.flush()


def cut(screen: Console, shown: RenderableType, rows: int) -> None:
    """Prints what the rows have room for: first without empty lines, then without the rest."""
    lines = fitted(_lines(screen, shown), rows)
    screen.file.write("".join(f"{line}\n" for line in lines))


def fitted(lines: list[str], rows: int) -> list[str]:
    """Lines that the rows have room for, the top first."""
    if len(lines) > rows:
        lines = [line for line in lines if Text.from_ansi(line).plain.strip()]
    if len(lines) > rows:
        left = len(lines) - rows + 1
        lines = [*lines[: rows - 1], f"... {left} more lines: `desk all`"]
    return lines


def paged(screen: Console, shown: RenderableType, *, hidden_after: bool = False) -> str:
    """Shows it page by page, and gives the command that was typed at the foot of one, if any.

    What is hidden afterwards leaves a fresh screen.
    """
    lines, rows = _lines(screen, shown), max(5, screen.height - 2)
    pages = [lines[first : first + rows] for first in range(0, len(lines), rows)]
    said = ""
    for number, page in enumerate(pages, start=1):
        cleared(screen)
        screen.file.write("".join(f"{line}\n" for line in page))
        if number < len(pages):
            said = _typed(f"-- {number} of {len(pages)}; Enter: next page, q: no more -- ")
            if said:
                break
        elif hidden_after:
            said = _typed("-- Enter: hide it again -- ")
    if hidden_after:
        cleared(screen)
    return "" if said.lower() == "q" else said


def _typed(question: str) -> str:
    """What is typed at the foot of a page; the end of the input, or Ctrl-C, is no more."""
    try:
        return input(question).strip()
    except EndRequest:
        raise
    except (EOFError, KeyboardInterrupt):
        return "q"


def _lines(screen: Console, shown: RenderableType) -> list[str]:
    with screen.capture() as captured:
        screen.print(shown)
    return captured.get().splitlines()
