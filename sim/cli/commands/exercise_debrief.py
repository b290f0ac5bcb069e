"""`entente exercise debrief`: a room looks back on its session."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.session_argument import other_days_option, session_argument

if TYPE_CHECKING:
    from rich.console import Console

    from sim.screen.exercise.debrief import Part


@click.command()
@session_argument
@other_days_option
@click.option("--plain", is_flag=True, help="Print everything at once: wait for no guess.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(file: Path, days: int, *, plain: bool, as_json: bool) -> None:
    """Look back on the session in FILE: what was decided, what it did, and how much was luck.

    Each what-if is asked first and answered after Enter, so that the room can guess.
    """
    from sim.cli.printing import print_as_json
    from sim.exercise.debrief import debrief
    from sim.exercise.opening import open_session
    from sim.screen.exercise.debrief import parts
    from sim.screen.toolkit.printing import paper_of
    from sim.screen.toolkit.terminal import console

    with open_session(file, to_read=True) as session:
        found = debrief(session, days)
        if as_json:
            print_as_json(found, JsonFormat.EXERCISE_DEBRIEF)
            return
        screen = console(sys.stdout)
        waits = sys.stdout.isatty() and sys.stdin.isatty() and not plain
        _print(parts(found, session.scenario, paper_of(screen)), screen, waits=waits)


def _print(parts: Iterable[Part], screen: Console, *, waits: bool) -> None:
    from rich.text import Text

    for part in parts:
        if part.question:
            screen.print(Text(f"\n{part.question}", style="bold"))
            if waits:
                try:
                    input("Guess first; Enter shows the answer. ")
                except EOFError:
                    waits = False
        screen.print(part.shown)
