"""How sections look: headings, captions, lines that never wrap, tables with an even face."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sim.screen.paper import Paper

CAPTION = "dim"
GOOD = "green"
BAD = "red"

Column = tuple[str, str]
"""A heading and ``left`` or ``right``."""


def section(title: str, body: RenderableType) -> Group:
    """A heading over a body, with air around them."""
    heading = Rule(Text(title, style="bold"), align="left", style="dim")
    return Group(Text(), heading, Text(), body)


def caption(words: str) -> Text:
    """A remark under a picture."""
    return Text(words, style=CAPTION)


def drawn_line(*parts: str | Text | tuple[str, str]) -> Text:
    """A line of a picture, cut rather than wrapped."""
    return Text.assemble(*parts, no_wrap=True, overflow="crop", end="\n")


def two_lines(value: str, between: str, style: str = "") -> Text:
    """A table cell: a value, and its interval below."""
    cell = Text(value, style=style)
    return cell.append(f"\n{between}", style=CAPTION) if between else cell


def table(paper: Paper, columns: Iterable[Column], *, narrow: bool = False) -> Table:
    """An empty table: headings, a rule below them, and text that folds inside its column."""
    made = Table(
        box=paper.glyphs.box,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1 if narrow else 2, 0, 0),
        header_style="bold",
        border_style="dim",
    )
    for heading, side in columns:
        made.add_column(
            Text(heading), justify="right" if side == "right" else "left", overflow="fold"
        )
    return made


def apart(*blocks: RenderableType | None) -> Group:
    """Blocks with an empty line between them; what is None is left out."""
    kept = [block for block in blocks if block is not None]
    spaced = [piece for block in kept for piece in (Text(), block)]
    return Group(*spaced[1:])
