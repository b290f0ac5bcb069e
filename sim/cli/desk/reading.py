"""Lines for the desk: typed at a prompt with completion, from a script, or from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sim.cli.desk.commands import HELP
from sim.errors import InputError, Problem
from sim.exercise.session import Session

PROMPT = "> "


def lines_of(script: Path) -> Iterator[tuple[int, str]]:
    """The lines of a script with their numbers; what follows # is a remark.

    Raises:
        InputError: it cannot be read.
    """
    try:
        text = script.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(file=str(script), expected="a text with commands", found=str(error))
        raise InputError([problem]) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def typed(session: Session) -> Iterator[tuple[int, str]]:
    """Lines as they are typed, to the end of the input; Ctrl-C drops the line begun."""
    at_prompt = sys.stdin.isatty()
    if at_prompt:
        _complete(session)
    number = 0
    while True:
        number += 1
        try:
            line = input(PROMPT) if at_prompt else input()
        except EOFError:
            return
        except KeyboardInterrupt:
            print(file=sys.stderr)  # noqa: T201 - the line that was begun ends
            continue
        if line.strip():
            yield number, line.strip()


def _complete(session: Session) -> None:
    """Lets Tab complete commands and names, where the system can."""
    try:
        import readline
    except ImportError:  # as on Windows
        return
    names = [*HELP, *session.teams, *session.scenario.injects]

    def complete(text: str, state: int) -> str | None:
        line = readline.get_line_buffer()
        begun = line[: readline.get_endidx()].lower()
        found = [name for name in names if name.lower().startswith(begun)] if not text else []
        found = found or [name for name in names if name.lower().startswith(text.lower())]
        return f"{found[state]} " if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")
