"""Messages on standard error: on a terminal, lines are broken between words only."""

from __future__ import annotations

import os
import sys
import textwrap

import click

from sim.screen.toolkit.unbroken import apart, joined


def say(message: str) -> None:
    """Prints a message; what is no terminal gets its lines as they are, for other programs."""
    columns = _columns()
    click.echo(at_words(message, columns) if columns else message, err=True)


def at_words(message: str, columns: int) -> str:
    """The message with lines no longer than that, what goes on indented as its line and more.

    A word that is longer by itself, such as a path, keeps a line of its own.
    """
    return "\n".join(
        folded for line in message.split("\n") for folded in _folded(line, columns) or [""]
    )


def _folded(line: str, columns: int) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    folded = textwrap.wrap(
        joined(line, columns),
        columns,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
    return [apart(each) for each in folded]


def _columns() -> int:
    """How wide the terminal is; 0 where there is none, or it does not say."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 0
