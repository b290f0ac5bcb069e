"""Is the console plain where it must be, and as wide as it may be?"""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Column, Table
from rich.text import Text

from sim.screen.toolkit.harmless import SHOWN_AS, harmless
from sim.screen.toolkit.printing import ASCII, BLOCKS, paper_of
from sim.screen.toolkit.terminal import console
from tests.screens.drawing import Stream


class Terminal(Stream):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


def test_what_is_no_terminal_gets_eighty_plain_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    stream = Stream()
    canvas = console(stream)
    canvas.print(Text("found", style="red"))
    assert canvas.width == 80
    assert stream.text() == "found\n"


@pytest.mark.parametrize(("columns", "width"), [(40, 60), (100, 100), (300, 120), (0, 80)])
def test_a_terminal_gives_its_width(
    monkeypatch: pytest.MonkeyPatch, columns: int, width: int
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    assert console(Terminal()).width == width


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    console(stream).print(Text("found", style="red"))
    assert "31m" not in stream.text()


@pytest.mark.parametrize(("encoding", "glyphs"), [("utf-8", BLOCKS), ("ascii", ASCII)])
def test_blocks_are_drawn_only_where_they_can_be_written(encoding: str, glyphs: object) -> None:
    assert paper_of(console(Stream(encoding))).glyphs is glyphs


@pytest.mark.parametrize("drawn", [Text, str])
def test_a_text_does_not_act_on_the_terminal(drawn: type[Text] | type[str]) -> None:
    """Else a note could clear the screen, call the window something, or turn what is read."""
    stream = Stream()
    table = Table(Column(drawn("head\x1b[1m")))
    table.add_row(drawn("a\x1b[2Jb\x1b]0;owned\x07\x9b2J\u202ec"))
    console(stream).print(table)
    assert not {*stream.text()} & {*map(chr, (*range(10), *range(11, 32), 0x7F, 0x9B, 0x202E))}
    assert f"a{SHOWN_AS}[2Jb" in stream.text()


@given(text=st.text())
def test_what_is_harmless_has_the_same_length_and_stays(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert harmless(shown) == shown
    assert all(b in (a, SHOWN_AS) for a, b in zip(text, shown, strict=True))
    assert shown == text or not text.isprintable()


def test_what_cannot_be_written_keeps_its_width() -> None:
    stream = Stream("latin-1")
    console(stream).print(Text("é岬x"))
    assert stream.text() == "?" * 3 + "x\n"
