"""Where drawing goes: a console as wide as the stream allows, plain where it is no terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, TextIO, cast

import click
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from rich.theme import Theme

from sim.screen.toolkit.harmless import harmless
from sim.screen.toolkit.unbroken import apart, joined

WIDEST = 120
PIPED = 80
NARROWEST = 60


class _Console(Console):
    """A console that breaks no number from its unit, and stops the program for nobody.

    It leaves it to the command what to do when nobody reads any more.
    """

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments of what is drawn, with amounts held together while lines are broken.

        Only what the program itself asks a terminal for acts on it, no text does.
        """
        if isinstance(renderable, Text):
            yield from self._with_whole_amounts(renderable, options)
            return
        for part, style, control in super().render(renderable, options):
            yield Segment(part if control else harmless(part), style, control)

    def _with_whole_amounts(self, text: Text, options: ConsoleOptions | None) -> Iterator[Segment]:
        whole = text.copy()
        whole.plain = joined(harmless(text.plain), (options or self.options).max_width)
        for part, style, control in super().render(whole, options):
            yield Segment(apart(part), style, control)

    def on_broken_pipe(self) -> None:
        """Lets the error pass, which would otherwise end the program here."""
        raise BrokenPipeError


def console(stream: TextIO) -> Console:
    """A console that writes to a stream.

    A terminal gives its own width, 60 to 120 columns, and colours unless NO_COLOR is set or it
    has none; with NO_COLOR nothing is dim either. Anything else gets 80 columns of plain text.
    What the stream's encoding cannot carry is written as question marks of the same width.
    """
    terminal = stream.isatty()
    return _Console(
        file=cast("TextIO", _Encodable(stream, stream.encoding, trimmed=not terminal)),
        width=_terminal_width(stream) if terminal else PIPED,
        force_terminal=terminal,
        force_jupyter=False,
        markup=False,
        emoji=False,
        highlight=False,
        theme=_EVEN if os.environ.get("NO_COLOR") else None,
    )


def plain(stream: StringIO, width: int) -> Console:
    """A console that writes plain text, each as it was written by whoever wrote it."""
    return _Console(
        file=stream,
        width=width,
        color_system=None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )


_EVEN = Theme({"dim": Style.null()})
"""Nothing is drawn fainter than the rest: a projector would lose it."""


@contextmanager
def paged(stream: TextIO, *, wanted: bool) -> Iterator[Console]:
    """A console whose drawing goes through a pager where that is wanted and it is too long.

    The pager is $PAGER or the system's. A stream that is no terminal, or a screen that holds it
    all, needs none.
    """
    direct = console(stream)
    if not (wanted and stream.isatty() and sys.stdin.isatty()):
        yield direct
        return
    held = StringIO()
    direct.file = cast("TextIO", _Encodable(held, stream.encoding, trimmed=False))
    yield direct
    text = held.getvalue()
    if text.count("\n") < direct.height:
        stream.write(text)
        return
    # What was read stays on the screen, and colours come through.
    os.environ.setdefault("LESS", "-FRX")
    click.echo_via_pager(text)


def _terminal_width(stream: TextIO) -> int:
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return PIPED
    return max(NARROWEST, min(WIDEST, columns)) if columns else PIPED


class _Encodable:
    """A stream whose encoding may lack characters, which must not stop or bend a table."""

    _STAND_INS = str.maketrans({"…": ".", "\u200e": ""})

    def __init__(self, stream: TextIO, encoding: str | None, *, trimmed: bool) -> None:
        self._stream = stream
        self._trimmed = trimmed
        self.encoding = encoding or "utf-8"

    def write(self, text: str) -> int:
        if self._trimmed:
            text = re.sub(r" +(?=\n)", "", text)
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            text = re.sub(r"[^\x00-\x7f]+", self._carried, text.translate(self._STAND_INS))
        return self._stream.write(text)

    def _carried(self, found: re.Match[str]) -> str:
        try:
            found[0].encode(self.encoding)
        except UnicodeEncodeError:
            return "?" * cell_len(found[0])
        return found[0]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
