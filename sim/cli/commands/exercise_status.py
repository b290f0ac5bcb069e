"""`entente exercise status`: where a session stands."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.session_argument import session_argument


@click.command()
@session_argument
def command(file: Path) -> None:
    """Show the desk of the session in FILE, also while it is played."""
    from sim.exercise.opening import open_session
    from sim.screen.exercise.desk import desk
    from sim.screen.toolkit.printing import paper_of
    from sim.screen.toolkit.terminal import console

    screen = console(sys.stdout)
    with open_session(file, to_read=True) as session:
        screen.print(desk(session, paper_of(screen), at=session.last_said))
