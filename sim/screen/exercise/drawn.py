"""A document drawn on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from sim.screen.exercise.document import Block, Bullets, Grid, Heading, Paragraph
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import section, table
from sim.screen.toolkit.printing import Paper


def drawn(blocks: Iterable[Block], paper: Paper) -> RenderableType:
    """The blocks below each other, each heading a section of its own."""
    top: list[RenderableType] = []
    heading, inside = "", top
    for block in blocks:
        if isinstance(block, Heading) and block.level > 1:
            _close(top, heading, inside)
            heading, inside = block.text, []
        else:
            if inside:
                inside.append(Text())
            inside.append(_drawn(block, paper))
    _close(top, heading, inside)
    return Group(*top)


def _close(top: list[RenderableType], heading: str, inside: list[RenderableType]) -> None:
    if heading:
        top.append(section(heading, Group(*inside)))


def _drawn(block: Block, paper: Paper) -> RenderableType:
    match block:
        case Heading(text):
            return Text(safe(text), style="bold")
        case Paragraph(text):
            return Text(safe(text))
        case Bullets(items):
            return Group(*(Text(safe(f"- {item}")) for item in items))
        case Grid(columns, rows):
            listing = table(paper, [(safe(name), "left") for name in columns])
            for row in rows:
                listing.add_row(*map(safe, row))
            return listing
