"""The desk in a browser: a line typed there does what it does at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path

import click
from rich.console import Console

from sim.cli.desk.commands import COMMANDS, HELP
from sim.cli.desk.completing import completions
from sim.cli.desk.words_typed import TypedError, chosen, split
from sim.exercise.session import Session
from sim.installed import how_to_add
from sim.screen.toolkit.printing import paper_of

_WIDTH = 100


def serve_room(
    session: Session,
    journal: Path,
    *,
    port: int,
    in_the_room: bool,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Serves a session to the screens of a room until Ctrl-C."""
    try:
        from sim.rooms.starting import serve
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Screens of their own need what the extra 'rooms' brings: {how_to_add('rooms')}"
        ) from error
    with suppress(KeyboardInterrupt):
        serve(
            session,
            journal,
            typed_in_a_browser,
            lambda played, line: completions(line, played),
            _told,
            port=port,
            in_the_room=in_the_room,
            certificate=certificate,
            key=key,
        )
    _told([f"Nothing is lost: `entente exercise resume {journal} --network` goes on."])


def typed_in_a_browser(session: Session, line: str) -> str:
    """Does what a line says; gives what it shows, or nothing where the screen shows it anyway."""
    word, rest = split(line)
    name = chosen(word, HELP)
    if name == "quit":
        raise TypedError("This desk stays: close the window, or stop the room where it was opened.")
    command = COMMANDS[name]
    stream = StringIO()
    console = Console(file=stream, width=_WIDTH, color_system=None, legacy_windows=False)
    shown = command(session, rest, paper_of(console))
    if shown is not None:
        console.print(shown)
    return stream.getvalue().rstrip()


def _told(lines: Sequence[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
