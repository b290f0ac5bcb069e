"""What a picture is drawn on: so many columns, and the characters that the stream can carry."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD, Box
from rich.console import Console

from sim.frozen import frozen

_HEADED_IN_ASCII = Box(
    "    \n    \n -- \n    \n    \n    \n    \n    \n",
    ascii=True,
)


@frozen
class Glyphs:
    """The characters of bars and pictures."""

    full: str
    """A whole cell."""
    across: tuple[str, ...]
    """A cell filled from the left by one eighth, two eighths and so on, as fine as there is."""
    upward: tuple[str, ...]
    """The same from below."""
    less: str
    """A cell of what goes the other way."""
    whisker: tuple[str, str, str, str]
    """An interval's lower end, line, value and upper end."""
    shades: tuple[str, ...]
    """Neighbours in a stacked bar."""
    ring: str
    """A point of the second curve."""
    track: str
    """An empty cell of a strip."""
    spot: str
    """A moment on a strip."""
    upright: str
    level: str
    corner: str
    """The axes of a picture."""
    box: Box
    """How a table is ruled."""


BLOCKS = Glyphs(
    full="█",
    across=tuple("▏▎▍▌▋▊▉"),
    upward=tuple("▁▂▃▄▅▆▇"),
    less="░",
    whisker=("├", "─", "┼", "┤"),
    shades=("█", "▒", "▓", "░"),
    ring="o",
    track="·",
    spot="●",
    upright="│",
    level="─",
    corner="└",
    box=SIMPLE_HEAD,
)
ASCII = Glyphs(
    full="#",
    across=(),
    upward=(),
    less=":",
    whisker=("|", "-", "+", "|"),
    shades=("#", "=", "%", ":"),
    ring="o",
    track=".",
    spot="*",
    upright="|",
    level="-",
    corner="+",
    box=_HEADED_IN_ASCII,
)


@frozen
class Paper:
    """Columns and characters."""

    width: int
    glyphs: Glyphs


def paper_of(console: Console) -> Paper:
    """The paper that a console writes on."""
    return Paper(console.width, ASCII if console.options.ascii_only else BLOCKS)
