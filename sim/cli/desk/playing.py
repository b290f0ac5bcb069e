"""Playing a session at the desk: line by line, each answered before the next is read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from sim.cli.desk.commands import HELP, SHEETS, carried_out
from sim.cli.desk.pages import cleared, cut, paged
from sim.cli.desk.reading import lines_of, typed
from sim.cli.desk.words_typed import chosen, split
from sim.cli.endings import EndRequest
from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.screen.exercise.desk import brief_desk, desk
from sim.screen.toolkit.printing import paper_of
from sim.screen.toolkit.terminal import console


class ScriptError(EntenteError):
    """A line of a script cannot be carried out; those before it have been."""

    def __init__(self, script: Path, line: int, why: str) -> None:
        super().__init__(f"{script}:{line}: {why}")


def play(session: Session, journal: Path, script: Path | None, *, plain: bool) -> None:
    """Plays a session until its facilitator leaves, or a script ends.

    Raises:
        ScriptError: a line of the script cannot be carried out.
    """
    screen = console(sys.stdout)
    if script is not None:
        _script(session, script, screen)
        return
    if sys.stdout.isatty() and sys.stdin.isatty() and not plain:
        _at_a_screen(session, screen)
    else:
        _line_by_line(session, screen)
    told([f"Nothing is lost: `entente exercise resume {journal}` goes on."])


def _at_a_screen(session: Session, screen: Console) -> None:
    """Each answer on a fresh screen, the desk cut to it: its top stays in sight."""
    _show_desk(session, screen, Text("Enter: to the next event. ?: help. quit: leave.", "dim"))
    for line in typed(session):
        if _is_leaving(line):
            return
        at_foot = _answer_at_a_screen(session, line or "go", screen)
        while at_foot:
            if _is_leaving(at_foot):
                return
            at_foot = _answer_at_a_screen(session, at_foot, screen)


def _answer_at_a_screen(session: Session, line: str, screen: Console) -> str:
    """Does what was typed and shows it; gives the command typed at the foot of a page, if any."""
    at_foot = ""
    try:
        command, rest = _command(line)
        shown = carried_out(session, command, rest, paper_of(screen))
    except EntenteError as error:
        _show_desk(session, screen, Text(str(error), "bold red"))
        return at_foot
    except EndRequest:
        raise
    except KeyboardInterrupt:
        _show_desk(session, screen, Text("Stopped. What is written is in the journal below."))
        return at_foot
    if command == "desk" and rest == "all":
        at_foot = paged(screen, _desk(session, screen))
    elif command in SHEETS and shown is not None:
        at_foot = paged(screen, shown, hidden_after=command == "look")
        if command == "look":
            _show_desk(session, screen)
    else:
        _show_desk(session, screen, shown)
    return at_foot


def _line_by_line(session: Session, screen: Console) -> None:
    """Each answer below the one before: for pipes and screen readers."""
    screen.print(_desk(session, screen))
    screen.print(Text("help lists what can be typed; desk shows all this again; quit leaves."))
    for line in typed(session):
        if _is_leaving(line):
            return
        try:
            _answer(session, line or "go", screen)
        except EntenteError as error:
            screen.print(Text(str(error)))


def _script(session: Session, script: Path, screen: Console) -> None:
    for number, line in lines_of(script):
        if _is_leaving(line):
            return
        screen.print(Text(f"> {line}", style="bold"))
        try:
            _answer(session, line, screen)
        except EntenteError as error:
            raise ScriptError(script, number, str(error)) from error


def _answer(session: Session, line: str, screen: Console) -> None:
    command, rest = _command(line)
    shown = carried_out(session, command, rest, paper_of(screen))
    if shown is not None:
        screen.print(shown)
    if command == "desk":
        screen.print(_desk(session, screen))
    elif command not in SHEETS:
        screen.print(brief_desk(session, paper_of(screen)))


def _command(line: str) -> tuple[str, str]:
    word, rest = split(line)
    return chosen(word, HELP), rest


def _desk(session: Session, screen: Console) -> RenderableType:
    return desk(session, paper_of(screen))


def _show_desk(session: Session, screen: Console, said: RenderableType | None = None) -> None:
    """The desk on a fresh screen, and below it, where the eye is, what is to be said."""
    cleared(screen)
    rows = screen.height - 2
    if said is not None:
        with screen.capture() as captured:
            screen.print(said)
        rows -= captured.get().count("\n")
    cut(screen, _desk(session, screen), rows)
    if said is not None:
        screen.print(said)


def _is_leaving(line: str) -> bool:
    """`q` alone goes back to the desk: it closes a page, too, and nobody is to leave by it."""
    word, _ = split(line)
    return word == "exit" or (len(word) > 1 and "quit".startswith(word))


def told(lines: Iterable[str]) -> None:
    """Prints lines before the desk is drawn."""
    screen = console(sys.stdout)
    for line in lines:
        screen.print(Text(line))
