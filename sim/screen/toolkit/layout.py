"""How sections look: headings, captions, lines that never wrap, tables with an even face."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sim.screen.toolkit.printing import Paper

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


class _Even(Table):
    """A table that breaks no word, and no figure, while words in other columns can still wrap."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Shares out the columns' widths, then draws as any table does."""
        least, most = self._needed(console, options)
        between = len(self.columns) - 1
        gaps = between + sum(_padding(self, column) for column in range(len(self.columns)))
        room = options.max_width - gaps
        if sum(most) > room:
            figures = [column.justify == "right" for column in self.columns]
            kept = [b if whole else a for a, b, whole in zip(least, most, figures, strict=True)]
            widths = _shared_out(kept if sum(kept) <= room else least, most, room)
            for column, width in zip(self.columns, widths, strict=True):
                column.width = width
        yield from super().__rich_console__(console, options)

    def _needed(self, console: Console, options: ConsoleOptions) -> tuple[list[int], list[int]]:
        """By column: its longest word, or its longest line where it may not wrap; that line."""
        least, most = [], []
        for column in self.columns:
            cells = [column.header, *column.cells]
            sizes = [Measurement.get(console, options.update(max_width=10_000), c) for c in cells]
            most.append(max(size.maximum for size in sizes))
            least.append(most[-1] if column.no_wrap else max(size.minimum for size in sizes))
        return least, most


def _padding(made: Table, column: int) -> int:
    """Cells beside a column; the last has none on its right."""
    _, right, _, left = made.padding
    last = column == len(made.columns) - 1 and not made.pad_edge
    return (0 if last else right) + left


def _shared_out(least: list[int], most: list[int], room: int) -> list[int]:
    """Widths that come to the room: the widest columns give way first, none below its words.

    Where not even the words have room, the longest are broken.
    """
    widths = list(most)
    floor = least if sum(least) <= room else [1] * len(least)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda i: (widths[i] > floor[i], widths[i]))
        if widths[widest] <= floor[widest]:
            break
        widths[widest] -= 1
    return widths


def table(paper: Paper, columns: Iterable[Column], *, narrow: bool = False) -> Table:
    """An empty table: headings, a rule below them, and text that folds inside its column."""
    made = _Even(
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
