"""Playing a session at the desk: line by line, each answered before the next is read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.cli.desk.commands import COMMANDS, HELP
from sim.cli.desk.reading import lines_of, typed
from sim.cli.desk.words_typed import chosen, split
from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.screen.exercise.desk import desk
from sim.screen.toolkit.printing import paper_of
from sim.screen.toolkit.terminal import console

REDRAWN = {"desk", "look", "levers", "truth", "help", "journal"}


class ScriptError(EntenteError):
    """A line of a script cannot be carried out; those before it have been."""

    def __init__(self, script: Path, line: int, why: str) -> None:
        super().__init__(f"{script}:{line}: {why}")


def play(session: Session, script: Path | None, *, plain: bool) -> None:
    """Plays a session until its facilitator leaves, or a script ends.

    Raises:
        ScriptError: a line of the script cannot be carried out.
    """
    screen = console(sys.stdout)
    if script is not None:
        _script(session, script, screen)
        return
    fresh = sys.stdout.isatty() and sys.stdin.isatty() and not plain
    _draw_desk(session, screen, fresh=fresh)
    screen.print(Text("help lists what can be typed; quit leaves.", style="dim"))
    for _, line in typed(session):
        if _is_leaving(line):
            return
        if fresh:
            screen.clear()
        try:
            _do(session, line, screen)
        except EntenteError as error:
            if fresh:
                _draw_desk(session, screen, fresh=False)
            screen.print(Text(f"{error}", style="bold red" if fresh else ""))


def _script(session: Session, script: Path, screen: Console) -> None:
    for number, line in lines_of(script):
        if _is_leaving(line):
            return
        screen.print(Text(f"> {line}", style="bold"))
        try:
            _do(session, line, screen)
        except EntenteError as error:
            raise ScriptError(script, number, str(error)) from error


def _do(session: Session, line: str, screen: Console) -> None:
    word, rest = split(line)
    command = chosen(word, HELP)
    screen.print(COMMANDS[command](session, rest, paper_of(screen)))


def _is_leaving(line: str) -> bool:
    word, _ = split(line)
    return word in ("quit", "exit", "q")


def _draw_desk(session: Session, screen: Console, *, fresh: bool) -> None:
    if fresh:
        screen.clear()
    screen.print(desk(session, paper_of(screen)))


def told(lines: Iterable[str]) -> None:
    """Prints lines before the desk is drawn."""
    screen = console(sys.stdout)
    for line in lines:
        screen.print(Text(line))
