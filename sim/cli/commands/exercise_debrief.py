"""`entente exercise debrief`: a room looks back on its session."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.session_argument import other_days_option, session_argument

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@session_argument
@other_days_option
@click.option("--plain", is_flag=True, help="Print everything at once: ask and wait for nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(file: Path, days: int, *, plain: bool, as_json: bool) -> None:
    """Look back on the session in FILE: what was decided, what it did, and how much was luck.

    On a terminal the room rates its own decisions first, and guesses each what-if before it is
    shown; what-ifs are computed meanwhile.
    """
    from sim.cli.printing import print_as_json
    from sim.exercise.debrief import debrief
    from sim.exercise.opening import open_session
    from sim.screen.toolkit.terminal import console

    screen = console(sys.stdout)
    if sys.stdout.isatty() and sys.stdin.isatty() and not (plain or as_json):
        _in_the_room(file, days, screen)
        return
    with open_session(file, to_read=True) as session:
        found = debrief(session, days)
        if as_json:
            print_as_json(found, JsonFormat.EXERCISE_DEBRIEF)
            return
        from rich.text import Text

        from sim.screen.exercise.debrief import parts
        from sim.screen.toolkit.printing import paper_of

        for part in parts(found, session, paper_of(screen)):
            if part.question:
                screen.print(Text(f"\n{part.question}", style="bold"))
            screen.print(part.shown)


def _in_the_room(file: Path, days: int, screen: Console) -> None:
    from sim.cli.desk.debriefing import look_back
    from sim.exercise.opening import open_session

    with open_session(file, as_opened=True) as session:
        look_back(session, file, days, screen)
