"""What is drawn on a stream of some width and encoding, as text."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich.console import Console

from sim.screen.toolkit.terminal import console


class Stream(io.TextIOWrapper):
    """A stream in memory that remembers what was written to it."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding=encoding, newline="\n")

    def text(self) -> str:
        """Everything written so far."""
        self.flush()
        return self.kept.getvalue().decode(self.encoding)


def drawn(draw: Callable[[Console], None], width: int = 80, encoding: str = "utf-8") -> str:
    """What a drawing puts on a stream, without spaces at the ends of lines."""
    stream = Stream(encoding)
    canvas = console(stream)
    canvas.width = width
    draw(canvas)
    return "\n".join(line.rstrip() for line in stream.text().splitlines()) + "\n"
