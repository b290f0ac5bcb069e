"""`entente exercise`: a scenario played by people."""

from __future__ import annotations

import click

from sim.cli.lazy import LazyGroup

COMMANDS = {
    "open": "Open a session: people play a scenario.",
    "resume": "Go on with a session where its journal ends.",
    "debrief": "Look back on a session: what decisions did, and what luck.",
    "rehearse": "Play many days with robots at the seats, before people do.",
    "report": "Draft the after-action report of a session.",
    "trend": "Put several sessions beside each other, and what became of their actions.",
    "handouts": "Write pages to print: for teams and facilitator, scores, feedback.",
    "status": "Show where a session stands, also while it is played.",
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS, modules="sim.cli.commands.exercise_{}")
def command() -> None:
    """Play a scenario with people in the room; the journal keeps every decision."""
